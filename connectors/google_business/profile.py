"""Google's services for business profiles, as one poll asks them: by a login, renewed where it must be."""

from collections.abc import Callable, Mapping
from typing import Any

import httpx

from connectors.google_business.reviews import read_review, reviews_of
from connectors.google_business.state import Place, State
from connectors.kit.errors import (
    UNREADABLE,
    SourceChangedError,
    SourceError,
    SourceRefusedError,
    naming,
    why_unread,
)
from connectors.kit.google import Words, explaining
from connectors.kit.http.fetch import Params, get_json
from connectors.kit.login import Login
from connectors.kit.oauth import access, renewed
from connectors.kit.walk.paging import Fetch, Listed, Listing, older_in

SERVICES = "https://{service}.googleapis.com"
PAGE = 50  # reviews of a request, the most that Google gives
FORM = "https://support.google.com/business/contact/api_default"


class Profile:
    """The services, for one poll."""

    def __init__(
        self, at: Callable[[str], str], http: httpx.Client, login: Login, now: int
    ) -> None:
        self._at, self._http, self._login, self._now = at, http, login, now
        self._token = ""
        self.is_shut = False  # did a refusal come that all shops would get?
        self.undated: set[str] = set()  # reviews that say only when they were last changed
        self._words = Words(
            unapproved=(
                "Google has not approved your project for Business Profile yet (its quota is 0): ask for"
                f" access at {FORM}, which takes from days to weeks; until then the mailbox hears new"
                " reviews: listener kinds mailbox"
            ),
            off=(
                "a Business Profile service is not switched on in your Google Cloud project: open APIs &"
                " Services there and enable Google My Business API, My Business Account Management API"
                " and My Business Business Information API; it takes a few minutes"
            ),
            narrow=f"the login does not cover business profiles: tick its box: {login.again}",
            closed=(
                "the account that logged in may not read this: it must manage the shop, and the shop be"
                " verified"
            ),
        )

    def ask(self, service: str, path: str, params: Params, *, fresh: bool) -> Any:
        """The decoded reply; None for 304. Raises the SourceErrors."""
        url = f"{self._at(service)}/{path}"
        self._token = self._token or self._for_all(
            lambda: access(self._http, self._login, self._now)
        )
        try:
            return self._ask(url, params, fresh=fresh)
        except SourceError as error:
            if error.status != 401:
                raise
        # A token may end before its time.
        self._token = self._for_all(lambda: renewed(self._http, self._login, self._now))
        try:
            return self._ask(url, params, fresh=fresh)
        except SourceError as error:
            self.is_shut = error.status == 401
            raise

    def listing(self, place: Place, state: State, floor: int) -> Fetch:
        """The pages of a shop's reviews, by their tokens; what waits at Google is noted in `state`."""
        seen: set[str] = set()
        is_first = True

        def fetch(at: str | None, fresh: bool) -> Listing | None:
            asked: dict[str, str | int] = {"pageSize": PAGE, "orderBy": "updateTime desc"}
            if at:
                asked["pageToken"] = at
            path = f"v4/{place.path}/reviews"
            nonlocal is_first
            was_first, is_first = is_first, False
            try:
                found = self.ask("mybusiness", path, asked, fresh=fresh)
            except SourceChangedError as error:
                if at and was_first and error.status == 400:
                    return Listing((), None)  # a token of an earlier poll: the page is looked for
                raise
            if found is None:
                return None
            shown = self._reviews(found, path)
            items, refused = self._items(shown, place, state, floor)
            new = tuple(i if i.id not in seen else Listed(i.position, i.id, None) for i in items)
            seen.update(item.id for item in items)
            return Listing(new, older_in(found, "nextPageToken"), tuple(refused))

        return fetch

    def _reviews(self, found: Any, path: str) -> list[Any]:
        if not isinstance(found, Mapping):
            raise SourceChangedError(f"{path}: no list of reviews")
        with naming(path):
            return reviews_of(found)

    def _items(
        self, shown: list[Any], place: Place, state: State, floor: int
    ) -> tuple[list[Listed], list[str]]:
        items: list[Listed] = []
        refused: list[str] = []
        for number, each in enumerate(shown, start=1):
            try:
                review = read_review(each, place.shown)
                at = review.changed_at
                second = int(at.timestamp()) if at else self._now
            except UNREADABLE as error:
                refused.append(f"{place.shown}: review {number}: {why_unread(error)}")
                continue
            is_old = at is not None and second < floor
            items.append(Listed(second, review.id, None if is_old else review.mention))
            # What was never shown cannot be gone.
            was_shown = place.path in state.shops or not (review.answer and review.answer.deleted)
            if review.answer and not is_old and was_shown:
                items.append(Listed(second, review.answer.external_id, review.answer))
            self.undated |= set() if review.is_dated else {review.id}
            state.stands(review.id, None if is_old else review.waiting, self._now)
        return items, refused

    def _ask(self, url: str, params: Params, *, fresh: bool) -> Any:
        headers = {"Authorization": f"Bearer {self._token}"}
        explain = explaining(self._words)

        def explained(reply: httpx.Response) -> SourceError | None:
            told = explain(reply)
            # Neither an approval nor a service nor a login is one shop's alone.
            words = (self._words.unapproved, self._words.off, self._words.narrow)
            self.is_shut = self.is_shut or str(told) in words
            return told

        return get_json(self._http, url, params, headers=headers, fresh=fresh, explain=explained)

    def _for_all(self, token: Callable[[], str]) -> str:
        try:
            return token()
        except (SourceChangedError, SourceRefusedError):
            self.is_shut = True
            raise
