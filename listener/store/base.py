"""What every part of the store stands on: reading, and one writer at a time."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import fields
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Engine, Table, func, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, SQLModel

from listener.store.engine import WRITES
from listener.store.errors import NEWER, NewerReleaseError, explained, place
from listener.store.revisions import is_newer

T = TypeVar("T")

BATCH = 1000  # rows a statement


class Base:
    """The engine, and the two ways to a session."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._writer = engine.execution_options(**{WRITES: True})
        # SQLite has one writer anyway: threads queue here, where nobody's wait runs out. An
        # RLock, so that a transaction inside a transaction is an error and no deadlock.
        self._turn: AbstractContextManager[object] = (
            threading.RLock() if self.is_sqlite else nullcontext()
        )
        self._asked = threading.local()  # the session of this thread's `reading`

    @property
    def is_sqlite(self) -> bool:
        """Is it a file of ours, or a server's?"""
        return self.engine.dialect.name == "sqlite"

    @property
    def place(self) -> str:
        """Where the database is, for people: without password."""
        return place(self.engine.url)

    def newer(self) -> str | None:
        """The revision at which a newer release has put the tables; None where we know them.

        Asked apart from any `reading`, which may be older. Raises StoreError.
        """
        try:
            with explained(self.engine.url), self.engine.connect() as there:
                found = there.execute(text("SELECT version_num FROM alembic_version")).scalar()
        except DBAPIError:  # no tables yet
            return None
        return str(found) if is_newer(found) else None

    def check_release(self) -> None:
        """Raises NewerReleaseError where a newer release has upgraded the tables."""
        if self.newer():
            raise NewerReleaseError(f"{self.place}: {NEWER}")

    @contextmanager
    def explained(self) -> Iterator[None]:
        """Turn what a person can answer into a StoreError: also that the tables are no longer ours."""
        try:
            with explained(self.engine.url):
                yield
        except DBAPIError:  # such as a column that is gone
            self.check_release()
            raise

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """One session for all that this thread asks inside the block: questions that belong together.

        It never waits for a writer; its rows stay usable after it, their changes go nowhere. What is
        written meanwhile may not be seen in it, so this thread must not write inside.
        """
        with (
            self.explained(),
            Session(self.engine, expire_on_commit=False, autoflush=False) as session,
            self.asked_in(session),
        ):
            yield session

    @contextmanager
    def asked_in(self, session: Session) -> Iterator[None]:
        """Inside the block this thread's questions are asked in that session."""
        before, self._asked.session = self._asking, session
        try:
            yield
        finally:
            self._asked.session = before

    @contextmanager
    def reader(self) -> Iterator[Session]:
        """The session of one question: that of the block it is asked in, or one of its own.

        Raises StoreError at the question itself, so that nobody takes it for another fault.
        """
        if (asking := self._asking) is None:
            with self.reading() as session:
                yield session
        else:
            with self.explained():
                yield asking

    @property
    def _asking(self) -> Session | None:
        return getattr(self._asked, "session", None)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction: committed at the end of the block, undone if it raises.

        Do not open a second one inside, and make no network or model call in it. Raises
        StoreBusyError when another process writes for more than five seconds, and RuntimeError
        inside `reading`.
        """
        if self._asking is not None:
            raise RuntimeError("written inside a reading: what it reads next would be old")
        with (
            self._turn,
            self.explained(),
            Session(self._writer, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    def alone_in(self, session: Session, what: int) -> None:
        """Until its transaction ends, no other process does this; SQLite has one writer anyway."""
        if not self.is_sqlite:
            session.connection().execute(select(func.pg_advisory_xact_lock(what)))

    def insert_into(self, table: Table) -> sqlite.Insert | postgresql.Insert:
        """An insert that knows ON CONFLICT, the same on both databases."""
        return sqlite.insert(table) if self.is_sqlite else postgresql.insert(table)


def chunks(values: Iterable[T]) -> Iterator[list[T]]:
    """As many values at a time as a statement takes."""
    left = iter(values)
    while some := list(islice(left, BATCH)):
        yield some


def table_of(row: type[SQLModel]) -> Table:
    """The table of a row's class, for statements without objects."""
    return SQLModel.metadata.tables[str(row.__tablename__)]


def columns_of(value: Any) -> dict[str, Any]:
    """A frozen value's fields as the columns of its row; what is in them is shared."""
    return {field.name: getattr(value, field.name) for field in fields(value)}
