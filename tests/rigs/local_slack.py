"""A Slack with people in it, on loopback: `local-slack`, from npm, with Socket Mode, buttons and windows."""

import json
import socket
import subprocess
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from rigs.effort import PATIENCE
from rigs.npm import npm_ci
from rigs.ports import free_port
from slack_sdk import WebClient
from slack_sdk.socket_mode.builtin.connection import Connection, ConnectionState

HERE = Path(__file__).parent / "localslack"
PLACE = Path(__file__).parents[2] / ".rigs" / "localslack"
BOT, APP, TEAM = "xoxb-desk", "xapp-desk", "T0DESK"
ALERTS, OTHER = "C0ALERTS", "C0OTHER"  # the second is none of ours
UNHEARD = 5.2  # seconds until it waits for an answer no more
LEA, PAUL, NINA = "U0LEA", "U0PAUL", "U0NINA"  # the last is in the second channel alone


@dataclass(frozen=True)
class LocalSlack:
    """The running server, and what people do in it."""

    url: str
    team: str = TEAM
    bot: str = BOT

    @property
    def api(self) -> str:
        return f"{self.url}/api/"

    @property
    def web(self) -> WebClient:
        return WebClient(self.bot, base_url=self.api, retry_handlers=[], timeout=int(PATIENCE))

    def messages(self, channel: str = ALERTS) -> list[dict[str, Any]]:
        """All that stands in a channel, threads and what only one person sees among it."""
        found: list[dict[str, Any]] = self._get(f"messages/{channel}")["messages"]
        return found

    def cards(self, channel: str = ALERTS) -> list[dict[str, Any]]:
        """The messages of a channel that stand by themselves, and that all see."""
        whole = self.messages(channel)
        return [m for m in whole if not m.get("thread_ts") and m.get("subtype") != "ephemeral"]

    def thread(self, card: dict[str, Any], channel: str = ALERTS) -> list[str]:
        whole = [m for m in self.messages(channel) if m.get("subtype") != "ephemeral"]
        return [m["text"] for m in whole if m.get("thread_ts") == card["ts"]]

    def told(self, user: str, channel: str = ALERTS) -> list[str]:
        """What only this person was told."""
        return [m["text"] for m in self.messages(channel) if m.get("ephemeral_to") == user]

    def press(
        self,
        user: str,
        card: dict[str, Any],
        name: str,
        channel: str = ALERTS,
        *,
        mention: int | None = None,
    ) -> None:
        """Press a button of a message, or choose an entry of its menu."""
        self.send(user, card, action(card, name, mention), channel)

    def send(self, user: str, card: dict[str, Any], pressed: dict[str, Any], channel: str = ALERTS) -> None:  # fmt: skip
        told = {"channel": channel, "messageTs": card["ts"], "user": user, "action": pressed}
        self._post("interact", told)

    def command(self, user: str, text: str, channel: str = ALERTS) -> None:
        self._post("command", {"channel": channel, "user": user, "command": "/listener", "text": text})  # fmt: skip

    def home(self, user: str) -> dict[str, Any]:
        """Open App Home, and what stands there when it has come."""
        before = self.homes().get(user)
        self._post("open-home", {"user": user})
        wait(lambda: self.homes().get(user) != before)
        [view] = self.homes()[user].values()
        return dict(view)

    def choose(
        self, user: str, name: str, begins: str = "", *, of: dict[str, Any] | None = None
    ) -> None:
        """Press a button of App Home, or choose an entry of a list there. local-slack tells of presses in
        channels alone, so it comes as one of a message in ours; its trigger opens windows. `of` is a
        Home that stood there before.
        """
        [view] = [of] if of else self.homes()[user].values()
        for block, element in elements(view):
            told = {"type": element["type"], "action_id": element["action_id"], "block_id": block.get("block_id")}  # fmt: skip
            if element["action_id"] != name:
                continue
            for option in element.get("options", ()):
                if option["value"].startswith(begins):
                    return self.send(user, {"ts": "0"}, told | {"selected_option": option})
            if element.get("value", "").startswith(begins) and "value" in element:
                return self.send(user, {"ts": "0"}, told | {"value": element["value"]})
        raise AssertionError(f"no {name} {begins} in Home: {offers(view)}")

    def upload(self, user: str, name: str, content: bytes, channel: str = ALERTS) -> None:
        """Drop a file in a channel."""
        told = {"channel": channel, "user": user}
        httpx.post(f"{self.url}/_control/upload", data=told, files={"file": (name, content)}, timeout=PATIENCE).raise_for_status()  # fmt: skip

    def windows(self) -> list[dict[str, Any]]:
        """The windows that stand open, the topmost last."""
        return self._look()["modalStack"] or []

    def homes(self) -> dict[str, Any]:
        found: dict[str, Any] = self._look()["homeViews"]
        return found

    def submit(self, user: str, **values: str) -> None:
        """Fill the fields of the topmost window, and send it."""
        [*_, view] = self.windows()
        filled = {b["block_id"]: {b["element"]["action_id"]: _field(b["element"], values[b["block_id"]])} for b in view["blocks"] if b["type"] == "input" and b["block_id"] in values}  # fmt: skip
        self._say({"t": "view_submit", "user": user, "values": filled})

    def unanswered(self) -> int:
        """How much it told the app and got no answer to, in this test."""
        log = self._get("log")["log"]
        told = [e for e in log if e["direction"] == "to_bot" and e["kind"] != "socket"]
        return len(told) - len(self.answers())

    def answers(self) -> list[Any]:
        """What the app answered in this test, None for each answer without a body."""
        return [e.get("detail") for e in self._get("log")["log"] if e["kind"] == "ack"]

    def forget(self) -> None:
        """Begin anew. A window that was sent and got no answer is shut after five seconds, which would shut
        one of the next test.
        """
        if self.unanswered():
            last = max(e["time"] for e in self._get("log")["log"]) / 1000
            time.sleep(max(0.0, min(last + UNHEARD - time.time(), UNHEARD)))
        self._post("reset", {})
        for user in (LEA, PAUL):
            if self.windows():
                self.close(user)

    def close(self, user: str) -> None:
        """Shut the windows, of which the app is told nothing."""
        with self._page(lambda _: None) as page:
            page.send(json.dumps({"t": "view_close", "user": user}))
            wait(lambda: not self.windows())

    def _look(self) -> dict[str, Any]:
        got: list[dict[str, Any]] = []
        seen = threading.Event()

        def hear(message: str) -> None:
            told = json.loads(message)
            if told.get("t") == "init":
                got.append(told["state"])
                seen.set()

        with self._page(hear):
            assert seen.wait(PATIENCE), "the page says nothing"
        return got[0]

    def _say(self, told: dict[str, Any]) -> None:
        before = len(self._get("log")["log"])
        with self._page(lambda _: None) as page:
            page.send(json.dumps(told))
            wait(lambda: len(self._get("log")["log"]) > before)

    @contextmanager
    def _page(self, hear: Any) -> Iterator[Connection]:
        """What a browser has open."""
        import logging

        page = Connection(
            url=self.url.replace("http", "ws") + "/ui",
            logger=logging.getLogger("rigs.page"),
            on_message_listener=hear,
        )
        page.connect()
        state = ConnectionState()  # type: ignore[no-untyped-call]
        reader = threading.Thread(target=page.run_until_completion, args=(state,), daemon=True)
        reader.start()
        try:
            yield page
        finally:
            state.terminated = True
            with suppress(OSError):  # its reader would sit on for three seconds
                assert page.sock is not None
                page.sock.shutdown(socket.SHUT_RDWR)
            page.close()
            reader.join(PATIENCE)

    def _get(self, path: str) -> Any:
        with urllib.request.urlopen(f"{self.url}/_control/{path}", timeout=PATIENCE) as reply:
            return json.load(reply)

    def _post(self, path: str, told: dict[str, Any]) -> None:
        request = urllib.request.Request(
            f"{self.url}/_control/{path}",
            json.dumps(told).encode(),
            {"content-type": "application/json"},
        )
        urllib.request.urlopen(request, timeout=PATIENCE).close()


