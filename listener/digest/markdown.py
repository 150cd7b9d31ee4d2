"""The digest as Markdown: for a wiki, a mail, a terminal. Others' words are escaped."""

import re
from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from listener import words
from listener.digest import sections, spoken
from listener.digest.shapes import Digest, Entry, Figure
from listener.guard.plain import one_line
from listener.words import say

_SIGNS = re.compile(r"([\\`*_\[\]|<>~&@])")
_STARTS = re.compile(r"^([-+=#]|\d+[.)])")
_ADDRESS = re.compile(r"(?i)(www)(?=\.)|((?:https?|ftp))(?=:)")


def escape(text: str) -> str:
    """On one line, with nothing in it that Markdown, HTML or an automatic link would read."""
    safe = _SIGNS.sub(r"\\\1", one_line(text)).replace(r"\<", "&lt;").replace(r"\>", "&gt;")
    safe = _STARTS.sub(lambda found: f"{found[0][:-1]}\\{found[0][-1]}", safe)
    return _ADDRESS.sub(r"\g<0>\\", safe)


def markdown(digest: Digest) -> str:
    """The whole digest, without the list of all mentions."""
    return "\n".join(_lines(digest)) + "\n"


def _lines(digest: Digest) -> Iterator[str]:
    lang, zone = digest.language, ZoneInfo(digest.zone)
    first, last = sections.dates(digest)
    yield f"# {escape(digest.brand)} · {escape(say(lang, 'digest.title', week=digest.week[6:]))}"
    yield ""
    as_of = say(lang, "digest.as_of", at=words.date_time(lang, digest.as_of, zone))
    yield escape(f"{say(lang, 'digest.dates', first=first, last=last)} · {as_of}")
    for text in (*digest.sentences, *digest.notes):
        yield ""
        yield escape(text)
    yield from _title("next_week", lang)
    for n, action in enumerate(digest.actions, 1):
        owner = say(lang, "digest.for_whom", owner=action.owner)
        yield f"{n}. {escape(action.text)} ({escape(owner)})"
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
        end = words.date_time(lang, gap.to_at, zone) if gap.to_at else ""
        key = "digest.gap" if gap.to_at else "digest.gap_open"
        key = "digest.gap_filled" if gap.filled else key
        yield f"* {escape(say(lang, key, source=gap.source, **{'from': start, 'to': end}))}"
    yield from _title("how", lang)
    for key in sections.FORMULAS:
        yield f"* {escape(say(lang, f'formula.{key}'))}"


def _title(name: str, lang: str) -> Iterator[str]:
    yield ""
    yield f"## {escape(say(lang, f'digest.{name}'))}"
    yield ""


def _table(figures: Sequence[Figure], lang: str) -> Iterator[str]:
    heads = [say(lang, f"digest.{key}") for key in ("figure", "week", "change", "usual")]
    yield f"| {' | '.join(escape(h) for h in (*heads, 'n'))} |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    for f in figures:
        span = spoken.interval(f, lang)
        told = spoken.value(f, lang) + (f" ({span})" if span else "")
        cells = (
            say(lang, f"figure.{f.key}"),
            told,
            spoken.change(f, lang),
            spoken.usual(f, lang),
            spoken.basis(f, lang).removeprefix("n = "),
        )
        yield f"| {' | '.join(escape(cell) for cell in cells)} |"


def _cards(name: str, shown: Sequence[Entry], digest: Digest) -> Iterator[str]:
    lang, zone = digest.language, ZoneInfo(digest.zone)
    if not shown:
        return
    yield ""
    yield f"### {escape(say(lang, f'digest.{name}'))}"
    yield ""
    for entry in shown:
        author = entry.author or say(lang, "card.author_unknown")
        state = " · ".join(
            filter(None, (say(lang, f"leaf.{entry.leaf}"), spoken.state(entry, lang)))
        )
        yield f"* {escape(entry.text or say(lang, 'card.no_words'))}  "
        yield (
            f"  {escape(spoken.labels(entry, lang))} · {escape(author)} · "
            f"{escape(words.posted(lang, entry.at, zone))} · {escape(state)} · {_link(entry)}"
        )


def _link(entry: Entry) -> str:
    """A checked address between angle brackets, where no character of it is Markdown."""
    if entry.url is None or re.search(r"[<>]", entry.url):
        return escape(entry.place)
    return f"<{entry.url}>"
