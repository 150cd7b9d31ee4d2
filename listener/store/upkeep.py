"""Care of the database: its revision, backups, and copies."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import func, inspect, select, text
from sqlmodel import SQLModel

from listener.store.base import BATCH, Base
from listener.store.errors import StoreError, explained
from listener.store.revisions import HEAD
from listener.store.tables import MentionRow

assert MentionRow.metadata is SQLModel.metadata  # noqa: S101 (sorted_tables below knows them all)


class Upkeep(Base):
    """What the whole database needs, no matter which stage uses it."""

    def upgrade(self) -> None:
        """Bring the tables to this release's revision; a new database starts empty.

        Many processes may do this at once: one works, the others wait. Raises StoreError where a
        newer release has been at work.
        """
        if self.revision() == self.head():
            return
        # Alembic takes a third of a second to import: only when there is something to do.
        from listener.store.migrate import migrate

        with self._turn, explained(self.engine.url):
            migrate(self.engine)

    def revision(self) -> str | None:
        """The revision of the tables; None where there are none."""
        with self.reader() as session:
            connection = session.connection()
            if not inspect(connection).has_table("alembic_version"):
                return None
            found = connection.execute(text("SELECT version_num FROM alembic_version"))
            return found.scalar_one_or_none()

    def head(self) -> str:
        """The newest revision this release knows."""
        return HEAD

    def check_writable(self) -> None:
        """Write and commit something that changes nothing; StoreError says why it cannot be."""
        with self.writing() as session:
            session.connection().execute(
                text("UPDATE alembic_version SET version_num = version_num")
            )

    def backup(self, to: Path) -> None:
        """A consistent copy of a SQLite database while others go on writing.

        The file appears only when it is complete, readable by its owner alone. Raises StoreError
        where it exists already, and for PostgreSQL.
        """
        if not self.is_sqlite:
            raise StoreError(f"{self.place}: use pg_dump to back up PostgreSQL")
        if to.exists():
            raise StoreError(f"{to}: this file exists already: name another one")
        half = to.with_name(f"{to.name}.part")
        try:
            half.unlink(missing_ok=True)
            half.touch(mode=0o600)
            self._copy_file(half)
            half.rename(to)
        except (OSError, sqlite3.Error) as error:
            half.unlink(missing_ok=True)
            raise StoreError(f"{to}: cannot write the backup ({error})") from error

    def _copy_file(self, to: Path) -> None:
        with explained(self.engine.url), self.engine.connect() as connection:
            source = connection.connection.driver_connection
            with closing(sqlite3.connect(to)) as target:
                # In one step: a copy in pieces starts again whenever somebody writes.
                source.backup(target, pages=-1)  # type: ignore[union-attr]
                # One file that holds all, without a journal beside it.
                target.execute("PRAGMA journal_mode = DELETE")
        with to.open("rb+") as file:
            os.fsync(file.fileno())

    def put_back(self, backup: Path) -> None:
        """Make this SQLite database what it was at a backup; nobody else may be at it."""
        with self._turn, explained(self.engine.url), self.engine.connect() as connection:
            target = connection.connection.driver_connection
            with closing(sqlite3.connect(backup)) as source:
                source.backup(target)  # type: ignore[arg-type]

    def copy_to(self, other: "Upkeep") -> None:
        """Copy every row, with its id, into a database of the same revision that holds none.

        What is copied is one moment: rows that come later are left out.
        """
        if self.revision() != other.revision():
            raise StoreError(f"{other.place}: its tables differ from ours: run db upgrade on both")
        if any(other.counts().values()):
            raise StoreError(f"{other.place}: it holds rows already: name an empty database")
        with explained(self.engine.url), self.engine.connect() as connection:
            if not self.is_sqlite:
                connection = connection.execution_options(isolation_level="REPEATABLE READ")
            for table in SQLModel.metadata.sorted_tables:
                last = 0
                query = select(table).order_by(table.c.id).limit(BATCH)
                while rows := connection.execute(query.where(table.c.id > last)).mappings().all():
                    last = rows[-1]["id"]
                    with other.writing() as session:
                        session.connection().execute(table.insert(), [dict(row) for row in rows])
        other.count_on_from_here()

    def count_on_from_here(self) -> None:
        """Let PostgreSQL number new rows after those that came with their ids."""
        if self.is_sqlite:
            return
        with self.writing() as session:
            for table in SQLModel.metadata.sorted_tables:
                newest = select(func.max(table.c.id)).scalar_subquery()
                sequence = func.pg_get_serial_sequence(table.name, "id")
                # The third argument: a table without rows starts at 1.
                session.connection().execute(
                    select(func.setval(sequence, func.coalesce(newest, 1), newest.is_not(None)))
                )

    def counts(self) -> dict[str, int]:
        """How many rows each table holds."""
        with self.reader() as session:
            return {
                table.name: session.connection()
                .execute(select(func.count()).select_from(table))
                .scalar_one()
                for table in SQLModel.metadata.sorted_tables
            }
