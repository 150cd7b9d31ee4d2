"""The one HTTP client that sources are read with, guarded against SSRF, floods, loops and endless replies.

Every request ends in time, redirects and dripping servers included; a body never inflates over
its limit; an address is checked after the name is resolved, and that address is the one dialled;
hosts are given time between requests; what has not changed is not sent again. Proxies in the
environment are not used: the check at the dial would then see only the proxy.
"""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from typing import cast

import httpcore
import httpx

from connectors.kit.errors import SourceBusyError, SourceChangedError, SourceRefusedError
from connectors.kit.http.addresses import shown_url
from connectors.kit.http.broken import broken
from connectors.kit.http.inflate import BadEncodingError, TooBigError, inflated
from connectors.kit.http.spacing import HostSpacing
from connectors.kit.http.state import HttpState
from connectors.kit.http.wire import (
    AddressRefusedError,
    Deadline,
    GuardedNetwork,
    LinkLocalError,
    Resolve,
    system_addresses,
)

NEAR = "set allow_private = true"  # stands in what is told of an address in one's own network
USER_AGENT = "brand-listener (self-hosted; reads public posts for the person who runs it)"
REDIRECTS = 5
PERMANENT = (301, 308)

# Keys of httpx's request and reply extensions.
FRESH = "listener.fresh"  # True: no conditions, the whole body is wanted
ASIDE = "listener.aside"  # True: not the source itself: nothing of the reply is remembered
MAX_BYTES = "listener.max_bytes"  # a smaller limit for this request's body
STATE = "listener.state"  # on replies: the HttpState of the source
_TRIP = "listener.trip"
# What another host than the one that was asked may see; httpx leaves out only Authorization there,
# and a service's key has a header of its own.
_FOR_ANYBODY = frozenset(
    [
        *("host", "user-agent", "accept", "accept-encoding", "accept-language", "connection"),
        *("content-length", "content-type", "transfer-encoding"),
    ]
)


@dataclass(frozen=True, slots=True)
class Limits:
    """Times in seconds, sizes in bytes."""

    connect: float = 5.0
    read: float = 10.0  # for each piece of the reply
    total: float = 30.0  # for the whole request: name, wait for the host, redirects, body
    max_bytes: int = 5_000_000  # of a body, before and after decompression


def guarded_client(
    *,
    allow_private: bool,
    state: HttpState,
    spacing: HostSpacing | None,
    limits: Limits = Limits(),
    user_agent: str = USER_AGENT,
    resolve: Resolve = system_addresses,
) -> httpx.Client:
    """A client for one poll of one source, to be closed after it.

    It raises SourceBusyError, SourceRefusedError and SourceChangedError by itself, and keeps
    validators, moved addresses and the wish to be left alone in `state`.
    """
    network = GuardedNetwork(allow_private=allow_private, resolve=resolve)
    return httpx.Client(
        transport=GuardedTransport(network, state=state, spacing=spacing, limits=limits),
        headers={"User-Agent": user_agent, "Accept-Encoding": "gzip, deflate"},
        timeout=httpx.Timeout(limits.read, connect=limits.connect),
        follow_redirects=True,
        max_redirects=REDIRECTS,
        trust_env=False,
    )


@cache
def public_authorities() -> ssl.SSLContext:
    """TLS that trusts whom browsers trust; certificates and names are verified."""
    return httpx.create_ssl_context(trust_env=False)


@dataclass(slots=True)
class _Trip:
    """One request of a connector with the redirects that belong to it."""

    deadline: Deadline
    start: str  # the address that the connector asked for
    headers: httpx.Headers  # with which it asked
    moved: str | None = None  # where it has moved for good, as far as the redirects say
    is_permanent: bool = True  # no temporary redirect so far
    is_shortcut: bool = False  # the address itself was not asked, for it had moved

    def follow(self, status: int, source: httpx.URL, location: str) -> None:
        target = source.join(location)
        downgraded = source.scheme == "https" and target.scheme != "https"
        self.is_permanent = self.is_permanent and status in PERMANENT and not downgraded
        if self.is_permanent:
            self.moved = str(target)

    def is_at_home(self, url: httpx.URL) -> bool:
        """Is it the host that was asked, by as safe a way?"""
        start = httpx.URL(self.start)
        there, here = (url.host, url.port), (start.host, start.port)
        return there == here and (url.scheme, start.scheme) != ("http", "https")

    def back(self) -> httpx.Response:
        """To the address itself, since what it had moved to is no good."""
        self.moved, self.is_permanent, self.is_shortcut = None, True, False
        return httpx.Response(307, headers={"location": self.start})


