"""What was heard of a brand around a batch, and which of it may be told together."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from heapq import nlargest

from listener.advice.gathering import (
    LEAVES,
    MOST,
    OWED,
    RULES,
    Bounds,
    Voice,
    close_crowd,
    is_near_all,
    is_one_matter,
    is_open,
)
from listener.advice.reading.lacking import lacks, share_words
from listener.advice.reading.matter import is_delicate, matters
from listener.notices import outbox
from listener.notices.burst import Burst
from listener.settings.brand import Brand
from listener.stages.vectors import Vectors
from listener.store.store import Store
from listener.store.tables import MentionRow
from listener.words import has_hour

COMPARED = 500  # mentions at most that a batch is compared with
CLOSE = 40  # the likest in meaning, whose words are compared, too
OFF = 1.0  # nearness at which nothing is looked for in other words
ALIKE = 2  # of a burst that no list names, so many there must be


def bounds_of(brand: Brand) -> Bounds:
    """When several are a burst, by the brand's settings."""
    limits = brand.thresholds
    return Bounds(limits.burst_people, limits.burst_for, timedelta(hours=limits.quiet_hours))


class Heard:
    """A brand's mentions around a batch that may be told together, and which are near."""

    def __init__(self, store: Store, brand: Brand, batch: Sequence[MentionRow]) -> None:
        bounds = bounds_of(brand)
        back = max(bounds.span, bounds.quiet)
        since, until = min(m.at for m in batch) - back, max(m.at for m in batch) + bounds.span
        found = store.heard(brand.name, LEAVES, RULES, since, until, limit=COMPARED)
        self.texts = {h.mention: h.text for h in found}
        self.voices = {
            h.mention: Voice(
                *(h.mention, h.story, h.at, h.author, named, h.leaf, h.is_instant, h.burst),
                lacks=lacks(h.text),
            )
            for h in found
            if ((named := matters(h.text)) or h.is_instant or h.leaf in OWED)
            and has_hour(h.at, brand.tz)
            and not (named and is_delicate(h.text))
        }
        rows = store.bursts_since(brand.name, since - back)
        self.rows = {row.key: row for row in rows}
        told = (outbox.read(row) for row in rows)
        self._matters = {b.envelope.key: b.matter for b in told if isinstance(b, Burst)}
        ids = [m.id or 0 for m in batch]
        self.authors = store.authors_of(ids)  # of the batch
        self._vectors = Vectors(store.vectors({*self.voices, *ids}))
        self._likeness, self._nearness = (
            brand.thresholds.burst_likeness,
            brand.thresholds.burst_nearness,
        )

    def free(self, voice: Voice) -> list[Voice]:
        """Those that are part of no burst."""
        return [v for v in self.voices.values() if v.burst is None and v.mention != voice.mention]

    def near(self, voice: Voice) -> list[Voice]:
        """Those of them that are to be told at once, as it is, with the same advice in almost its words."""
        if not voice.is_instant:
            return []
        near = [v for v in self.free(voice) if self._are_near(voice, v) and self.is_plain(v)]
        near.sort(key=lambda v: (-(self._likeness_of(voice, v) or 0.0), v.mention))
        of: list[Voice] = []  # near one another, too: a chain of neighbours takes in strangers
        for v in near[:MOST]:
            if all(self._are_near(v, u) for u in of):
                of.append(v)
        return of

    def close_to(self, voice: Voice, bounds: Bounds) -> tuple[Voice, ...]:
        """Those who say in other words that the same is wrong; see `close_crowd`."""
        if self._nearness >= OFF:
            return ()
        around = (v for v in self.free(voice) if abs(v.at - voice.at) <= bounds.span)
        others = nlargest(CLOSE, around, key=lambda v: self._likeness_of(voice, v) or 0.0)
        others = [v for v in others if self.is_plain(v)]
        if len(others) + 1 < bounds.people:
            return ()
        return close_crowd(voice, others, self._nearness_of, self._nearness, bounds)

    def _likeness_of(self, one: Voice, other: Voice) -> float | None:
        return self._vectors.likeness(one.mention, other.mention)

    def _nearness_of(self, one: Voice, other: Voice) -> float:
        """How alike in meaning two are that share words enough; else 0."""
        return (self._likeness_of(one, other) or 0.0) if self._share_words(one, other) else 0.0

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
        if matter in voice.matters:
            return True
        if not self.is_plain(voice) or (matter and voice.matters):
            return False
        is_asked = voice.is_instant and not matter and len(of) >= ALIKE
        is_near = is_asked and all(self._are_near(voice, v) for v in of)
        return is_near or self._is_close(voice, of)

    def _is_close(self, voice: Voice, of: Sequence[Voice]) -> bool:
        """Does it say in other words what those say who are part of a burst?"""
        if self._nearness >= OFF or len(of) < ALIKE or not is_one_matter([voice, *of]):
            return False
        return is_near_all(voice, of, self._nearness_of, self._nearness)

    def _are_near(self, voice: Voice, other: Voice) -> bool:
        is_like = other.is_instant and other.leaf == voice.leaf
        like = self._likeness_of(voice, other) if is_like else None
        return like is not None and like >= self._likeness and self._share_words(voice, other)

    def _share_words(self, one: Voice, other: Voice) -> bool:
        return share_words(*(self.texts.get(v.mention, "") for v in (one, other)))

    def gather(self, mentions: set[int], key: str, matter: str) -> None:
        """These are part of a burst now."""
        self._matters[key] = matter
        for i in mentions:
            self.voices[i] = replace(self.voices[i], burst=key)
