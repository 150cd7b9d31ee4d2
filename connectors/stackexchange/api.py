"""The Stack Exchange API as one visit uses it: its pauses are kept, its errors told in its words.

A reply may say `backoff`: for so many seconds that method must not be asked again, by this visit or
the next. Each says what is left of the day's requests, which begin anew at midnight UTC.
"""

import re
from collections.abc import Mapping
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
from connectors.kit.http.waits import LONGEST
from connectors.kit.reading.text import clean
from connectors.kit.said import Said
from connectors.kit.walk.paging import DAY
from connectors.stackexchange.posts import id_of, items_of

VERSION = "2.3"
ALL = "*"  # the name under which the rest of every method stands
_BUSY = ("throttle_violation", "internal_error", "temporarily_unavailable")
_LOGINS = (
    "access_denied",
    "access_token_compromised",
    "access_token_required",
    "invalid_access_token",
    "key_required",
)


class RestError(Exception):
    """A method is not asked yet: the API wants a pause."""


class Api:
    """Requests of one visit; `rests` says until which second each method is left alone."""

    def __init__(
        self, http: httpx.Client, url: str, asked: Params, rests: dict[str, int], now: int
    ) -> None:
        self._http, self._root, self._asked = http, f"{url.rstrip('/')}/{VERSION}", dict(asked)
        self._now = now
        self.rests = {name: until for name, until in rests.items() if until > now}
        self.said: list[Said] = []

    def ask(self, method: str, asked: Params, ids: str = "", *, fresh: bool) -> Any:
        """A reply; `ids` stand behind the method's first word. None for 304.

        Raises RestError where that method is left alone for now, and the SourceErrors.
        """
        if self.rests.get(method, 0) > self._now or self.rests.get(ALL, 0) > self._now:
            raise RestError
        first, _, rest = method.partition("/")
        path = "/".join(filter(None, (first, ids, rest)))
        url = f"{self._root}/{path}"
        reply = get(self._http, url, {**self._asked, **asked}, fresh=fresh, explain=_explained)
        if reply is None:
            return None
        found = decoded(reply)
        if isinstance(found, Mapping):
            if error := error_in(found, f"{shown_url(url)}: "):
                raise error
            self._heed(method, found, reply)
        try:
            items_of(found)
        except SourceChangedError as error:
            raise SourceChangedError(f"{shown_url(url)}: {error}") from error
        if not isinstance(found, Mapping) or "items" not in found:
            raise SourceChangedError("no list of posts: is this the Stack Exchange API?")
        return found

    def _heed(self, method: str, found: Mapping[str, Any], reply: httpx.Response) -> None:
        if backoff := id_of(found, "backoff"):
            self.rests[method] = self._now + min(backoff, DAY)
            stays_fresh(reply, backoff)
        left = found.get("quota_remaining")
        if isinstance(left, int) and left <= 0:
            self.rests[ALL] = self._now - self._now % DAY + DAY
            stays_fresh(reply, self.rests[ALL] - self._now)
            text = "the day's requests are used up until midnight UTC: a free key allows 10,000"
            self.said.append(Said(text, ends=True))


def error_in(found: Mapping[str, Any], place: str = "") -> SourceError | None:
    """The error that a body is; None where it is none. `place` stands before what it says."""
    name, message = str(found.get("error_name") or ""), str(found.get("error_message") or "")
    if not name and "error_id" not in found:
        return None
    told = " ".join(clean(message or name).split())[:200]
    if name in _BUSY:
        wait = re.search(r"in (\d{1,9}) seconds", message)
        return SourceBusyError(
            f"{place}Stack Exchange asks for patience: {told}",
            retry_after=min(float(wait[1]), LONGEST) if wait else None,
        )
    if name in _LOGINS:
        return SourceRefusedError(f"{place}Stack Exchange does not accept the key: {told}")
    if name == "bad_parameter" and "site" in message.lower():
        return SourceRefusedError(f"{place}Stack Exchange knows no such site: {told}")
    if name == "bad_parameter" and "key" in message.lower():
        return SourceRefusedError(f"{place}Stack Exchange does not accept the key: {told}")
    return SourceChangedError(f"{place}Stack Exchange says: {told} ({name})")


def _explained(reply: httpx.Response) -> SourceError | None:
    found = failed_body(reply)
    place = f"{shown_url(reply.url.copy_with(query=None))}: {reply.status_code}, "
    return error_in(found, place) if isinstance(found, Mapping) else None
