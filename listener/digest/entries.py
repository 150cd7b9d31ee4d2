"""Mentions as a digest lists and ranks them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from listener.advice.leaves import facts_of
from listener.advice.leaves import rank as leaf_rank
from listener.advice.reading.places import place_or_town
from listener.advice.reading.quote import quote
from listener.digest.values import Entry, Told
from listener.figures.line import Line
from listener.figures.week import Week, is_answered, is_handled, voices
from listener.guard.links import Address, host, safe
from listener.settings.brand import Brand
from listener.store.tables import MentionRow
from listener.words import named, say
from listener.words.whose import NO_WORDS, Theirs

QUOTE = 300  # characters
LISTED = 600  # mentions the page lists; the rest is counted and stands in mentions.csv


def rank(line: Line, as_of: datetime) -> tuple[int, bool, bool, float]:
    """A queue's order: leaf severity, then overdue, then unanswered, then recency."""
    answered = is_handled(line, as_of)
    late = line.due_at is not None and line.due_at < as_of and not answered
    return leaf_rank(line.leaf), not late, answered, -line.at.timestamp()


def important(lines: Sequence[Line], as_of: datetime, *, limit: int) -> list[Line]:
    """The critiques a reader must know of: blame, danger and press, one a story."""
    chosen = [
        m
        for m in voices(lines)
        if (m.form == "critique" and m.tone in ("negative", "mixed"))
        or facts_of(m.leaf).digest in ("danger", "press")  # whatever their tone
    ]
    return _one_a_story(sorted(chosen, key=lambda m: rank(m, as_of)))[:limit]


def praise(lines: Sequence[Line], *, limit: int) -> list[Line]:
    """The newest good words to us, one a story."""
    good = [m for m in voices(lines) if m.form in ("critique", "creation") and m.tone == "positive"]
    return _one_a_story(good[::-1])[:limit]


def _one_a_story(lines: Sequence[Line]) -> list[Line]:
    firsts: dict[int, Line] = {}
    for m in lines:
        firsts.setdefault(m.story_id or -m.mention, m)
    return list(firsts.values())


def stories(lines: Sequence[Line], entry: Mapping[int, Entry], *, limit: int) -> list[Told]:
    """The largest stories of at least three mentions, their lead as the tree ranks it."""
    grouped: dict[int, list[Line]] = defaultdict(list)
    for m in voices(lines):
        if m.story_id is not None:
            grouped[m.story_id].append(m)
    large = sorted((g for g in grouped.values() if len(g) >= 3), key=lambda g: (-len(g), g[0].at))
    return [_told(group, entry) for group in large[:limit]]


def _told(group: Sequence[Line], entry: Mapping[int, Entry]) -> Told:
    lead = min(group, key=lambda m: (leaf_rank(m.leaf), m.at))
    return Told(
        lead=entry[lead.mention],
        mentions=tuple(m.mention for m in group),
        authors=len({who for m in group if (who := m.author_id or m.speaker)}),
        negative=sum(m.tone == "negative" for m in group),
        since=group[0].at,
    )


def entries(
    lines: Iterable[Line],
    rows: Mapping[int, MentionRow],
    behind: Mapping[int, tuple[str, ...]],
    brand: Brand,
    week: Week,
) -> dict[int, Entry]:
    """Every mention by id; `behind` names the figures each one counts in."""
    lines = list(lines)
    sizes: dict[int, int] = defaultdict(int)
    for m in lines:
        sizes[m.story_id or -m.mention] += 1
    return {
        m.mention: _entry(
            m,
            rows[m.mention],
            brand,
            figures=behind.get(m.mention, ()),
            in_story=sizes[m.story_id or -m.mention],
            week=week,
        )
        for m in lines
        if m.mention in rows
    }


def _entry(
    m: Line,
    row: MentionRow,
    brand: Brand,
    *,
    figures: tuple[str, ...],
    in_story: int,
    week: Week,
) -> Entry:
    url, author = safe(m.url), row.author_name or row.author_handle
    place = _place(url, m, brand)
    if facts_of(m.leaf).nameless:  # an address often holds its author's name
        url, author = None, say(brand.language, "card.author_kept")
    text = row.text if row.text.strip() else (row.title or "")
    return Entry(
        mention=m.mention,
        story=m.story_id,
        at=m.at,
        text=Theirs(quote(text, brand, limit=QUOTE)) if text.strip() else NO_WORDS,
        author=Theirs(author) if author else None,
        place=place,
        shop=_shop(row, brand),
        version=Theirs(row.product_version) if row.product_version else None,
        country=row.country,
        url=url,
        form=m.form,
        tone=m.tone,
        intent=m.intent,
        leaf=m.leaf,
        lane=m.lane,
        stars=m.rating,
        due_at=None if m.closed in ("no_reply", "solved") else m.due_at,
        answered_at=m.answered_at if is_answered(m, week.as_of) else None,
        answer_is_dated=m.answer_is_dated,
        sees_answers=m.source_id in week.readable,
        in_story=in_story,
        figures=figures,
    )


def _shop(row: MentionRow, brand: Brand) -> Theirs | None:
    words = "" if row.deleted_at else f"{row.title or ''}\n{row.text}"
    found = place_or_town(row.place, words, brand, is_to_us=row.is_to_us)
    said = found.name if found else row.place
    return Theirs(said) if said else None


def places(lines: Iterable[Line], brand: Brand) -> Counter[Theirs]:
    """How many mentions each host has; without an address, each kind of place."""
    return Counter(_place(safe(m.url), m, brand) for m in voices(lines))


def _place(url: Address | None, m: Line, brand: Brand) -> Theirs:
    return Theirs(host(url) or named(brand.language, "genre", m.genre))
