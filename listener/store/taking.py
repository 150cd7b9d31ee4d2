"""Leases: what one process has taken of the work, so that no other one takes it, too.

Take, think, put: a batch is *taken* in one short transaction; then the process thinks, outside of
any; what it *puts* ends or proves the lease in the transaction that writes it. So a lease is a row,
not a lock: no transaction stays open while a model reads.

Tagging takes mentions. What follows takes brands, each from grouping to drafts: a copy must find
its first, and what was decided just before is evidence for the next, so two processes must not
be in one brand at once. Different brands run beside each other, and tagging, which is what takes
the time, beside all of them. A visit takes its source, and a turn of Slack's outbox its target:
each is held by one thread for as long as it lasts, and held on at each of its steps.

A lease is over at its time, by the server's clock alone, and at once when the session that took
it is gone from the server: what a killed process had is taken by whoever asks next. SQLite has
one process: there taking is reading.
"""

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from enum import StrEnum
from secrets import token_hex
from typing import TypeVar

from sqlalchemy import ColumnElement, Engine
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, and_, col, delete, func, or_, select, update

from listener.guard.lock import HeldError
from listener.store.base import table_of
from listener.store.engine import WRITES, lasting
from listener.store.errors import explained
from listener.store.inserting import Inserting
from listener.store.presence import ALIVE, HERE, at_work, until_others_are_back
from listener.store.tables import LeaseRow

T = TypeVar("T")

LEASES = table_of(LeaseRow)
# Longer than a model needs for a batch: one that runs out costs only work that is done twice.
LEASE = timedelta(minutes=2)
AGAIN = 30.0  # seconds after which whoever holds one on says so again
WORN = timedelta(hours=1)  # after its end, a lease of what nobody asks for any more is removed
_ORDER = 0x7461  # "ta": the advisory lock of whoever takes, for some milliseconds


class Kind(StrEnum):
    """What is taken as one."""

    MENTION = "mention"  # by its id, to tag it
    BRAND = "brand"  # by its name, to group, decide and draft
    TARGET = "target"  # where notices are shown
    SOURCE = "source"  # by its name, to visit it
    SLACK = "slack"  # a target in Slack, for its turn


class OutdatedError(Exception):
    """Something a result rests on changed meanwhile: nothing was written, do it again."""


