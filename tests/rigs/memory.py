"""Where the tests' files lie: in memory where the system offers enough of it, for nothing is to outlast them."""

import os
import tempfile
from pathlib import Path

_SHARED = Path("/dev/shm")  # Linux keeps it in memory; a container's is often 64 MB
_ENOUGH = 3 * 2**30  # bytes; four workers with PostgreSQL and the largest files need under half


def in_memory(place: Path = _SHARED) -> None:
    """Make temporary files and folders there, ours and those of programs that we start.

    A disk takes a tenth of a second to make a database and to remove it, and more beside others.
    Who names a place in TMPDIR gets that one.
    """
    if "TMPDIR" in os.environ or not _holds(place):
        return
    os.environ["TMPDIR"] = str(place)
    tempfile.tempdir = None  # it is asked for anew


def _holds(place: Path) -> bool:
    if not os.access(place, os.W_OK | os.X_OK):
        return False
    found = os.statvfs(place)
    runs_programs = not found.f_flag & os.ST_NOEXEC  # hooks of tests are programs
    return runs_programs and found.f_bavail * found.f_frsize >= _ENOUGH
