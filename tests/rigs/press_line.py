"""Slack's side of Socket Mode, with a memory: what was not acknowledged is delivered again.

`local-slack` forgets a press whose listener died. Here each press is kept until it is acknowledged,
comes again on the next line, and may be delivered twice or pressed by two people at once. It also
answers the few questions that a press leads to, and keeps who was told what. What is answered to a
window can be held up on its way: whatever comes otherwise is there first.
"""

import base64
import hashlib
import json
import socket
import struct
import threading
import time
import urllib.parse
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TEAM, US = "T0LINE", "U0US"
ANSWERS: dict[str, dict[str, Any]] = {
    "auth.test": {"team_id": TEAM, "user_id": US},
    "chat.postMessage": {"ts": "2.2"},
    "conversations.info": {"channel": {"id": "C0OTHER", "name": "other"}},
    "conversations.members": {"members": ["U0LEA", "U0PAUL", "U0ZOE"]},
}
PEOPLE = {"U0LEA": "lea", "U0PAUL": "paul", "U0ZOE": "zoe"}
_ACCEPT = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455, 1.3
_TEXT, _CLOSE, _PING, _PONG = 1, 8, 9, 10


@dataclass
class Press:
    """One press, and what came of it as far as Slack knows."""

    event: str  # the trigger: the same in every delivery
    user: str
    payload: dict[str, Any]
    at: float  # monotonic
    deliveries: int = 0
    answer: dict[str, Any] | None = None  # what was said with the acknowledgement
    acknowledged: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True)
class Told:
    """What somebody was told alone."""

    user: str
    channel: str
    text: str
    undo: str  # the value of its way back; "": it has none