class Taking(Inserting):
    """Taking work, proving that it is still ours, and letting it go."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self._me, self._called = token_hex(8), "listener"
        self._lasting: Engine | None = None
        self._held: dict[Kind, set[str]] = defaultdict(set)
        self._said: dict[tuple[Kind, str], float] = {}  # time.monotonic(): held, or held on
        self._opening = threading.Lock()

    def come(self, called: str = "") -> None:
        """Let others see that this process is at work, and what it is called; SQLite has a lock file.

        The lock ends with the session that has it, so with the process, however that ends; after a
        restart of the server it is to be asked for again. Raises StoreBusyError while another
        process is here `by_itself`.
        """
        self._called = called or self._called
        if not self.is_sqlite:
            with self._lasting_session():
                pass

    @contextmanager
    def by_itself(self) -> Iterator[None]:
        """Be the only one at work on the server's database: whoever comes meanwhile waits.

        Raises HeldError where somebody is.
        """
        if self.is_sqlite:
            yield
            return
        with explained(self.engine.url), self.engine.connect() as there:
            time.sleep(until_others_are_back(there))
            is_free = there.execute(select(func.pg_try_advisory_lock(HERE))).scalar_one()
            others = "" if is_free else "; ".join(at_work(there))
            there.commit()  # the lock is the session's: no transaction stays open
            if not is_free:
                raise HeldError(
                    f"other listeners work with this database ({others}): stop all of them first, "
                    "on every machine"
                )
            try:
                yield
            finally:
                there.execute(select(func.pg_advisory_unlock(HERE)))
                there.commit()

    def take(
        self,
        kind: Kind,
        read: Callable[[Collection[str]], Sequence[T]],
        key: Callable[[T], object],
    ) -> Sequence[T]:
        """The rows that `read` finds, whose keys no other process has taken: now they are ours.

        `read` is given the keys that others hold, and leaves their rows out; it must not write.
        What we hold already is found again. Raises StoreBusyError like `writing`.
        """
        if self.is_sqlite:
            return read(())
        with self._lasting_session() as session:
            # One takes after the other: so each sees what the one before it took.
            order = func.pg_advisory_xact_lock(_ORDER, list(Kind).index(kind))
            session.connection().execute(select(order))
            others = select(LeaseRow.key).where(
                col(LeaseRow.kind) == kind, col(LeaseRow.by) != self._me, _is_live()
            )
            taken = frozenset(session.exec(others))
            with self.asked_in(session):
                rows = read(taken)
            keys = {str(key(row)) for row in rows}
            ours = self._lease(session, kind, sorted(keys)) if keys else set()
        self._held[kind] |= ours
        return [row for row in rows if str(key(row)) in ours]

    def let_go(self, kind: Kind) -> bool:
        """Let others take what we hold of a kind; was there any?"""
        if not self._held[kind]:
            return False
        mine = and_(col(LeaseRow.kind) == kind, col(LeaseRow.by) == self._me)
        worn = col(LeaseRow.until) < func.now() - WORN
        with self.writing() as session:
            session.exec(delete(LeaseRow).where(or_(mine, worn)))
        self._held[kind].clear()
        return True

    def hold(self, kind: Kind, key: str) -> bool:
        """Take one thing, or hold it on; False where another process has it.

        Whoever works on it for long asks again at each step, and stops where it is lost.
        """
        if self.is_sqlite:
            return True
        now = time.monotonic()
        if now - self._said.get((kind, key), -AGAIN) < AGAIN:
            return True
        with self._lasting_session() as session:
            is_ours = bool(self._lease(session, kind, [key]))
        if is_ours:
            self._said[kind, key] = now
        else:
            self._said.pop((kind, key), None)
        return is_ours

    def release(self, kind: Kind, key: str) -> None:
        """Let others take what `hold` took."""
        if self._said.pop((kind, key), None) is None:
            return
        with self.writing() as session:
            session.exec(
                delete(LeaseRow).where(
                    col(LeaseRow.kind) == kind,
                    col(LeaseRow.key) == key,
                    col(LeaseRow.by) == self._me,
                )
            )

    def _prove(self, session: Session, kind: Kind) -> None:
        """In the transaction of a put: all that we hold is still ours, and for another lease.

        Raises OutdatedError where it is not: another process has taken it, and may be through.
        """
        if not (held := self._held[kind]):
            return
        again = (
            update(LeaseRow)
            .where(col(LeaseRow.kind) == kind, col(LeaseRow.by) == self._me)
            .values(until=_until())
            .returning(col(LeaseRow.key))
        )
        ours = set(session.connection().execute(again).scalars())
        if ours != held:
            self._held[kind] = ours
            raise OutdatedError

    def _prove_one(self, session: Session, kind: Kind, key: str) -> None:
        """In the transaction of a put: what `hold` took is still ours, and for another lease.

        Who holds nothing proves nothing. Raises OutdatedError where it is another's, or was: a
        server that was restarted has none of the sessions that told who was there.
        """
        if (kind, key) not in self._said:
            return
        ours = and_(
            col(LeaseRow.kind) == kind, col(LeaseRow.key) == key, col(LeaseRow.by) == self._me
        )
        again = update(LeaseRow).where(ours).values(until=_until())
        if not session.connection().execute(again).rowcount:
            self._said.pop((kind, key), None)
            raise OutdatedError

    @contextmanager
    def _putting(self, kind: Kind, keys: Collection[str]) -> Iterator[Session]:
        """The transaction that writes what came of these; their leases end with it."""
        mine = self._held[kind].intersection(keys)
        with self.writing() as session:
            yield session
            if mine:
                session.exec(
                    delete(LeaseRow).where(
                        col(LeaseRow.kind) == kind,
                        col(LeaseRow.key).in_(mine),
                        col(LeaseRow.by) == self._me,
                    )
                )
        self._held[kind] -= mine

    def _lease(self, session: Session, kind: Kind, keys: Sequence[str]) -> set[str]:
        fresh = {"by": self._me, "session": func.pg_backend_pid(), "until": _until()}
        wanted = insert(LEASES).values([{"kind": kind, "key": one, **fresh} for one in keys])
        # One that ran out may have been proved by its holder meanwhile.
        free = or_(LEASES.c.by == self._me, ~_is_live())
        asked = wanted.on_conflict_do_update(
            index_elements=["kind", "key"], set_=fresh, where=free
        ).returning(LEASES.c.key)
        return set(session.connection().execute(asked).scalars())

    @contextmanager
    def _lasting_session(self) -> Iterator[Session]:
        """A short transaction on the connection that stays open for as long as this process lives."""
        with (
            self.explained(),
            Session(self._lasting_engine(), expire_on_commit=False, autoflush=False) as session,
            session.begin(),
        ):
            there = session.connection()
            if not there.info.get(HERE):  # `info` is of the server's session, as the lock is
                there.execute(select(func.pg_advisory_lock_shared(HERE)))
                there.info[HERE] = True
            yield session

    def _lasting_engine(self) -> Engine:
        with self._opening:  # threads that visit and post come here at once
            if self._lasting is None:
                self._lasting = lasting(self.engine, self._called).execution_options(
                    **{WRITES: True}
                )
            return self._lasting

    def close(self) -> None:
        """Close every connection; what was taken is free. The last one folds SQLite's journal."""
        if self._lasting is not None:
            self._lasting.dispose()
        self.engine.dispose()


def _until() -> ColumnElement[datetime]:
    return func.clock_timestamp() + LEASE


def _is_live() -> ColumnElement[bool]:
    """A lease whose time is not over, taken in a session that the server still has."""
    has_session = LEASES.c.session.in_(select(ALIVE.c.pid))
    return and_(LEASES.c.until > func.clock_timestamp(), has_session)
