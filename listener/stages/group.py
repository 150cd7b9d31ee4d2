"""Group: which mentions are one event, and who wrote them."""

import re
from datetime import datetime, timedelta
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from listener.store.grouping import Earlier, Grouped
from listener.store.store import Store
from listener.store.tables import MentionRow

BATCH = 300
WINDOW = timedelta(days=7)  # how far back a text is compared
COMPARED = 6_000  # mentions at most: 9 MB of vectors
SAME_VECTOR = 0.94  # cosine; texts on one subject reach 0.9 with this encoder
SAME_WORDS = 0.6  # Jaccard of word pairs
ENOUGH_WORDS = 8  # below this, equal words are chance: two people can both write "great video!"


def group(store: Store, *, now: datetime, name_days: int) -> int:
    """Put every tagged mention into its story; return how many."""
    done = 0
    while mentions := store.ungrouped(limit=BATCH):
        for brand in sorted({m.brand for m in mentions}):
            mine = [m for m in mentions if m.brand == brand]
            known = _Known(store, brand, min(m.at for m in mine) - WINDOW)
            vectors = store.vectors(m.id or 0 for m in mine)
            grouped = [known.place(m, vectors.get(m.id or 0)) for m in mine]
            store.add_to_stories(grouped, name_until=now + timedelta(days=name_days))
        done += len(mentions)
    return done


class _Known:
    """What was grouped so far, and what this batch adds to it."""

    def __init__(self, store: Store, brand: str, since: datetime) -> None:
        self._mentions = store.grouped_since(brand, since, limit=COMPARED)
        self._vectors = np.zeros((len(self._mentions) + BATCH, 384), np.float32)
        for i, e in enumerate(self._mentions):
            self._vectors[i] = _vector(e.vector)
        self._pairs = [_pairs(e.text) for e in self._mentions]

    def place(self, m: MentionRow, v: bytes | None) -> Grouped:
        """The story of one mention: a copy's, its author's in this thread, its thread's, its own."""
        vector, pairs = _vector(v), _pairs(m.text)
        copied = self._copied(m, vector, pairs)
        key = copied.story_key if copied else self._own_key(m)
        copy_of = (copied.copy_of or copied.id) if copied else None
        thread = (m.source_id, m.thread_key) if m.thread_key else None
        self._mentions.append(
            Earlier(m.id or 0, key, copy_of, m.text, m.url_key, m.author_key, thread, v)
        )
        self._vectors[len(self._mentions) - 1] = vector
        self._pairs.append(pairs)
        return Grouped(m, key, copy_of)

    def _copied(
        self, m: MentionRow, vector: NDArray[np.float32], pairs: frozenset[str]
    ) -> Earlier | None:
        if len(pairs) < ENOUGH_WORDS - 1:
            return self._same_page(m)
        near = np.flatnonzero(self._vectors[: len(self._mentions)] @ vector >= SAME_VECTOR)
        for i in near:
            if _overlap(pairs, self._pairs[i]) >= SAME_WORDS and not m.by_owner:
                return self._mentions[i]
        return self._same_page(m)

    def _same_page(self, m: MentionRow) -> Earlier | None:
        """The same post seen by another source: its address and its words are the same."""
        for e in self._mentions:
            if m.url_key and e.url_key == m.url_key and _words(e.text) == _words(m.text):
                return e
        return None

    def _own_key(self, m: MentionRow) -> str:
        alone = m.venue in ("own", "review") or bool(m.addressed)
        if not m.thread_key:
            return f"mention:{m.id}"
        if not alone:
            return f"thread:{m.source_id}:{m.thread_key}"[:500]
        for e in self._mentions:
            same_thread = e.thread == (m.source_id, m.thread_key)
            own = not e.story_key.startswith("thread:")
            if same_thread and own and m.author_key and e.author_key == m.author_key:
                return e.story_key
        return f"mention:{m.id}"


def _vector(v: bytes | None) -> NDArray[np.float32]:
    if v is None:
        return np.zeros(384, np.float32)
    return np.frombuffer(v, np.float16).astype(np.float32)


def _words(text: str) -> list[str]:
    plain = re.sub(r"https?://\S+|@[\w.@-]+|#", " ", text.casefold())
    return re.findall(r"\w+", plain)


def _pairs(text: str) -> frozenset[str]:
    words = _words(text[:4000])
    return frozenset(f"{a} {b}" for a, b in pairwise(words))


def _overlap(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / len(a | b) if a and b else 0.0
