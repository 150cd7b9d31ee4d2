"""A stage's queue, worked off in batches: a row that breaks its stage is set aside (dead letter), the rest goes on.

Take, think, put: what is taken here is this process's own until it is put or given back, so that
several processes over one PostgreSQL database share the work (store/taking.py).

Nobody knows beforehand which row of a batch breaks: a batch that does is read again in halves,
down to the row that breaks alone.
"""

from collections.abc import Callable, Collection, Hashable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
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
    is_filled: bool = True  # does `read` give as many rows as it may, where they are there?
    reads_on: bool = False  # does the stage read on in `reading`, as soon as it has its rows?
    _session: ExitStack = field(default_factory=ExitStack)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """What belongs to the rows is read here: in the session that took them, where that is open."""
        with self._session.pop_all(), self.store.reader():
            yield

    def close(self) -> None:
        """End the session that took rows; nothing can be written before."""
        self._session.close()

    def __call__(self, limit: int) -> Sequence[T]:
        """At most so many rows, which are ours now.

        What others brought while we held its brand they left to us: with nothing to do we let go
        of all, and look again.
        """
        return self._take(limit) or (self._take(limit) if self.let_go() else ())

    def let_go(self) -> bool:
        """Give back what was taken and not put; was there any?"""
        return self.store.let_go(self.kind)

    def is_emptied(self, rows: int, limit: int, done: int) -> bool:
        """Is nothing left, where a read of `limit` gave these rows, and so many went on?

        Only where nobody else has a part in the queue. What comes meanwhile begins a run of its own.
        """
        return self.store.is_sqlite and self.is_filled and rows == done and rows < limit

    def _take(self, limit: int) -> Sequence[T]:
        if self.reads_on and self.store.is_sqlite:  # a server's lock is not to wait for more
            self.close()
            self._session.enter_context(self.store.reading())
        rows = self.store.take(self.kind, partial(self.read, limit), self.key)
        if not rows:
            self.close()
        return rows


def work_off(
    queue: Taken[T],
    work: Callable[[Sequence[T]], int],
    stumbled: Callable[[T, Exception], object],
    *,
    size: int,
    as_is: Callable[[T], Hashable],
    until: Callable[[], bool] = lambda: False,
) -> int:
    """Read and work until nothing is left; return how many rows `work` says went off the queue.

    It ends before a batch when `until` says so: the rows that are left are found again, and what
    the queue still holds is given back.
    The queue gives at most so many rows, always the same first; `stumbled` takes a row off it.
    `as_is` names a row as it stands: one that comes back so again and again stumbles too, for a
    queue must end whatever `work` says. A database that is away is no row's fault, and passes.
    """
    try:
        return _work_off(queue, work, stumbled, size=size, as_is=as_is, until=until)
    finally:
        queue.close()
        queue.let_go()


def _work_off(
    queue: Taken[T],
    work: Callable[[Sequence[T]], int],
    stumbled: Callable[[T, Exception], object],
    *,
    size: int,
    as_is: Callable[[T], Hashable],
    until: Callable[[], bool],
) -> int:
    done, limit, rounds, is_over = 0, size, 0, False
    worked, given_up = set[Hashable](), set[Hashable]()

    def give_up(row: T, error: Exception) -> None:
        given_up.add(as_is(row))
        stumbled(row, error)

    while not (is_over or until()) and (rows := queue(limit)):
        count, stand = len(rows), [as_is(row) for row in rows]
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
            gone = work(rows)
        except StoreError:
            raise
        except Exception as error:
            queue.close()
            if len(rows) > 1:
                limit = len(rows) // 2
                continue
            give_up(rows[0], error)
            limit = size
        else:
            done += gone
            is_over = queue.is_emptied(count, limit, gone)
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
