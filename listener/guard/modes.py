"""File permissions: what holds other people's words is for the user who runs the listener, and nobody else."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

FOLDER, FILE = 0o700, 0o600
_OTHERS = 0o077
_SHARED = 0o022  # somebody else may write: an inbox that a colleague or a program drops files into


def tighten(storage: Path) -> int:
    """Take the rights of other users from what lies in the storage folder; return of how many.

    An inbox that others may write into was opened by hand: it stays so, and so does the way to
    it. What belongs to another user is left as it is.
    """
    inbox = storage / "inbox"
    is_shared = inbox.is_dir() and bool(inbox.stat().st_mode & _SHARED)
    count = 0
    for path in _ours(storage, inbox if is_shared else None):
        mode = stat.S_IMODE(path.lstat().st_mode)
        kept = 0o011 if is_shared and path == storage else 0
        wanted = mode & ~_OTHERS | (mode & kept)
        if wanted != mode:
            path.chmod(wanted)
            count += 1
    return count


def placed(path: Path, text: bytes) -> None:
    """Write a file for this user alone, on the disk, whole or not at all; one that is there is replaced."""
    half = path.with_name(f".{path.name}.part")
    half.unlink(missing_ok=True)
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE), "wb") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)


def _ours(storage: Path, shared: Path | None) -> Iterator[Path]:
    me = os.geteuid()
    for folder, folders, files in os.walk(storage):
        here = Path(folder)
        if here == shared:
            # What was dropped belongs to whoever dropped it; what we put away is ours.
            folders[:] = [name for name in folders if name in ("done", "refused")]
            files = []
        for path in (*([] if here == shared else [here]), *(here / name for name in files)):
            seen = path.lstat()
            if seen.st_uid == me and not stat.S_ISLNK(seen.st_mode):
                yield path
