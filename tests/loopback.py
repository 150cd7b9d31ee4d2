"""A service on loopback, answered by a function of the test: the same that a MockTransport takes."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

Answer = Callable[[httpx.Request], httpx.Response]


@contextmanager
def serving(answer: Answer) -> Iterator[str]:
    """Its address, while it listens; an AssertionError of `answer` is raised here at the end."""
    broken: list[BaseException] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers.get("content-length") or 0)
            url = f"http://127.0.0.1:{self.server.server_port}{self.path}"  # type: ignore[attr-defined]
            body = self.rfile.read(length)
            try:
                request = httpx.Request(
                    self.command, url, headers=list(self.headers.items()), content=body
                )
                reply = answer(request)
            except AssertionError as error:
                broken.append(error)
                reply = httpx.Response(418)
            self.send_response(reply.status_code)
            for name, value in reply.headers.items():
                if name != "content-length":
                    self.send_header(name, value)
            self.send_header("content-length", str(len(reply.content)))
            self.end_headers()
            self.wfile.write(reply.content)

        do_POST = do_GET

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
    if broken:
        raise broken[0]
