"""Bursts: what several people say at once is found while it is decided, and told in one message.

Everything is read from the rows: after a restart the same mentions make the same burst, under the
same key.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from listener.advice.gathering import (
    LEAVES,
    RULES,
    Bounds,
    Voice,
    calls_again,
    crowd,
    has_doubled,
    is_open,
    may_gather,
)
from listener.advice.reading.matter import is_delicate, matters
from listener.advice.verdict import Verdict
from listener.notices import outbox, targets
from listener.notices.burst import Burst
from listener.settings.brand import Brand
from listener.store.bursts import shown
from listener.store.deciding import Undecided
from listener.store.outcomes import Gathered, Outcome
from listener.store.outgoing import Envelope, row_of
from listener.store.store import Store
from listener.store.tables import MentionRow
from listener.store.telling import AGAIN, BURST, head_key
from listener.words import has_hour

COMPARED = 500  # mentions at most that a batch is compared with
ALIKE = 2  # of a burst that no list names, so many must be near
BEFORE = timedelta(days=30)  # how far back a burst on the same matter is remembered


@dataclass(frozen=True, slots=True)
class Joined:
    """Where a mention belongs that is told with others."""

    key: str
    made: Burst | None = None  # the burst that it makes
    again: Burst | None = None  # where it is told once more
    gathered: Gathered | None = None  # what that takes in
    others: frozenset[int] = frozenset()  # who made it with this mention


class Bursts:
    """The bursts that a batch's mentions are part of, and make."""

    def __init__(self, store: Store, batch: Sequence[Undecided]) -> None:
        self._store, self._batch = store, batch
        self._of: dict[str, _Heard] = {}
        self._decided = set[int]()  # before the rows were read

    def of(
        self, brand: Brand, one: Undecided, verdict: Verdict, now: datetime, before: str | None
    ) -> Joined | None:
        """The burst that a mention is part of, or that it makes; `before` is where it was.

        Of one that it makes `gathered` is asked, once all that was decided before is written.
        """
        voice = self._voice(brand, one, verdict)
        if voice is None:
            return None
        heard, bounds = self._heard(brand), _bounds(brand)
        if one.mention.copy_of:
            first = heard.voices.get(one.mention.copy_of)
            return Joined(first.burst) if first and first.burst else None
        if key := heard.burst_of(voice, before, bounds):
            return Joined(key, again=None if key == before else self._again(brand, voice, key, now))
        return self._made(brand, voice, now)

    def note(self, brand: Brand, one: Undecided, verdict: Verdict, outcome: Outcome) -> None:
        """A mention is decided: later ones of the batch may say the same."""
        heard = self._of.get(brand.name)
        m = one.mention
        if heard is None:
            self._decided.add(m.id or 0)
            return
        heard.voices.pop(m.id or 0, None)
        if m.copy_of:
            return
        voice = self._voice(brand, one, verdict)
        if voice is not None:
            heard.voices[voice.mention] = replace(voice, burst=outcome.decision.burst)

    def _voice(self, brand: Brand, one: Undecided, verdict: Verdict) -> Voice | None:
        """A mention as one of several; None where it is told alone, whoever says the same."""
        m = one.mention
        if not _is_dated(m, brand) or not may_gather(verdict):
            return None
        text = shown(m.title, m.text)
        named = matters(text)
        if not named and verdict.alert != "instant":  # nothing would find it
            return None
        if named and is_delicate(text):  # of the others it is asked once they are near some
            return None
        self._heard(brand).texts[m.id or 0] = text
        return Voice(
            mention=m.id or 0,
            story=m.story_id or 0,
            at=m.at,
            author=self._heard(brand).authors.get(m.id or 0),
            matters=named,
            leaf=verdict.leaf.value,
            is_instant=verdict.alert == "instant",
        )

    def _heard(self, brand: Brand) -> "_Heard":
        if brand.name not in self._of:
            mine = [one.mention for one in self._batch if one.mention.brand == brand.name]
            with self._store.reading():
                heard = self._of[brand.name] = _Heard(self._store, brand, mine)
            for id_ in self._decided & heard.voices.keys():  # nothing of it is written yet
                del heard.voices[id_]
        return self._of[brand.name]

    def _made(self, brand: Brand, voice: Voice, now: datetime) -> Joined | None:
        heard = self._heard(brand)
        found: tuple[Voice, ...] = ()
        matter = ""
        for name in sorted(voice.matters):
            same = (v for v in heard.free(voice) if name in v.matters)
            found, matter = crowd(voice, same, _bounds(brand)), name
            if found:
                break
        if not found and (near := heard.near(voice)) and heard.is_plain(voice):
            matter, found = "", crowd(voice, near, _bounds(brand))
        if not found:
            return None
        return self._told(brand, voice, found, matter=matter, now=now)

    def _told(
        self, brand: Brand, voice: Voice, found: Sequence[Voice], *, matter: str, now: datetime
    ) -> Joined:
        heard, first = self._heard(brand), found[0]
        key = f"{BURST}{first.mention}"
        if self._store.notice_of(key) is not None:  # of one that it has left since
            key = f"{key}:{voice.mention}"
        others = {v.mention for v in found} - {voice.mention}
        envelope = Envelope(
            brand=brand.name,
            key=key,
            target=targets.target(brand, "instant", "customers"),
            class_="burst",
            made_at=now,
            due_at=now,
            story=first.story,
        )
        before = self._store.bursts_since(brand.name, now - BEFORE) if matter else []
        told = (b for row in reversed(before) if isinstance(b := outbox.read(row), Burst))
        earlier = next((b.burst for b in told if b.matter == matter), None)
        made = Burst(envelope=envelope, mention=first.mention, matter=matter, before=earlier)
        heard.gather(others, key, matter)
        return Joined(key, made, others=frozenset(others))

    def _again(self, brand: Brand, voice: Voice, key: str, now: datetime) -> Burst | None:
        """A message that was sent is edited in Slack; it is told once more where it flares up after a
        lull, and elsewhere each time it has doubled.
        """
        heard, bounds = self._heard(brand), _bounds(brand)
        rows = [row for row in heard.rows.values() if head_key(row) == key]
        told, of = heard.rows.get(key), heard.part(key)
        if told is None or any(row.state != "sent" for row in rows):
            return None
        word = calls_again(voice, of, bounds)
        if not word and told.ts is None and (people := has_doubled(voice, of, bounds)):
            word = str(people)
        again = f"{key}{AGAIN}{word}"
        if not word or again in heard.rows:
            return None
        burst = outbox.read(told)
        if not isinstance(burst, Burst):
            return None
        envelope = replace(burst.envelope, key=again, made_at=now, due_at=now)
        made = replace(burst, envelope=envelope)
        heard.rows[again] = row_of(made)
        return made

    def gathered(self, joined: Joined) -> Joined:
        """The same with what a new burst takes in: near-copies too, and messages that it makes needless."""
        theirs, folds = self._store.with_copies(joined.others, LEAVES, RULES)
        return replace(joined, gathered=Gathered(joined.key, theirs, folds))


