"""A real Isso comment server on loopback, installed on first use into .rigs/isso."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rigs.effort import PATIENCE
from rigs.installed import installed, serving
from rigs.ports import free_port

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
            with opener.open(request, timeout=PATIENCE) as reply:
                return json.loads(reply.read() or b"null"), reply.headers.items()
        except urllib.error.HTTPError as error:
            with error:
                raise IssoError(error.code, error.read().decode()) from None


def _running(folder: Path, *, guard: bool) -> Iterator[Isso]:
    command, port = installed("isso", "isso"), free_port()
    config = folder / "isso.cfg"
    config.write_text(_CONFIG.format(folder=folder, port=port, guard=str(guard).lower()))
    asked = [str(command), "-c", str(config), "run"]
    with serving(asked, port, folder, start=PATIENCE, stop=5):
        yield Isso(port)


@pytest.fixture(scope="session")
def isso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Isso]:
    """An open server: use a page of your own in each test."""
    yield from _running(tmp_path_factory.mktemp("isso"), guard=False)


@pytest.fixture(scope="session")
def guarded_isso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Isso]:
    """A server that lets one address write two comments a minute, then answers 403."""
    yield from _running(tmp_path_factory.mktemp("isso-guarded"), guard=True)
