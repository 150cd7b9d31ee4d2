"""A kind's stand-in on loopback, and the faults that stand between it and who asks."""

import gzip
import threading
from collections import Counter
from contextlib import suppress
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

import httpx
from rigs.week_kinds import Kind

_PAGE = b"<!DOCTYPE html><html><head><title>Wait</title></head><body>Are you a robot?</body></html>"
_STATUS = {"401": 401, "403": 403, "404": 404, "410": 410, "500": 500}
_WAITS = {"429": "7", "429 date": "Sat, 21 Nov 2026 03:00:00 GMT", "429 absurd": "1000000000",
          "503": "120"}  # fmt: skip
FAULTS = (
    "500", "401", "429", "truncated", "403", "bomb", "404", "503", "garbage", "429 date", "endless",
    "page", "410", "reset", "drip", "429 absurd",
)  # fmt: skip


@cache
def _bomb() -> bytes:
    return gzip.compress(b"[" + b" " * 200_000_000, compresslevel=9)


class Front:
    """A site: it answers as the stand-in does, but for the fault of the hour."""

    def __init__(self, kind: Kind) -> None:
        self.kind, self.fault = kind, ""
        self.met: Counter[str] = Counter()
        self.requests = 0
        self.broken: list[BaseException] = []
        self._end = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                outer.serve(self)

            do_POST = do_GET

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._server.shutdown()
        self._server.server_close()
        if self.broken:
            raise self.broken[0]

    def serve(self, asked: BaseHTTPRequestHandler) -> None:
        """One request."""
        self.requests += 1
        asked.close_connection = True
        body = asked.rfile.read(int(asked.headers.get("content-length") or 0))
        fault = self.fault
        self.met[fault] += 1
        with suppress(OSError):  # who asks has gone
            self._answer(asked, body, fault)

    def _answer(self, asked: BaseHTTPRequestHandler, body: bytes, fault: str) -> None:
        if fault in _STATUS:
            _send(asked, _STATUS[fault], _PAGE, {"content-type": "text/html"})
        elif fault in _WAITS:
            _send(asked, int(fault[:3]), b"", {"retry-after": _WAITS[fault]})
        elif fault == "page":
            _send(asked, 200, _PAGE, {"content-type": "text/html"})
        elif fault == "bomb":
            _send(asked, 200, _bomb(), {"content-encoding": "gzip"})
        elif fault == "garbage":
            _send(asked, 200, b"\xff\xfe{\x00\xd8\x00" * 500, {"content-type": "application/json"})
        elif fault == "reset":
            asked.connection.close()
        elif fault in ("endless", "drip"):
            self._never_ends(asked, slowly=fault == "drip")
        else:
            self._shown(asked, body, cut=fault == "truncated")

    def _never_ends(self, asked: BaseHTTPRequestHandler, *, slowly: bool) -> None:
        asked.send_response(200)
        asked.send_header("content-type", "application/json")
        asked.send_header("transfer-encoding", "chunked")
        asked.end_headers()
        piece = b"[" if slowly else b" " * 65_536
        while not self._end.wait(0.5 if slowly else 0):
            asked.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece))
            asked.wfile.flush()

    def _shown(self, asked: BaseHTTPRequestHandler, body: bytes, *, cut: bool) -> None:
        base = f"https://{self.kind.host}" if self.kind.host else self.url
        try:
            request = httpx.Request(
                asked.command,
                f"{base}{asked.path}",
                headers=list(asked.headers.items()),
                content=body,
            )
            reply = self.kind.answer(request)
        except Exception as error:
            self.broken.append(error)
            reply = httpx.Response(418)
        told = {k: v for k, v in reply.headers.items() if k not in ("content-length", "host")}
        shown = reply.content[: len(reply.content) * 2 // 3] if cut else reply.content
        _send(asked, reply.status_code, shown, told)


def _send(asked: BaseHTTPRequestHandler, status: int, body: bytes, headers: dict[str, str]) -> None:
    asked.send_response(status)
    for name, value in headers.items():
        asked.send_header(name, value)
    asked.send_header("content-length", str(len(body)))
    asked.end_headers()
    asked.wfile.write(body)
