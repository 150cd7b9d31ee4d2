"""Requests to the Threads API: each is taken from the day's budget first, and its refusals are named."""

from collections.abc import Callable
from functools import partial
from typing import Any

import httpx

from connectors.kit.budget import Budget
from connectors.kit.errors import (
    SourceBusyError,
    SourceChangedError,
    SourceError,
    SourceRefusedError,
    naming,
)
from connectors.kit.http.addresses import shown_url
from connectors.kit.http.fetch import Params
from connectors.kit.metagraph import (
    AGAIN,
    HOUR,
    LIMITS,
    TOKENS,
    Failure,
    NothingThereError,
    Requests,
    TokenError,
    explaining,
)
from connectors.kit.walk.paging import older_in
from connectors.threads.posts import items_of

VERSION = "v1.0"
FIELDS = (
    "id,text,username,permalink,timestamp,alt_text,text_attachment,has_replies,is_reply,"
    "is_reply_owned_by_me,root_post,replied_to,hide_status"
)
# The search gives no `owner`, and is asked for what its own page lists.
SEARCHED = "id,text,permalink,timestamp,username,has_replies,is_reply"
REQUESTS = 120  # of one poll, at most
_GONE = frozenset([24, 803])


class Asking:
    """What one poll asks."""

    def __init__(
        self, http: httpx.Client, url: str, token: str, spend: Callable[[Budget], object]
    ) -> None:
        self._root, self._spend = f"{url.rstrip('/')}/{VERSION}", spend
        self._requests = Requests(http, self._root, token, most=REQUESTS, named=_error)

    @property
    def left(self) -> int:
        """Requests that this poll may still make."""
        return self._requests.left

    def one(self, budget: Budget, path: str, asked: Params, *, fresh: bool = True) -> Any:
        """One object, or a list as it came; None for 304. Raises EnoughError, SpentError, the SourceErrors."""
        return self._requests.ask(path, asked, fresh=fresh, pay=partial(self._spend, budget))

    def items(
        self, budget: Budget, path: str, asked: Params, *, fresh: bool
    ) -> tuple[list[Any], str | None] | None:
        """What a list shows, and the cursor to its next page; None for 304. Raises as `one` does."""
        found = self.one(budget, path, asked, fresh=fresh)
        if found is None:
            return None
        with naming(shown_url(f"{self._root}/{path}")):
            if not isinstance(found, dict) or "data" not in found:
                raise SourceChangedError("no list of posts: is this from Threads?")
            items = items_of(found)
        paging = found.get("paging")
        is_last = not isinstance(paging, dict) or not paging.get("next")
        return items, None if is_last else older_in(paging, "cursors", "after")


def _error(failure: Failure, place: str, wait: float | None, status: int | None) -> SourceError:
    what, code = failure.what, failure.code
    if code in LIMITS:
        text = f"{place}the requests that Threads gives your app are used up ({what})"
        return SourceBusyError(text, retry_after=wait or HOUR, status=status)
    if code in AGAIN or failure.passes:
        text = f"{place}Threads cannot answer now ({what})"
        return SourceBusyError(text, status=status)
    kind: type[SourceError] = SourceChangedError
    text = "Threads refuses what is asked: update the listener, or report it"
    if code in TOKENS:
        text = "the token is not valid any more: make a new one, as `listener kinds threads` says"
        kind = TokenError
    elif failure.is_for_permission:
        text = (
            "a permission is missing: tick it when you make the token, or ask Meta to approve it"
            " for your app"
        )
        kind = SourceRefusedError
    elif code in _GONE or (code, failure.sub) == (100, 33):
        text, kind = "nothing is there that the token may see", NothingThereError
    return kind(f"{place}{text} ({what})", status=status)


explained = explaining(_error)
"""The error that a reply's body tells; None where it tells none."""
