"""Servers from PyPI that tests start on loopback: installed on first use, waited for, stopped."""

import socket
import subprocess
import sys
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def installed(name: str, command: str) -> Path:
    """A command of `requirements/rig-NAME.txt`, in .rigs/NAME; installs it, or skips and says why."""
    home, lock = ROOT / ".rigs" / name, ROOT / "requirements" / f"rig-{name}.txt"
    made, stamp = home / "bin" / command, home / ".lock"
    if made.exists() and stamp.exists() and stamp.read_text() == lock.read_text():
        return made
    pip = [str(home / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "--quiet"]
    for step in (
        [sys.executable, "-m", "venv", "--clear", str(home)],
        [*pip, "install", "--require-hashes", "--no-deps", "-r", str(lock)],
    ):
        done = subprocess.run(step, capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"{command} cannot be installed here: {done.stderr.strip()[-300:]}")
    stamp.write_text(lock.read_text())
    return made


@contextmanager
def serving(
    command: Sequence[str], port: int, folder: Path, *, start: float, stop: float
) -> Generator[None]:
    """A server that answers on a port; `start` and `stop` are the seconds it may take for each."""
    log = folder / "server.log"
    with log.open("wb") as out:
        server = subprocess.Popen(command, cwd=folder, stdout=out, stderr=out)
        try:
            _wait(server, port, log, time.monotonic() + start)
            yield
        finally:
            server.terminate()
            with suppress(subprocess.TimeoutExpired):
                server.wait(stop)
            server.kill()
            server.wait()


def _wait(server: subprocess.Popen[bytes], port: int, log: Path, end: float) -> None:
    while time.monotonic() < end and server.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    pytest.fail(f"{server.args!r} did not start: {log.read_text(errors='replace')[-500:]}")
