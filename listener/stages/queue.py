"""A stage's queue, worked off in batches: a row that breaks its stage is set aside (dead letter), the rest goes on.

Nobody knows beforehand which row of a batch it is: a batch that breaks is read again in halves,
down to the row that breaks alone.
"""

from collections.abc import Callable, Hashable, Sequence
from datetime import datetime
from typing import TypeVar

import structlog

from listener.notices import outbox
from listener.notices.aside import aside
from listener.settings.brand import Brand
from listener.store.errors import StoreError
from listener.store.store import Store
from listener.store.tables import MentionRow

log = structlog.get_logger()
T = TypeVar("T")


ROUNDS = 5  # in which one row may come back as it was: another writer may have been faster


class StandstillError(Exception):
    """A row was worked on, nothing broke, and it is in the queue as it was."""


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

    It ends before a batch when `until` says so: the rows that are left are found again.
    `read` gives at most so many rows of the queue, always the same first; `stumbled` takes a row
    off it. `as_is` names a row as it stands: one that comes back so again and again stumbles too,
    for a queue must end whatever `work` says. A database that is away is no row's fault, and passes.
    """
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
        log.error("row set aside", stage=stage, mention=mention.id, error=name, tries=tries)
        brand = self._brands.get(mention.brand)
        if tries == self._store.TRIES and brand:
            outbox.add(self._store, aside(brand, stage, mention.id, name, now=now))
