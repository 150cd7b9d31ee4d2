"""A week as content: three sentences and four figures, and what a thread says below them. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from listener import words
from listener.advice.time.bundles import shown_of
from listener.digest import sections, spoken
from listener.digest.values import Digest, Entry, Figure
from listener.guard.plain import one_line, shortened
from listener.notices.parts import (
    Content,
    Figures,
    Heading,
    Part,
    Place,
    Post,
    Small,
    Steps,
    Text,
)
from listener.notices.parts import Figure as Shown
from listener.settings.brand import Brand
from listener.words import say
from listener.words.whose import NOTHING, Ours, Theirs

HIDDEN = 5  # sources that are read in part
LISTED = 5  # mentions that a message shows
IN_LIST = 200  # characters of a quote


def week(digest: Digest, page: Path | None) -> Content:
    """All of it in one; `page` is where the page lies, None where none was written."""
    return Content(tuple(_week(digest, page)), sections.title(digest), "week")


def thread(digest: Digest, brand: Brand, *, place: str | None = None) -> tuple[Content, ...]:
    """The first message, then at most four for its thread; the last says where the page lies, if told."""
    unseen = list(_unseen(digest))
    if place is not None:
        unseen.append(Small(say(brand.language, "digest.lies_at", place=place)))
    parent = Content(tuple(_parent(digest)), sections.title(digest), "week")
    parts = (_volume(digest), _tone(digest, brand), _answers(digest, brand), unseen)
    return parent, *(Content(tuple(part)) for part in parts)


def _week(digest: Digest, page: Path | None) -> Iterator[Part]:
    yield from (Text(one_line(sentence)) for sentence in digest.sentences)
    yield _tiles(digest)
    yield Heading(say(digest.language, "digest.next_week"))
    yield _steps(digest)
    yield from (Small(one_line(note)) for note in digest.notes)
    yield from _hidden(digest)
    if page is not None:
        yield Place(str(page))


def _parent(digest: Digest) -> Iterator[Part]:
    first, last = sections.dates(digest)
    yield Small(say(digest.language, "digest.dates", first=first, last=last))
    yield from map(Text, digest.sentences)
    yield _tiles(digest)
    yield from map(Small, digest.notes)


def _volume(digest: Digest) -> Iterator[Part]:
    lang = digest.language
    yield Heading(say(lang, "digest.volume"))
    yield _rows(
        digest,
        say(lang, "digest.volume"),
        [f.key for f in sections.tables(digest)["volume"] if f.key != "mentions"],
    )
    if digest.stories:
        yield Heading(say(lang, "digest.stories"))
    for told in digest.stories[:3]:
        count = say(lang, "count.mentions", n=len(told.mentions))
        authors = say(lang, "count.authors", n=told.authors)
        yield Post(count, authors, told.lead.url, _quote(told.lead))


def _tone(digest: Digest, brand: Brand) -> Iterator[Part]:
    lang = digest.language
    yield Heading(say(lang, "digest.tone"))
    yield _rows(digest, say(lang, "digest.tone"), sections.TONES)
    yield Heading(say(lang, "digest.critiques"))
    if not digest.critiques:
        key = spoken.unread(digest.figure("coverage"), "digest.none_critical")
        yield Small(say(lang, key))
    yield from _entries(digest.critiques[:LISTED], brand)


def _answers(digest: Digest, brand: Brand) -> Iterator[Part]:
    lang = digest.language
    yield Heading(say(lang, "digest.answering"))
    keys = ("owed", "answered", "sla", "first-response", "first-response-open", "unseen-answers")
    yield _rows(digest, say(lang, "digest.answering"), keys)
    yield Heading(say(lang, "digest.waiting"))
    if not digest.waiting:
        key = spoken.unheard(digest.figure("gaps"), "digest.none_waiting")
        yield Small(say(lang, key))
    told = shown_of(len(digest.waiting), LISTED)
    yield from _entries(digest.waiting[:told], brand)
    if more := len(digest.waiting[told:]):
        yield Small(say(lang, "card.more", n=more))


def _unseen(digest: Digest) -> Iterator[Part]:
    lang = digest.language
    yield Heading(say(lang, "digest.next_week"))
    yield _steps(digest)
    yield Heading(say(lang, "digest.relation"))
    yield _rows(digest, say(lang, "digest.relation"), sections.SECTIONS["relation"])
    yield Heading(say(lang, "digest.coverage"))
    yield _rows(digest, say(lang, "digest.coverage"), sections.SECTIONS["coverage"])
    for source, why in digest.failing[:5]:
        yield Small(say(lang, "look.failing", source=source, why=why))
    yield from _hidden(digest)
    yield Small(say(lang, "look.answers"))


def _hidden(digest: Digest) -> Iterator[Part]:
    for source, why in digest.hidden[:HIDDEN]:
        yield Small(say(digest.language, "look.hidden", source=source, why=why))


def _steps(digest: Digest) -> Steps:
    def owner(name: str) -> str:
        return say(digest.language, "digest.for_whom", owner=one_line(name))

    return Steps(tuple((one_line(a.text), owner(a.owner)) for a in digest.actions))


def _tiles(digest: Digest) -> Figures:
    return Figures(tuple(_figure(digest.figure(k), digest.language) for k in sections.TILES))


def _rows(digest: Digest, title: Ours, keys: Sequence[str]) -> Figures:
    """In columns where a channel has tables."""
    lang = digest.language
    heads = (
        title,
        *(say(lang, f"digest.{name}") for name in ("week", "change", "usual")),
        Ours("n"),
    )
    shown = tuple(_row(digest.figure(key), lang) for key in keys)
    return Figures(shown, is_compact=True, heads=heads)


def _row(figure: Figure, lang: str) -> Shown:
    value, found = spoken.value(figure, lang), spoken.interval(figure, lang)
    n = Ours(spoken.basis(figure, lang).removeprefix("n = "))
    said = Ours(f"{value} ({found})") if found else value
    cells = (said, spoken.change(figure, lang), spoken.usual(figure, lang), n)
    return replace(_figure(figure, lang), cells=cells)


def _figure(figure: Figure, lang: str) -> Shown:
    """Label, value, range, change, usual and n: made of our own words and numbers."""
    label = say(lang, f"figure.{figure.key}")
    value = (spoken.value(figure, lang), NOTHING)
    return Shown(label, (value,), Ours(" · ".join(_rests_on(figure, lang))))


def _rests_on(figure: Figure, lang: str) -> Iterator[Ours]:
    if found := spoken.interval(figure, lang):
        yield found
    if figure.change is not None:
        yield Ours(f"{spoken.change(figure, lang)} {say(lang, 'digest.than_last')}")
    if figure.median is not None:
        yield Ours(f"{say(lang, 'digest.usual').lower()} {spoken.usual(figure, lang)}")
    yield spoken.basis(figure, lang)


def _entries(shown: Sequence[Entry], brand: Brand) -> Iterator[Part]:
    lang = brand.language
    for entry in shown:
        state = " · ".join(filter(None, (spoken.labels(entry, lang), spoken.state(entry, lang))))
        when = words.posted(lang, entry.at, brand.tz)
        author = entry.author or say(lang, "card.author_unknown")
        yield Post(
            say(lang, f"leaf.{entry.leaf}"),
            Ours(state),
            entry.url,
            _quote(entry),
            foot=f"{author} · {when} · #{entry.mention}",
        )


def _quote(entry: Entry) -> Theirs:
    return Theirs(shortened(one_line(entry.text), IN_LIST))
