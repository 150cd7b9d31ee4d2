"""Requests to the API of X: the most that a reply may cost is taken first, and its refusals are named.

What a reply held is told with it, for the page that stores it (kit/taken.py). Of a request without a
reply, or with one that cannot be read, all stays taken.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
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
from connectors.kit.http.addresses import shown_url
from connectors.kit.http.fetch import decoded, failed_body, get
from connectors.kit.reading.entries import text_line
from connectors.kit.taken import Settled, Taken
from connectors.x.posts import FIELDS, posts_in, said_in
from connectors.x.prices import Prices, cost_of
from connectors.x.signing import Keys

IDS = 100  # posts asked for by their ids in one request
_NO_CREDITS = (
    "the account at X has no credits left, or has reached its spending limit: see to both on"
    " console.x.com, then listener sources --retry NAME"
)
_BAD_KEYS = (
    "X does not accept the keys: make them again on console.x.com, all four of one app, and see that this"
    " machine's clock is right"
)
_CLOSED = "X does not let this app read it: on console.x.com, see that it is in a project that pays by use"


class _CappedError(SourceBusyError):
    """X's own word that nothing more is shown for now."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came, and what it cost."""

    settled: Settled
    found: Mapping[str, Any] | None = None  # None: nothing has changed

    @property
    def posts(self) -> list[Any]:
        """Its posts, as they stand in it; SourceChangedError where it is no list of them."""
        return [] if self.found is None else posts_in(self.found)

    @property
    def older(self) -> str | None:
        """What the next page is asked for with."""
        meta = self.found.get("meta") if self.found else None
        token = text_line(meta.get("next_token")) if isinstance(meta, Mapping) else ""
        return token or None


@dataclass(frozen=True, slots=True)
class Spending:
    """How a poll pays: see kit.budget.Spender."""

    whole: Budget
    budget: Budget  # the same, or less of it
    spend: Callable[[Budget, int], Taken]
    room: Callable[[Budget], int]
    empty: Callable[[Budget], SpentError]

    def keeping(self, parts: int) -> "Spending":
        """The same, which leaves so many parts of the day untouched."""
        return replace(self, budget=replace(self.budget, limit=self.budget.limit - parts))

    def left(self) -> int:
        """Parts that may be taken."""
        return max(self.room(self.budget), 0)


class Asking:
    """What one poll asks."""

    def __init__(self, http: httpx.Client, url: str, keys: Keys, prices: Prices) -> None:
        self._http, self._keys = http, keys
        self._root = f"{url.rstrip('/')}/2"
        self.prices = prices

    def posts(
        self, paying: Spending, path: str, asked: Mapping[str, str | int], *, most: int, price: int
    ) -> Reply:
        """One request that may cost `most` parts; `price` is that of a post. Raises SpentError, the SourceErrors."""
        url = f"{self._root}/{path}"
        told = {"tweet.fields": FIELDS, **asked}
        signed = self._keys.header(url, told, int(datetime.now(UTC).timestamp()))
        taken = paying.spend(paying.budget, most)
        try:
            reply = get(
                self._http,
                url,
                told,
                headers={"Authorization": signed},
                fresh=True,
                explain=_explained,
            )
        except _CappedError:
            raise paying.empty(paying.whole) from None
        if reply is None:
            return Reply(Settled(taken, 0))
        with naming(shown_url(url)):
            found = decoded(reply)
            if not isinstance(found, Mapping):
                raise SourceChangedError("no list of posts: is this X's?")
        return Reply(Settled(taken, cost_of(found, self.prices, price)), found)


def _explained(reply: httpx.Response) -> SourceError | None:
    found = failed_body(reply)
    if not isinstance(found, Mapping):
        return None
    status, title = reply.status_code, text_line(found.get("title"))
    kind = text_line(found.get("type"))
    if status == 429 and (title == "UsageCapExceeded" or kind.endswith("/usage-capped")):
        return _CappedError(title, status=status)
    if status == 402 or title in ("CreditsDepleted", "SpendCapReached"):
        return SourceRefusedError(_NO_CREDITS, status=status)
    said, shown = said_in(found), shown_url(reply.url.copy_with(query=None))
    if status == 401 and (title or said):
        return SourceRefusedError(_BAD_KEYS, status=status)
    if status == 403 and said:
        return SourceRefusedError(f"{_CLOSED} (X says: {said})", status=status)
    if status == 400 and said:
        return SourceChangedError(f"{shown}: 400, X says: {said}", status=status)
    return None
