"""A web server on loopback that misbehaves in every way the sources were seen to."""

import gzip
import socketserver
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache

import pytest

FEED = (
    b"<rss version='2.0'><channel><title>T</title><item><guid>1</guid>"
    b"<title>Bread &amp; butter</title></item></channel></rss>"
)
LAUGHS = b"<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]><rss><channel>&b;</channel></rss>"
_DRIP = 0.02  # seconds between two bytes

Send = Callable[[bytes], None]


@cache
def gzip_bomb() -> bytes:
    """60 MB in 58 kB."""
    return gzip.compress(b"\0" * 60_000_000)


class BadSource(socketserver.ThreadingTCPServer):
    """Paths are the faults; `asked` holds every request's path and headers."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.over = threading.Event()
        self.status = 200  # of /status; change it between two requests
        self.headers = ""  # of /status, each line ending in \r\n
        self.stays = False  # /sometimes-moved answers itself
        self.always: str | None = None  # one of the paths: it answers for all of them

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]


class _Handler(socketserver.StreamRequestHandler):
    server: BadSource

    def handle(self) -> None:
        line = self.rfile.readline(9_999).split()
        if len(line) < 2:
            return
        headers = {}
        while text := self.rfile.readline(9_999).decode("latin-1").strip():
            name, _, value = text.partition(":")
            headers[name.lower()] = value.strip()
        path = line[1].decode()
        self.server.asked.append((path, headers))
        with suppress(OSError):  # the client may leave
            _FAULTS[self.server.always or path.partition("?")[0]](self, headers)

    def reply(self, body: bytes = b"", headers: str = "", status: str = "200 OK") -> None:
        length = "" if "ontent-" in headers else f"Content-Length: {len(body)}\r\n"
        head = f"HTTP/1.1 {status}\r\nConnection: close\r\n{length}{headers}\r\n"
        self.wfile.write(head.encode() + body)

    def redirect(self, to: str, status: str = "302 Found", *, after: float = 0.0) -> None:
        time.sleep(after)
        self.reply(headers=f"Location: {to}\r\n", status=status)

    def drip(self, data: bytes, headers: str) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\n" + headers.encode())
        for number in range(len(data)):
            self.wfile.write(data[number : number + 1])
            self.wfile.flush()
            time.sleep(_DRIP)

    def feed(self, headers: dict[str, str]) -> None:
        if headers.get("if-none-match") == '"v1"':
            self.reply(status="304 Not Modified", headers='ETag: "v1"\r\nContent-Length: 0\r\n')
            return
        extra = 'ETag: "v1"\r\nLast-Modified: Tue, 10 Nov 2026 10:00:00 GMT\r\n'
        self.reply(FEED, extra + "Cache-Control: public, max-age=1800\r\n")

    def endless(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            self.wfile.write(b"4000\r\n" + b"a" * 0x4000 + b"\r\n")

    def bomb(self, encoding: str) -> None:
        bomb = gzip_bomb()
        self.reply(bomb, f"Content-Encoding: {encoding}\r\nContent-Length: {len(bomb)}\r\n")

    def programmed(self) -> None:
        self.reply(b"busy", self.server.headers, status=f"{self.server.status} Programmed")


def _encoded(name: str, body: bytes) -> Callable[[_Handler, dict[str, str]], None]:
    headers = f"Content-Encoding: {name}\r\nContent-Length: {len(body)}\r\n"
    return lambda handler, _: handler.reply(body, headers)


def _raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


_FAULTS: dict[str, Callable[[_Handler, dict[str, str]], object]] = {
    "/feed": lambda h, headers: h.feed(headers),
    "/status": lambda h, _: h.programmed(),
    "/html": lambda h, _: h.reply(b"<!DOCTYPE html><p>hello", "Content-Type: text/html\r\n"),
    "/laughs": lambda h, _: h.reply(LAUGHS),
    "/latin": lambda h, _: h.reply(
        FEED.replace(b"Bread", b"Caf\xe9"), "Content-Type: application/rss+xml; charset=utf-8\r\n"
    ),
    "/drip-body": lambda h, _: h.drip(b"a" * 5_000, "Content-Length: 5000\r\n\r\n"),
    "/drip-headers": lambda h, _: h.drip(b"a" * 5_000, "X-A: "),
    "/silent": lambda h, _: h.server.over.wait(5),
    "/endless": lambda h, _: h.endless(),
    "/bomb": lambda h, _: h.bomb("gzip"),
    "/gzip": _encoded("gzip", gzip.compress(FEED[:20]) + gzip.compress(FEED[20:])),
    "/deflate": _encoded("deflate", zlib.compress(FEED)),
    "/raw-deflate": _encoded("deflate", _raw_deflate(FEED)),
    "/brotli": _encoded("br", FEED),
    "/cut-gzip": _encoded("gzip", gzip.compress(FEED)[:-20]),
    "/not-gzip": _encoded("gzip", FEED),
    "/cut": lambda h, _: h.reply(FEED[:50], f"Content-Length: {len(FEED)}\r\n"),
    "/loop": lambda h, _: h.redirect("/loop"),
    "/to-feed": lambda h, _: h.redirect("/feed"),
    "/moved": lambda h, _: h.redirect("/feed", "301 Moved Permanently"),
    "/sometimes-moved": lambda h, headers: (
        h.feed(headers) if h.server.stays else h.redirect("/feed", "301 Moved Permanently")
    ),
    "/moved-then-found": lambda h, _: h.redirect("/to-feed", "308 Permanent Redirect"),
    "/moved-away": lambda h, _: h.redirect("/status", "301 Moved Permanently"),
    "/to-private": lambda h, _: h.redirect("http://10.0.0.1/secret"),
    "/to-metadata": lambda h, _: h.redirect("http://169.254.169.254/latest"),
    "/moved-inside": lambda h, _: h.redirect("http://inside.example/", "301 Moved Permanently"),
    "/to-file": lambda h, _: h.redirect("file:///etc/hostname"),
    "/drip-redirect": lambda h, _: h.redirect("/drip-redirect", after=0.15),
}


@pytest.fixture
def bad_source() -> Iterator[BadSource]:
    """A fresh bad server on a free port."""
    with BadSource() as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.over.set()
        server.shutdown()