class GuardedTransport(httpx.BaseTransport):
    """What httpx sends through; one for each client."""

    def __init__(
        self,
        network: GuardedNetwork,
        *,
        state: HttpState,
        spacing: HostSpacing | None,
        limits: Limits,
    ) -> None:
        self._network = network
        self._state = state
        self._spacing = spacing
        self._limits = limits
        self._pool: httpcore.ConnectionPool | None = None

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request, or one redirect of it; raises the SourceErrors."""
        url, now = str(request.url), datetime.now(UTC)
        trip = request.extensions.get(_TRIP)
        if trip is None:
            deadline = Deadline.within(self._limits.total)
            trip = _Trip(deadline, start=url, headers=request.headers.copy())
            request.extensions[_TRIP] = trip
            moved = self._state.shortcut(url, now) if request.method == "GET" else None
            if moved:  # a remembered redirect: httpx follows it by its own rules
                trip.follow(308, request.url, moved)
                trip.is_shortcut = True
                return httpx.Response(308, headers={"location": moved})
        if url == trip.start:
            request.headers = trip.headers  # on the way to another host httpx left some out
        elif not trip.is_at_home(request.url):
            for name in set(request.headers) - _FOR_ANYBODY:
                del request.headers[name]
        try:
            response = self._exchange(request, trip, now)
        except (SourceBusyError, SourceRefusedError, SourceChangedError):
            if trip.is_shortcut:
                return trip.back()
            raise
        if trip.is_shortcut and response.status_code >= 400:
            response.close()
            return trip.back()
        self._remember(request, response, trip, now)
        return response

    def _exchange(self, request: httpx.Request, trip: _Trip, now: datetime) -> httpx.Response:
        self._network.deadline = trip.deadline
        self._network.set_out(httpx.URL(trip.start).host)
        shown = shown_url(request.url)
        self._refuse_form(request.url, shown)
        conditions = {}
        if request.method == "GET" and not request.extensions.get(FRESH):
            conditions = self._state.conditions(str(request.url), now)
        with as_source_errors(shown, self._limits):
            self._take_turn(request.url.raw_host.decode("ascii"), trip, shown)
            reply = self._send(request, conditions)
            return self._response(request, reply, shown)

    def close(self) -> None:
        """Close the connections."""
        if self._pool:
            self._pool.close()

    def _refuse_form(self, url: httpx.URL, shown: str) -> None:
        if url.scheme not in ("http", "https"):
            raise SourceRefusedError(f"{shown}: only http and https are read")
        if not 0 < (url.port or 80) < 65_536:
            raise SourceRefusedError(f"{shown}: no port has the number {url.port}")

    def _take_turn(self, host: str, trip: _Trip, shown: str) -> None:
        missing = self._spacing and self._spacing.wait(host, trip.deadline.left())
        if missing:
            raise SourceBusyError(
                f"{shown}: other sources are waiting for this host", retry_after=missing
            )

    def _send(self, request: httpx.Request, conditions: dict[str, str]) -> httpcore.Response:
        headers = request.headers.copy()
        for name, value in conditions.items():
            headers.setdefault(name, value)
        if self._pool is None:
            self._pool = httpcore.ConnectionPool(
                ssl_context=public_authorities(), network_backend=self._network, max_connections=4
            )
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        return self._pool.handle_request(
            httpcore.Request(
                request.method,
                url,
                headers=headers.raw,
                content=cast("httpx.SyncByteStream", request.stream),
                extensions={"timeout": request.extensions["timeout"]},
            )
        )

    def _response(
        self, request: httpx.Request, reply: httpcore.Response, shown: str
    ) -> httpx.Response:
        headers = httpx.Headers(reply.headers)
        encoding = headers.pop("content-encoding", "").strip().lower()
        headers.pop("content-length", None)  # of the coded body; the wire has checked it
        limit = request.extensions.get(MAX_BYTES, self._limits.max_bytes)
        return httpx.Response(
            reply.status,
            headers=headers,
            stream=_Body(
                reply, encoding, shown=shown, limits=replace(self._limits, max_bytes=limit)
            ),
            extensions={STATE: self._state},
        )

    def _remember(
        self, request: httpx.Request, response: httpx.Response, trip: _Trip, now: datetime
    ) -> None:
        if request.method != "GET" or request.extensions.get(ASIDE):
            return
        location = response.headers.get("location")
        if response.is_redirect and location:
            trip.follow(response.status_code, request.url, location)
            return
        if response.status_code in (200, 304):
            self._state.read(str(request.url), response.status_code, response.headers, now)
            if not trip.is_shortcut:
                self._state.move(trip.start, trip.moved, now)
        elif 400 <= response.status_code < 500 and response.status_code != 429:
            self._state.move(trip.start, None, now)  # the new address is no good: ask the old one


class _Body(httpx.SyncByteStream):
    def __init__(
        self, reply: httpcore.Response, encoding: str, *, shown: str, limits: Limits
    ) -> None:
        self._reply = reply
        self._encoding = encoding
        self._shown = shown
        self._limits = limits

    def __iter__(self) -> Iterator[bytes]:
        with as_source_errors(self._shown, self._limits):
            yield from inflated(self._reply.iter_stream(), self._encoding, self._limits.max_bytes)

    def close(self) -> None:
        self._reply.close()


@contextmanager
def as_source_errors(shown: str, limits: Limits) -> Iterator[None]:
    """What the guard and the network raise, as the error that says what happens next."""
    try:
        yield
    except LinkLocalError as error:
        raise SourceRefusedError(f"{shown}: {error}; no source is led there") from error
    except AddressRefusedError as error:
        raise SourceRefusedError(
            f"{shown}: {error}; set allow_private = true for this source if it is yours"
            " (to listener add: --set allow_private=true)"
        ) from error
    except TooBigError as error:
        size = f"{limits.max_bytes / 1_000_000:g}"
        raise SourceChangedError(f"{shown}: the reply is larger than {size} MB") from error
    except BadEncodingError as error:
        raise SourceChangedError(f"{shown}: {error}") from error
    except httpcore.TimeoutException as error:
        times = f"connect {limits.connect:g} s, each read {limits.read:g} s, all {limits.total:g} s"
        raise SourceBusyError(f"{shown}: no whole reply in time ({times})") from error
    except (httpcore.NetworkError, httpcore.ProtocolError) as error:
        raise SourceBusyError(f"{shown}: {broken(error)}") from error
