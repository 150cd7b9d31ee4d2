"""Steam: reviews of a game or an application, with the developer's responses, by Steam's own API.

The store's old list (store.steampowered.com/appreviews) ended on 22 October 2026 and leads to the
shop's front page. A review keeps its date when it is edited or answered, so once a day a poll reads
the last two weeks again.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, ClassVar

import httpx
from pydantic import Field, field_validator

from connectors.kit.about import About, Settings
from connectors.kit.contract import Connector, Page
from connectors.kit.errors import SourceChangedError
from connectors.kit.guide import Guides
from connectors.kit.http.addresses import shown_url
from connectors.kit.http.fetch import decoded, get
from connectors.kit.saved import each_of
from connectors.kit.walk.paging import DAY, Listed, Listing, Reach, newest_first
from connectors.steam.guide import GUIDES
from connectors.steam.reviews import LANGUAGES, cursor_in, in_reply, read_review, reviews_of

LIMIT = 100  # reviews a request, the most that it gives; fewer is no end
PAGES = 10  # requests of one poll, at most
OVERLAP = 3_600  # seconds read again at each poll,
DEEP = 14 * DAY  # and once a day: responses and edits come without a new date
RECENT, ANY = 1, 0  # of `filter`: the newest written first; of `review_type`: for and against
EVERY_PURCHASE = 1  # of `purchase_type`: keys from elsewhere, too


class Steam(Connector):
    """Reviews of a game or application on Steam, with the developer's responses."""

    realm: ClassVar[str | None] = "steam"
    guides: ClassVar[Guides] = GUIDES
    add_asks: ClassVar[tuple[str, ...]] = ("languages",)
    about_brand: bool = True
    poll_minutes: int = Field(default=30, ge=1, le=525_600)
    app: str
    """The app's number on Steam, as in store.steampowered.com/app/1234560; the whole address does, too."""
    languages: tuple[str, ...] = ()
    """Only reviews in these languages, in two letters each: fr, en; without any, all."""
    days_back: int = Field(default=90, ge=1, le=3_650)
    """Days that the first poll reads back."""
    url: str = Field(default="https://api.steampowered.com", pattern=r"^https?://[^/\s]+")
    """The API's address."""

    @field_validator("app", mode="before")
    @classmethod
    def _is_a_number(cls, app: object) -> str:
        told = str(app).strip()[:500]
        page = re.search(r"/(?:app|recommended|reviews)/(\d{1,10})(?:\D|$)", told)
        found = page[1] if page else told
        if not re.fullmatch(r"[1-9][0-9]{0,9}", found) or int(found) >= 2**32:
            raise ValueError("expected the app's number, as in store.steampowered.com/app/1234560")
        return found

    @field_validator("languages")
    @classmethod
    def _are_known(cls, languages: tuple[str, ...]) -> tuple[str, ...]:
        told = tuple(dict.fromkeys(language.strip().lower() for language in languages))
        if unknown := [language for language in told if language not in LANGUAGES]:
            raise ValueError(f"Steam has no {', '.join(unknown)}: choose of {', '.join(LANGUAGES)}")
        return told

    @classmethod
    def proposed(cls, about: About, http: httpx.Client) -> Iterator[Settings]:  # noqa: ARG003
        """The apps that the site leads to."""
        for link in about.links_to("store.steampowered.com"):
            if found := re.search(r"/app/(\d{1,10})(?:\D|$)", link[:500]):
                yield {"app": found[1]}

    @classmethod
    def mentions_in(cls, reply: bytes) -> Page:
        """The reviews of a saved reply: a list of the API, old or new, or one review."""
        return in_reply(reply)

    def pages(self, http: httpx.Client, cursor: str | None) -> Iterator[Page]:
        """Yield the reviews, newest first, each with the developer's response."""
        now = int(datetime.now(UTC).timestamp())
        floor = now - self.days_back * DAY
        reach = Reach(
            max_pages=PAGES, overlap=OVERLAP, floor=floor, ceiling=now + DAY, deep=DEEP, now=now
        )
        seen: set[str] = set()
        is_first = True

        def fetch(at: str | None, fresh: bool) -> Listing | None:
            nonlocal is_first
            was_first, is_first = is_first, False
            try:
                found = self._asked(http, at, fresh)
            except SourceChangedError as error:
                if at and was_first and error.status == 400:
                    return Listing(
                        (), None
                    )  # its token is over: the page is looked for from the top
                raise
            return None if found is None else self._listing(found, at, floor, seen)

        of = " ".join((self.app, *self.languages))
        for page in newest_first(fetch, _known(cursor, of), reach):
            kept = json.dumps(json.loads(page.cursor) | {"of": of}) if page.cursor else None
            yield replace(page, cursor=kept)

    def _asked(self, http: httpx.Client, at: str | None, fresh: bool) -> Any:
        names = [name for code in self.languages for name in LANGUAGES[code]]
        asked = {
            "appid": int(self.app),
            "filter": RECENT,
            "languages": names or ["all"],
            "review_type": ANY,
            "purchase_type": EVERY_PURCHASE,
            "num_per_page": LIMIT,
            "filter_offtopic_activity": False,  # Steam hides what it takes for a review bomb
            "cursor": at or "*",
        }
        url = f"{self.url.rstrip('/')}/IUserReviewsService/GetAppReviews/v1/"
        params = {"input_json": json.dumps(asked, separators=(",", ":"))}
        reply = get(http, url, params, fresh=fresh)
        if reply is None:
            return None
        if reply.history:
            raise SourceChangedError(
                f"{shown_url(url)}: it leads elsewhere, to {reply.url.host}: Steam has moved its reviews"
            )
        return decoded(reply)

    def _listing(self, found: Any, at: str | None, floor: int, seen: set[str]) -> Listing:
        if at and found == {"response": {}}:
            return Listing((), None)  # nothing is left; a first page always says how many there are
        shown = reviews_of(found)
        told = each_of(shown, lambda one: read_review(one, self.app), "review")
        items, second = [], int(datetime.now(UTC).timestamp())
        for mention in told.mentions:
            # A response stands with its review, whatever its own date is.
            if mention.posted_at and not mention.by_owner:
                second = int(mention.posted_at.timestamp())
            is_new = second >= floor and mention.external_id not in seen
            items.append(Listed(second, mention.external_id, mention if is_new else None))
        seen |= {item.id for item in items}
        return Listing(tuple(items), cursor_in(found) if shown else None, told.refused)


def _known(cursor: str | None, of: str) -> str | None:
    """Where the list stands; what cannot be read, or is another app's, is a first poll."""
    try:
        return cursor if cursor and json.loads(cursor)["of"] == of else None
    except (ValueError, TypeError, KeyError):
        return None
