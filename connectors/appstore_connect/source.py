"""App Store Connect: the reviews of an app of one's own, of all countries at once, with one's answers.

A review tells neither the app's version nor a change: an edit is seen by its words, an answer by
being there, so a poll reads the newest two hundred each time and once a day the last thirty days.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar, Self
from urllib.parse import parse_qs, urlsplit

import httpx
from pydantic import ConfigDict, Field, field_validator, model_validator

from connectors.appstore_connect.guide import GUIDES
from connectors.appstore_connect.reviews import error_in, in_reply, opened
from connectors.appstore_connect.token import signed
from connectors.kit.about import About, Settings
from connectors.kit.apple import app_number, app_on
from connectors.kit.contract import Connector, Page
from connectors.kit.errors import SourceChangedError, SourceError, SourceRefusedError, naming
from connectors.kit.guide import Guides
from connectors.kit.http.addresses import shown_url
from connectors.kit.http.fetch import failed_body, get_json
from connectors.kit.keys import Key, check_one, place_of, text_of
from connectors.kit.walk.paging import DAY, Listed, Listing, Reach, newest_first

LIMIT = 200  # reviews a request, the most that it gives
PAGES = 10  # requests of one poll, at most
OVERLAP = 3_600  # seconds read again at each poll,
DEEP = 30 * DAY  # and once a day: edits and answers come without a new date
_ASKED: dict[str, str | int] = {
    "sort": "-createdDate",
    "limit": LIMIT,
    "include": "response",
    "fields[customerReviews]": "rating,title,body,reviewerNickname,createdDate,territory,response",
    "fields[customerReviewResponses]": "responseBody,lastModifiedDate,state,review",
}


class AppstoreConnect(Connector):
    """Reviews of your own app in all of Apple's stores, with your answers."""

    model_config = ConfigDict(hide_input_in_errors=True)

    guides: ClassVar[Guides] = GUIDES
    add_asks: ClassVar[tuple[str, ...]] = ("issuer", "key_file")
    about_brand: bool = True
    poll_minutes: int = Field(default=60, ge=1, le=525_600)
    app: str
    """The app's number, as in apps.apple.com/fr/app/name/id123456789; the whole address does, too."""
    key_id: str = Field(pattern=r"^[A-Za-z0-9]{8,20}$")
    """The key's own number: ten letters and digits, in the name of its file, too."""
    issuer: str | None = Field(default=None, pattern=r"^[0-9a-fA-F-]{36}$")
    """The issuer's number above the list of keys; none for a person's own key."""
    key: Key | None = None
    """What stands in the AuthKey_….p8 file; or name the file as key_file."""
    key_file: Path | None = None
    """The AuthKey_….p8 file as Apple gave it; a name alone is looked for in the storage folder."""
    days_back: int = Field(default=365, ge=1, le=3_650)
    """Days that the first poll reads back."""
    url: str = Field(default="https://api.appstoreconnect.apple.com", pattern=r"^https?://[^/\s]+")
    """The API's address."""

    @field_validator("app", mode="before")
    @classmethod
    def _is_a_number(cls, app: object) -> str:
        return app_number(app)

    @model_validator(mode="after")
    def _can_sign(self) -> Self:
        check_one(self.key, self.key_file, "AuthKey_….p8")
        if not self.allow_private and self.url.startswith("http:"):
            raise ValueError("key: its token would be sent in the clear: write https://")
        return self

    def placed_in(self, storage: Path) -> Self:
        """With its key's file in the storage folder, where the settings name no folder."""
        if self.key_file is None:
            return self
        return self.model_copy(update={"key_file": storage / self.key_file.expanduser()})

    @classmethod
    def proposed(cls, about: About, http: httpx.Client) -> Iterator[Settings]:  # noqa: ARG003
        """The app that the site leads to, with what only its owner sees."""
        for link in about.links_to("apps.apple.com"):
            if app := app_on(link):
                yield {"app": app, "key": "${APPSTORE_CONNECT_KEY}"}
                return

    @classmethod
    def mentions_in(cls, reply: bytes) -> Page:
        """The reviews and answers of a saved reply: a list, one alone, an answer with its review."""
        return in_reply(reply)

    def pages(self, http: httpx.Client, cursor: str | None) -> Iterator[Page]:
        """Yield the reviews, newest first, each with your answer once it is public."""
        now = int(datetime.now(UTC).timestamp())
        pem = text_of(self.key, self.key_file, "ascii")
        place = place_of(self.key, self.key_file)
        asking = _Asking(self, http, signed(pem, self.key_id, self.issuer, now, place), now)
        reach = Reach(
            max_pages=PAGES,
            overlap=OVERLAP,
            floor=now - self.days_back * DAY,
            ceiling=now + DAY,
            deep=DEEP,
            now=now,
        )
        for page in newest_first(asking.listing, cursor, reach):
            # Whether an edit moves a review's date is not told: by it no review is another one.
            dated = frozenset(m.external_id for m in page.mentions if m.posted_at)
            yield replace(page, changed=dated)


class _Asking:
    """What one poll asks."""

    def __init__(self, source: AppstoreConnect, http: httpx.Client, token: str, now: int) -> None:
        self._http, self._app, self._now = http, source.app, now
        self._floor = now - source.days_back * DAY
        self._url = f"{source.url.rstrip('/')}/v1/apps/{source.app}/customerReviews"
        self._headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}

    def listing(self, at: str | None, fresh: bool) -> Listing | None:
        """The page behind this mark; None: the newest."""
        asked = _ASKED | ({"cursor": at} if at else {})
        try:
            found = get_json(
                self._http,
                self._url,
                asked,
                headers=self._headers,
                fresh=fresh,
                explain=_explained,
            )
        except SourceChangedError as error:
            if at is None or error.status != 400:
                raise
            return Listing((), None)  # a mark of an earlier poll is over: down from the top again
        if found is None:
            return None
        with naming(shown_url(self._url)):
            told = opened(found, self._app).page()
        items, second = [], self._now
        for mention in told.mentions:
            # An answer stands with its review, whatever its own date is.
            if mention.posted_at and not mention.by_owner:
                second = int(mention.posted_at.timestamp())
            is_old = second < self._floor
            items.append(Listed(second, mention.external_id, None if is_old else mention))
        return Listing(tuple(items), _older(found), told.refused, told.said)


def _older(found: Mapping[str, Any]) -> str | None:
    """The mark of the next page. Its address is not followed: the token is for ours alone."""
    links = found.get("links")
    link = links.get("next") if isinstance(links, Mapping) else None
    marks = parse_qs(urlsplit(link).query).get("cursor") if isinstance(link, str) else None
    return marks[0] if marks else None


def _explained(reply: httpx.Response) -> SourceError | None:
    """What App Store Connect says of a request that it refused."""
    found = failed_body(reply)
    told = error_in(found) if isinstance(found, Mapping) else None
    status, shown = reply.status_code, shown_url(reply.url.copy_with(query=None))
    if told is None or status == 429 or status >= 500:
        return None
    if status == 401:
        return SourceRefusedError(
            f"{shown}: 401, the key is not accepted ({told}): check key_id, issuer, the key's file and"
            " this machine's clock",
            status=status,
        )
    if status == 403:
        return SourceRefusedError(
            f"{shown}: 403, the key may not read this ({told}): in App Store Connect give it the role"
            " Customer Support, or a higher one",
            status=status,
        )
    if status == 404:
        return SourceChangedError(
            f"{shown}: 404, this account has no such app ({told}): check its number", status=status
        )
    return SourceChangedError(f"{shown}: {status}, App Store Connect says: {told}", status=status)
