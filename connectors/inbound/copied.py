"""Copies of dropped files: what lies in an inbox, for a visit that must not move it."""

import os
import shutil
from pathlib import Path


def stand_in(file: Path, place: Path) -> None:
    """A copy of what lies in an inbox, or something that is told of in the same way."""
    try:
        if file.is_symlink():
            place.symlink_to(file.readlink())
        elif file.is_dir():
            place.mkdir()
        elif file.is_file():
            shutil.copy2(file, place)
        elif file.is_fifo():
            os.mkfifo(place)
    except FileNotFoundError:
        return  # taken back meanwhile
    except OSError:  # shut: so is its place
        place.touch()
        place.chmod(0)
