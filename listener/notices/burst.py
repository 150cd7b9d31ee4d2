"""A burst: what several people say at once, in one message that grows as others join."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Self

from listener import words
from listener.advice.leaves import facts_of, rank
from listener.advice.reading.places import place_or_town
from listener.advice.reading.typical import typical
from listener.guard.plain import one_line, shortened
from listener.notices.contract import Json, Notice, Reading
from listener.notices.headline import in_marks
from listener.notices.parts import Content, Part, Post, Proposals, Small, Strong
from listener.notices.planned import planned
from listener.notices.proposed import DraftCard, draft_cards
from listener.notices.said import words_of
from listener.notices.severity import SIGNS
from listener.notices.sheets import is_holding
from listener.notices.standing import closed_words
from listener.notices.targets import TERMINAL
from listener.notices.who import address_of, name_of
from listener.settings.brand import Brand
from listener.store.bursts import Quoted, Sized, Voice
from listener.store.outgoing import Envelope
from listener.store.telling import AGAIN
from listener.words import say
from listener.words.due import until_when
from listener.words.whose import Ours

QUOTED = 3  # the newest
NUMBERED = 12  # of the others
PLACES = 4
READ = 300  # messages: of a larger burst the newest say what it is about
HOUR = timedelta(hours=1)
_MARKS = frozenset("«“")  # what a draft sets an author's words in


@dataclass(frozen=True, slots=True, kw_only=True)
class Burst(Notice):
    """Tells of all mentions whose decision names its key; what is danger is never one of them."""

    kind: ClassVar[str] = "burst"
    classes: ClassVar[tuple[str, ...]] = ("burst",)

    mention: int  # the first
    matter: str = ""  # the list of incidents that names it; "": they are near in meaning
    before: str | None = None  # the key of the last burst on the same matter

    @property
    def burst(self) -> str:
        """The key of the burst, also where it is told once more."""
        return self.envelope.key.partition(AGAIN)[0]

    def to_json(self) -> Json:
        """See Notice."""
        told: Json = {"mention": self.mention, "matter": self.matter}
        return told if self.before is None else {**told, "before": self.before}

    @classmethod
    def from_json(cls, envelope: Envelope, told: Json) -> Self:
        """See Notice."""
        return cls(
            envelope=envelope,
            mention=int(told["mention"]),
            matter=told.get("matter", ""),
            before=told.get("before"),
        )

    def content(self, at: Reading) -> Content | None:
        """See Notice."""
        with at.store.reader():
            return self._told(at)

    def _told(self, at: Reading) -> Content | None:
        key, lang = self.burst, at.brand.language
        sizes = at.store.sizes([key, self.before] if self.before else [key])
        voices = at.store.voices_of(key, limit=READ)
        if key not in sizes or not voices:
            # Gone before it was told: there is nothing to tell. After that its message says so.
            gone = Strong(say(lang, "slack.deleted"), hint=say(lang, "slack.deleted_why"))
            m = at.store.mentions([self.mention]).get(self.mention)
            is_hidden = m is not None and m.muted is not None
            return Content((gone,)) if at.row.ts and not is_hidden else None
        size = sizes[key]
        newest = voices[:QUOTED]
        rows = at.store.quoted([v.mention for v in newest])
        told = tuple(
            part
            for parts in (
                _to_do(voices, at.brand, at.now),
                _where(voices, at.brand),
                (_quoted(rows[v.mention], v, at.brand) for v in newest if v.mention in rows),
                _rest(voices, size, at.brand),
                self._background(sizes, at),
                _drafts(voices, at),
            )
            for part in parts
        )
        title = f"{SIGNS['urgent']} {headline(size, voices, at.brand, at.now)}"
        return Content(told, title)

    def _background(self, sizes: dict[str, Sized], at: Reading) -> Iterator[Part]:
        lang = at.brand.language
        if before := sizes.get(self.before or ""):
            when = words.date_time(lang, before.first_at, at.brand.tz, now=at.now)
            yield Small(say(lang, "burst.before", n=before.people, when=when))
        size = sizes[self.burst]
        yield from map(Small, planned(at.brand, size.first_at, size.last_at))
        yield Small(say(lang, "burst.why"))


def headline(size: Sized, voices: Sequence[Voice], brand: Brand, now: datetime) -> str:
    """How many people in how long, what one of them says that is typical, and when it began."""
    lang = brand.language
    # The team reads its own language first.
    texts = [v.text for v in reversed(voices)]
    ours = [v.text for v in reversed(voices) if v.lang == lang]
    places = [word for place in brand.place for word in place.words]
    what = typical(ours if len(ours) > 1 else texts, brand.all_names, places)
    span = _span(size.last_at - size.first_at, lang)
    hour = words.clock(lang, size.first_at, brand.tz, now=now)
    if not what:
        return say(lang, "burst.headline_bare", n=size.people, span=span, hour=hour)
    return say(lang, "burst.headline", n=size.people, span=span, what=in_marks(what), hour=hour)


def _span(span: timedelta, lang: str) -> Ours:
    """As it is said after "in": whole minutes, at least one."""
    minutes = max(1, round(span.total_seconds() / 60))
    if span < HOUR:
        return say(lang, "burst.minutes", n=minutes)
    return words.duration(lang, span)


def _to_do(voices: Sequence[Voice], brand: Brand, now: datetime) -> Iterator[Part]:
    """The advice that most of them ask for, and when the first of them is due."""
    lang = brand.language
    leaves = Counter(v.leaf for v in voices if v.is_instant) or Counter(v.leaf for v in voices)
    leaf = min(leaves, key=lambda one: (-leaves[one], rank(one)))
    advice, meaning = words.leaf_words(lang, leaf)
    told = [advice]
    if dues := [v.due_at for v in voices if v.due_at and not facts_of(v.leaf).again]:
        told.append(until_when(lang, min(dues), brand.tz, now=now))
    yield Strong(Ours(" · ".join(told)), hint=meaning)


def _where(voices: Sequence[Voice], brand: Brand) -> Iterator[Part]:
    """The places that are known, the most named first."""
    named = Counter(filter(None, (_place(v, brand) for v in voices)))
    if not named:
        return
    shown = [f"{place} ({n})" if n > 1 else place for place, n in named.most_common(PLACES)]
    if more := len(named) - len(shown):
        shown.append(say(brand.language, "card.more", n=more))
    yield Small(say(brand.language, "burst.places", places=", ".join(shown)))


def _place(voice: Voice, brand: Brand) -> str | None:
    known = place_or_town(voice.place, voice.text, brand, is_to_us=voice.is_to_us)
    if known:
        return known.name
    return shortened(one_line(voice.place), 40) if voice.place else None


def _quoted(shown: Quoted, voice: Voice, brand: Brand) -> Post:
    m, decision, lang = shown.mention, shown.decision, brand.language
    foot = f"{name_of(m, decision, brand)} · #{m.id}"
    if shown.closed or voice.is_answered:
        foot = f"{foot} · {closed_words(shown.closed, lang) or say(lang, 'slack.answered')}"
    return Post(
        strong=words.clock(lang, m.posted_at or m.collected_at, brand.tz),
        said=Ours(shown.source),
        url=address_of(m, decision),
        quote=words_of(m, decision, brand),
        foot=foot,
    )


def _rest(voices: Sequence[Voice], size: Sized, brand: Brand) -> Iterator[Part]:
    """Those that are not quoted, by their numbers; how many are answered, and how many messages it is."""
    lang, others = brand.language, voices[QUOTED:]
    if more := size.messages - min(QUOTED, len(voices)):
        ids = [f"#{v.mention}" for v in others[:NUMBERED]]
        if more > len(ids):
            ids.append("…")
        yield Small(say(lang, "burst.more", n=more, ids=" ".join(ids)))
    if size.answered:
        yield Small(say(lang, "burst.answered", n=size.answered, all=size.messages))
    if size.messages != size.people:
        yield Small(say(lang, "burst.messages", n=size.messages))


def _drafts(voices: Sequence[Voice], at: Reading) -> Iterator[Part]:
    """One answer for all; in Slack it stands in the thread."""
    if at.row.target != TERMINAL:
        return
    instant = [v for v in reversed(voices) if v.is_instant]
    spoken = language_of(voices, at.brand)
    instant.sort(key=lambda v: v.lang != spoken)
    for shown in at.store.quoted([v.mention for v in instant[:1]]).values():
        m, decision = shown.mention, shown.decision
        made = at.store.drafts_of(decision.id or 0)
        tongue = made[0][1] if made else None
        is_held = is_holding(m, decision)
        cards = draft_cards([row for row, _ in made], tongue, at.brand, at.now, is_holding=is_held)
        yield Proposals(for_many(cards))


def for_many(cards: Sequence[DraftCard]) -> tuple[DraftCard, ...]:
    """The one that all can be answered with: the first that quotes nobody, for the others wrote other words."""
    return tuple(sorted(cards, key=lambda one: not _MARKS.isdisjoint(one.text))[:1])


def language_of(voices: Sequence[Voice], brand: Brand) -> str:
    """The language that most of a burst's posts have; of two the team's own."""
    spoken = Counter(v.lang for v in voices if v.lang)
    return max(
        spoken, key=lambda lang: (spoken[lang], lang == brand.language), default=brand.language
    )
