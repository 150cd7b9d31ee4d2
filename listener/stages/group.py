"""Group: near-duplicates and threads become one story; and who wrote them.

It takes brands: a copy that another process places at the same time would not be found.
"""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from connectors.kit.genres import genre_facts
from connectors.kit.reading.identity import ENOUGH_WORDS
from listener.advice.reading.kept import kept
from listener.settings.brand import Brand
from listener.settings.numbers import Thresholds
from listener.stages.queue import Stumbles, Taken, as_it_stands, work_off
from listener.store.grouping import Earlier, Grouped
from listener.store.store import Store
from listener.store.tables import MentionRow
from listener.store.taking import Kind, OutdatedError

BATCH = 300
COMPARED = 6_000  # mentions at most: 9 MB of vectors
ALIKE = 50  # posts of few equal words on one page, at most, that a further one is compared with
# Pairs of words from which a press text may be a shorter print of another, and the share of them that
# has to stand there: journalists cut an agency's text at its end, and write few words of their own.
SYNDICATED, SHARED = 20, 0.8
INBOX = "inbound"  # the kind whose posts may be rows of a survey, linked or not
_ASKED = re.compile(r"^([^\n]{2,80}?): ", re.MULTILINE)  # as kit.rowcells joins a row's answers

Read = dict[str, dict[int, "_Seen"]]
"""By brand: what one batch has read serves the next."""


def group(
    store: Store,
    brands: dict[str, Brand],
    *,
    clock: Callable[[], datetime],
    name_days: int,
    seen: Read | None = None,
    until: Callable[[], bool] = lambda: False,
) -> int:
    """Put every tagged mention into its story, `until` it says so; return how many.

    `seen` is kept from call to call while the stages take turns.
    """
    name_until = clock() + timedelta(days=name_days)
    seen = {} if seen is None else seen

    def read(limit: int, others: Collection[str]) -> list[MentionRow]:
        return store.ungrouped(limit=limit, without=others)

    def work(mentions: Sequence[MentionRow]) -> int:
        done = 0
        for brand in sorted({m.brand for m in mentions}):
            mine = [m for m in mentions if m.brand == brand]
            # What a brand left that is in the settings no more is still grouped.
            cuts = brands[brand].thresholds if brand in brands else Thresholds()
            since = min(m.at for m in mine) - timedelta(days=cuts.copy_days)
            with queue.reading():
                files = {row.id or 0 for row in store.sources() if row.kind == INBOX}
                ids = store.grouped_since(brand, since, limit=COMPARED)
                seen[brand] = _read(store, ids, seen.get(brand, {}))
                vectors = store.vectors(m.id or 0 for m in mine)
            batch = [_Seen(_earlier(m, vectors.get(m.id or 0))) for m in mine]
            known = _Known(seen[brand].values(), batch, files, cuts)
            grouped = [known.place(m, one) for m, one in zip(mine, batch, strict=True)]
            # Where another process has the brand by now, nothing of ours is written.
            with suppress(OutdatedError):
                done += store.add_to_stories(grouped, name_until=name_until)
                seen[brand] |= {one.e.id: one for one in batch}
        return done

    stumbles = Stumbles(store, brands, clock)
    queue = Taken(store, Kind.BRAND, read, lambda mention: mention.brand, reads_on=True)
    return work_off(queue, work, stumbles, size=BATCH, as_is=as_it_stands, until=until)


class _Seen:
    """An earlier mention, with what is compared of it; its word pairs only where they are asked."""

    def __init__(self, e: Earlier) -> None:
        self.e = e
        words = _words(e.text)
        self.is_long = len(words) >= ENOUGH_WORDS
        self.is_press = genre_facts(e.genre).is_press
        # Equal pages are found by one number: the address and the words of the post.
        self.page = hash((e.url_key, *words)) if e.url_key else None

    @cached_property
    def pairs(self) -> frozenset[str]:
        return _pairs(self.e.text)


def _read(store: Store, ids: Sequence[int], before: dict[int, _Seen]) -> dict[int, _Seen]:
    """The mentions of these ids in their order; from the store only what is new."""
    missing = [i for i in ids if i not in before]
    new = {e.id: _Seen(e) for e in store.earlier(missing)} if missing else {}
    return {i: one for i in ids if (one := before.get(i) or new.get(i))}


