"""Loopback: the one answer that a browser brings back to this machine, or a person pastes."""

import html
import queue
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from connectors.kit.errors import SourceRefusedError
from connectors.kit.oauth import HOST

_SLOWEST = 10.0  # seconds of a request: browsers open connections that they never use
_LONGEST = 8_000  # characters of an address
_HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'",
    "Referrer-Policy": "no-referrer",
}

Take = Callable[[str], str]
"""What an address holds, by which the browser came; raises SourceRefusedError for none of ours."""
Page = Callable[[SourceRefusedError | None], str]
"""What the browser shows at its end: that it is done, or why not."""


class Answers:
    """The first answer, whichever way it comes; later ones are told that they are late."""

    def __init__(self, take: Take, page: Page) -> None:
        self._take, self.page, self._lock = take, page, threading.Lock()
        self._first: queue.Queue[str | SourceRefusedError] = queue.Queue()

    def came(self, address: str) -> SourceRefusedError | None:
        """Take what came to an address; why not, where it was no answer."""
        with self._lock:
            try:
                code = self._take(address)
            except SourceRefusedError as error:
                self._first.put(error)
                return error
            self._first.put(code)
            return None

    def first(self, seconds: float) -> str | None:
        """The code, once it is there; None where nothing came. Raises SourceRefusedError."""
        try:
            found = self._first.get(timeout=seconds)
        except queue.Empty:
            return None
        if isinstance(found, SourceRefusedError):
            raise found
        return found


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    answers: Answers

    def handle_error(self, *_: object) -> None:
        """A browser that went away is nothing to tell."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = _SLOWEST

    def do_GET(self) -> None:
        """The consent's end; all else that browsers ask for is not there."""
        path, _, query = self.path.partition("?")
        if path != "/" or not query or len(self.path) > _LONGEST:
            self.send_error(404)
            return
        host = self.headers.get("Host", "")
        why = self.server.answers.came(f"http://{host}{self.path}")
        body = self.server.answers.page(why).encode()
        self.send_response(400 if why else 200)
        for name, value in {**_HEADERS, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def version_string(self) -> str:
        """Nobody needs to know what this is made of."""
        return "listener"

    def log_message(self, *_: object) -> None:
        """Nothing: the address holds the code."""


@contextmanager
def listening(take_for: Callable[[int], Take], page: Page) -> Iterator[tuple[int, Answers]]:
    """A free port of 127.0.0.1, and what comes to it; `take_for` is given the port.

    Raises SourceRefusedError where there is none.
    """
    try:
        server = _Server((HOST, 0), _Handler)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise SourceRefusedError(
            f"no port of this machine can be listened on ({why}): free one, and run it again"
        ) from error
    with server:
        port: int = server.server_address[1]
        server.answers = Answers(take_for(port), page)
        threading.Thread(target=server.serve_forever, name="login", daemon=True).start()
        try:
            yield port, server.answers
        finally:
            server.shutdown()


def paste(answers: Answers, lines: Iterable[str] | None = None) -> None:
    """Take a pasted line, too, for as long as the program runs."""

    def read() -> None:
        for line in lines or sys.stdin:
            if line.strip():
                answers.came(line.strip()[:_LONGEST])
                return

    threading.Thread(target=read, name="pasted", daemon=True).start()


def page_of(title: str, words: str) -> str:
    """A page with one sentence."""
    return (
        f"<!doctype html><meta charset=utf-8><title>{html.escape(title)}</title>"
        f"<p>{html.escape(words)}</p>"
    )
