"""A stage's queue, worked off in batches: a row that breaks its stage is set aside (dead letter), the rest goes on.

Take, think, put: what is taken here is this process's own until it is put or given back, so that
several processes over one PostgreSQL database share the work (store/taking.py).

Nobody knows beforehand which row of a batch breaks: a batch that does is read again in halves,
down to the row that breaks alone.
"""

from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Generic, TypeVar

import structlog

from listener.notices import outbox
from listener.notices.aside import aside
from listener.settings.brand import Brand
from listener.store.errors import StoreError
from listener.store.store import Store
from listener.store.tables import MentionRow
from listener.store.taking import Kind

log = structlog.get_logger()
T = TypeVar("T")


ROUNDS = 5  # in which one row may come back as it was: another writer may have been faster


class StandstillError(Exception):
    """A row was worked on, nothing broke, and it is in the queue as it was."""


@dataclass(frozen=True, slots=True)
class Taken(Generic[T]):
    """A stage's queue without what other processes have taken of it."""

    store: Store
    kind: Kind  # what is taken as one
    read: Callable[[int, Collection[str]], Sequence[T]]  # so many rows, without these keys
    key: Callable[[T], object]

    def __call__(self, limit: int) -> Sequence[T]:
        """At most so many rows, which are ours now.

        What others brought while we held its brand they left to us: with nothing to do we let go
        of all, and look again.
        """
        return self._take(limit) or (self._take(limit) if self.let_go() else ())

    def let_go(self) -> bool:
        """Give back what was taken and not put; was there any?"""
        return self.store.let_go(self.kind)

    def _take(self, limit: int) -> Sequence[T]:
        return self.store.take(self.kind, partial(self.read, limit), self.key)


def work_off(
    read: Callable[[int], Sequence[T]],
    work: Callable[[Sequence[T]], int],
    stumbled: Callable[[T, Exception], object],
    *,
    size: int,
    as_is: Callable[[T], Hashable],
    until: Callable[[], bool] = lambda: False,
) -> int:
    """Read and work until nothing is left; return how many rows `work` says were done.

    It ends before a batch when `until` says so: the rows that are left are found again, and what a
    `Taken` still holds is given back.
    `read` gives at most so many rows of the queue, always the same first; `stumbled` takes a row
    off it. `as_is` names a row as it stands: one that comes back so again and again stumbles too,
    for a queue must end whatever `work` says. A database that is away is no row's fault, and passes.
    """
    try:
        return _work_off(read, work, stumbled, size=size, as_is=as_is, until=until)
    finally:
        if isinstance(read, Taken):
            read.let_go()


def _work_off(
    read: Callable[[int], Sequence[T]],
    work: Callable[[Sequence[T]], int],
    stumbled: Callable[[T, Exception], object],
    *,
    size: int,
    as_is: Callable[[T], Hashable],
    until: Callable[[], bool],
) -> int:
    done, limit, rounds = 0, size, 0
    worked, given_up = set[Hashable](), set[Hashable]()

    def give_up(row: T, error: Exception) -> None:
        given_up.add(as_is(row))
        stumbled(row, error)

    while not until() and (rows := read(limit)):
        stand = [as_is(row) for row in rows]
        if stand[0] in given_up:  # not even that took it off: the next run may do better
            log.error("queue stands still")
            break
        if worked.isdisjoint(stand):
            rounds = 0
        else:
            rows = rows[: max(1, len(worked) // 2)]
            rounds = rounds + 1 if worked == {stand[0]} else 0
        worked = set()
        try:
            if rounds >= ROUNDS:
                raise StandstillError
            done += work(rows)
        except StoreError:
            raise
        except Exception as error:
            if len(rows) > 1:
                limit = len(rows) // 2
                continue
            give_up(rows[0], error)
            limit = size
        else:
            worked = set(stand[: len(rows)])
            limit = min(size, 2 * limit)
    return done


def as_it_stands(mention: MentionRow) -> Hashable:
    """What of a mention changes when a stage is through with it, or another writer was there."""
    return mention.id, mention.revision, mention.correction_id, mention.stage


class Stumbles:
    """What becomes of the mentions that break one stage: tried again at later runs, then told."""

    def __init__(
        self, store: Store, brands: dict[str, Brand], clock: Callable[[], datetime]
    ) -> None:
        self._store, self._brands, self._clock = store, brands, clock

    def __call__(self, mention: MentionRow, error: Exception) -> None:
        """Take a mention off its queue."""
        self.note(mention, mention.stage, error)

    def note(self, mention: MentionRow, stage: str, error: Exception, decision: int = 0) -> None:
        """Count a try; the operators are told after the last one. The type only: no texts."""
        name, now = type(error).__name__, self._clock()
        tries = self._store.stumbled(mention, stage, name, now, decision=decision)
        # No error of the log: people are told in words, by status and after the last try.
        log.warning("row set aside", stage=stage, mention=mention.id, error=name, tries=tries)
        brand = self._brands.get(mention.brand)
        if tries == self._store.TRIES and brand:
            outbox.add(self._store, aside(brand, stage, mention.id, name, now=now))