class _Known:
    """What was grouped so far, and what this batch adds to it."""

    def __init__(
        self,
        seen: Iterable[_Seen],
        batch: Sequence[_Seen],
        files: Collection[int],
        cuts: Thresholds,
    ) -> None:
        self._seen = list(seen)
        self._files = files  # sources that are inboxes
        self._same_words = cuts.copy_words  # Jaccard of word pairs
        # Of the pages and threads of this batch alone.
        self._pages: dict[int | None, list[Earlier]] = {
            one.page: [] for one in batch if one.page is not None
        }
        self._threads = {one.e.thread for one in batch if one.e.thread}
        self._authors: dict[tuple[tuple[int, str], str], str] = {}  # thread and author: story
        for one in self._seen:
            if one.page in self._pages or one.e.thread in self._threads:
                self._note(one)
        self._first = len(self._seen)
        self._near = _near([one.e.vector for one in (*self._seen, *batch)], self._first, cuts)

    def place(self, m: MentionRow, one: _Seen) -> Grouped:
        """The story of one mention: a copy's, its author's in this thread, its thread's, its own."""
        copied = self._copied(m, one)
        key = copied.story_key if copied else self._own_key(m)
        copy_of = (copied.copy_of or copied.id) if copied else None
        one.e = replace(one.e, story_key=key, copy_of=copy_of)
        self._seen.append(one)
        self._note(one)
        return Grouped(m, key, copy_of)

    def _note(self, one: _Seen) -> None:
        e = one.e
        if (alike := self._pages.get(one.page)) is not None and len(alike) < (
            1 if one.is_long else ALIKE
        ):
            alike.append(e)
        if e.thread in self._threads and e.author_key and not e.story_key.startswith("thread:"):
            self._authors.setdefault((e.thread, e.author_key), e.story_key)

    def _copied(self, m: MentionRow, one: _Seen) -> Earlier | None:
        alike = self._pages.get(one.page, []) if one.page is not None else []
        same_page = next(
            (
                e
                for e in alike
                if _are_one(e, one.e) or (one.is_long and not self._only_asked(e, one.e))
            ),
            None,
        )
        if m.by_owner or len(one.pairs) < ENOUGH_WORDS - 1:
            return same_page
        row = self._near[len(self._seen) - self._first, : len(self._seen)]
        for i in np.flatnonzero(row):
            other = self._seen[i]
            is_near = _overlap(one.pairs, other.pairs) >= self._same_words or _is_syndicated(
                one, other
            )
            if is_near and not self._only_asked(one.e, other.e):
                return other.e
        return same_page

    def _only_asked(self, a: Earlier, b: Earlier) -> bool:
        """Are the equal words the questions that two rows of one survey show before each answer?

        Each row is a person. A post with a link is such a row only where it was dropped in a file.
        """
        if a.source_id != b.source_id:
            return False
        is_linked = bool(a.url_key or b.url_key)
        return (a.source_id in self._files or not is_linked) and self._say_little_else(
            a.text, b.text
        )

    def _say_little_else(self, a: str, b: str) -> bool:
        """Are few words but the questions that both show before their answers equal?"""
        asked = {*_ASKED.findall(a)} & {*_ASKED.findall(b)}
        if not asked:
            return False
        one, other = (
            _pairs(_ASKED.sub(lambda found: "" if found[1] in asked else found[0], text))
            for text in (a, b)
        )
        return len(one) < ENOUGH_WORDS - 1 or _overlap(one, other) < self._same_words

    def _own_key(self, m: MentionRow) -> str:
        thread = _thread(m)
        if not thread:
            return f"mention:{m.id}"
        if not m.is_to_us:
            return f"thread:{m.source_id}:{m.thread_key}"[:500]
        return self._authors.get((thread, m.author_key or ""), f"mention:{m.id}")


def _thread(m: MentionRow) -> tuple[int, str] | None:
    return (m.source_id, m.thread_key) if m.thread_key else None


def _earlier(m: MentionRow, v: bytes | None) -> Earlier:
    return Earlier(
        id=m.id or 0,
        story_key="",
        copy_of=None,
        text=m.text,
        url_key=m.url_key,
        author_key=m.author_key,
        thread=_thread(m),
        vector=v,
        source_id=m.source_id,
        author_name=m.author_name,
        posted_at=m.posted_at,
        genre=m.genre,
    )


def _are_one(a: Earlier, b: Earlier) -> bool:
    """Of few equal words, or stars alone, on one page: do two sources show one post?"""
    names = [e.author_name.casefold() if e.author_name else None for e in (a, b)]
    told = [x == y for x, y in (names, (a.posted_at, b.posted_at)) if x and y]
    enough = 1 if _words(a.text) else 2  # stars are alike: their author and time both have to be
    return a.source_id != b.source_id and all(told) and len(told) >= enough


def _is_syndicated(one: _Seen, other: _Seen) -> bool:
    """Do two papers print one agency's text, one of them less of it?"""
    if not (one.is_press and other.is_press):
        return False
    least = min(len(one.pairs), len(other.pairs))
    return least >= SYNDICATED and len(one.pairs & other.pairs) >= SHARED * least


def _near(vectors: Sequence[bytes | None], first: int, cuts: Thresholds) -> NDArray[np.bool_]:
    """All from the `first` on against all, in one product; of equal ones, as copies have, one stands for all."""
    rows = dict[bytes | None, int]()
    of = np.array([rows.setdefault(v, len(rows)) for v in vectors])
    table = np.stack([_vector(v) for v in rows])
    ours, back = np.unique(of[first:], return_inverse=True)
    near: NDArray[np.bool_] = table[ours] @ table.T >= cuts.copy_likeness
    return near[back][:, of]


def _vector(v: bytes | None) -> NDArray[np.float32]:
    if v is None:
        return np.zeros(384, np.float32)
    return np.frombuffer(v, np.float16).astype(np.float32)


@kept(512)  # asked twice of each text, and again of its copies
def _words(text: str) -> tuple[str, ...]:
    plain = re.sub(r"https?://\S+|@[\w.@-]+|#", " ", text.casefold())
    return tuple(re.findall(r"\w+", plain))


@kept(512)
def _pairs(text: str) -> frozenset[str]:
    words = _words(text[:4000])
    return frozenset(f"{a} {b}" for a, b in pairwise(words))


def _overlap(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / len(a | b) if a and b else 0.0
