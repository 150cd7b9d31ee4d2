"""The Graph API as one poll uses it: one version, and its errors in plain words."""

from datetime import date, datetime

import httpx

from connectors.kit.errors import (
    SourceBusyError,
    SourceChangedError,
    SourceError,
    SourceRefusedError,
)
from connectors.kit.metagraph import (
    AGAIN,
    HOUR,
    LIMITS,
    TOKENS,
    Failure,
    NothingThereError,
    Requests,
    TokenError,
    failure_in,
)
from connectors.kit.said import Said

# Meta keeps a version for two years: v25.0 came out on 18 February 2026.
VERSION = "v25.0"
VERSION_ENDS = date(2028, 2, 18)
WARNED = 90  # days before its end
REQUESTS = 60  # of one poll, at most

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


class TooMuchAtOnceError(SourceBusyError):
    """Graph wants to be asked for less at a time."""


class Graph(Requests):
    """Requests of one poll, with one token."""

    def __init__(self, http: httpx.Client, url: str, token: str) -> None:
        root = f"{url.rstrip('/')}/{VERSION}"
        super().__init__(http, root, token, most=REQUESTS, named=_error)


def error_in(found: object) -> SourceError | None:
    """The error that a body is, by its code; None where it is none."""
    return _error(failure) if (failure := failure_in(found)) else None


def _error(
    failure: Failure, place: str = "", wait: float | None = None, status: int | None = None
) -> SourceError:
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
