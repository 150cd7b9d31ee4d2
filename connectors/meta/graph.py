"""The Graph API as one poll uses it: one version, its errors in plain words, its quotas kept.

The token goes in a header, never in an address. `paging.next` is not followed, for it holds the
token: pages are asked for by their cursor. Meta counts what an app asks for in shares of a limit
that it does not name, and says them in headers; Retry-After it never sends.
"""

from datetime import date, datetime
from typing import Any

import httpx

from connectors.kit.errors import (
    SourceBusyError,
    SourceChangedError,
    SourceError,
    SourceRefusedError,
)
from connectors.kit.http.addresses import shown_url
from connectors.kit.http.fetch import Params, decoded, failed_body, get, stays_fresh
from connectors.kit.metagraph import (
    AGAIN,
    HOUR,
    LIMITS,
    TOKENS,
    Failure,
    failure_in,
    minutes,
    share,
)
from connectors.kit.said import Said

# Meta keeps a version for two years: v25.0 came out on 18 February 2026.
VERSION = "v25.0"
VERSION_ENDS = date(2028, 2, 18)
WARNED = 90  # days before its end
REQUESTS = 60  # of one poll, at most

_FULL = 90  # per cent of a limit from which no more is asked in this poll
_REST = 1_200  # seconds of rest then: the limits are of the last hour
_GONE = frozenset([21, 803])  # no object has this name, or it has moved
_TOKENS = {
    458: "the page's token is no good any more, for the app was removed from the account",
    459: "the page's token rests until its owner logs in at facebook.com and answers what is asked",
    460: "the page's token is no good any more, for its owner's password was changed",
    463: "the page's token has expired",
    464: "the page's token rests until its owner logs in at facebook.com and answers what is asked",
    467: "the page's token is no good any more, for it was taken back",
    2069032: "this is a person's token, and the page's own is needed",
}


class EnoughError(Exception):
    """No more is asked in this poll: its requests are used up, or the hour's share nearly is."""


class TooMuchAtOnceError(SourceBusyError):
    """Graph wants to be asked for less at a time."""


class TokenError(SourceRefusedError):
    """The token is no good: nothing else can be read with it either."""


class NothingThereError(SourceRefusedError):
    """Nothing has this number, or nothing that the token may see."""


class Graph:
    """Requests of one poll, with one token."""

    def __init__(self, http: httpx.Client, url: str, token: str) -> None:
        self._http, self._root = http, f"{url.rstrip('/')}/{VERSION}"
        self._headers = {"Authorization": f"Bearer {token}"}
        self._left, self._is_full = REQUESTS, False

    def ask(self, path: str, params: Params, *, fresh: bool) -> Any:
        """An object of Graph's, or a list with its paging; None for 304.

        Raises EnoughError before it asks for more than it may, and the SourceErrors.
        """
        if self._is_full or self._left <= 0:
            raise EnoughError
        self._left -= 1  # before the call: one that fails counts too
        url = f"{self._root}/{path}"
        reply = get(
            self._http, url, params, headers=self._headers, fresh=fresh, explain=said_by_meta
        )
        if reply is None:
            return None
        if share(reply.headers) >= _FULL or minutes(reply.headers):
            self._is_full = True
            stays_fresh(reply, 60.0 * minutes(reply.headers) or _REST)
        found = decoded(reply)
        if error := error_in(found, f"{shown_url(url)}: "):
            raise error
        return found


def said_by_meta(reply: httpx.Response) -> SourceError | None:
    """The error that a reply's body tells; None where it tells none."""
    found = failed_body(reply)
    wait = 60.0 * minutes(reply.headers) or None
    place = f"{shown_url(reply.url)}: "
    return error_in(found, place, wait=wait, status=reply.status_code)


def error_in(
    found: object,
    place: str = "",
    *,
    wait: float | None = None,
    status: int | None = None,
) -> SourceError | None:
    """The error that a body is, by its code; None where it is none.

    `place` stands before what it says; `wait` is in seconds.
    """
    if (failure := failure_in(found)) is None:
        return None
    what = failure.what
    if failure.code in AGAIN and "reduce the amount" in failure.message.lower():
        return TooMuchAtOnceError(place + f"it is asked for too much at once ({what})")
    if failure.code in LIMITS:
        text = f"the hour's requests of your app at Meta are used up ({what})"
        return SourceBusyError(place + text, retry_after=wait or HOUR, status=status)
    if failure.code in AGAIN or failure.passes:
        return SourceBusyError(place + f"Meta cannot answer now ({what})", status=status)
    text, kind = _meaning(failure)
    return kind(place + f"{text} ({what})", status=status)


def _meaning(failure: Failure) -> tuple[str, type[SourceError]]:
    code, sub = failure.code, failure.sub
    if code in TOKENS:
        why = _TOKENS.get(sub, "the page's token is not valid")
        return f"{why}: make a new one, as `listener kinds meta` says", TokenError
    if failure.is_for_permission:
        text = (
            "a permission is missing: give it to the token, or ask Meta to approve it for your app"
        )
        return text, SourceRefusedError
    if code == 368:
        return "Meta has blocked the app for a while: look in its App Dashboard", SourceRefusedError
    if code in _GONE or (code, sub) == (100, 33):
        text = "the token shows nothing under this number: check the number, and whose token it is"
        return text, NothingThereError
    if code in (12, 2635):
        text = f"Meta has ended {VERSION} of its interface: update the listener"
        return text, SourceChangedError
    return "Meta refuses what is asked: update the listener, or report it", SourceChangedError


def version_said(now: datetime) -> list[Said]:
    """A line from 90 days before the version's end on."""
    left = (VERSION_ENDS - now.date()).days
    if left > WARNED:
        return []
    if left > 0:
        text = (
            f"Meta ends {VERSION} of its interface on {VERSION_ENDS}: update the listener before"
            " that day"
        )
    else:
        text = (
            f"Meta has ended {VERSION} of its interface on {VERSION_ENDS} and answers by a later"
            " one, where things may be missing: update the listener"
        )
    return [Said(text, ends=True).of("soon" if left > 0 else "over")]
