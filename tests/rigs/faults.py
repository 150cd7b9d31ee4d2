"""A proxy in front of a Slack server that breaks calls in the ways that networks and servers do.

It lives in the test's process: what it saw and what it shall do next are plain attributes.
"""

import http.client
import json
import random
import socket
import struct
import threading
import time
import urllib.parse
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from rigs.effort import PATIENCE

POST = "chat.postMessage"
OK = "ok"
# The mix of the experiment behind the design, per post.
MIX = {
    "lost": 0.08,  # accepted, the connection closes without an answer
    "reset": 0.05,  # accepted, the connection is reset
    "500 before": 0.05,  # not accepted
    "503 after": 0.05,  # accepted
    "fatal after": 0.03,  # accepted, and fatal_error is answered
    "truncated": 0.04,  # accepted, half an answer
    "429": 0.10,  # not accepted
}
LATE = 2.5  # seconds after which "late" is accepted, long after the client has gone


@dataclass(frozen=True, slots=True)
class Seen:
    """One request as it came in."""

    method: str  # chat.postMessage, …, or "webhook"
    channel: str
    at: float  # monotonic seconds
    fields: Mapping[str, Any] = field(default_factory=dict)


Plan = Callable[[Seen], str]


def mix(seed: int, shares: Mapping[str, float] = MIX) -> Plan:
    """Faults of posts by chance, the same for the same seed and order."""
    chance, lock = random.Random(seed), threading.Lock()

    def plan(seen: Seen) -> str:
        if seen.method != POST:
            return OK
        with lock:
            point = chance.random()
        for name, share in shares.items():
            point -= share
            if point < 0:
                return name
        return OK

    return plan


def first(times: int, fault: str, method: str = POST) -> Plan:
    """A fault at the first calls of a method, then none."""
    left, lock = [times], threading.Lock()

    def plan(seen: Seen) -> str:
        with lock:
            if seen.method != method or not left[0]:
                return OK
            left[0] -= 1
            return fault

    return plan


class Faults:
    """The proxy: `plan` names the fault of each request, `seen` keeps them all."""

    def __init__(self, upstream: str) -> None:
        self._host = urllib.parse.urlsplit(upstream).netloc
        self.plan: Plan = lambda _: OK
        self.seen: list[Seen] = []
        self.done: Counter[str] = Counter()
        self.retry_after: str | None = "1"  # of the 429s
        self.scopes: str | None = None  # x-oauth-scopes, which emulate does not send
        self._port = 0
        self.late_after, self.go = LATE, threading.Event()  # "late" ends with the first of them
        self._late: list[threading.Thread] = []
        self._server: ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        """Where the proxy listens, also while it is down."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def api(self) -> str:
        """The base of the Web API."""
        return f"{self.url}/api/"

    def up(self) -> None:
        """Listen, always on the same port."""
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.answer(self)

            do_POST = do_GET

            def log_message(self, format: str, *args: object) -> None:
                pass

        ThreadingHTTPServer.allow_reuse_address = True
        self._server = ThreadingHTTPServer(("127.0.0.1", self._port), Handler)
        self._server.daemon_threads = True
        self._port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def down(self) -> None:
        """Refuse connections."""
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def settle(self) -> None:
        """Wait until every late request was accepted."""
        for thread in self._late:
            thread.join()

    def posts(self, channel: str | None = None, method: str = POST) -> list[Seen]:
        """What came in for a method, and for a channel if one is given."""
        return [s for s in self.seen if s.method == method and channel in (None, s.channel)]

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        """Take one request, and do to it what the plan says."""
        request.close_connection = True
        body = request.rfile.read(int(request.headers.get("Content-Length") or 0))
        seen = _seen(request, body)
        self.seen.append(seen)
        fault = self.plan(seen)
        self.done[fault] += 1
        match fault:
            case "dead":
                pass  # not accepted, and the connection closes without an answer
            case "500 before":
                _write(request, 500, b"oops")
            case "429":
                told = {"Retry-After": self.retry_after} if self.retry_after else {}
                _write(request, 429, b'{"ok":false,"error":"ratelimited"}', told)
            case "late":
                thread = threading.Thread(target=self._accept_late, args=(request, body))
                self._late.append(thread)
                thread.start()
                thread.join()
            case "ok true":
                _write(request, 200, b'{"ok":true}')
            case _ if fault.startswith("error "):
                _write(request, 200, json.dumps({"ok": False, "error": fault[6:]}).encode())
            case _ if fault.startswith("word "):
                _write(request, 404, fault[5:].encode())
            case _:
                self._after(request, body, fault)

    def _after(self, request: BaseHTTPRequestHandler, body: bytes, fault: str) -> None:
        """Faults of requests that the server accepted."""
        status, answer = self._forward(request, body)
        match fault:
            case "lost":
                pass
            case "reset":
                linger = struct.pack("ii", 1, 0)
                request.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                request.connection.close()
            case "503 after":
                _write(request, 503, b"{}")
            case "fatal after":
                _write(request, 200, b'{"ok":false,"error":"fatal_error"}')
            case "html after":
                _write(request, 200, b"<html>welcome to the airport</html>")
            case "truncated":
                _write(request, status, answer[:20], length=len(answer))
            case _:
                told = {"x-oauth-scopes": self.scopes} if self.scopes is not None else {}
                _write(request, status, answer, told)

    def _accept_late(self, request: BaseHTTPRequestHandler, body: bytes) -> None:
        self.go.wait(self.late_after)
        self._forward(request, body)

    def _forward(self, request: BaseHTTPRequestHandler, body: bytes) -> tuple[int, bytes]:
        upstream = http.client.HTTPConnection(self._host, timeout=PATIENCE)
        kept = ("authorization", "content-type")
        headers = {k: v for k, v in request.headers.items() if k.lower() in kept}
        try:
            upstream.request(request.command, request.path, body, headers)
            with upstream.getresponse() as answer:
                return answer.status, answer.read()
        finally:
            upstream.close()


def _seen(request: BaseHTTPRequestHandler, body: bytes) -> Seen:
    path, _, query = request.path.partition("?")
    kind = request.headers.get("Content-Type") or ""
    try:
        told = json.loads(body) if "json" in kind else None
    except ValueError:
        told = None
    if not isinstance(told, dict):
        told = dict(urllib.parse.parse_qsl(query or body.decode("utf-8", "replace")))
    method = path.rpartition("/")[2] if path.startswith("/api/") else "webhook"
    return Seen(method, str(told.get("channel", "")), time.monotonic(), told)


def _write(
    request: BaseHTTPRequestHandler,
    status: int,
    body: bytes,
    headers: Mapping[str, str] | None = None,
    *,
    length: int | None = None,
) -> None:
    try:
        request.send_response(status)
        for name, value in (headers or {}).items():
            request.send_header(name, value)
        request.send_header("Content-Type", "application/json; charset=utf-8")
        request.send_header("Content-Length", str(len(body) if length is None else length))
        request.end_headers()
        request.wfile.write(body)
    except OSError:
        pass  # the client has gone: a killed one, or one that lost patience


@contextmanager
def faults_before(upstream: str) -> Iterator[Faults]:
    """A running proxy before a server."""
    proxy = Faults(upstream)
    proxy.up()
    try:
        yield proxy
    finally:
        proxy.settle()
        proxy.down()