class _Heard:
    """A brand's mentions around a batch that may be told together, and which are near."""

    def __init__(self, store: Store, brand: Brand, batch: Sequence[MentionRow]) -> None:
        bounds = _bounds(brand)
        back = max(bounds.span, bounds.quiet)
        since, until = min(m.at for m in batch) - back, max(m.at for m in batch) + bounds.span
        found = store.heard(brand.name, LEAVES, RULES, since, until, limit=COMPARED)
        self.texts = {h.mention: h.text for h in found}
        self.voices = {
            h.mention: Voice(
                h.mention, h.story, h.at, h.author, named, h.leaf, h.is_instant, h.burst
            )
            for h in found
            if ((named := matters(h.text)) or h.is_instant)
            and has_hour(h.at, brand.tz)
            and not (named and is_delicate(h.text))
        }
        rows = store.bursts_since(brand.name, since - back)
        self.rows = {row.key: row for row in rows}
        told = (outbox.read(row) for row in rows)
        self._matters = {b.envelope.key: b.matter for b in told if isinstance(b, Burst)}
        ids = [m.id or 0 for m in batch]
        self.authors = store.authors_of(ids)  # of the batch
        vectors = store.vectors({*self.voices, *ids})
        self._row = {i: n for n, i in enumerate(vectors)}
        self._ours = {i: n for n, i in enumerate(i for i in ids if i in vectors)}
        self._near = _near([vectors[i] for i in self._ours], [*vectors.values()], brand)

    def free(self, voice: Voice) -> list[Voice]:
        """Those that are part of no burst."""
        return [v for v in self.voices.values() if v.burst is None and v.mention != voice.mention]

    def near(self, voice: Voice) -> list[Voice]:
        """Those of them that are to be told at once, as it is, with the same advice in almost its words."""
        if not voice.is_instant:
            return []
        return [v for v in self.free(voice) if self._are_near(voice, v) and self.is_plain(v)]

    def is_plain(self, voice: Voice) -> bool:
        """Does it hold no word of what is heard alone?"""
        return not is_delicate(self.texts.get(voice.mention, ""))

    def burst_of(self, voice: Voice, before: str | None, bounds: Bounds) -> str | None:
        """The burst that goes on with this mention; of several the one that it was part of, else the last."""
        parts: dict[str, list[Voice]] = {}
        for v in self.voices.values():
            if v.burst is not None and v.mention != voice.mention:
                parts.setdefault(v.burst, []).append(v)
        fits = [
            (key == before, max(v.at for v in of), key)
            for key, of in parts.items()
            if self._fits(voice, key, of) and (key == before or is_open(of, voice.at, bounds))
        ]
        return max(fits)[2] if fits else None

    def part(self, key: str) -> list[Voice]:
        """Those that are part of a burst."""
        return [v for v in self.voices.values() if v.burst == key]

    def _fits(self, voice: Voice, key: str, of: Sequence[Voice]) -> bool:
        matter = self._matters.get(key, "")
        if matter:
            return matter in voice.matters
        near = sum(self._are_near(voice, v) for v in of) if voice.is_instant else 0
        return near >= ALIKE and self.is_plain(voice)

    def _are_near(self, voice: Voice, other: Voice) -> bool:
        ours, row = self._ours.get(voice.mention), self._row.get(other.mention)
        is_like = other.is_instant and other.leaf == voice.leaf
        return is_like and ours is not None and row is not None and bool(self._near[ours, row])

    def gather(self, mentions: set[int], key: str, matter: str) -> None:
        """These are part of a burst now."""
        self._matters[key] = matter
        for i in mentions:
            self.voices[i] = replace(self.voices[i], burst=key)


def _near(ours: Sequence[bytes], known: Sequence[bytes], brand: Brand) -> NDArray[np.bool_]:
    """Which of ours is how near which known one: all in one product."""
    if not ours:
        return np.zeros((0, len(known)), bool)
    table = _table(known)
    near: NDArray[np.bool_] = _table(ours) @ table.T >= brand.thresholds.burst_likeness
    return near


def _table(vectors: Sequence[bytes]) -> NDArray[np.float32]:
    flat = np.frombuffer(b"".join(vectors), np.float16)
    return flat.reshape(len(vectors), -1).astype(np.float32)


def _bounds(brand: Brand) -> Bounds:
    limits = brand.thresholds
    return Bounds(limits.burst_people, limits.burst_for, timedelta(hours=limits.quiet_hours))


def _is_dated(m: MentionRow, brand: Brand) -> bool:
    """Is its hour known? Without it nobody knows what it was said together with."""
    return m.posted_at is not None and has_hour(m.posted_at, brand.tz)