class PressLine:
    """A running server; `api` is what the listener is given as Slack's address."""

    def __init__(self) -> None:
        self.presses: dict[str, Press] = {}  # by envelope
        self.told: list[Told] = []
        self.views: list[dict[str, Any]] = []  # windows that were opened
        self.windows: dict[
            str, dict[str, Any]
        ] = {}  # those that were sent, as they stand by their ids
        self.changes: list[str] = []  # each try to change one: by which id
        self.refuses: dict[str, str] = {}  # an error by method
        self.holds_up = 0  # tries to change a window before an answer arrives that is on its way
        self._on_its_way: list[Press] = []
        self.lines = 0  # that were opened so far
        self._open: list[socket.socket] = []
        self._lock = threading.Lock()
        self._door = socket.create_server(("127.0.0.1", 0))
        self._web = ThreadingHTTPServer(("127.0.0.1", 0), self._answers())
        for work in (self._web.serve_forever, self._accept):
            threading.Thread(target=work, daemon=True).start()

    @property
    def api(self) -> str:
        return f"http://127.0.0.1:{self._web.server_address[1]}/api/"

    def close(self) -> None:
        self._web.shutdown()
        self._web.server_close()
        self._door.close()
        for line in self._open:
            line.close()

    def press(self, user: str, channel: str, message: dict[str, Any], action: dict[str, Any]) -> Press:  # fmt: skip
        """Somebody presses a button of a message, or chooses from its menu."""
        payload = {
            "type": "block_actions",
            "channel": {"id": channel},
            "container": {"message_ts": message["ts"]},
            "actions": [action],
        }
        return self._send(user, payload)

    def submit(self, user: str, view: dict[str, Any], values: dict[str, Any]) -> Press:
        """Somebody sends a window as it is filled in."""
        told = {**view, "state": {"values": values}}
        if "id" in view:
            self.windows[view["id"]] = view
        return self._send(user, {"type": "view_submission", "view": told})

    def happen(self, name: str, **event: Any) -> Press:
        """Something happened that the app is told of."""
        told = {"type": "event_callback", "team_id": TEAM, "event_id": uuid.uuid4().hex}
        return self._send("", told | {"user": None, "event": {"type": name, **event}})

    def again(self, press: Press) -> None:
        """Deliver it once more, acknowledged or not."""
        envelope = next(id_ for id_, one in self.presses.items() if one is press)
        self._deliver(envelope, press)

    def unheard(self) -> list[Press]:
        return [one for one in self.presses.values() if not one.acknowledged.is_set()]

    def _send(self, user: str, payload: dict[str, Any]) -> Press:
        event = f"{time.time_ns()}.{uuid.uuid4().hex[:12]}"
        whole = {
            "team": {"id": TEAM},
            "user": {"id": user, "team_id": TEAM},
            "api_app_id": "A0LINE",
            "trigger_id": event,
            "response_url": f"{self.api}response",
        } | payload
        made, envelope = Press(event, user, whole, time.monotonic()), uuid.uuid4().hex
        with self._lock:
            self.presses[envelope] = made
        self._deliver(envelope, made)
        return made

    def _deliver(self, envelope: str, press: Press) -> None:
        told = {
            "type": "events_api" if press.payload["type"] == "event_callback" else "interactive",
            "envelope_id": envelope,
            "accepts_response_payload": True,
            "payload": press.payload,
        }
        with self._lock:
            lines = list(self._open)
        for line in reversed(lines):
            try:
                line.sendall(_frame(_TEXT, json.dumps(told).encode()))
            except OSError:
                continue
            press.deliveries += 1
            return

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                line, _ = self._door.accept()
                threading.Thread(target=self._hold, args=(line,), daemon=True).start()

    def _hold(self, line: socket.socket) -> None:
        """One line, until its other end is gone."""
        with suppress(OSError, ValueError, struct.error):
            _shake_hands(line)
            line.sendall(_frame(_TEXT, json.dumps({"type": "hello", "num_connections": 1}).encode()))  # fmt: skip
            with self._lock:
                self._open.append(line)
                self.lines += 1
                waiting = [(id_, one) for id_, one in self.presses.items() if not one.acknowledged.is_set()]  # fmt: skip
            for envelope, press in waiting:
                self._deliver(envelope, press)
            while True:
                kind, said = _read(line)
                if kind == _PING:
                    line.sendall(_frame(_PONG, said))
                elif kind == _CLOSE:
                    break
                elif kind == _TEXT:
                    self._acknowledged(json.loads(said))
        with self._lock:
            if line in self._open:
                self._open.remove(line)
        line.close()

    def _acknowledged(self, said: dict[str, Any]) -> None:
        if known := self.presses.get(said.get("envelope_id", "")):
            known.answer = known.answer or said.get("payload")
            with self._lock:
                self._on_its_way.append(known)
            known.acknowledged.set()
            if not self.holds_up:
                self.arrive()

    def arrive(self) -> None:
        """What was answered to windows takes their place."""
        with self._lock:
            while self._on_its_way:
                press = self._on_its_way.pop(0)
                view, answer = press.payload.get("view", {}), press.answer or {}
                if view.get("id") not in self.windows:
                    continue
                if answer.get("response_action") == "update":
                    self.windows[view["id"]] = answer["view"]
                elif not answer.get("response_action"):
                    del self.windows[view["id"]]

    def _change(self, fields: dict[str, Any]) -> dict[str, Any]:
        by = fields.get("external_id") or fields["view_id"]
        with self._lock:
            self.changes.append(by)
            found = [
                id_ for id_, one in self.windows.items() if by in (id_, one.get("external_id"))
            ]
            if found:
                view = fields["view"]
                self.windows[found[0]] = json.loads(view) if isinstance(view, str) else view
        if self.holds_up and len(self.changes) >= self.holds_up:
            self.arrive()
        return {} if found else {"ok": False, "error": "not_found"}

    def _answers(self) -> type[BaseHTTPRequestHandler]:
        outer = self

        class Answers(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                length = int(self.headers.get("content-length") or 0)
                self._answer(_fields(self.rfile.read(length), self.headers.get("content-type", "")))

            def do_GET(self) -> None:
                self._answer(dict(urllib.parse.parse_qsl(self.path.partition("?")[2])))

            def _answer(self, fields: dict[str, Any]) -> None:
                method = self.path.partition("?")[0].rpartition("/")[2]
                told = json.dumps({"ok": True} | outer._said(method, fields)).encode()
                self.send_response(200)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(told)))
                self.end_headers()
                self.wfile.write(told)

            def log_message(self, format: str, *args: object) -> None:
                pass

        return Answers

    def _said(self, method: str, fields: dict[str, Any]) -> dict[str, Any]:
        if method in self.refuses:
            return {"ok": False, "error": self.refuses[method]}
        match method:
            case "views.update":
                return self._change(fields)
            case "apps.connections.open":
                return {"url": f"ws://127.0.0.1:{self._door.getsockname()[1]}/link"}
            case "users.info":
                name = PEOPLE[fields["user"]]
                profile = {"display_name": name}
                return {"user": {"id": fields["user"], "name": name, "team_id": TEAM, "profile": profile}}  # fmt: skip
            case "chat.postEphemeral":
                undo = "".join(e["value"] for b in _blocks(fields) if b["type"] == "actions" for e in b["elements"])  # fmt: skip
                self.told.append(Told(fields["user"], fields["channel"], fields["text"], undo))
            case "views.open":
                view = fields["view"]
                made = json.loads(view) if isinstance(view, str) else view
                made["id"] = f"V{uuid.uuid4().hex[:10]}"
                self.views.append(made)
                return {"view": {"id": made["id"]}}
        return ANSWERS.get(method, {})


