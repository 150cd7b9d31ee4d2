"""Real mastodon_mock servers on loopback, installed on first use into .rigs/mastodon.

The package plays a Mastodon server with accounts, posts, edits, deletions and faults on demand.
Its database is a file, so that a test can set what its API cannot: a date in the past, an
author's consent, the uri that a post has on its home server.
"""

import json
import sqlite3
import urllib.request
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from rigs.effort import PATIENCE
from rigs.installed import installed, serving
from rigs.ports import free_port

WRITERS = ("ada", "bob", "eve")  # eve did not agree to be found

_CONFIG = """
[database]
path = "{folder}/mastodon.db"
[streaming]
enabled = false
"""
_WRITER = """
[[seed.accounts]]
username = "{name}"
display_name = "{name}"
access_token = "{name}_token"
"""


class MastodonServer:
    """A running server. Use a tag of your own in each test: `tag` makes one."""

    def __init__(self, port: int, folder: Path) -> None:
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self._database = folder / "mastodon.db"
        self._tags = 0

    def tag(self) -> str:
        self._tags += 1
        return f"acme{self.port}x{self._tags}"

    def post(self, text: str, *, by: str = "ada", **more: Any) -> dict[str, Any]:
        """Write a post; return it as the API shows it."""
        posted: dict[str, Any] = self._ask("POST", "/statuses", {"status": text, **more}, by=by)
        return posted

    def edit(self, id_: str, text: str, *, by: str = "ada") -> None:
        self._ask("PUT", f"/statuses/{id_}", {"status": text}, by=by)

    def delete(self, id_: str, *, by: str = "ada") -> None:
        self._ask("DELETE", f"/statuses/{id_}", None, by=by)

    def like_and_share(self, id_: str, *, by: str = "bob") -> None:
        for what in ("favourite", "reblog"):
            self._ask("POST", f"/statuses/{id_}/{what}", {}, by=by)

    def fault(self, kind: str, *, path: str = "*/timelines/tag/*", **more: Any) -> None:
        """Answer requests for a path wrongly: status, ratelimit, latency, malformed, timeout."""
        count = {"count": more.pop("count")} if "count" in more else {}
        rule = {"match": {"path": path}, "effect": {"type": kind, **more}, **count}
        self._ask("POST", "/_mock/faults", rule)

    def heal(self) -> None:
        self._ask("DELETE", "/_mock/faults", None)

    def set(self, id_: str, **columns: object) -> None:
        """Change columns of a post in the database: `url`, `created_at`, `visibility`."""
        for column, value in columns.items():
            self._change(f"UPDATE statuses SET {column} = ? WHERE id = ?", value, int(id_))

    def may_be_found(self, name: str, *, agreed: bool) -> None:
        self._change("UPDATE accounts SET indexable = ? WHERE username = ?", int(agreed), name)

    def _change(self, statement: str, *values: object) -> None:
        with closing(sqlite3.connect(self._database, timeout=PATIENCE)) as database, database:
            changed = database.execute(statement, values).rowcount
        assert changed == 1, statement

    def _ask(self, method: str, path: str, body: object, by: str | None = None) -> Any:
        request = urllib.request.Request(
            f"{self.url}/api/v1{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"}
            | ({"Authorization": f"Bearer {by}_token"} if by else {}),
            method=method,
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=PATIENCE) as reply:
            return json.loads(reply.read())


def _running(folder: Path) -> Generator[MastodonServer]:
    command, port = installed("mastodon", "mastodon_mock"), free_port()
    config = folder / "mastodon.toml"
    writers = "".join(_WRITER.format(name=name) for name in WRITERS)
    config.write_text(_CONFIG.format(folder=folder) + writers)
    asked = ["serve", "--config", str(config), "--port", str(port), "--log-level", "warning"]
    # At its end it waits for replies that a fault holds back: not for long.
    with serving([str(command), *asked], port, folder, start=PATIENCE, stop=1):
        server = MastodonServer(port, folder)
        for name in ("ada", "bob"):
            server.may_be_found(name, agreed=True)
        yield server


@pytest.fixture(scope="session")
def mastodon_servers(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[MastodonServer, MastodonServer]]:
    """Two servers that know nothing of each other."""
    one = _running(tmp_path_factory.mktemp("mastodon-one"))
    two = _running(tmp_path_factory.mktemp("mastodon-two"))
    try:
        yield next(one), next(two)
    finally:
        two.close()
        one.close()


@pytest.fixture
def mastodon(mastodon_servers: tuple[MastodonServer, MastodonServer]) -> Iterator[MastodonServer]:
    """One server, without faults after the test."""
    yield mastodon_servers[0]
    mastodon_servers[0].heal()


@pytest.fixture
def other_mastodon(
    mastodon_servers: tuple[MastodonServer, MastodonServer],
) -> Iterator[MastodonServer]:
    """Another server, without faults after the test."""
    yield mastodon_servers[1]
    mastodon_servers[1].heal()
