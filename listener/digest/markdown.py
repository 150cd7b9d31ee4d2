"""The digest as Markdown: for a wiki, a mail, a terminal. All words are escaped, ours as theirs.

A line is made of signs of ours, written out here, and of what `escape` gives.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NewType
from zoneinfo import ZoneInfo

from listener import words
from listener.digest import sections, spoken
from listener.digest.values import Digest, Entry, Figure
from listener.guard.plain import one_line
from listener.words import say
from listener.words.whose import NOTHING, Ours, Theirs, Words

Md = NewType("Md", str)  # signs of ours, and words that were escaped
_SIGNS = re.compile(r"([\\`*_\[\]|<>~&@])")
BLANK = Md("")
_STARTS = re.compile(r"^([-+=#]|\d+[.)])")
_ADDRESS = re.compile(r"(?i)(www)(?=\.)|((?:https?|ftp))(?=:)")


def escape(text: Words) -> Md:
    """On one line, with nothing in it that Markdown, HTML or an automatic link would read."""
    safe = _SIGNS.sub(r"\\\1", one_line(text)).replace(r"\<", "&lt;").replace(r"\>", "&gt;")
    safe = _STARTS.sub(lambda found: f"{found[0][:-1]}\\{found[0][-1]}", safe)
    return Md(_ADDRESS.sub(r"\g<0>\\", safe))


def md(pattern: str, *parts: Md) -> Md:
    """A line: `pattern` is a literal of ours, with {} where a part stands."""
    return Md(pattern.format(*parts))


def markdown(digest: Digest) -> Md:
    """The whole digest, without the list of all mentions."""
    return Md("\n".join(_lines(digest)) + "\n")


def _lines(digest: Digest) -> Iterator[Md]:
    lang, zone = digest.language, ZoneInfo(digest.zone)
    first, last = sections.dates(digest)
    yield md("# {} · {}", escape(digest.brand), escape(sections.title(digest)))
    yield BLANK
    as_of = say(lang, "digest.as_of", at=words.date_time(lang, digest.as_of, zone))
    dates = say(lang, "digest.dates", first=first, last=last)
    yield md("{} · {}", escape(dates), escape(as_of))
    for text in (*digest.sentences, *digest.notes):
        yield BLANK
        yield escape(text)
    yield from _title("next_week", lang)
    for n, action in enumerate(digest.actions, 1):
        owner = say(lang, "digest.for_whom", owner=action.owner)
        yield md("{}. {} ({})", Md(str(n)), escape(action.text), escape(owner))
    for name, figures in sections.tables(digest).items():
        yield from _title(name, lang)
        yield from _table(figures, lang)
        if name == "tone":
            yield from _cards("critiques", digest.critiques, digest)
            yield from _cards("praise", digest.praise, digest)
        if name == "answering":
            yield from _cards("waiting", digest.waiting[:5], digest)
    for gap in digest.gaps:
        start = words.date_time(lang, gap.from_at, zone)
        end = words.date_time(lang, gap.to_at, zone) if gap.to_at else NOTHING
        key = "digest.gap" if gap.to_at else "digest.gap_open"
        key = "digest.gap_filled" if gap.filled else key
        said = say(lang, key, source=gap.source, **{"from": start, "to": end})
        yield md("* {}", escape(said))
    for source, why in digest.hidden:
        yield md("* {}", escape(Theirs(say(lang, "look.hidden", source=source, why=why))))
    yield from _title("how", lang)
    for key in sections.formulas(digest):
        yield md("* {}", escape(say(lang, f"formula.{key}")))


def _title(name: str, lang: str) -> Iterator[Md]:
    yield BLANK
    yield md("## {}", escape(say(lang, f"digest.{name}")))
    yield BLANK


def _table(figures: Sequence[Figure], lang: str) -> Iterator[Md]:
    heads = [say(lang, f"digest.{key}") for key in ("figure", "week", "change", "usual")]
    yield _row(*heads, Ours("n"))
    yield Md("| --- | ---: | ---: | ---: | ---: |")
    for f in figures:
        span = spoken.interval(f, lang)
        told = Ours(spoken.value(f, lang) + (f" ({span})" if span else ""))
        yield _row(
            say(lang, f"figure.{f.key}"),
            told,
            spoken.change(f, lang),
            spoken.usual(f, lang),
            Ours(spoken.basis(f, lang).removeprefix("n = ")),
        )


def _row(*cells: Words) -> Md:
    return md("| {} |", _joined(" | ", map(escape, cells)))


def _joined(between: str, parts: Iterable[Md]) -> Md:
    return Md(between.join(parts))


def _cards(name: str, shown: Sequence[Entry], digest: Digest) -> Iterator[Md]:
    lang, zone = digest.language, ZoneInfo(digest.zone)
    if not shown:
        return
    yield BLANK
    yield md("### {}", escape(say(lang, f"digest.{name}")))
    yield BLANK
    for entry in shown:
        author = entry.author or say(lang, "card.author_unknown")
        when = words.posted(lang, entry.at, zone, now=digest.as_of)
        said = (say(lang, f"leaf.{entry.leaf}"), spoken.state(entry, lang))
        told = (spoken.labels(entry, lang), author, when, *filter(None, said))
        yield md("* {}  ", escape(entry.text or say(lang, "card.no_words")))
        yield md("  {} · {}", _joined(" · ", map(escape, told)), _link(entry))


def _link(entry: Entry) -> Md:
    """A checked address between angle brackets, where no character of it is Markdown."""
    if entry.url is None or re.search(r"[<>]", entry.url):
        return escape(entry.place)
    return Md(f"<{entry.url}>")
