"""What can go wrong with the database, named by what the caller does next.

StoreError
├── StoreBusyError   somebody else held it too long: the next tick tries again
├── StoreFullError   no room left: everything committed is safe, a person must make room
└── NewerReleaseError   a newer release has upgraded it: this process ends
"""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

_TOO_LITTLE = 1 << 20  # bytes left on a disk that we call full


class StoreError(Exception):
    """The database cannot be used: the text says what, where, and what to do."""


class StoreBusyError(StoreError):
    """Somebody else held the database longer than we wait; nothing was written."""


class StoreFullError(StoreError):
    """The disk of the database is full; nothing was written, what was committed is safe."""


NEWER = "a newer release has upgraded this database; this process stops: install that release and start it"


class NewerReleaseError(StoreError):
    """A newer release has upgraded the tables: they are no longer as this process knows them."""


def place(url: URL) -> str:
    """Where a database is, for people: no password and no option of its URL."""
    if url.get_backend_name() == "sqlite":
        return url.database or "(memory)"
    user = f"{url.username}@" if url.username else ""
    port = f":{url.port}" if url.port else ""
    return f"postgresql://{user}{url.host or 'localhost'}{port}/{url.database or ''}"


@contextmanager
def explained(url: URL) -> Iterator[None]:
    """Turn what a person can answer into a StoreError; a broken rule of the tables stays as it is."""
    try:
        yield
    except PoolTimeoutError:
        raise StoreBusyError(
            f"{place(url)}: all connections are in use: lower the number of threads"
        ) from None
    except DBAPIError as error:
        explain = _sqlite if url.get_backend_name() == "sqlite" else _postgresql
        if (found := explain(error, url)) is None:
            raise
        raise found from error


def _sqlite(error: DBAPIError, url: URL) -> StoreError | None:
    # The low byte is the kind of error, the rest says which system call met it.
    code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
    where = place(url)
    if code == sqlite3.SQLITE_FULL or (code == sqlite3.SQLITE_IOERR and _disk_is_full(where)):
        return StoreFullError(f"{where}: the disk is full: free some space, nothing was lost")
    if code not in _CODES:
        return None
    kind, text = _CODES[code]
    return kind(f"{where}: {text}")


_CODES: dict[int, tuple[type[StoreError], str]] = {
    sqlite3.SQLITE_BUSY: (StoreBusyError, "another process writes for too long: try again"),
    sqlite3.SQLITE_LOCKED: (StoreBusyError, "another process writes for too long: try again"),
    sqlite3.SQLITE_NOTADB: (
        StoreError,
        "this file is no SQLite database: move it away or name another file",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        StoreError,
        "cannot open it: let this user read and write the file and its folder",
    ),
    sqlite3.SQLITE_READONLY: (
        StoreError,
        "it can only be read: let this user write the file and its folder",
    ),
    sqlite3.SQLITE_PERM: (StoreError, "access refused: let this user read and write the file"),
    sqlite3.SQLITE_CORRUPT: (StoreError, "the file is damaged: restore the last backup"),
    sqlite3.SQLITE_IOERR: (StoreError, "the disk failed to read or write: check the disk"),
}


def _disk_is_full(file: str) -> bool:
    return shutil.disk_usage(Path(file).absolute().parent).free < _TOO_LITTLE


# By the first characters of the SQLSTATE, longest first.
_STATES: tuple[tuple[str, type[StoreError], str], ...] = (
    ("53100", StoreFullError, "the server's disk is full: free some space, nothing was lost"),
    ("53300", StoreBusyError, "the server has no free connection: raise max_connections"),
    ("42501", StoreError, "permission denied: let this user create and write tables"),
    ("25006", StoreError, "the server can only be read: give the address of the primary"),
    ("55P03", StoreBusyError, "another process holds these rows for too long: try again"),
    ("40", StoreBusyError, "two processes wrote the same rows: try again"),
    ("57", StoreBusyError, "the server is stopping or starting: try again"),
    ("08", StoreBusyError, "the connection was lost: try again"),
)


def _postgresql(error: DBAPIError, url: URL) -> StoreError | None:
    state = getattr(error.orig, "sqlstate", None)
    if state is None:
        return _unreachable(error, url)
    for prefix, kind, text in _STATES:
        if state.startswith(prefix):
            return kind(f"{place(url)}: {text}")
    return None


def _unreachable(error: DBAPIError, url: URL) -> StoreError | None:
    """No connection, or none any more: the driver gives no SQLSTATE then."""
    if not error.connection_invalidated and type(error.orig).__name__ not in _NO_CONNECTION:
        return None
    said = " ".join(str(error.orig).split())
    refused = said.partition("FATAL:")[2].strip()[:300]
    if refused and not any(soon in refused for soon in _SOON):
        return StoreError(
            f"{place(url)}: the server refuses us ({refused}): correct the URL, or let this "
            "user use this database"
        )
    return StoreBusyError(
        f"{place(url)}: no answer ({refused or said[:300]}): start PostgreSQL or correct the URL"
    )


_NO_CONNECTION = ("OperationalError", "ConnectionTimeout")
_SOON = ("starting up", "shutting down", "too many", "remaining connection slots", "recovery")
