"""Google Play: reviews of an app of one's own, with the developer's answers, by a service account.

Google shows the reviews of the last week alone, and only those with words, so it is asked at least
once a day. The newest changed comes first; an answer of ours changes nothing of that order.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar, Self

import httpx
from pydantic import ConfigDict, Field, PrivateAttr, field_validator, model_validator

from connectors.google_play.account import Account, Held, account_in, token_for
from connectors.google_play.guide import GUIDES
from connectors.google_play.reviews import in_reply, read_review, reviews_of, undated
from connectors.kit.about import About, Settings
from connectors.kit.contract import Connector, Page
from connectors.kit.errors import (
    UNREADABLE,
    SourceChangedError,
    SourceError,
    SourceRefusedError,
    naming,
    why_unread,
)
from connectors.kit.google import Words, explaining
from connectors.kit.guide import Guides
from connectors.kit.http.addresses import shown_url
from connectors.kit.http.fetch import get_json
from connectors.kit.keys import Key, check_one, place_of, text_of
from connectors.kit.said import Said
from connectors.kit.walk.paging import DAY, Listed, Listing, Reach, newest_first, older_in

LIMIT = 100  # reviews a request, the most that Google gives
PAGES = 10  # requests of one poll, at most
SHOWN = 7 * DAY  # seconds that Google shows
OVERLAP = DAY  # seconds read again: answers come most often within a day
SCOPE = "https://www.googleapis.com/auth/androidpublisher"
_PACKAGE = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,80}(?:\.[A-Za-z0-9_]{1,80}){1,10}")


class GooglePlay(Connector):
    """Reviews of your own app on Google Play, with your answers."""

    model_config = ConfigDict(hide_input_in_errors=True)

    guides: ClassVar[Guides] = GUIDES
    add_asks: ClassVar[tuple[str, ...]] = ("key_file",)
    about_brand: bool = True
    poll_minutes: int = Field(default=60, ge=1)
    """Minutes between two visits; a day at most, for Google shows the last week alone."""
    app: str
    """The app's package name, such as com.acme.shop; the address of its page on Google Play does, too."""
    key: Key | None = None
    """What stands in the service account's key (JSON); or name the file as key_file."""
    key_file: Path | None = None
    """The service account's key as Google gave it (JSON); a name alone is looked for in the storage folder."""
    url: str = Field(
        default="https://androidpublisher.googleapis.com", pattern=r"^https?://[^/\s]+"
    )
    """The API's address."""

    _held: Held = PrivateAttr(default_factory=Held)

    @field_validator("poll_minutes")
    @classmethod
    def _often_enough(cls, minutes: int) -> int:
        if minutes > DAY // 60:
            raise ValueError("Google shows the reviews of the last week alone: write 1440 or less")
        return minutes

    @field_validator("app")
    @classmethod
    def _is_a_package(cls, app: str) -> str:
        told = app.strip()
        page = re.search(r"[?&]id=([\w.]{3,300})", told[:1_000])
        found = page[1] if page else told
        if not _PACKAGE.fullmatch(found):
            raise ValueError("expected a package name such as com.acme.shop, or its page's address")
        return found

    @model_validator(mode="after")
    def _can_sign(self) -> Self:
        check_one(self.key, self.key_file, "play.json")
        if self.url.startswith("http:") and not self.allow_private:
            raise ValueError("url: its token would be sent in the clear: write https://")
        return self

    def placed_in(self, storage: Path) -> Self:
        """With its key's file in the storage folder, where the settings name no folder."""
        if self.key_file is None:
            return self
        return self.model_copy(update={"key_file": storage / self.key_file.expanduser()})

    @classmethod
    def proposed(cls, about: About, http: httpx.Client) -> Iterator[Settings]:  # noqa: ARG003
        """The apps that the site leads to."""
        for link in about.links_to("play.google.com"):
            if found := re.search(r"[?&]id=([A-Za-z][\w.]{2,150})", link[:500]):
                yield {"app": found[1], "key": "${GOOGLE_PLAY_KEY}"}

    @classmethod
    def mentions_in(cls, reply: bytes) -> Page:
        """The reviews of a saved reply: a list, or one alone."""
        return in_reply(reply)

    def _account(self) -> Account:
        text = text_of(self.key, self.key_file, "utf-8")
        return account_in(text, place_of(self.key, self.key_file))

    def pages(self, http: httpx.Client, cursor: str | None) -> Iterator[Page]:
        """Yield the reviews of the last week, those that changed last first, each with your answer."""
        now = int(datetime.now(UTC).timestamp())
        state = _state(cursor)
        asking = _Asking(self, http, self._account(), now)
        reach = Reach(
            max_pages=PAGES,
            overlap=OVERLAP,
            floor=now - SHOWN - DAY,
            ceiling=now + DAY,
            deep=SHOWN + DAY,
            now=now,
        )
        is_noted = False
        for page in newest_first(asking.listing, json.dumps(state) if state else None, reach):
            told = json.dumps(json.loads(page.cursor) | {"read": now}) if page.cursor else None
            is_noted = is_noted or told is not None
            yield replace(page, cursor=told, changed=page.changed | undated(page.mentions))
        if not asking.was_read or not state:
            return
        lost = (_lost(state["read"], now),) if now - state["read"] > SHOWN else ()
        if lost or not is_noted:  # a week without a review moves nothing else
            yield Page((), None if is_noted else json.dumps(state | {"read": now}), said=lost)

    def token(self, http: httpx.Client, account: Account, now: int, *, anew: bool = False) -> str:
        """A token of the service account, kept while it is good."""
        if account.token_url.startswith("http:") and not self.allow_private:
            raise SourceRefusedError("token_uri of the key is no https:// address")
        return token_for(http, account, SCOPE, self._held, now, anew=anew)


