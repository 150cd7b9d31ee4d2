"""Admission to the web server: who may come in, and how long somebody may stand in it (slow loris).

A page in a browser may ask a server on this machine under a name that its owner chose, and read
the answer: so only our own names are answered to. And a connection that says nothing, or half
of a request, gives its place up to the next.
"""

import asyncio
import ipaddress
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

STANDING = 5.0  # seconds for a request to be said in full, and between two on one connection
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")  # that a route answers
_ANYWHERE = frozenset(("0.0.0.0", "::", ""))  # noqa: S104  # what to listen on, not an address
_OURS = frozenset(("localhost", "127.0.0.1", "::1"))


def is_ours(asked: str | None, host: str) -> bool:
    """May a request for the host `asked` be answered by a server that listens on `host`?

    Where that is every address, so may one for any address and for a name without a dot, which
    no stranger can own. HTTP/1.0 names no host.
    """
    if asked is None:
        return True
    name = _name(asked)
    if name in _OURS or name == host.casefold():
        return True
    return host in _ANYWHERE and (_is_address(name) or "." not in name)


def is_loopback(host: str) -> bool:
    """Is it an address that only this machine can reach?"""
    try:
        return host.casefold() == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _name(asked: str) -> str:
    """The host without its port."""
    host = asked.strip().casefold()
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0].removesuffix(".")


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


class Hasty(H11Protocol):
    """A connection that has to get to its point, and yields to others before that."""

    most = 16  # connections that may stand in the door; the one that came first leaves

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request."""
        super().connection_made(transport)
        self._wait()
        standing = [one for one in self.connections if isinstance(one, Hasty) and one.is_standing]
        if len(standing) > self.most:
            min(standing, key=lambda one: one.since).leave()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._until.cancel()
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        super().on_response_complete()
        self._until.cancel()
        self._wait()

    @property
    def is_standing(self) -> bool:
        """Has it no request that was said in full and is being answered?"""
        cycle: Any = self.cycle
        if cycle is None or cycle.response_complete:
            return True
        return bool(cycle.more_body) and not cycle.response_started

    def leave(self) -> None:
        """Close it, unless an answer is under way; half of a body is lost, as half of a head is."""
        if self.is_standing:
            self.connections.discard(self)  # now: it is lost only in the loop's next round
            self.transport.close()

    def _wait(self) -> None:
        self.since = self.loop.time()
        self._until = self.loop.call_later(STANDING, self.leave)
