"""App Store: what people write of an app in Apple's stores, by the feed that everybody may read.

Each country is a store of its own, and shows its 500 newest reviews. The feed's address has several
forms, and one may be empty where another has fifty: all are tried before none is believed. An
edited review keeps its id and comes to the top with a new date.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, ClassVar, Self

import httpx
from pydantic import Field, PrivateAttr, field_validator

from connectors.appstore.finding import apps_of
from connectors.appstore.guide import GUIDES
from connectors.appstore.reviews import entries_of, in_reply, read_entry
from connectors.kit.about import About, Settings
from connectors.kit.apple import app_number
from connectors.kit.contract import Connector, Page
from connectors.kit.errors import SourceBusyError, SourceChangedError, SourceError, naming
from connectors.kit.guide import Guides
from connectors.kit.http.addresses import shown_url
from connectors.kit.http.fetch import Params, get_json
from connectors.kit.said import Said
from connectors.kit.saved import each_of
from connectors.kit.walk.paging import DAY, DEEP, Listed, Listing, Reach, newest_first

# Seen to differ: one is empty, another is not, and which it is changes with the app and the asker.
FORMS = (
    "page={page}/id={app}/sortby=mostrecent/json",
    "page={page}/id={app}/sortBy=mostRecent/json",
    "id={app}/sortBy=mostRecent/page={page}/json",
    "id={app}/page={page}/sortBy=mostRecent/json",
    "id={app}/sortBy=mostRecent/json",  # of the first page alone
)
PAGES = 10  # that Apple shows
FULL = 50  # reviews of a page
FEW = 20  # a page of fewer is the last
OVERLAP = 3_600  # seconds read again
_NONE = 404  # a status
_BROKEN = 502  # seen where a form of the address is none that the store knows


class Appstore(Connector):
    """Reviews of an app in Apple's stores."""

    realm: ClassVar[str | None] = "appstore"
    guides: ClassVar[Guides] = GUIDES
    add_asks: ClassVar[tuple[str, ...]] = ("countries",)
    about_brand: bool = True
    poll_minutes: int = Field(default=60, ge=1, le=525_600)
    app: str
    """The app's number, as in apps.apple.com/fr/app/name/id123456789; the whole address does, too."""
    countries: tuple[str, ...] = ()
    """The stores to read, in two letters each: fr, be, ch; without any, the brand's country."""
    days_back: int = Field(default=365, ge=1, le=3_650)
    """Days that the first poll reads back, of the 500 reviews that each store shows."""
    url: str = Field(default="https://itunes.apple.com", pattern=r"^https?://[^/\s]+")
    """The feed's address."""

    _home: str = PrivateAttr(default="us")

    @field_validator("app", mode="before")
    @classmethod
    def _is_a_number(cls, app: object) -> str:
        return app_number(app)

    @field_validator("countries", mode="before")
    @classmethod
    def _are_listed(cls, countries: object) -> object:
        return (countries,) if isinstance(countries, str) else countries

    @field_validator("countries")
    @classmethod
    def _are_stores(cls, countries: tuple[str, ...]) -> tuple[str, ...]:
        stores = [country.strip().lower() for country in countries]
        if not all(re.fullmatch(r"[a-z]{2}", store) for store in stores):
            raise ValueError("expected countries in two letters, such as fr")
        return tuple(dict.fromkeys("gb" if store == "uk" else store for store in stores))

    def timed_in(self, zone: str, country: str) -> Self:  # noqa: ARG002
        """With the brand's country."""
        made = self.model_copy()
        made._home = country.lower()
        return made

    @classmethod
    def proposed(cls, about: About, http: httpx.Client) -> Iterator[Settings]:
        """The apps that the site leads to, else the one of that name, in the brand's own store."""
        for app in apps_of(about, http):
            yield {"app": app, "countries": [about.country.lower()]}

    @classmethod
    def mentions_in(cls, reply: bytes) -> Page:
        """The reviews of a saved reply of the feed, or of the store page's own JSON."""
        return in_reply(reply)

    def pages(self, http: httpx.Client, cursor: str | None) -> Iterator[Page]:
        """Yield each store's reviews, newest first; one that cannot be read does not stop the others."""
        stores = self.countries or (self._home,)
        states = _states(cursor, stores)
        now = int(datetime.now(UTC).timestamp())
        failed: dict[str, SourceError] = {}
        for store in stores:
            try:
                for page in self._read(http, store, states, now):
                    # Its date is that of the last edit, by which all its words may have changed.
                    dated = frozenset(m.external_id for m in page.mentions if m.posted_at)
                    yield replace(page, cursor=_text(states), changed=dated)
            except SourceChangedError as error:
                failed[store] = error
        if len(failed) == len(stores):
            raise next(iter(failed.values()))
        if failed:
            said = tuple(_unread(store, error) for store, error in failed.items())
            yield Page((), _text(states), said=said)

    def _read(
        self, http: httpx.Client, store: str, states: dict[str, dict[str, Any]], now: int
    ) -> Iterator[Page]:
        state = states.get(store)
        floor = now - self.days_back * DAY
        feed = _Feed(self, http, store, floor=floor, now=now, state=state or {})
        reach = Reach(
            max_pages=PAGES, overlap=OVERLAP, floor=floor, ceiling=now + DAY, deep=DEEP, now=now
        )
        for page in newest_first(feed.listing, json.dumps(state), reach):
            if page.cursor:
                states[store] = json.loads(page.cursor) | {"form": feed.form}
            yield page


