"""mentions: what there is, whether or not it was told, with the numbers that act and why take."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice

from rich.text import Text

from connectors.kit.reading.folding import fold
from listener import words
from listener.advice.leaves import Leaf
from listener.app import App
from listener.commands.console import console
from listener.commands.named import brand_named
from listener.desk.times import since as time_of
from listener.guard.plain import one_line
from listener.settings.config import ConfigError
from listener.settings.problems import choose
from listener.store.listing import Listed
from listener.words import say

_EVER = datetime(1970, 1, 1, tzinfo=UTC)
QUOTE = 90  # characters


def mentions(
    app: App,
    *,
    since: str = "7d",
    leaf: str | None = None,
    search: str | None = None,
    brand: str | None = None,
    most: int = 50,
    muted: bool = False,
) -> int:
    """Print them, newest first, `most` at most; with `muted` those that a query hides, each with it."""
    app.ready()
    start = time_of(since, app.clock(), app.brand.tz)
    if start is None:
        raise ConfigError(f"--since: {since!r} is no time: write 3d, 2w or 2026-11-24")
    brand_named(app.config.brands, brand)
    brands = [brand] if brand else list(app.config.brands)
    found = app.store.listed(brands, start, leaf=_leaf(leaf), muted=muted)
    held = _holding(found, search)
    shown = list(islice(held, most))
    screen = console()
    for one in shown:
        # Two lines each, for whoever searches in them.
        screen.print(_line(one, app), soft_wrap=True)
    lang = app.brand.language
    when = words.date_time(lang, start, app.brand.tz, now=app.clock())
    if not shown:
        screen.print(say(lang, "mentions.none", since=when))
    if more := sum(1 for _ in held):
        screen.print(Text(say(lang, "mentions.more", n=more), style="dim"))
    ever = app.store.listed(brands, _EVER, leaf=_leaf(leaf), muted=muted)
    if any(one.at < start for one in _holding(ever, search)):
        screen.print(Text(say(lang, "mentions.older", since=when), style="dim"))
    return 0


def _leaf(said: str | None) -> str | None:
    """The leaf that is meant; ConfigError for none."""
    if said is None:
        return None
    known = [leaf.value for leaf in Leaf]
    named = said.strip().upper().replace("-", "_").replace(" ", "_")
    if named not in known:
        raise ConfigError(f"--leaf: {choose(named, known, 'the names are')}")
    return named


def _holding(found: Iterator[Listed], search: str | None) -> Iterator[Listed]:
    """Those whose words or author hold what is looked for, however it is spelled."""
    wanted = fold(search or "").split()
    for one in found:
        said = (
            fold("\n".join(filter(None, (one.title, one.text, one.author_name)))) if wanted else ""
        )
        if all(word in said for word in wanted):
            yield one


def _line(one: Listed, app: App) -> Text:
    """Its number, when, what is advised, who; below it what it says."""
    brand = app.config.brands.get(one.brand, app.brand)
    lang = brand.language
    advice = words.leaf_words(lang, one.leaf)[0] if one.leaf else say(lang, "mentions.undecided")
    when = words.posted(lang, one.at, brand.tz, now=app.clock())
    parts = [when, advice, *([one_line(one.author_name)] if one.author_name else [])]
    told = Text.assemble((f"#{one.id}  ", "dim"), (" · ".join(parts), "bold"))
    if one.muted:
        by = say(lang, "mentions.muted", query=one_line(one.muted))
        told.append(f"  {by}", style="yellow")
    quote = one_line(f"{one.title or ''} {one.text}").strip()
    short = quote if len(quote) <= QUOTE else f"{quote[: QUOTE - 1]}…"
    return told.append(f"\n      {short}", style="italic")
