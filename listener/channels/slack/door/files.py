"""Files that people share: fetched with the token, from Slack's own host, and no larger than an inbox takes."""

import time
from http.client import HTTPMessage
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from connectors.inbound.onefile import MAX_BYTES
from listener.channels.slack.door.errors import SlackRefusedError

HOST = "https://files.slack.com"
_PIECE = 1 << 16
_SECONDS = 300.0  # that a file may take in all


class _NoRedirect(HTTPRedirectHandler):
    """The token goes nowhere else: Slack's own answer to a bad one leads to its page to sign in."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        """See HTTPRedirectHandler."""


def fetch(url: str, token: str, to: Path, *, host: str = HOST, timeout: float = 10) -> None:
    """Write a shared file's bytes to a path.

    Raises SlackRefusedError for another host, a redirect, a page instead of a file, and what is too
    large or too slow; HTTPError and OSError as urllib does.
    """
    if _origin(url) != _origin(host):
        raise SlackRefusedError("foreign_host")
    asked = Request(url, headers={"Authorization": f"Bearer {token}"})  # noqa: S310 (its origin is checked)
    end, size = time.monotonic() + _SECONDS, 0
    with build_opener(_NoRedirect).open(asked, timeout=timeout) as reply, to.open("xb") as file:
        if reply.headers.get_content_type() == "text/html":
            raise SlackRefusedError("no_file")
        while piece := reply.read(_PIECE):
            size += len(piece)
            if size > MAX_BYTES:
                raise SlackRefusedError("file_too_large")
            if time.monotonic() > end:
                raise SlackRefusedError("file_too_slow")
            file.write(piece)


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc.lower()
