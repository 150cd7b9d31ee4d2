"""Requests to the YouTube Data API: each is taken from the day's budget first, and its refusals are named.

The key goes in a header, never in an address.
"""

from collections.abc import Callable, Iterable
from typing import Any

import httpx

from connectors.kit.budget import Budget, SpentError
from connectors.kit.errors import (
    SourceBusyError,
    SourceChangedError,
    SourceError,
    SourceRefusedError,
    naming,
)
from connectors.kit.google import Problem, Words, explaining, problem_in
from connectors.kit.http.addresses import shown_url
from connectors.kit.http.fetch import Params, decoded, failed_body, get
from connectors.kit.walk.paging import older_in
from connectors.youtube.comments import items_of

LIMIT = 100  # comments a request
IDS = 50  # threads asked for by their ids in one
_REPLIES = 10  # requests for the answers to one comment
_SPENT = frozenset(["quotaExceeded", "dailyLimitExceeded"])
_BAD_KEY = frozenset(["keyInvalid", "keyExpired", "API_KEY_INVALID", "API_KEY_EXPIRED"])
_NOT_HERE = frozenset(
    ["ipRefererBlocked", "API_KEY_IP_ADDRESS_BLOCKED", "API_KEY_HTTP_REFERRER_BLOCKED",
     "API_KEY_SERVICE_BLOCKED"]
)  # fmt: skip
_PLACES = {
    "commentsDisabled": "comments are turned off there",
    "videoNotFound": "the video is gone, or private",
    "channelNotFound": "there is no such channel",
    "channelClosed": "the channel was closed",
    "channelSuspended": "YouTube closed the channel",
    "forbidden": "YouTube does not show its comments",
}
_OF_A_PLACE = _PLACES.keys() - {"forbidden"}
_WORDS = Words(
    unapproved="the project's quota for the YouTube Data API is 0: raise it in Google Cloud",
    off="the YouTube Data API v3 is not switched on in the key's project: open APIs & Services in"
    " Google Cloud and enable it; it takes a few minutes",
    narrow="the key may not read comments: in Google Cloud let it use the YouTube Data API v3",
    closed="YouTube does not let this key read it",
)


class PlaceError(SourceRefusedError):
    """One video or channel shows no comments: the others do."""


class _SpentError(SourceBusyError):
    """The service's own word that its day is spent."""


class Asking:
    """What one poll asks."""

    def __init__(
        self,
        http: httpx.Client,
        url: str,
        key: str,
        spend: Callable[[Budget], object],
        empty: Callable[[Budget], SpentError],
    ) -> None:
        self._http, self._key = http, key
        self._root = f"{url.rstrip('/')}/youtube/v3"
        self._spend, self._empty = spend, empty

    def items(
        self, budget: Budget, method: str, asked: Params, *, fresh: bool
    ) -> tuple[list[Any], str | None] | None:
        """What a list shows, and the next page's token; None for 304. Raises SpentError and the SourceErrors."""
        self._spend(budget)
        url = f"{self._root}/{method}"
        headers = {"X-Goog-Api-Key": self._key}
        try:
            reply = get(self._http, url, asked, headers=headers, fresh=fresh, explain=_explained)
        except _SpentError:
            raise self._empty(budget) from None
        if reply is None:
            return None
        with naming(shown_url(url)):
            found = decoded(reply)
            items = items_of(found)
        return items, older_in(found, "nextPageToken")

    def replies(self, budget: Budget, thread: str) -> tuple[list[Any], bool]:
        """The answers to a comment, and whether these are all."""
        asked: dict[str, str | int] = {
            "part": "snippet", "parentId": thread, "maxResults": LIMIT, "textFormat": "plainText",
        }  # fmt: skip
        found: list[Any] = []
        tokens: set[str] = set()
        for _ in range(_REPLIES):
            items, token = self.items(budget, "comments", asked, fresh=True) or ([], None)
            found += items
            if token is None or token in tokens or not items:
                return found, token is None
            tokens.add(token)
            asked["pageToken"] = token
        return found, False

    def threads(self, budget: Budget, ids: Iterable[str]) -> list[Any]:
        """These threads, as far as they are there."""
        asked: dict[str, str | int] = {
            "part": "snippet,replies", "id": ",".join(ids), "maxResults": LIMIT,
            "textFormat": "plainText",
        }  # fmt: skip
        try:
            found = self.items(budget, "commentThreads", asked, fresh=True)
        except SourceChangedError as error:
            if error.status != 404:
                raise
            return []  # none of them is there
        return found[0] if found else []


def _explained(reply: httpx.Response) -> SourceError | None:
    problem = problem_in(failed_body(reply))
    if problem is None:
        return None
    status, reasons = reply.status_code, problem.reasons
    if reasons & _SPENT or (status == 429 and "per day" in problem.said):
        return _SpentError(problem.said, status=status)
    if reasons & _BAD_KEY or (status == 400 and "API key" in problem.said):
        return SourceRefusedError(
            "Google does not accept the API key any more: make another one (Google Cloud, APIs &"
            " Services, Credentials) and put it into tokens.env",
            status=status,
        )
    if reasons & _NOT_HERE:
        return SourceRefusedError(
            "the API key may not be used from here: in Google Cloud, Credentials, let it be used by this"
            " machine's address and for the YouTube Data API v3",
            status=status,
        )
    if told := _place(problem, status):
        return PlaceError(told, status=status)
    return explaining(_WORDS)(reply)


def _place(problem: Problem, status: int) -> str:
    """Why one video or channel shows nothing; "" where it is the key's fault or something else."""
    if status == 403 and problem.reasons >= {"forbidden"}:
        return _PLACES["forbidden"]
    return next((_PLACES[one] for one in problem.reasons if one in _OF_A_PLACE), "")
