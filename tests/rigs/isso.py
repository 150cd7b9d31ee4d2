"""A real Isso comment server on loopback, installed on first use into .rigs/isso."""

import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
HOME = ROOT / ".rigs" / "isso"
LOCK = ROOT / "requirements" / "rig-isso.txt"
_START = 20.0  # seconds

_CONFIG = """
[general]
dbpath = {folder}/comments.db
host = http://127.0.0.1:{port}/
max-age = 1h
[server]
listen = http://127.0.0.1:{port}
[guard]
enabled = {guard}
ratelimit = 2
direct-reply = 99
reply-to-self = true
[rss]
base = https://blog.example
"""


class IssoError(Exception):
    """The server refused a request; `status` says how."""

    def __init__(self, status: int, body: str) -> None:
        super().__init__(f"{status}: {body[:200]}")
        self.status = status
        self.body = body


class Isso:
    """A running server; one page's comments are one feed."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self._cookies: dict[int, str] = {}  # who posts may edit and delete, by this

    def feed(self, page: str) -> str:
        return f"{self.url}/feed?uri={page}"

    def post(self, page: str, text: str, *, author: str = "", parent: int | None = None) -> int:
        """Write a comment; return its id."""
        said = {"text": text, "author": author or None, "parent": parent, "title": "A page"}
        body, headers = self._ask("POST", f"/new?uri={page}", said)
        number = int(body["id"])
        # Isso sets one cookie for the comment and one for the browser.
        self._cookies[number] = next(
            value.partition(";")[0]
            for name, value in headers
            if name.lower() == "set-cookie" and value.startswith(f"{number}=")
        )
        return number

    def edit(self, number: int, text: str) -> None:
        self._ask("PUT", f"/id/{number}", {"text": text}, cookie=self._cookies[number])

    def delete(self, number: int) -> None:
        self._ask("DELETE", f"/id/{number}", None, cookie=self._cookies[number])

    def _ask(
        self, method: str, path: str, body: object, cookie: str = ""
    ) -> tuple[Any, list[tuple[str, str]]]:
        request = urllib.request.Request(
            self.url + path,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json", "Cookie": cookie},
            method=method,
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=10) as reply:
                return json.loads(reply.read() or b"null"), reply.headers.items()
        except urllib.error.HTTPError as error:
            with error:
                raise IssoError(error.code, error.read().decode()) from None


def _installed() -> Path:
    """The isso command; installs it, or skips with the reason."""
    command, stamp = HOME / "bin" / "isso", HOME / ".lock"
    if command.exists() and stamp.exists() and stamp.read_text() == LOCK.read_text():
        return command
    pip = [str(HOME / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "--quiet"]
    for step in (
        [sys.executable, "-m", "venv", "--clear", str(HOME)],
        [*pip, "install", "--require-hashes", "-r", str(LOCK)],
    ):
        done = subprocess.run(step, capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"Isso cannot be installed here: {done.stderr.strip()[-300:]}")
    stamp.write_text(LOCK.read_text())
    return command


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _running(folder: Path, *, guard: bool) -> Iterator[Isso]:
    command, port = _installed(), _free_port()
    config, log = folder / "isso.cfg", folder / "isso.log"
    config.write_text(_CONFIG.format(folder=folder, port=port, guard=str(guard).lower()))
    with log.open("wb") as out:
        server = subprocess.Popen([str(command), "-c", str(config), "run"], stdout=out, stderr=out)
        try:
            _wait(server, port, log)
            yield Isso(port)
        finally:
            server.terminate()
            with suppress(subprocess.TimeoutExpired):
                server.wait(5)
            server.kill()
            server.wait()


def _wait(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + _START
    while time.monotonic() < end and server.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    pytest.fail(f"Isso did not start: {log.read_text(errors='replace')[-500:]}")


@pytest.fixture(scope="session")
def isso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Isso]:
    """An open server: use a page of your own in each test."""
    yield from _running(tmp_path_factory.mktemp("isso"), guard=False)


@pytest.fixture(scope="session")
def guarded_isso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Isso]:
    """A server that lets one address write two comments a minute, then answers 403."""
    yield from _running(tmp_path_factory.mktemp("isso-guarded"), guard=True)
