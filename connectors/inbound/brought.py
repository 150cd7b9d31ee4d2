"""What a program brings: written whole into the folder, and once."""

import os
import secrets
import time
from contextlib import suppress
from pathlib import Path

HEAD = "hook-"  # of such a file's name
ENDS = (".json", ".jsonl", ".csv")
_UNFINISHED = ".part"  # is left alone by whoever reads the folder
_AGE = 120  # seconds: it is complete, and looks so


def is_there(folder: Path, key: str) -> bool:
    """Was something brought under this key before, as long as its file is kept?"""
    places = (folder, folder / "done", folder / "refused")
    return any((place / f"{HEAD}{key}{end}").exists() for end in ENDS for place in places)


def bring(folder: Path, key: str, end: str, content: bytes) -> None:
    """Write a file under its key; it is on the disk when this returns. Raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = folder / f".{HEAD}{key}-{secrets.token_hex(4)}{_UNFINISHED}"
    try:
        made = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(made, "wb") as file:
            file.write(content)
            file.flush()
            then = time.time() - _AGE
            os.utime(file.fileno(), (then, then))
            os.fsync(file.fileno())
        part.rename(folder / f"{HEAD}{key}{end}")
        _settle(folder)
    finally:
        part.unlink(missing_ok=True)


def clear(folder: Path) -> None:
    """Take away what a process that was killed left half written."""
    with suppress(OSError):
        for part in folder.glob(f".{HEAD}*{_UNFINISHED}"):
            part.unlink(missing_ok=True)


def _settle(folder: Path) -> None:
    """Have the name on the disk, too."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
