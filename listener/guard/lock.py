"""Lock file: one listener at a time on one SQLite database."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class HeldError(Exception):
    """Another listener works on this database."""


@contextmanager
def held(storage: Path) -> Iterator[None]:
    """Hold `listener.guard.lock` in the storage folder; the system lets it go when the process ends.

    Raises HeldError when another process holds it.
    """
    storage.mkdir(parents=True, exist_ok=True)
    path = storage / "listener.guard.lock"
    with path.open("a+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            pid = file.read().strip()
            raise HeldError(
                f"another listener (process {pid or '?'}) already works with this database: stop it first"
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
