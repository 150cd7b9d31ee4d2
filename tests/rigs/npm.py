"""Servers that come from npm: installed once a lock, from nothing but the committed files."""

import fcntl
import platform
import shutil
import subprocess
from pathlib import Path

import pytest


def npm_ci(here: Path, place: Path, what: str) -> None:
    """`npm ci` of the lock that lies in `here` into `place`; a second test run waits for the first."""
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
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        made = subprocess.run(command, cwd=place, capture_output=True, text=True, check=False)
        assert made.returncode == 0, made.stderr[-2000:]
        shutil.copy2(lock, done)