class _Feed:
    """One store's feed during one poll."""

    def __init__(
        self,
        source: Appstore,
        http: httpx.Client,
        store: str,
        *,
        floor: int,
        now: int,
        state: Mapping[str, Any],
    ) -> None:
        self._source, self._http, self._store = source, http, store
        self._floor, self._now = floor, now
        self._upto: int | None = state.get("upto")
        self.form: int = state.get("form", 0)
        self._seen: set[str] = set()
        self._was_full = True

    def listing(self, at: str | None, fresh: bool) -> Listing | None:
        """The page of this number; None: the first."""
        number = int(at or 1)
        entries = self._entries(number, fresh)
        if entries is None:
            return None
        if not entries:
            return Listing((), None, said=(_empty(self._store),) if number == 1 else ())
        told = each_of(
            entries, lambda one: read_entry(one, self._store, self._source.app), "review"
        )
        items, second = [], self._now
        for mention in told.mentions:
            # Without a date (older feeds) it stands where its neighbour does.
            second = int(mention.posted_at.timestamp()) if mention.posted_at else second
            is_old = mention.posted_at is not None and second < self._floor
            was_shown = is_old or mention.external_id in self._seen
            items.append(Listed(second, mention.external_id, None if was_shown else mention))
        ids = {item.id for item in items}
        is_known = bool(ids or not told.refused) and ids <= self._seen
        is_end = number >= PAGES or len(entries) < FEW or is_known
        self._seen |= ids
        self._was_full = len(entries) >= FULL
        said = (_wall(self._store),) if number >= PAGES and self._is_above(items) else ()
        return Listing(tuple(items), None if is_end else str(number + 1), told.refused, said)

    def _is_above(self, items: list[Listed]) -> bool:
        """Is all of the last page newer than what the last poll had read?"""
        return (
            self._upto is not None and bool(items) and min(i.position for i in items) > self._upto
        )

    def _entries(self, number: int, fresh: bool) -> list[Any] | None:
        """The first entries that a form of the address shows; the one that last did is asked first."""
        failed: SourceError | None = None
        was_read = False
        for form in self._forms(number):
            url = f"{self._source.url.rstrip('/')}/{self._store}/rss/customerreviews/"
            url += FORMS[form].format(page=number, app=self._source.app)
            try:
                found = get_json(self._http, url, fresh=fresh)
                if found is None:
                    return None
                with naming(shown_url(url)):
                    entries = entries_of(found)
            except SourceChangedError as error:
                failed = failed or error
                continue
            except SourceBusyError as error:
                if error.status != _BROKEN:
                    raise
                failed = failed or error
                continue
            if entries:
                self.form = form
                return entries
            was_read = True
        gone = failed is not None and failed.status == _NONE
        if number == 1 and self._is_unknown(gone and not was_read):
            raise SourceChangedError(
                f"no app of the number {self._source.app} is in the store {self._store}: copy the number"
                " from its page on apps.apple.com, and look whether it is sold in that country"
            )
        if failed and not was_read:
            raise failed
        return []

    def _is_unknown(self, is_gone: bool) -> bool:
        """Does the store say that it has no such app? Where it says nothing: what its feed said."""
        asked: Params = {"id": self._source.app, "country": self._store}
        try:
            found = get_json(self._http, f"{self._source.url.rstrip('/')}/lookup", asked)
        except SourceError:
            return is_gone
        return isinstance(found, Mapping) and found.get("resultCount") == 0

    def _forms(self, number: int) -> list[int]:
        forms = [n for n, form in enumerate(FORMS) if number == 1 or "{page}" in form]
        known = [self.form] if self.form in forms else []
        if number > 1 and not self._was_full and known:
            return known  # an end is no surprise there
        return [*known, *(n for n in forms if n not in known)]


def _empty(store: str) -> Said:
    return Said(
        f"the store {store} shows no review from this address, in any form of its feed: the app may"
        " have none there, may not be sold there, or Apple may be hiding them from this network",
        ends=True,
    )


def _wall(store: str) -> Said:
    return Said(
        f"the store {store} shows no more than its {PAGES * FULL} newest reviews, and that many came"
        " since the last visit: those before them cannot be read; visit it more often"
    )


def _unread(store: str, error: SourceError) -> Said:
    told = f"the store {store} could not be read, the others were: {error}"
    return Said(told, ends=True, hides=True)


def _states(cursor: str | None, stores: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    """Where each store stands; what cannot be read is a first poll."""
    try:
        found = json.loads(cursor or "{}")
        known = {store: found[store] for store in stores if store in found}
        return {
            store: state | {"upto": int(state["upto"]), "form": int(state["form"]) % len(FORMS)}
            for store, state in known.items()
        }
    except (ValueError, TypeError, KeyError):
        return {}


def _text(states: Mapping[str, dict[str, Any]]) -> str | None:
    return json.dumps(states) if states else None
