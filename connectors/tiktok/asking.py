"""Requests to TikTok's API for Business. It says what went wrong in a body that comes with 200.

The token goes in a header of TikTok's own, as it is.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

import httpx

from connectors.kit.errors import (
    SourceBusyError,
    SourceChangedError,
    SourceError,
    SourceRefusedError,
    naming,
)
from connectors.kit.http.addresses import shown_url
from connectors.kit.http.fetch import decoded, failed_body, get
from connectors.kit.reading.entries import as_line
from connectors.tiktok.comments import items_of, said_in

VERSION = "v1.3"
REQUESTS = 150  # of one poll, at most: TikTok gives an app 600 a minute
LIMIT = 30  # comments a request, and ids in one
VIDEOS = 20  # videos a request
_REST = 600  # seconds where an app's requests are used up and TikTok says no more of it
_LIMITS = frozenset(["40016", "40100", "40133"])
TOKENS = frozenset(["40102", "40104", "40105", "40106", "40108"])
_PERMISSIONS = frozenset(["40001", "40003"])
_APP = frozenset(["40101", "40103", "40107"])


class EnoughError(Exception):
    """No more is asked in this poll: its requests are used up."""


class TokenError(SourceRefusedError):
    """The token is no good: another one may do."""


class LoginError(SourceRefusedError):
    """TikTok gives no token to read by any more."""


class PlaceError(SourceRefusedError):
    """One video shows no comments: the others do."""


class Asking:
    """What one poll asks."""

    def __init__(
        self, http: httpx.Client, url: str, business: str, token: Callable[[bool], str]
    ) -> None:
        self._http, self._root = http, f"{url.rstrip('/')}/open_api/{VERSION}"
        self._business, self._token = business, token
        self._left = REQUESTS

    def items(
        self, path: str, asked: Mapping[str, Any], key: str, *, fresh: bool
    ) -> tuple[list[Any], str | None] | None:
        """What a list shows, and the cursor to its next page; None for 304. Raises EnoughError, the SourceErrors."""
        found = self._asked(path, asked, fresh)
        if found is None:
            return None
        with naming(shown_url(f"{self._root}/{path}")):
            if not isinstance(found, Mapping) or not isinstance(found.get("data"), Mapping):
                raise SourceChangedError("no list of comments: is this from TikTok?")
            items = items_of({**found, "data": {key: [], **found["data"]}}, key)
        data = found["data"]
        more = as_line(data.get("cursor")) if data.get("has_more") is True else ""
        return items, more or None

    def _asked(self, path: str, asked: Mapping[str, Any], fresh: bool) -> Any:
        try:
            return self._once(path, asked, fresh, anew=False)
        except TokenError:
            return self._once(path, asked, True, anew=True)  # a token may end before its time

    def _once(self, path: str, asked: Mapping[str, Any], fresh: bool, *, anew: bool) -> Any:
        if self._left <= 0:
            raise EnoughError
        self._left -= 1
        url = f"{self._root}/{path}"
        told = {key: value if isinstance(value, str | int) else json.dumps(value)
                for key, value in asked.items()}  # fmt: skip
        headers = {"Access-Token": self._token(anew)}
        asked_for = {"business_id": self._business, **told}
        reply = get(self._http, url, asked_for, headers=headers, fresh=fresh, explain=explained)
        if reply is None:
            return None
        found = decoded(reply)
        if error := error_in(found, shown_url(url), reply.status_code):
            raise error
        return found


def explained(reply: httpx.Response) -> SourceError | None:
    """The error that a failed reply's body tells; None where it tells none."""
    place = shown_url(reply.url.copy_with(query=None))
    return error_in(failed_body(reply), place, reply.status_code)


def no_login(place: str, what: str, status: int | None) -> LoginError:
    """TikTok's refusal of a new token."""
    text = (
        "TikTok gives no token any more: the account took it back, a year is over, or client_id and"
        " client_secret are not those of the app; get a new one, as `listener kinds tiktok` says"
    )
    return LoginError(f"{place}: {text} ({what})", status=status)


def error_in(found: Any, place: str, status: int | None) -> SourceError | None:
    """The error that a body is, by its code; None where it is none."""
    if not (what := said_in(found)):
        return None
    code = as_line(found.get("code"))
    if code in _LIMITS:
        text = f"{place}: the requests that TikTok gives your app are used up ({what})"
        return SourceBusyError(text, retry_after=_REST, status=status)
    if len(code) == 5 and code[0] in "56":
        return SourceBusyError(f"{place}: TikTok cannot answer now ({what})", status=status)
    if code in TOKENS:
        text = "TikTok does not accept the token"
        return TokenError(f"{place}: {text} ({what})", status=status)
    if code in _APP:
        return no_login(place, what, status)
    if code in _PERMISSIONS:
        text = "a permission is missing: the app needs comment.list and video.list, and the account's consent to both"
        return SourceRefusedError(f"{place}: {text} ({what})", status=status)
    return PlaceError(f"{place}: TikTok refuses what is asked ({what})", status=status)
