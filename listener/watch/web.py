"""The local web server: health, metrics, and on loopback the acts API; in a thread that leaves signals alone."""

import asyncio
import errno
import json
import logging
import socket
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

import structlog
import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from listener.desk.api import Api
from listener.settings.config import ConfigError
from listener.watch.health import Health
from listener.watch.metrics_page import CONTENT_TYPE
from listener.watch.webapi import api_route
from listener.watch.webdoor import Hasty, is_loopback, is_ours

log = structlog.get_logger()
_T = TypeVar("_T")

START = 30.0  # seconds until it must answer, on a busy machine; usually a tenth of one
LONGEST = 8.0  # seconds for a page; Prometheus gives up after ten
AT_ONCE = 32  # requests; more are told to come back
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_SAFE = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]


class WebError(ConfigError):
    """The web server cannot be opened where the settings want it."""


@dataclass(frozen=True)
class Served:
    """A web server at work."""

    host: str
    port: int
    _server: uvicorn.Server
    _thread: threading.Thread

    def stop(self, seconds: float = 2.0) -> bool:
        """Take no more requests and end; False when one still runs after so many seconds."""
        self._server.should_exit = True
        self._thread.join(seconds * 0.8)
        if self._thread.is_alive():
            self._server.force_exit = True
            self._thread.join(seconds * 0.2)
        return not self._thread.is_alive()


def serve(
    host: str,
    port: int,
    health: Callable[[], Health],
    metrics: Callable[[], bytes],
    api: Api | None = None,
) -> Served:
    """Answer /healthz and /metrics until stopped; port 0 takes any free one.

    The acts API is answered on loopback alone. Raises WebError where the address cannot be had.
    """
    listening = listen(host, port)
    is_near = is_loopback(listening.getsockname()[0])  # the address itself: a name may lie
    return serving(app(health, metrics, host=host, api=api if is_near else None), host, listening)


def serving(pages: ASGIApp, host: str, listening: socket.socket, name: str = "web") -> Served:
    """Answer with these pages until stopped. Raises WebError where nothing answers in time."""
    config = uvicorn.Config(
        pages,
        access_log=False,
        http=Hasty,
        lifespan="off",
        limit_concurrency=AT_ONCE,
        log_config=None,
        loop="asyncio",
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=1,
        ws="none",
    )
    logging.getLogger("uvicorn").setLevel(logging.CRITICAL)  # its records hold addresses
    server = _Server(config)
    thread = threading.Thread(
        target=server.run, kwargs={"sockets": [listening]}, name=name, daemon=True
    )
    bound = listening.getsockname()[1]
    thread.start()
    served = Served(host, bound, server, thread)
    if not server.up.wait(START):
        served.stop()
        raise WebError(f"{name}: no answer on {host}:{bound} after {START:.0f} s")
    log.info(name, host=host, port=bound)
    return served


def app(
    health: Callable[[], Health],
    metrics: Callable[[], bytes],
    *,
    host: str = "127.0.0.1",
    api: Api | None = None,
) -> Starlette:
    """The pages, without a server."""

    async def healthz(_: Request) -> Response:
        found = await apart(health)
        body = json.dumps(found.to_json(), ensure_ascii=False)
        return Response(body, 200 if found.is_green else 503, media_type="application/json")

    async def metrics_page(_: Request) -> Response:
        return Response(await apart(metrics), headers={"Content-Type": CONTENT_TYPE})

    routes = [Route("/healthz", healthz), Route("/metrics", metrics_page)]
    if api:
        routes.append(api_route(api, apart))
    return guarded(routes, host)


def guarded(routes: Sequence[Route], host: str | None) -> Starlette:
    """Pages that answer to our own names alone; with no host to any, for who comes proves it otherwise."""
    made = Starlette(routes=routes, middleware=[Middleware(_Safely, host=host)])
    made.router.redirect_slashes = False
    return made


async def apart(work: Callable[[], _T]) -> _T:
    """Run work in a thread of its own, so that a slow database holds up neither page nor stop.

    A daemon thread, unlike those of every pool: one that hangs is left behind.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[_T] = loop.create_future()

    def settle(settled: Callable[[Any], None], value: object) -> None:
        with suppress(RuntimeError):  # the server ended meanwhile
            loop.call_soon_threadsafe(lambda: None if future.done() else settled(value))

    def run() -> None:
        try:
            settle(future.set_result, work())
        except Exception as error:  # raised again where it is awaited
            settle(future.set_exception, error)

    threading.Thread(target=run, name="page", daemon=True).start()
    return await asyncio.wait_for(future, LONGEST)


class _Safely:
    """The same headers on every answer; what breaks tells its type and nothing else."""

    def __init__(self, inner: ASGIApp, host: str | None) -> None:
        self._inner, self._host = inner, host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def with_headers(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                message["headers"] = [*message["headers"], *_SAFE]
            await send(message)

        asked = Headers(scope=scope).get("host")
        if self._host is not None and not is_ours(asked, self._host):
            told = Response("not our address: see [web] host\n", 421, media_type="text/plain")
            await told(scope, receive, with_headers)
            return
        try:
            await self._inner(scope, receive, with_headers)
        except Exception as error:  # the text of an error may hold a mention's
            name = type(error).__name__
            log.error("page failed", path=scope.get("path"), error=name)  # noqa: TRY400
            if not begun:
                told = Response(f"{name}\n", 503, media_type="text/plain")
                await told(scope, receive, with_headers)


class _Server(uvicorn.Server):
    """Says when it is up."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self.up.set()


def listen(host: str, port: int, key: str = "web.port") -> socket.socket:
    """The port, taken; `key` is the setting that names it. Raises WebError where it cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        told = {
            errno.EADDRINUSE: "another program has this port: set another one, or 0 for none",
            errno.EACCES: "this user may not open it: take a port above 1023",
            errno.EADDRNOTAVAIL: "this machine has no such address: set [web] host to 127.0.0.1",
        }.get(error.errno or 0, f"cannot listen there ({error.strerror})")
        raise WebError(f"{key}: {host}:{port}: {told}") from None
