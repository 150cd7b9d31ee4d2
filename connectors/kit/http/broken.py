"""What broke a connection, in sentences of ours: the libraries' words change, and are English only."""

import errno
import re
import socket
import ssl
from collections.abc import Iterator

_OF_ERRNO = {
    errno.ECONNREFUSED: "nothing listens there: the connection was refused",
    errno.ECONNRESET: "the connection was closed in the middle",
    errno.EPIPE: "the connection was closed in the middle",
    errno.ECONNABORTED: "the connection was closed in the middle",
    errno.ENETUNREACH: "this machine has no way there: check its network",
    errno.EHOSTUNREACH: "this machine has no way there: check its network",
    errno.ENETDOWN: "this machine has no way there: check its network",
}
# Without a network no name is found either.
NO_NAME = "no server was found under that name: check the address, and that this machine is online"
UNKNOWN = "its certificate is vouched for by nobody"
NO_TLS = "no secure connection comes about (TLS)"
# By what the libraries say where no error of the system stands behind it.
_OF_WORDS = (
    (r"cannot resolve|name or service|getaddrinfo", NO_NAME),
    (r"has no address", NO_NAME),
    (r"expired", "its certificate has expired"),
    (r"hostname mismatch|doesn't match|not valid for", "its certificate is for another name"),
    (r"self.signed|unable to get (local )?issuer", UNKNOWN),
    (r"certificate|ssl|tls", NO_TLS),
    (r"timeout|timed out", "no whole reply in time"),
    (r"closed connection|disconnected|incomplete|eof", "the connection was closed in the middle"),
    (r"refused", "nothing listens there: the connection was refused"),
    (r"reset|broken pipe", "the connection was closed in the middle"),
    (r"protocol|illegal|malformed|header|status line|content-length", "its reply is no HTTP"),
)
OTHER = "no connection comes about"


def broken(error: BaseException) -> str:
    """One sentence for an error of the network, or for one that stands behind it."""
    behind = list(_behind(error))
    for one in behind:
        if isinstance(one, socket.gaierror):
            return _OF_WORDS[0][1]
        if (
            isinstance(one, OSError)
            and not isinstance(one, ssl.SSLError)
            and one.errno in _OF_ERRNO
        ):
            return _OF_ERRNO[one.errno]
    said = " ".join(f"{type(one).__name__} {one}" for one in behind)[:2_000].lower()
    return next((told for pattern, told in _OF_WORDS if re.search(pattern, said)), OTHER)


def sentences() -> set[str]:
    """All there are, for the catalogue's test."""
    return {*_OF_ERRNO.values(), *(told for _, told in _OF_WORDS), OTHER}


def _behind(error: BaseException) -> Iterator[BaseException]:
    seen: BaseException | None = error
    for _ in range(5):
        if seen is None:
            return
        yield seen
        seen = seen.__cause__ or seen.__context__