def filled(view: dict[str, Any], choose: Any) -> dict[str, Any]:
    """A window filled in: of each choice one entry."""
    values: dict[str, Any] = {}
    for block in view["blocks"]:
        if block["type"] != "input":
            continue
        element, name = block["element"], block["block_id"]
        match element["type"]:
            case "static_select":
                groups = element.get("option_groups", [element])
                options = [option for group in groups for option in group["options"]]
                said = {"type": "static_select", "selected_option": choose(options)}
            case "users_select":
                said = {"type": "users_select", "selected_user": choose(list(PEOPLE))}
            case "url_text_input":
                said = {"type": "url_text_input", "value": "https://acme.example/answer"}
            case "plain_text_input" if not block.get("optional"):
                said = {"type": "plain_text_input", "value": "not like this"}
            case _:
                continue
        values[name] = {element["action_id"]: said}
    return values


def _blocks(fields: dict[str, Any]) -> list[dict[str, Any]]:
    told = fields.get("blocks") or []
    found: list[dict[str, Any]] = json.loads(told) if isinstance(told, str) else told
    return found


def _fields(body: bytes, kind: str) -> dict[str, Any]:
    text = body.decode()
    if "json" in kind:
        found: dict[str, Any] = json.loads(text or "{}")
        return found
    return dict(urllib.parse.parse_qsl(text))


def _shake_hands(line: socket.socket) -> None:
    asked = b""
    while b"\r\n\r\n" not in asked:
        if not (more := line.recv(4096)):
            raise OSError("gone")
        asked += more
    headers = dict(h.split(": ", 1) for h in asked.decode().split("\r\n")[1:] if ": " in h)
    key = {name.lower(): value for name, value in headers.items()}["sec-websocket-key"]
    accept = base64.b64encode(hashlib.sha1(f"{key}{_ACCEPT}".encode()).digest()).decode()
    line.sendall(f"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n".encode())  # fmt: skip


def _frame(kind: int, said: bytes) -> bytes:
    size = len(said)
    if size < 126:
        head = struct.pack("!BB", 0x80 | kind, size)
    elif size < 1 << 16:
        head = struct.pack("!BBH", 0x80 | kind, 126, size)
    else:
        head = struct.pack("!BBQ", 0x80 | kind, 127, size)
    return head + said


def _read(line: socket.socket) -> tuple[int, bytes]:
    """One frame of the other end, which masks what it says."""
    first, second = _exactly(line, 2)
    size = second & 0x7F
    if size == 126:
        [size] = struct.unpack("!H", _exactly(line, 2))
    elif size == 127:
        [size] = struct.unpack("!Q", _exactly(line, 8))
    mask = _exactly(line, 4) if second & 0x80 else b"\0\0\0\0"
    said = bytes(byte ^ mask[n % 4] for n, byte in enumerate(_exactly(line, size)))
    return first & 0x0F, said


def _exactly(line: socket.socket, size: int) -> bytes:
    found = b""
    while len(found) < size:
        if not (more := line.recv(size - len(found))):
            raise OSError("gone")
        found += more
    return found


@contextmanager
def press_line() -> Iterator[PressLine]:
    """A running one."""
    made = PressLine()
    try:
        yield made
    finally:
        made.close()
