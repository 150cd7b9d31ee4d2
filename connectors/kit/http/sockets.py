"""One guarded connection for what is no HTTP (a mailbox): the same address check, deadlines and sizes.

A kind that speaks another protocol opens its line here and nowhere else. Every exchange has the
time and the bytes of one HTTP request; a server that drips, floods or falls silent is cut off.
"""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpcore
import httpx

from connectors.kit.errors import SourceChangedError, SourceRefusedError
from connectors.kit.http.guard import Limits, as_source_errors, public_authorities
from connectors.kit.http.inflate import TooBigError
from connectors.kit.http.wire import Deadline, GuardedNetwork, Resolve, system_addresses

_PIECE = 65_536
LONGEST_LINE = 1_000_000  # bytes
LIMITS = Limits()


class GuardedSocket:
    """A line to one server, for one thread; raises what `as_source_errors` names."""

    def __init__(
        self,
        network: GuardedNetwork,
        stream: httpcore.NetworkStream,
        limits: Limits,
        authorities: ssl.SSLContext,
    ) -> None:
        self._network, self._stream, self._limits = network, stream, limits
        self._authorities = authorities
        self._held = bytearray()
        self._left = limits.max_bytes

    def begin(self, most: int | None = None) -> None:
        """A new exchange: from now on it has its time, and may bring so many bytes."""
        self._network.deadline = Deadline.within(self._limits.total)
        self._left = self._limits.max_bytes if most is None else most

    def send(self, told: bytes) -> None:
        """Write all of it."""
        self._stream.write(told, self._limits.read)

    def line(self) -> bytes:
        """The next line, without its end."""
        start = 0
        while (end := self._held.find(b"\n", start)) < 0:
            start = len(self._held)
            if start > LONGEST_LINE:
                raise TooBigError
            self._more()
        told = bytes(self._held[:end])
        del self._held[: end + 1]
        return told.removesuffix(b"\r")

    def exactly(self, count: int) -> bytes:
        """So many bytes; raises TooBigError before it reads what is more than the exchange may bring."""
        if count - len(self._held) > self._left:
            raise TooBigError
        while len(self._held) < count:
            self._more()
        told = bytes(self._held[:count])
        del self._held[:count]
        return told

    def secure(self, host: str) -> None:
        """Go on under TLS; what was sent before it, unasked, is no word of that server's."""
        if self._held:
            raise SourceChangedError(
                f"{host}: it spoke on before the line was secure: somebody in between may have"
            )
        self._stream = self._stream.start_tls(self._authorities, host, self._limits.connect)

    def _more(self) -> None:
        piece = self._stream.read(min(_PIECE, max(self._left, 1)), self._limits.read)
        if not piece:
            raise httpcore.ReadError("the server closed connection")
        self._left -= len(piece)
        if self._left < 0:
            raise TooBigError
        self._held += piece


@contextmanager
def guarded_socket(
    host: str,
    port: int,
    *,
    is_secure: bool,
    allow_private: bool,
    authorities: Path | None = None,
    limits: Limits = LIMITS,
    resolve: Resolve = system_addresses,
) -> Iterator[GuardedSocket]:
    """A line to a server, closed at the end; `is_secure`: under TLS from its first byte.

    `authorities` is a file of certificates that are trusted beside the public ones. Whatever
    breaks inside raises SourceBusyError, SourceRefusedError or SourceChangedError.
    """
    shown = f"{host}:{port}"
    trusted = _trusted(authorities, shown)
    network = GuardedNetwork(allow_private=allow_private, resolve=resolve)
    network.deadline = Deadline.within(limits.total)
    network.set_out(host)
    with as_source_errors(shown, limits):
        stream = network.connect_tcp(host, port, limits.connect)
        line = GuardedSocket(network, stream, limits, trusted)
        try:
            if is_secure:
                line.secure(host)
            yield line
        finally:
            with suppress(OSError, httpcore.NetworkError):
                line._stream.close()


def _trusted(authorities: Path | None, shown: str) -> ssl.SSLContext:
    if authorities is None:
        return public_authorities()
    made = httpx.create_ssl_context(trust_env=False)
    try:
        made.load_verify_locations(cafile=authorities)
    except (OSError, ssl.SSLError) as error:
        raise SourceRefusedError(
            f"{shown}: {authorities}: no certificates can be read there: give a file in PEM"
        ) from error
    return made
