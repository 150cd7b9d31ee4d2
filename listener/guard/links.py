"""Safe links: addresses that others gave are kept only where a reader can see where they lead."""

import re
from typing import NewType
from urllib.parse import quote, urlsplit, urlunsplit

from listener.guard.plain import plain

_LONGEST = 2000  # characters
_KEPT = (
    "/?#[]@!$&+,;=:%-._~"  # the rest is percent-encoded: quotes and brackets end links elsewhere
)


Address = NewType("Address", str)  # checked by `safe`


def safe(url: str | None) -> Address | None:
    """The address in ASCII, or None for one that is no plain http or https address.

    None too where a user name hides the host.
    """
    # A surrogate is half a character: no address, and no encoder takes it.
    if (
        not url
        or len(url) > _LONGEST
        or plain(url) != url
        or re.search(r"[\s\\\ud800-\udfff]", url)
    ):
        return None
    try:
        parts = urlsplit(url)
        name, port = (parts.hostname or "").encode("idna").decode(), parts.port
    except ValueError:  # UnicodeError is one
        return None
    if parts.scheme not in ("http", "https") or "@" in parts.netloc:
        return None
    if not re.fullmatch(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?", name):
        return None
    path, query, fragment = (quote(part, safe=_KEPT) for part in parts[2:])
    netloc = f"{name}:{port}" if port else name
    return Address(urlunsplit((parts.scheme, netloc, path, query, fragment)))


def host(url: str | None) -> str | None:
    """The host of a checked address, without www."""
    return (urlsplit(url).hostname or "").removeprefix("www.") if url else None
