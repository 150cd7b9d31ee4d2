"""What every test would make anew and no test is about: tables by all their steps, compiled queries."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, event, inspect
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

from listener.store import migrate as steps
from listener.store.store import Store

_QUERIES = 2_000  # how many compiled queries are kept; the listener has some hundreds

_migrate = steps.migrate


class Ready:
    """A SQLite file at the head revision, copied into each new database."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "ready.db"

    def migrate(self, engine: Engine, to: str = "head") -> None:
        """As `listener.store.migrate.migrate`; a new SQLite database gets a copy of its outcome."""
        if engine.dialect.name != "sqlite" or to != "head" or inspect(engine).get_table_names():
            _migrate(engine, to)
            return
        with closing(sqlite3.connect(self._made())) as ready, engine.connect() as connection:
            raw = connection.connection.driver_connection
            assert isinstance(raw, sqlite3.Connection)
            ready.backup(raw)

    def _made(self) -> Path:
        if not self._file.exists():
            store = Store.open(f"sqlite:///{self._file}")
            _migrate(store.engine)
            store.close()
        return self._file


@pytest.fixture(scope="session")
def _ready(tmp_path_factory: pytest.TempPathFactory) -> Ready:
    return Ready(tmp_path_factory.mktemp("ready"))


@pytest.fixture(autouse=True)
def _tables_are_copied(
    request: pytest.FixtureRequest, _ready: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    if request.node.get_closest_marker("migrates") is None:
        monkeypatch.setattr(steps, "migrate", _ready.migrate)


def pytest_configure() -> None:
    keep_queries()


def keep_queries() -> None:
    """What one engine has compiled serves all engines of its kind, as in a listener that goes on.

    Each test opens an engine of its own, and a compiled query is found by its dialect.
    """
    queries: LRUCache[object, object] = LRUCache(_QUERIES)
    for kind in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        kind.__eq__ = lambda one, other: type(one) is type(other)  # type: ignore[method-assign]
        kind.__hash__ = lambda one: hash(type(one))  # type: ignore[method-assign,assignment]

    @event.listens_for(Engine, "engine_connect")
    def _shared(connection: Connection) -> None:
        connection.execution_options(compiled_cache=queries)
