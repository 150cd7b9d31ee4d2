"""Alembic, configured in code. `python -m listener.store.migrate "what changes"` writes a new step."""

import logging
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect

from listener.store.engine import WAIT, WRITES, open_engine
from listener.store.errors import NewerReleaseError, StoreError, place
from listener.store.tables import MentionRow

FOLDER = Path(__file__).parent / "migrations"
_PATIENCE = 60  # seconds on SQLite, for whoever migrates at the same time; on PostgreSQL as long as it takes
_LOCK = 0x6C697374  # "list": the advisory lock of whoever migrates

logging.getLogger("alembic").setLevel(logging.WARNING)


def head() -> str:
    """The newest revision this release knows."""
    return str(ScriptDirectory(str(FOLDER)).get_current_head())


def migrate(engine: Engine, to: str = "head") -> None:
    """Bring a database to a revision, in one transaction, and alone.

    Raises NewerReleaseError where a newer release has been at work.
    """
    if to == "head" and _is_there(engine):
        return
    with _alone(engine) as connection:
        known = {script.revision for script in ScriptDirectory(str(FOLDER)).walk_revisions()}
        found = MigrationContext.configure(connection).get_current_revision()
        if found is not None and found not in known:
            raise NewerReleaseError(
                f"{place(engine.url)}: a newer release made this database (revision {found}, "
                f"we know {head()}): install that release or restore an older backup"
            )
        others = set(inspect(connection).get_table_names()) - {"alembic_version"}
        if found is None and others:
            raise StoreError(
                f"{place(engine.url)}: its tables are not ours ({', '.join(sorted(others)[:5])}): move "
                "this file away, or name another folder in [storage] dir"
            )
        go = command.downgrade if to == "base" else command.upgrade
        go(_config(connection), to)


def _is_there(engine: Engine) -> bool:
    """Whether nothing is to be done: then nobody who writes is waited for."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == head()


def differences(engine: Engine) -> list[Any]:
    """What the tables in code have and the database has not, and the reverse."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        return list(compare_metadata(context, MentionRow.metadata))


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """A writing transaction while nobody else migrates."""
    with engine.connect().execution_options(**{WRITES: True}) as connection:
        if engine.dialect.name != "sqlite":
            with connection.begin():
                # Whoever comes second waits as long as the first one needs.
                connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
                yield connection
            return
        # Alembic rebuilds tables on SQLite; dropping the old one must not look like a deletion.
        raw: sqlite3.Connection = connection.connection.driver_connection  # type: ignore[assignment]
        raw.execute("PRAGMA foreign_keys = OFF")
        raw.execute(f"PRAGMA busy_timeout = {_PATIENCE * 1_000}")
        try:
            with connection.begin():
                yield connection
                if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                    raise StoreError(f"{place(engine.url)}: rows of {broken[0]} lost their parent")
        finally:
            raw.execute("PRAGMA foreign_keys = ON")
            raw.execute(f"PRAGMA busy_timeout = {int(WAIT * 1_000)}")


def _config(connection: Connection) -> Config:
    config = Config(attributes={"connection": connection})
    # ConfigParser reads % as the start of a reference.
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return config


def _write_next(message: str) -> None:
    """Write the step from the newest revision to the tables as they now are in code."""
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{folder}/empty.db")
        if any((FOLDER / "versions").glob("*.py")):
            migrate(engine)
        number = len(list((FOLDER / "versions").glob("[0-9]*.py"))) + 1
        with engine.connect() as connection:
            command.revision(_config(connection), message, autogenerate=True, rev_id=f"{number:04}")
        engine.dispose()


if __name__ == "__main__":
    _write_next(" ".join(sys.argv[1:]))
