"""The digest for Slack: one parent with three sentences and four figures, four thread messages.

Pure. The outbox posts the parent, then the others under it, and attaches the page.
"""

from collections.abc import Iterator, Sequence

from listener.brand import Brand
from listener.digest import sections, spoken
from listener.digest.shapes import Digest, Entry, Figure
from listener.plain import one_line
from listener.slack import limits, shapes
from listener.slack.message import Block, Message
from listener.slack.mrkdwn import link
from listener.slack.shapes import bold, ours
from listener.strategy import words
from listener.strategy.bundles import shown_of
from listener.strategy.words import say

LISTED = 5  # mentions a thread message shows
NARROW = "\u00a0=\u00a0"  # no line ends between n and its number
IN_LIST = 200  # characters of a quote


def slack_message(digest: Digest, brand: Brand) -> tuple[Message, ...]:
    """The parent first, then at most four messages for its thread."""
    parts = (_parent(digest), _volume(digest), _tone(digest, brand), _answers(digest, brand),
             _unseen(digest))  # fmt: skip
    return tuple(_message(blocks) for blocks in parts)


def lies_at(message: Message, place: str, lang: str) -> Message:
    """The same message with a last line that says where the page lies."""
    line = shapes.small(say(lang, "digest.lies_at", place=place))
    return _message(iter((*message.blocks, line)))


def _message(blocks: Iterator[Block | None]) -> Message:
    sheet = limits.Sheet()
    for block in blocks:
        sheet.add(block)
    return shapes.message(sheet)


def _parent(digest: Digest) -> Iterator[Block | None]:
    lang = digest.language
    title = say(lang, "digest.title", week=digest.week[6:])
    yield shapes.header(f"{title} · {digest.brand}")
    first, last = sections.dates(digest)
    yield shapes.small(say(lang, "digest.dates", first=first, last=last))
    for sentence in digest.sentences:
        yield shapes.quoted(sentence)
    yield shapes.fields([_figure(digest.figure(key), lang) for key in sections.TILES])
    for note in digest.notes:
        yield shapes.small(note)


def _volume(digest: Digest) -> Iterator[Block | None]:
    lang = digest.language
    yield shapes.section(bold(say(lang, "digest.volume")))
    yield from _rows(digest, ("stories", "authors", *sections.FORMS))
    if digest.stories:
        yield shapes.section(bold(say(lang, "digest.stories")))
    for told in digest.stories[:3]:
        n, authors = len(told.mentions), say(lang, "count.authors", n=told.authors)
        count = f"{bold(say(lang, 'count.mentions', n=n))} · {ours(authors)}"
        yield shapes.section(f"{count}\n{_original(told.lead, lang)}")
        yield _quote(told.lead, lang)


def _tone(digest: Digest, brand: Brand) -> Iterator[Block | None]:
    lang = digest.language
    yield shapes.section(bold(say(lang, "digest.tone")))
    yield from _rows(digest, sections.TONES)
    yield shapes.section(bold(say(lang, "digest.critiques")))
    if not digest.critiques:
        key = spoken.unread(digest.figure("coverage"), "digest.none_critical")
        yield shapes.small(say(lang, key))
    yield from _entries(digest.critiques[:LISTED], brand)


def _answers(digest: Digest, brand: Brand) -> Iterator[Block | None]:
    lang = digest.language
    yield shapes.section(bold(say(lang, "digest.answering")))
    keys = ("owed", "answered", "sla", "first-response", "first-response-open", "unseen-answers")
    yield from _rows(digest, keys)
    yield shapes.section(bold(say(lang, "digest.waiting")))
    if not digest.waiting:
        yield shapes.small(say(lang, "digest.none_waiting"))
    told = shown_of(len(digest.waiting), LISTED)
    yield from _entries(digest.waiting[:told], brand)
    if more := len(digest.waiting[told:]):
        yield shapes.small(say(lang, "card.more", n=more))


def _unseen(digest: Digest) -> Iterator[Block | None]:
    lang = digest.language
    yield shapes.section(bold(say(lang, "digest.next_week")))
    for n, action in enumerate(digest.actions, 1):
        owner = say(lang, "digest.for_whom", owner=action.owner)
        yield shapes.quoted(f"{n}. {one_line(action.text)} ({owner})")
    yield shapes.section(bold(say(lang, "digest.relation")))
    yield from _rows(digest, sections.SECTIONS["relation"])
    yield shapes.section(bold(say(lang, "digest.coverage")))
    yield from _rows(digest, sections.SECTIONS["coverage"])
    for source, why in digest.failing[:5]:
        yield shapes.small(say(lang, "look.failing", source=source, why=why))
    yield shapes.small(say(lang, "look.answers"))


def _rows(digest: Digest, keys: Sequence[str]) -> Iterator[Block]:
    """Figures side by side, as many blocks as Slack's limit of fields asks for."""
    shown = [_figure(digest.figure(key), digest.language, short=True) for key in keys]
    for start in range(0, len(shown), limits.FIELDS):
        yield shapes.fields(shown[start : start + limits.FIELDS])


def _figure(figure: Figure, lang: str, *, short: bool = False) -> shapes.Rich:
    """Label, value, range, change, usual and n: made of our own words and numbers."""
    parts = [spoken.interval(figure, lang)]
    if figure.change is not None:
        parts.append(f"{spoken.change(figure, lang)} {say(lang, 'digest.than_last')}")
    if figure.median is not None:
        parts.append(f"{say(lang, 'digest.usual').lower()} {spoken.usual(figure, lang)}")
    parts.append(spoken.basis(figure, lang))
    rest = " · ".join(part for part in parts if part)
    label, value = ours(say(lang, f"figure.{figure.key}")), bold(spoken.value(figure, lang))
    head = say(lang, "slack.row", label=label, value=value) if short else f"{label}\n{value}"
    return f"{head}\n{ours(rest).replace(' = ', NARROW)}"


def _entries(shown: Sequence[Entry], brand: Brand) -> Iterator[Block | None]:
    lang = brand.language
    for entry in shown:
        advice = bold(say(lang, f"leaf.{entry.leaf}"))
        state = " · ".join(filter(None, (spoken.labels(entry, lang), spoken.state(entry, lang))))
        yield shapes.section(f"{advice} · {ours(state)}\n{_original(entry, lang)}")
        yield _quote(entry, lang)
        when = words.posted(lang, entry.at, brand.tz)
        author = entry.author or say(lang, "card.author_unknown")
        yield shapes.small(f"{author} · {when} · #{entry.mention}")


def _quote(entry: Entry, lang: str) -> Block | None:
    text = one_line(entry.text)
    if not text:
        return shapes.small(say(lang, "card.no_words"))
    text = text if len(text) <= IN_LIST else text[: IN_LIST - 1].rstrip() + "…"
    return shapes.quoted(say(lang, "slack.quote", text=text))


def _original(entry: Entry, lang: str) -> shapes.Rich:
    return link(entry.url, say(lang, "slack.open")) or ours(say(lang, "slack.no_link"))