def action(card: dict[str, Any], name: str, mention: int | None = None) -> dict[str, Any]:
    """What a browser sends for a button of this name, or for an entry of the menu; of a list in that
    of one mention.
    """
    for block, element in elements(card):
        told = {"type": element["type"], "action_id": element["action_id"], "block_id": block.get("block_id")}  # fmt: skip
        if element["action_id"] in (name, f"press:{name}"):
            return told | {"value": element["value"]}
        for option in element.get("options", ()):
            if option["value"].startswith(f"{name}:{'' if mention is None else f'{mention}:'}"):
                return told | {"selected_option": option}
    raise AssertionError(f"no {name} on the card: {offers(card)}")


def offers(card: dict[str, Any], mention: int | None = None) -> list[str]:
    """The words of a message's buttons and of its menus, of all or of one mention."""
    found = []
    for _, element in elements(card):
        entries = element.get("options", [element])
        said = [one for one in entries if mention is None or f":{mention}:" in one["value"]]
        found += [one["text"]["text"] for one in said]
    return found


def elements(card: dict[str, Any]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """What can be pressed in a message, each with its block."""
    for block in card.get("blocks") or ():
        beside = [block["accessory"]] if "accessory" in block else []
        for element in [*beside, *(block["elements"] if block["type"] == "actions" else ())]:
            yield block, element


def _field(element: dict[str, Any], value: str) -> dict[str, Any]:
    kind = element["type"]
    option = {"text": {"type": "plain_text", "text": value}, "value": value}
    match kind:
        case "static_select":
            options = [o for group in element.get("option_groups", [element]) for o in group["options"]]  # fmt: skip
            assert value in [o["value"] for o in options], (value, options)
            return {"type": kind, "selected_option": option}
        case "checkboxes":
            return {"type": kind, "selected_options": [option]}
        case "users_select":
            return {"type": kind, "selected_user": value}
        case "datepicker":
            return {"type": kind, "selected_date": value}
        case "conversations_select":
            return {"type": kind, "selected_conversation": value}
    return {"type": kind, "value": value}


def wait(is_so: Any, *, seconds: float = PATIENCE) -> Any:
    """Wait until something is so, and give it."""
    end = time.monotonic() + seconds
    while not (found := is_so()):
        assert time.monotonic() < end, "it does not come"
        time.sleep(0.05)
    return found


def install() -> None:
    """The server, once a lock."""
    npm_ci(HERE, PLACE, "local-slack")


@contextmanager
def local_slack_server(
    folder: Path, *, team: str = TEAM, port: int = 0, bot: str = BOT, app: str = APP
) -> Iterator[LocalSlack]:
    """A workspace with two people and two channels, which forgets everything when it stops."""
    install()
    port = port or free_port()
    people = [{"id": LEA, "name": "lea", "real_name": "Léa"}, {"id": PAUL, "name": "paul", "real_name": "Paul"}, {"id": NINA, "name": "nina", "real_name": "Nina"}]  # fmt: skip
    members = {ALERTS: [LEA, PAUL, "U0BOT"], OTHER: [LEA, PAUL, NINA, "U0BOT"]}
    channels = [{"id": c, "name": c.lower(), "members": of} for c, of in members.items()]
    config = folder / f"slack-{port}.json"
    config.write_text(
        json.dumps(
            {
                "workspace": {"teamId": team, "name": "Acme", "domain": "acme"},
                "apps": [{"botToken": bot, "appToken": app, "botName": "listening"}],
                "users": people,
                "channels": channels,
            }
        )
    )
    binary = PLACE / "node_modules" / "local-slack-linux-x64" / "bin" / "local-slack"
    command = [str(binary), "--config", str(config), "--port", str(port), "--base-host", "127.0.0.1"]  # fmt: skip
    with (folder / f"slack-{port}.log").open("w") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)
    try:
        end = time.monotonic() + PATIENCE
        while True:
            assert server.poll() is None, (folder / f"slack-{port}.log").read_text()
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                assert time.monotonic() < end, "local-slack does not answer"
                time.sleep(0.1)
        yield LocalSlack(f"http://127.0.0.1:{port}", team, bot)
    finally:
        server.terminate()
        server.wait(PATIENCE)


@pytest.fixture(scope="session")
def _local_slack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalSlack]:
    with local_slack_server(tmp_path_factory.mktemp("localslack")) as server:
        yield server


@pytest.fixture
def local_slack(_local_slack: LocalSlack) -> LocalSlack:
    """A Slack with people in it, where nobody has said anything yet."""
    _local_slack.forget()
    return _local_slack
