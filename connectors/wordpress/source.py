"""WordPress: the comments of a site, by the API that it has by itself.

A comment keeps its number and its date while it waits for a moderator, and says nothing of a
change: so the newest hundred are read at each poll, once a day all of the last thirty days, and
each of the older ones once a week by its number.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, ClassVar
from urllib.parse import urlsplit

import httpx
from pydantic import Field, field_validator, model_validator

from connectors.kit.about import About, Settings
from connectors.kit.contract import Mention, Page
from connectors.kit.errors import UNREADABLE, SourceError
from connectors.kit.guide import Guides
from connectors.kit.http.fetch import get
from connectors.kit.recheck import Again, Rechecked, Stored
from connectors.kit.walk.paging import DAY, Reach, newest_first
from connectors.wordpress.comments import in_reply, number_of
from connectors.wordpress.guide import GUIDES
from connectors.wordpress.poll import GoneError, Poll, Site

PAGES = 10  # requests of one poll for the list, at most
OVERLAP = 3_600  # seconds read again at each poll,
DEEP = 30 * DAY  # and once a day: what was approved, edited or taken down since
_NAMED = "https://api.w.org/"  # how a site's pages call the link to its API
_SHOP = "/plugins/woocommerce/"  # in the addresses of what a WooCommerce shop's pages load


class Wordpress(Rechecked):
    """Comments on a WordPress site."""

    guides: ClassVar[Guides] = GUIDES
    recheck_most: ClassVar[int] = 20  # each is a request
    add_asks: ClassVar[tuple[str, ...]] = ("own_site",)
    url: str = Field(pattern=r"^https?://[^/\s?#@]+(/[^\s?#]*)?$")
    """The site's address, such as https://blog.acme.example."""
    api: str = Field(default="", pattern=r"^(https?://[^/\s?#@]+(/[^\s#]*)?)?$")
    """The address of its API, where that is not the site's, followed by /wp-json."""
    own_site: bool = True
    """Is it the brand's own site?"""
    days_back: int = Field(default=30, ge=1, le=3_650)
    """Days that the first poll reads back."""

    @field_validator("url")
    @classmethod
    def _bare(cls, url: str) -> str:
        return url.rstrip("/")

    @model_validator(mode="before")
    @classmethod
    def _own_is_about_us(cls, told: Any) -> Any:
        if isinstance(told, dict) and told.get("own_site", True) is True:
            return {"about_brand": True, **told}
        return told

    @classmethod
    def mentions_in(cls, reply: bytes) -> Page:
        """The comments of a saved reply: a list, or one alone."""
        return in_reply(reply)

    @classmethod
    def proposed(cls, about: About, http: httpx.Client) -> Iterator[Settings]:
        """The WordPress sites that the home page names, where their API shows comments to visitors.

        None for a WooCommerce shop: reviews of its products stand in the feed of comments alone.
        """
        if any(_SHOP in link for link in about.links):
            return
        asked: set[str] = set()
        for home in dict.fromkeys(_homes(about)):
            try:
                settings = cls.looked_up({"url": home}, http)
                api = str(settings.get("api") or f"{home}/wp-json").rstrip("/")
                if api in asked:
                    continue
                asked.add(api)
                Site(http, api, home).comments({"per_page": 1}, fresh=True)
            except SourceError:
                continue
            yield settings

    @classmethod
    def hears(cls, settings: Settings, feed: str) -> bool:
        """Is it the feed of comments of that site?"""
        return _home_of(feed) == str(settings["url"])

    @classmethod
    def looked_up(cls, settings: Settings, http: httpx.Client) -> Settings:
        """With the address of the API that the site names, where it is an unusual one."""
        url = str(settings.get("url") or "")
        if not url or settings.get("api") or not (reply := get(http, url, fresh=True)):
            return settings
        named = reply.links.get(_NAMED, {}).get("url", "")
        is_usual = named.rstrip("/") in ("", f"{url.rstrip('/')}/wp-json")
        return settings if is_usual else {**settings, "api": named}

    def pages(self, http: httpx.Client, cursor: str | None) -> Iterator[Page]:
        """Yield comments, newest first, as they are now, then tombstones of those that are gone."""
        now = int(datetime.now(UTC).timestamp())
        site = Site(http, self.api or f"{self.url}/wp-json", self.url)
        poll = Poll(site, self.days_back, cursor, now)
        reach = Reach(
            max_pages=PAGES,
            overlap=OVERLAP,
            floor=poll.floor,
            ceiling=now + DAY,
            deep=DEEP,
            now=now,
        )
        is_behind = False
        for page in newest_first(poll.listing, json.dumps(poll.state), reach):
            if page.cursor:
                poll.state = json.loads(page.cursor)
            is_behind = page.behind
            yield replace(page, mentions=self._placed(page.mentions), cursor=poll.cursor())
        if again := poll.looked_for():
            yield Page(self._placed(again), poll.cursor(), is_behind)

    def asked_again(self, http: httpx.Client, known: Sequence[Stored]) -> Iterator[Again]:
        """Stored comments as they are now, one at a time: a list leaves out more than what is gone."""
        site = Site(http, self.api or f"{self.url}/wp-json", self.url)
        for one in known:
            made: list[Mention] = []
            missing: tuple[str, ...] = ()
            try:
                made = site.alone(number) if (number := number_of(one.id)) else []
            except GoneError:
                missing = (one.id,)
            except UNREADABLE:
                pass  # it is there
            yield Again(Page(self._placed(made)), (one.id,), missing)

    def _placed(self, mentions: tuple[Mention, ...] | list[Mention]) -> tuple[Mention, ...]:
        """Those mentions, on our own site or on another's."""
        if self.own_site:
            return tuple(mentions)
        return tuple(m if m.deleted else replace(m, venue="public") for m in mentions)


def _homes(about: About) -> Iterator[str]:
    """The WordPress sites that a home page names, by their feeds of comments and by its own API."""
    yield from filter(None, (_home_of(feed.url) for feed in about.feeds))
    for link in about.links_to((urlsplit(about.site).hostname or "").removeprefix("www.")):
        if link.endswith("/wp-json/"):
            yield link.removesuffix("/wp-json/")


def _home_of(feed: str) -> str:
    """The site whose comments this feed of WordPress' has; "" where it is none."""
    path, _, query = feed.partition("?")
    path = path.rstrip("/")
    if path.endswith("/comments/feed"):
        return path.removesuffix("/comments/feed")
    return path.removesuffix("/index.php") if query.startswith("feed=comments-") else ""
