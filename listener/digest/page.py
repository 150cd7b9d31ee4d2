"""The digest as one HTML file: no script, nothing fetched, filters by pure CSS.

Everything that others wrote is cleaned of control and bidi characters and escaped by Jinja2,
whatever place of the template it stands in; addresses were checked when they were gathered.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache, partial
from importlib.resources import files
from typing import Any, NewType
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from listener import words
from listener.advice.leaves import Leaf
from listener.digest import charts, sections, spoken
from listener.digest.values import Digest, Entry, Figure
from listener.guard.plain import plain
from listener.words import say
from listener.words.walls import named_walls

Css = NewType("Css", str)  # the sheet, and the keys of figures
# default-src 'none': no script, no font, no picture, no frame and no connection at all.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"


def page(digest: Digest) -> str:
    """The whole page."""
    lang, zone = digest.language, ZoneInfo(digest.zone)
    anchors = sections.anchors(digest)
    return (
        _templates()
        .get_template("digest.html.j2")
        .render(
            d=digest,
            lang=lang,
            policy=POLICY,
            style=_drawn(_style(anchors)),
            anchors=anchors,
            tables=sections.tables(digest),
            tiles=[digest.figure(key) for key in sections.TILES],
            chips=[key for key in sections.CHIPS if anchors.get(key)],
            formulas=sections.formulas(digest),
            say=partial(say, lang),
            walls=named_walls(lang),
            unread=spoken.unread,
            unheard=spoken.unheard,
            value=lambda f: spoken.value(f, lang),
            change=lambda f: spoken.change(f, lang),
            usual=lambda f: spoken.usual(f, lang),
            basis=lambda f: spoken.basis(f, lang),
            interval=lambda f: spoken.interval(f, lang),
            amount=lambda number, unit: spoken.amount(number, unit, lang),
            state=lambda e: spoken.state(e, lang),
            labels=lambda e: spoken.labels(e, lang),
            advice=lambda e: say(lang, f"leaf.{Leaf(e.leaf)}"),
            when=lambda at: words.date_time(lang, at, zone, now=digest.as_of),
            posted=lambda at: words.posted(lang, at, zone, now=digest.as_of),
            day=lambda at: words.date(lang, at, zone),
            **_marked(digest),
            **_moments(digest, lang),
        )
    )


def _marked(digest: Digest) -> dict[str, Callable[..., Markup]]:
    """What is HTML already: our own drawings."""
    lang = digest.language

    def share(figure: Figure, of: float | None) -> Markup:
        return _drawn(charts.bar((figure.value or 0) / of if of else 0))

    return {
        "chart_days": lambda: _drawn(charts.days(digest.days, lang)),
        "chart_balance": lambda: _drawn(charts.balance(digest.balances, lang)),
        "bar": share,
        "swatch": lambda kind: _drawn(charts.swatch(kind)),
    }


def _drawn(ours: charts.Svg | Css) -> Markup:
    """The one way past the escaping: what these two types hold was made and escaped by us."""
    return Markup(ours)  # noqa: S704


def _moments(digest: Digest, lang: str) -> dict[str, Any]:
    def is_late(entry: Entry) -> bool:
        due = entry.due_at is not None and entry.due_at < digest.as_of
        return due and entry.answered_at is None and entry.sees_answers

    def age(at: datetime) -> str:
        return words.duration(lang, digest.as_of - at)

    first, last = sections.dates(digest)
    return {"is_late": is_late, "age": age, "first_day": first, "last_day": last}


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("listener.digest", "html"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_clean,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _clean(value: Any) -> Any:
    """Every value on its way into the page; our own drawings pass."""
    return plain(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _style(anchors: Iterable[str]) -> Css:
    return Css(_sheet() + _filters(anchors))


@cache
def _sheet() -> str:
    return (files("listener.digest") / "html" / "style.css").read_text("utf-8")


def _filters(anchors: Iterable[str]) -> str:
    """For each figure: its link hides the mentions that do not stand behind it."""
    return "".join(
        f"#m-{key}:target~ol>li:not(.m-{key}){{display:none}}"
        f"#m-{key}:target~.shown,#m-{key}:target~.shown>.s-{key}{{display:inline}}"
        f'#m-{key}:target~.chips a[href="#m-{key}"]{{background:var(--accent);color:var(--paper)}}'
        for key in anchors
    )
