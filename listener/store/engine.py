"""The one way to open the database, with the settings that were measured to lose nothing."""

import sqlite3
import time
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import ArgumentError

from listener.store.errors import StoreError, place

WAIT = 5.0  # seconds we wait for another writer or for a server's answer
WRITES = "listener_writes"  # the execution option of a connection that is going to write

_WANTED = "write sqlite:////path/to/listener.db or postgresql://user@host/database"


def open_engine(url: str | URL) -> Engine:
    """An engine for SQLite or PostgreSQL; it connects at its first use.

    Raises StoreError for a URL of another kind, a folder that cannot be made, and PostgreSQL
    without its driver. No error of the engine shows a password or a bound value.
    """
    address = _address(url)
    if address.get_backend_name() == "sqlite":
        return _sqlite(address)
    return _postgresql(address)


def is_sqlite(url: str | URL) -> bool:
    """Is it a file of SQLite that is named? Raises StoreError for what is no URL of a database."""
    return _address(url).get_backend_name() == "sqlite"


def is_there(url: str | URL) -> bool:
    """Is there a database to look at? SQLite's file is made by whoever opens it; servers are asked."""
    address = _address(url)
    if address.get_backend_name() == "sqlite":
        return bool(address.database) and Path(str(address.database)).is_file()
    return True


def _address(url: str | URL) -> URL:
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        # The text of a broken URL may hold a password: it is not shown.
        raise StoreError(f"storage.url: this is no database URL: {_WANTED}") from None
    match address.drivername:
        case "sqlite" | "sqlite+pysqlite":
            return address
        case "postgresql" | "postgres" | "postgresql+psycopg":
            return address.set(drivername="postgresql+psycopg")
        case other:
            raise StoreError(f"storage.url: {other} is not supported: {_WANTED}")


def _sqlite(address: URL) -> Engine:
    if not address.database or address.database.startswith((":memory:", "file:")):
        raise StoreError(f"storage.url: SQLite needs a file: {_WANTED}")
    file = Path(address.database).absolute()
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not file.exists():
            file.touch(mode=0o600)  # an empty file is an empty database; its journal gets its mode
    except OSError as error:
        raise StoreError(
            f"{file}: cannot make this file ({error.strerror}): let this user write its folder, or "
            "name another one"
        ) from error
    engine = create_engine(address, hide_parameters=True, max_overflow=27, pool_timeout=WAIT)
    event.listen(engine, "connect", _settle_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _settle_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # we write BEGIN ourselves, in _begin_sqlite
    connection.execute(f"PRAGMA busy_timeout = {int(WAIT * 1000)}")
    _into_wal(connection)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA journal_size_limit = 67108864")


def _into_wal(connection: sqlite3.Connection) -> None:
    # Two processes that open a new file at once: the change to WAL ignores busy_timeout.
    give_up = time.monotonic() + WAIT
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > give_up:
                raise
            time.sleep(0.02)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES)
    # A transaction that reads first and writes later cannot wait for a lock: it fails at once.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def lasting(engine: Engine, called: str) -> Engine:
    """To the same server with one connection, which stays open: its session tells who is there.

    The server knows it by that name, where the URL gives no `application_name`.
    """
    named = {} if "application_name" in engine.url.query else {"application_name": called}
    return _postgresql(engine.url, pool_size=1, most_more=0, **named)


def _postgresql(address: URL, *, pool_size: int = 5, most_more: int = 27, **told: str) -> Engine:
    try:
        engine = create_engine(
            address,
            hide_parameters=True,
            pool_pre_ping=True,  # a server that was restarted costs no failed tick
            pool_size=pool_size,
            max_overflow=most_more,
            pool_timeout=WAIT,
            connect_args={"connect_timeout": int(WAIT), **told},
        )
    except ImportError as error:
        raise StoreError(
            f'{place(address)}: PostgreSQL needs its driver: pip install "brand-listener[scale]"'
        ) from error
    event.listen(engine, "begin", _begin_postgresql)
    event.listen(engine, "handle_error", _without_values)
    return engine


def _begin_postgresql(connection: Connection) -> None:
    if connection.get_execution_options().get(WRITES):
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{int(WAIT)}s'")


def _without_values(context: ExceptionContext) -> None:
    # The server puts the whole failing row into the details of its message.
    state = getattr(context.original_exception, "sqlstate", None)
    if state is None:
        return
    diagnosis = context.original_exception.diag  # type: ignore[attr-defined]
    shown = diagnosis.constraint_name or diagnosis.column_name or ""
    # Class 22 names the bad value in its first line, too.
    told = "" if state.startswith("22") else f": {diagnosis.message_primary}"
    text = f"SQLSTATE {state}{told} {shown}".rstrip()
    context.original_exception.args = (text,)
    if context.sqlalchemy_exception is not None:
        context.sqlalchemy_exception.args = (
            f"({type(context.original_exception).__name__}) {text}",
        )
