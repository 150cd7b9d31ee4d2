"""The network under the guard: addresses are checked where they are dialled (SSRF, rebinding), and one deadline.

httpx times each read by itself, so a server that drips one byte every few seconds is never cut
off. Here every read and write gets no more than what is left of the whole request's time.
"""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

import httpcore

from connectors.kit.http.addresses import IP, is_link_local, is_odd_number, why_refused

Resolve = Callable[[str, int], list[IP]]


class AddressRefusedError(Exception):
    """The host is, or resolves to, an address this source may not reach; says which and why."""


class LinkLocalError(AddressRefusedError):
    """It is link-local, and nobody set that very address for the source: `allow_private` is no help."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a whole request, redirects included, has to be over."""

    end: float  # time.monotonic() seconds

    @classmethod
    def within(cls, seconds: float) -> "Deadline":
        """A deadline that many seconds from now."""
        return cls(time.monotonic() + seconds)

    def left(self, at_most: float | None = None) -> float:
        """Seconds left, no more than `at_most`; raises httpcore.ReadTimeout when there are none."""
        left = self.end - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the whole request took too long")
        return left if at_most is None else min(left, at_most)


def system_addresses(host: str, port: int) -> list[IP]:
    """What the system's resolver says."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [ip_address(address[0]) for *_, address in found]


class GuardedNetwork(httpcore.NetworkBackend):
    """Dials only addresses that it has checked, under the deadline of the request in this thread."""

    def __init__(
        self,
        *,
        allow_private: bool,
        resolve: Resolve,
        inner: httpcore.NetworkBackend | None = None,
    ) -> None:
        self._inner = inner or httpcore.SyncBackend()
        self._allow_private = allow_private
        self._resolve = resolve
        self._now = threading.local()
        self._home: str | None = None  # the host that is dialled first: the one in the settings

    @property
    def deadline(self) -> Deadline:
        """The deadline of the request that this thread is making."""
        found: Deadline = self._now.deadline
        return found

    @deadline.setter
    def deadline(self, deadline: Deadline) -> None:
        self._now.deadline = deadline

    def set_out(self, host: str) -> None:
        """Where a request of the connector begins; the first of them comes from the settings."""
        self._home = self._home or host

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Dial the addresses of the host that are allowed, in turn, until one answers."""
        failure: Exception | None = None
        for ip in self._allowed(host, port, timeout):
            try:
                stream = self._inner.connect_tcp(
                    str(ip), port, self.deadline.left(timeout), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _TimedStream(stream, self)
        raise failure or httpcore.ConnectError(f"{host} has no address")

    def _allowed(self, host: str, port: int, timeout: float | None) -> list[IP]:
        if not self._allow_private and is_odd_number(host):
            raise AddressRefusedError(f"{host} is a number for an address: write it as 1.2.3.4")
        found = self._look_up(host, port, self.deadline.left(timeout))
        if self._allow_private:
            return self._near(host, found)
        allowed = [ip for ip in found if why_refused(ip) is None]
        if found and not allowed:
            raise AddressRefusedError(_named(host, found[0], why_refused(found[0])))
        return allowed

    def _near(self, host: str, found: list[IP]) -> list[IP]:
        """All but link-local addresses, which a redirect could lead to: a cloud's keys are there.

        A source may be set to one, by its number or its name on the link (`printer.local`).
        """
        is_set = host == self._home and (host in map(str, found) or host.endswith(".local"))
        allowed = [ip for ip in found if is_set or not is_link_local(ip)]
        if found and not allowed:
            raise LinkLocalError(_named(host, found[0], "a link-local address"))
        return allowed

    def _look_up(self, host: str, port: int, timeout: float) -> list[IP]:
        """The resolver takes no time limit, so it works in a thread that may be left behind."""
        try:
            return [ip_address(host)]
        except ValueError:
            pass  # a name and no number: it is looked up
        answers: list[list[IP]] = []
        errors: list[Exception] = []

        def ask() -> None:
            try:
                answers.append(self._resolve(host, port))
            except (OSError, UnicodeError) as error:
                errors.append(error)

        asking = threading.Thread(target=ask, name="look-up", daemon=True)
        asking.start()
        asking.join(timeout)
        if errors:
            why = getattr(errors[0], "strerror", None) or errors[0]
            raise httpcore.ConnectError(f"cannot resolve {host}: {why}")
        if not answers:
            raise httpcore.ConnectTimeout(f"cannot resolve {host} in {timeout:.0f} s")
        return answers[0]

    def connect_unix_socket(self, *_: Any, **__: Any) -> httpcore.NetworkStream:
        """Never: sources are on the network."""
        raise AddressRefusedError("a unix socket is not a source")


def _named(host: str, ip: IP, what: str | None) -> str:
    return f"{host} is {what}" if host == str(ip) else f"{host} is {ip}, {what}"


class _TimedStream(httpcore.NetworkStream):
    """A connection whose every step ends at the deadline of the request that uses it."""

    def __init__(self, inner: httpcore.NetworkStream, network: GuardedNetwork) -> None:
        self._inner = inner
        self._network = network

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._network.deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._network.deadline.left(timeout))

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        left = self._network.deadline.left(timeout)
        return _TimedStream(
            self._inner.start_tls(ssl_context, server_hostname, left), self._network
        )

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)

    def close(self) -> None:
        self._inner.close()
