"""Bursts: what several people say at once is found while it is decided, and told in one message.

Everything is read from the rows: after a restart the same mentions make the same burst, under the
same key.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from listener.advice.gathering import (
    LEAVES,
    OWED,
    RULES,
    Voice,
    calls_again,
    crowd,
    has_doubled,
    may_gather,
)
from listener.advice.reading.lacking import lacks
from listener.advice.reading.matter import is_delicate, matters
from listener.advice.verdict import Verdict
from listener.notices import outbox, targets
from listener.notices.burst import Burst
from listener.settings.brand import Brand
from listener.stages.heard import Heard, bounds_of
from listener.store.bursts import shown
from listener.store.deciding import Undecided
from listener.store.outcomes import Gathered, Outcome
from listener.store.outgoing import Envelope, row_of
from listener.store.store import Store
from listener.store.tables import MentionRow
from listener.store.telling import AGAIN, BURST, head_key
from listener.words import has_hour

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
        self._of: dict[str, Heard] = {}
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
        heard, bounds = self._heard(brand), bounds_of(brand)
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
        if m.copy_of or outcome.muted:
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
        if not (named or verdict.alert == "instant" or verdict.leaf in OWED):
            return None  # nothing finds it
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
            lacks=lacks(text),
        )

    def _heard(self, brand: Brand) -> Heard:
        if brand.name not in self._of:
            mine = [one.mention for one in self._batch if one.mention.brand == brand.name]
            with self._store.reading():
                heard = self._of[brand.name] = Heard(self._store, brand, mine)
            for id_ in self._decided & heard.voices.keys():  # nothing of it is written yet
                del heard.voices[id_]
        return self._of[brand.name]

    def _made(self, brand: Brand, voice: Voice, now: datetime) -> Joined | None:
        heard = self._heard(brand)
        found: tuple[Voice, ...] = ()
        matter = ""
        for name in sorted(voice.matters):
            same = (v for v in heard.free(voice) if name in v.matters)
            found, matter = crowd(voice, same, bounds_of(brand)), name
            if found:
                break
        if not found and heard.is_plain(voice):
            matter, bounds = "", bounds_of(brand)
            found = crowd(voice, heard.near(voice), bounds) or heard.close_to(voice, bounds)
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
        heard, bounds = self._heard(brand), bounds_of(brand)
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


def _is_dated(m: MentionRow, brand: Brand) -> bool:
    """Is its hour known? Without it nobody knows what it was said together with."""
    return m.posted_at is not None and has_hour(m.posted_at, brand.tz)
