"""Servers that come from Debian: their packages are unpacked into .rigs, nothing is installed.

No rights are needed and the system stays as it is: apt downloads and verifies, dpkg unpacks.
"""

import fcntl
import platform
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_LIBRARIES = ("usr/lib/x86_64-linux-gnu", "lib/x86_64-linux-gnu")


def unpacked(name: str, packages: Sequence[str], alone: Sequence[str] = ()) -> Path:
    """The folder that stands for / with these packages in it, made once; or skips and says why.

    What `packages` need and this system lacks comes with them; those `alone` come as they are.
    """
    if platform.system() != "Linux" or platform.machine() != "x86_64":
        pytest.skip(f"{name} comes for Linux on x86-64 only")
    if missing := [one for one in ("apt-get", "dpkg-deb") if shutil.which(one) is None]:
        pytest.skip(f"no {missing[0]}: {name} comes from Debian")
    home = ROOT / ".rigs" / name
    home.mkdir(parents=True, exist_ok=True)
    root, done, asked = home / "root", home / "installed.txt", " ".join([*packages, *alone])
    with (home / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if not (done.exists() and done.read_text() == asked):
            shutil.rmtree(root, ignore_errors=True)
            _unpack(home, root, packages, alone)
            done.write_text(asked)
    return root


def in_root(root: Path) -> list[str]:
    """What stands in front of a command so that it finds its libraries there."""
    libraries = ":".join(str(root / one) for one in _LIBRARIES)
    return ["env", f"LD_LIBRARY_PATH={libraries}"]


def _unpack(home: Path, root: Path, packages: Sequence[str], alone: Sequence[str]) -> None:
    loaded = home / "packages"
    shutil.rmtree(loaded, ignore_errors=True)
    loaded.mkdir()
    apt = ["apt-get", "-qq", "-o", "APT::Sandbox::User=root"]
    told = _told([*apt, "--simulate", "--no-install-recommends", "install", *packages], loaded)
    if told.returncode:  # lists of packages of our own, where the system has none
        for folder in ("lists/partial", "cache/archives/partial"):
            (home / folder).mkdir(parents=True, exist_ok=True)
        apt += ["-o", f"Dir::State::Lists={home / 'lists'}", "-o", f"Dir::Cache={home / 'cache'}"]
        _told([*apt, "update"], loaded)
        told = _told([*apt, "--simulate", "--no-install-recommends", "install", *packages], loaded)
    needed = re.findall(r"^Inst (\S+)", told.stdout, re.MULTILINE)
    if not told.returncode:
        # Those that are installed here already are taken all the same: their paths must be in `root`.
        told = _told([*apt, "download", *dict.fromkeys([*packages, *needed, *alone])], loaded)
    if told.returncode:
        pytest.skip(f"{home.name} cannot be had from Debian here: {told.stderr.strip()[-300:]}")
    for package in sorted(loaded.glob("*.deb")):
        subprocess.run(["dpkg-deb", "-x", str(package), str(root)], check=True)
    shutil.rmtree(loaded)


def _told(command: Sequence[str], where: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=where, capture_output=True, text=True, check=False)
