"""Google Business: reviews of your own shops, by the account that manages them (`listener login`).

The reviews of a shop come by their last change, newest first; an edited one keeps its id. An answer
of ours changes nothing of that order, so two months of reviews are read again once a day.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import ClassVar, Self

import httpx
from pydantic import ConfigDict, Field, PrivateAttr, SecretStr, field_validator, model_validator

from connectors.google_business.guide import GUIDES
from connectors.google_business.places import all_places, names_of
from connectors.google_business.profile import SERVICES, Profile
from connectors.google_business.reviews import in_reply
from connectors.google_business.state import Place, State
from connectors.kit.about import About, Settings
from connectors.kit.contract import Connector, Page
from connectors.kit.errors import SourceChangedError, SourceError, SourceRefusedError
from connectors.kit.grants import FOLDER, kept
from connectors.kit.guide import Guides
from connectors.kit.login import Login
from connectors.kit.said import Said
from connectors.kit.walk.lists import read_on
from connectors.kit.walk.paging import DAY, Reach

PAGES = 10  # requests of one poll for one shop, at most
OVERLAP = DAY  # seconds read again: answers come most often within a day
AGAIN = 60 * DAY  # once a day, for answers to older reviews
SCOPE = "https://www.googleapis.com/auth/business.manage"
_WARNED = 2 * DAY  # before a login ends


class GoogleBusiness(Connector):
    """Reviews of your own shops on Google Maps and Search."""

    model_config = ConfigDict(hide_input_in_errors=True)

    guides: ClassVar[Guides] = GUIDES
    about_brand: bool = True
    poll_minutes: int = Field(default=60, ge=1, le=525_600)
    """Minutes between two visits."""
    client_id: str = Field(min_length=1)
    """The id of your app (OAuth client, «Desktop app») in Google Cloud: 123-abc.apps.googleusercontent.com."""
    client_secret: SecretStr
    """The secret that stands beside it."""
    locations: dict[str, str] = {}  # noqa: RUF012  (pydantic copies it)
    """The shops, as accounts/1/locations/2 with what you call each; empty: all that the account manages."""
    days_back: int = Field(default=90, ge=1, le=3_650)
    """Days that the first poll reads back."""
    url: str = Field(default=SERVICES, pattern=r"^https?://[^/\s]+")
    """The services' address."""

    _folder: Path | None = PrivateAttr(default=None)

    @field_validator("locations", mode="before")
    @classmethod
    def _with_names(cls, given: object) -> object:
        return names_of(given)

    @model_validator(mode="after")
    def _can_be_sent(self) -> Self:
        if self.url.startswith("http:") and not self.allow_private:
            raise ValueError("url: secrets would be sent in the clear: write https://")
        if not self.client_secret.get_secret_value().strip():
            raise ValueError("client_secret: it is empty: put it into tokens.env")
        return self

    def placed_in(self, storage: Path) -> Self:
        """With its login in the storage folder."""
        made = self.model_copy()
        made._folder = storage / FOLDER
        return made

    @property
    def login(self) -> Login:
        """By the account that manages the shops."""
        return Login(
            source=self.name,
            client_id=self.client_id.strip(),
            client_secret=self.client_secret.get_secret_value().strip(),
            consent_url=f"{self._at('accounts')}/o/oauth2/v2/auth",
            token_url=f"{self._at('oauth2')}/token",
            scope=SCOPE,
            # Without these Google gives a token that lasts an hour, and no other at a second login.
            more={"access_type": "offline", "prompt": "consent"},
            file=(self._folder or Path(FOLDER)) / f"{self.name}.json",
        )

    @classmethod
    def proposed(cls, about: About, http: httpx.Client) -> Iterator[Settings]:  # noqa: ARG003
        """Everybody who has a shop, or is found on a map, has reviews there."""
        yield {
            "client_id": "${GOOGLE_CLIENT_ID}",
            "client_secret": "${GOOGLE_SECRET}",
        }

    @classmethod
    def mentions_in(cls, reply: bytes) -> Page:
        """The reviews of a saved reply: a list, one of several shops, or a review alone."""
        return in_reply(reply)

    def pages(self, http: httpx.Client, cursor: str | None) -> Iterator[Page]:
        """Yield each shop's reviews, newest first; a shop that cannot be read does not stop the others."""
        now = int(datetime.now(UTC).timestamp())
        state = State.read(cursor)
        profile = Profile(self._at, http, self.login, now)
        ends = _ending(self.login, now)  # raises where nobody has logged in
        places = self._places(profile, state, now)
        failed: dict[str, SourceError] = {}
        is_behind = False
        for place in places:
            try:
                for page in self._read(profile, place, state, now):
                    is_behind = is_behind or page.behind
                    yield replace(page, cursor=state.text(), behind=is_behind)
            except (SourceChangedError, SourceRefusedError) as error:
                if profile.is_shut:
                    raise  # for all shops alike
                failed[place.shown] = error
        if failed and len(failed) == len(places):
            raise next(iter(failed.values()))
        said = [*ends, *(_unread(shop, error) for shop, error in failed.items()), *state.said(now)]
        if said:
            yield Page((), state.text(), is_behind, said=tuple(said))

    def _places(self, profile: Profile, state: State, now: int) -> tuple[Place, ...]:
        if self.locations:
            known = tuple(Place(path, name) for path, name in self.locations.items())
        else:
            if not state.places or not 0 <= now - state.listed_at < DAY:
                state.places, state.listed_at = all_places(profile), now
            known = state.places
        state.keep(place.path for place in known)
        if not known:
            raise SourceRefusedError(
                "the account that logged in manages no shop: log in with the one that does:"
                f" listener login {self.name}"
            )
        return known

    def _read(self, profile: Profile, place: Place, state: State, now: int) -> Iterator[Page]:
        reach = Reach(max_pages=PAGES, overlap=OVERLAP, ceiling=now + DAY, deep=AGAIN, now=now)
        fetch_from = partial(profile.listing, place, state)
        since = now - self.days_back * DAY
        for page in read_on(state.shops, place.path, fetch_from, since, reach):
            ids = {mention.external_id for mention in page.mentions}
            yield replace(page, changed=frozenset(ids & profile.undated))

    def _at(self, service: str) -> str:
        """A service's address; the page of the login is on a host of another form."""
        if service == "accounts" and self.url == SERVICES:
            return "https://accounts.google.com"
        return self.url.replace("{service}", service).rstrip("/")


def _ending(login: Login, now: int) -> list[Said]:
    """That a login ends soon, where Google said when."""
    ends = kept(login).ends_at
    if ends is None or ends - now > _WARNED:
        return []
    at = f"{datetime.fromtimestamp(ends, UTC):%Y-%m-%d %H:%M} UTC"
    return [
        Said(
            f"the login ends at {at}, for its app is in testing: publish the app (Google Cloud, Audience)"
            f" and log in once more: {login.again}",
            ends=True,
        )
    ]


def _unread(shop: str, error: SourceError) -> Said:
    return Said(
        f"the shop {shop} could not be read, the others were: {error}", ends=True, hides=True
    )