class _Asking:
    """What one poll asks."""

    def __init__(self, source: GooglePlay, http: httpx.Client, account: Account, now: int) -> None:
        self._source, self._http, self._account, self._now = source, http, account, now
        self._url = (
            f"{source.url.rstrip('/')}/androidpublisher/v3/applications/{source.app}/reviews"
        )
        closed = (
            f"the service account may not read this app's reviews: in the Play Console, Users and"
            f" permissions, invite {account.email} and allow it to see the app and to reply to"
            " reviews; it takes up to a day"
        )
        off = (
            "the Google Play Android Developer API is not switched on in the key's project: open APIs &"
            " Services in Google Cloud and enable it; it takes a few minutes"
        )
        self._explain = explaining(
            Words(unapproved="the project's quota for the API is 0: raise it in Google Cloud", off=off,
                  narrow=closed, closed=closed)
        )  # fmt: skip
        self._seen: set[str] = set()
        self._is_first = True
        self.was_read = False

    def listing(self, at: str | None, fresh: bool) -> Listing | None:
        """The page behind this token; None: the newest."""
        is_first, self._is_first = self._is_first, False
        try:
            found = self._found(at, fresh)
        except SourceChangedError as error:
            if at and is_first and error.status == 400:
                return Listing(
                    (), None
                )  # its token is too old: the page is looked for from the top
            raise
        if found is None:
            return None
        self.was_read = True
        with naming(shown_url(self._url)):
            shown = reviews_of(found)
        items, refused = self._items(shown)
        older = older_in(found, "tokenPagination", "nextPageToken")
        return Listing(tuple(items), older, tuple(refused))

    def _items(self, shown: list[Any]) -> tuple[list[Listed], list[str]]:
        items: list[Listed] = []
        refused: list[str] = []
        second = self._now
        for number, each in enumerate(shown, start=1):
            try:
                review, *answers = read_review(each, self._source.app)
            except UNREADABLE as error:
                refused.append(f"review {number}: {why_unread(error)}")
                continue
            # Without a time it stands where its neighbour does.
            at = None if review.by_owner else review.posted_at
            second = int(at.timestamp()) if at else second
            for one in (review, *answers):
                mention = None if one.external_id in self._seen else one
                items.append(Listed(second, one.external_id, mention))
                self._seen.add(one.external_id)
        return items, refused

    def _found(self, at: str | None, fresh: bool) -> Any:
        try:
            return self._ask(at, fresh, anew=False)
        except SourceError as error:
            if error.status != 401 or "may not read" in str(error):
                raise
        return self._ask(at, fresh, anew=True)  # a token may end before its time

    def _ask(self, at: str | None, fresh: bool, *, anew: bool) -> Any:
        token = self._source.token(self._http, self._account, self._now, anew=anew)
        asked: dict[str, str | int] = {"maxResults": LIMIT}
        if at:
            asked["token"] = at
        headers = {"Authorization": f"Bearer {token}"}
        return get_json(
            self._http, self._url, asked, headers=headers, fresh=fresh, explain=self._explain
        )


def _state(cursor: str | None) -> dict[str, Any]:
    """What the last poll kept; what cannot be read is a first poll."""
    try:
        found: dict[str, Any] = json.loads(cursor or "{}")
        return found | {"read": int(found["read"])}
    except (ValueError, TypeError, KeyError):
        return {}


def _lost(last: int, now: int) -> Said:
    since, until = (
        f"{datetime.fromtimestamp(second, UTC):%Y-%m-%d %H:%M} UTC"
        for second in (last, now - SHOWN)
    )
    return Said(
        f"nobody asked Google for more than a week: the reviews from {since} to {until} cannot be read"
        " here any more, look into the Play Console"
    )
