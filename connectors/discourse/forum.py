"""A forum as one visit asks it: with its key where it has one, and its errors in its own words."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import httpx

from connectors.discourse.posts import error_in, items_of, number
from connectors.kit.errors import (
    SourceBusyError,
    SourceChangedError,
    SourceError,
    SourceRefusedError,
    doubting,
)
from connectors.kit.http.addresses import shown_url
from connectors.kit.http.fetch import Params, failed_body, get_json
from connectors.kit.http.waits import LONGEST, retry_after


class Forum:
    """Requests to one forum; `key` is of the user `user`."""

    def __init__(self, http: httpx.Client, url: str, key: str | None, user: str) -> None:
        self._http, self.url = http, url
        self._headers = {"Accept": "application/json"}
        self._explained = _explained_with_a_key if key else _explained_to_a_visitor
        if key:
            self._headers |= {"Api-Key": key, "Api-Username": user}

    def ask(self, path: str, asked: Params, *, fresh: bool) -> Any:
        """A reply; None for 304. Raises the SourceErrors."""
        url = f"{self.url}/{path}"
        return get_json(
            self._http, url, asked, headers=self._headers, fresh=fresh, explain=self._explained
        )

    def posts(self, path: str, asked: Params, key: str, *, fresh: bool) -> list[Any] | None:
        """The posts of a reply, which has to hold `key`; None for 304."""
        with doubting("is this Discourse?"):
            found = self.ask(path, asked, fresh=fresh)
        if found is None:
            return None
        try:
            shown = items_of(found)
        except SourceChangedError as error:
            raise SourceChangedError(f"{shown_url(f'{self.url}/{path}')}: {error}") from error
        if not isinstance(found, Mapping) or key not in found:
            raise SourceChangedError("no list of posts: is this Discourse?")
        return shown


def _explained_to_a_visitor(reply: httpx.Response) -> SourceError | None:
    return _explained(reply, "the forum does not show this to visitors: it wants a key")


def _explained_with_a_key(reply: httpx.Response) -> SourceError | None:
    return _explained(reply, "the forum does not show this to the user of this key")


def _explained(reply: httpx.Response, closed: str) -> SourceError | None:
    """What the forum says of a request that it refused."""
    found = failed_body(reply)
    if not isinstance(found, Mapping) or not (told := error_in(found)):
        return None
    status, shown = reply.status_code, shown_url(reply.url.copy_with(query=None))
    if status == 429 or found.get("error_type") == "rate_limit":
        extras = found.get("extras")
        wait = number(extras.get("wait_seconds")) if isinstance(extras, Mapping) else None
        said = retry_after(reply.headers, datetime.now(UTC))
        longest = max((w for w in (wait, said) if w is not None), default=None)
        return SourceBusyError(
            f"{shown}: {status}, the forum asks for patience: {told}",
            retry_after=None if longest is None else min(float(longest), LONGEST),
            status=status,
        )
    if status in (401, 403):
        return SourceRefusedError(f"{shown}: {status}, {closed}: {told}", status=status)
    return None
