"""Requests to the API of X: the most that a reply may cost is taken first, and its refusals are named.

What a reply held is told with it, for the page that stores it (kit/taken.py). Of a request without a
reply, or with one that cannot be read, all stays taken.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
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
from connectors.kit.http.fetch import decoded, failed_body, get, post
from connectors.kit.oauth import token_in
from connectors.kit.reading.entries import text_line
from connectors.kit.taken import Settled, Taken
from connectors.x.posts import FIELDS, posts_in, said_in
from connectors.x.prices import Prices, cost_of
from connectors.x.signing import Keys

_UNAUTHORIZED = 401
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


class UncountedError(SourceRefusedError):
    """X does not let the app count posts: it may read them all the same."""


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


@dataclass(slots=True)
class Held:
    """The app's token, which a process keeps."""

    token: str = field(default="", repr=False)


class Asking:
    """What one poll asks."""

    def __init__(
        self, http: httpx.Client, url: str, keys: Keys, prices: Prices, held: Held
    ) -> None:
        self._http, self._keys, self._held = http, keys, held
        self._root = f"{url.rstrip('/')}/2"
        self.prices = prices

    def posts(
        self, paying: Spending, path: str, asked: Mapping[str, str | int], *, most: int, price: int
    ) -> Reply:
        """One request that may cost `most` parts; `price` is that of a post. Raises SpentError, the SourceErrors."""
        url = f"{self._root}/{path}"
        told = {"tweet.fields": FIELDS, **asked}
        signed = self._keys.header(url, told, int(datetime.now(UTC).timestamp()))
        taken, found = self._paid(paying, url, told, signed, most)
        if found is None:
            return Reply(Settled(taken, 0))
        return Reply(Settled(taken, cost_of(found, self.prices, price)), found)

    def counts(self, paying: Spending, asked: Mapping[str, str]) -> Reply:
        """One request that counts posts. X shows counts to apps alone, not to their accounts.

        Raises SpentError, the SourceErrors.
        """
        was_held = bool(self._held.token)
        try:
            return self._counted(paying, asked)
        except SourceRefusedError as error:
            self._held.token = ""
            if was_held and error.status == _UNAUTHORIZED:  # withdrawn since: another one is made
                return self.counts(paying, asked)
            if str(error) == _NO_CREDITS:
                raise
            raise UncountedError(str(error), status=error.status) from None

    def _counted(self, paying: Spending, asked: Mapping[str, str]) -> Reply:
        url, price = f"{self._root}/tweets/counts/recent", self.prices.count
        signed = f"Bearer {self._of_app()}"
        taken, found = self._paid(paying, url, asked, signed, price)
        return Reply(Settled(taken, price), found)

    def _of_app(self) -> str:
        if not self._held.token:
            url = f"{self._root.removesuffix('/2')}/oauth2/token"
            form, headers = {"grant_type": "client_credentials"}, {"Authorization": self._keys.app}
            reply = post(self._http, url, form, headers=headers, max_bytes=100_000,
                         explain=_no_token)  # fmt: skip
            self._held.token = token_in(reply)["access_token"]
        return self._held.token

    def _paid(
        self,
        paying: Spending,
        url: str,
        told: Mapping[str, str | int],
        signed: str,
        most: int,
    ) -> tuple[Taken, Mapping[str, Any] | None]:
        """A reply, and what was taken for it; None: nothing has changed."""
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
            return taken, None
        with naming(shown_url(url)):
            found = decoded(reply)
            if not isinstance(found, Mapping):
                raise SourceChangedError("no list of posts: is this X's?")
        return taken, found


def _no_token(reply: httpx.Response) -> SourceError | None:
    if reply.status_code in (400, 401, 403):
        return SourceRefusedError(_BAD_KEYS, status=reply.status_code)
    return None


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
