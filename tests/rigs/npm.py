"""Servers that come from npm: installed once a lock, from nothing but the committed files."""

import fcntl
import platform
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest


def npm_ci(here: Path, place: Path, what: str, *, built: Sequence[str] = ()) -> None:
    """`npm ci` of the lock that lies in `here` into `place`; a second test run waits for the first.

    No package's own script is run but those of `built`, which are of use only once they were.
    """
    if platform.system() != "Linux" or platform.machine() != "x86_64":
        pytest.skip(f"{what} comes for Linux on x86-64 only")
    if shutil.which("npm") is None:
        pytest.skip(f"no npm: it installs {what}")
    place.mkdir(parents=True, exist_ok=True)
    lock, done = here / "package-lock.json", place / "installed.json"
    with (place / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if done.exists() and done.read_bytes() == lock.read_bytes():
            return
        for name in ("package.json", "package-lock.json"):
            shutil.copy2(here / name, place / name)
        made = _npm(place, "ci", "--ignore-scripts", "--no-audit", "--no-fund")
        assert made.returncode == 0, made.stderr[-2000:]
        if built and (made := _npm(place, "rebuild", *built)).returncode:
            pytest.skip(f"{what} cannot be built here (a C++ compiler?): {made.stderr[-300:]}")
        shutil.copy2(lock, done)


def _npm(place: Path, *asked: str) -> subprocess.CompletedProcess[str]:
    command = ["npm", *asked, "--loglevel=error"]
    return subprocess.run(command, cwd=place, capture_output=True, text=True, check=False)
