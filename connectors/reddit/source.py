"""Reddit: posts and comments that name the brand, by an app that Reddit approved.

The search shows posts alone; comments are read in the subreddits that are named. Who stores posts has to
take out what is deleted there: what is known is asked for again daily for a week.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any, ClassVar, Self

import httpx
from pydantic import ConfigDict, Field, PrivateAttr, SecretStr, field_validator, model_validator

from connectors.kit.contract import Mention, Page
from connectors.kit.errors import UNREADABLE, why_unread
from connectors.kit.guide import Guides
from connectors.kit.reading.entries import as_line
from connectors.kit.reading.folding import names_one
from connectors.kit.reading.phrases import Phrases
from connectors.kit.recheck import Again, Rechecked, Stored
from connectors.kit.walk.lists import read_on
from connectors.kit.walk.paging import DAY, DEEP, Listed, Listing, Reach, older_in
from connectors.reddit.api import Api, App, Held, PlaceError, RestError
from connectors.reddit.guide import GUIDES
from connectors.reddit.memory import Memory
from connectors.reddit.posts import in_reply, items_of, read_thing

LIMIT = 100  # things a request, and ids in one
PAGES = 10  # requests of one poll for one list: Reddit shows about 1,000
OVERLAP = 3_600  # seconds read again
_SUBREDDIT = re.compile(r"(?:https?://(?:www\.|old\.)?reddit\.com)?/?(?:r/)?([A-Za-z0-9_]{2,21})/?")


@dataclass(frozen=True, slots=True)
class Wanted:
    """One list."""

    path: str
    phrase: str = ""  # that the search is asked for
    is_own: bool = False  # all of it is wanted


class Reddit(Rechecked):
    """Posts and comments on Reddit that name the brand, by an app that Reddit approved."""

    model_config = ConfigDict(hide_input_in_errors=True)

    realm: ClassVar[str | None] = "reddit"
    guides: ClassVar[Guides] = GUIDES
    recheck_most: ClassVar[int] = 2 * LIMIT
    add_asks: ClassVar[tuple[str, ...]] = ("subreddits", "own_subreddits")
    about_brand: bool = True
    phrases: Phrases = Field(min_length=1)
    """The brand's name as it is written there, or a list of names."""
    subreddits: tuple[str, ...] = ()
    """Subreddits whose posts and comments are read for the name: the search shows no comments."""
    own_subreddits: tuple[str, ...] = ()
    """The brand's own subreddits: all that is written there."""
    account: str = Field(pattern=r"^[A-Za-z0-9_-]{2,30}$")
    """The user name of who owns the app: Reddit wants it said with each request."""
    client_id: SecretStr
    """The app's id, under its name on reddit.com/prefs/apps."""
    client_secret: SecretStr
    """The app's secret."""
    refresh_token: SecretStr | None = None
    """A lasting token of an account that let the app read; without one the app reads for itself."""
    days_back: int = Field(default=30, ge=1, le=3_650)
    """Days that the first poll reads back."""
    url: str = Field(default="https://oauth.reddit.com", pattern=r"^https?://[^/\s]+")
    """The API's address."""
    token_url: str = Field(
        default="https://www.reddit.com/api/v1/access_token", pattern=r"^https?://[^/\s]+"
    )
    """Where tokens are given out."""

    _held: Held = PrivateAttr(default_factory=Held)

    @field_validator("subreddits", "own_subreddits")
    @classmethod
    def _are_named(cls, told: tuple[str, ...]) -> tuple[str, ...]:
        found = [_SUBREDDIT.fullmatch(one.strip()[:200]) for one in told]
        if not all(found):
            raise ValueError("expected a subreddit as r/france")
        return tuple(dict.fromkeys(one[1] for one in found if one))

    @model_validator(mode="after")
    def _is_safe(self) -> Self:
        secrets = (self.client_id, self.client_secret, self.refresh_token)
        told = [one.get_secret_value() for one in secrets if one is not None]
        if not all(re.fullmatch(r"[\x21-\x7e]+", one) for one in told):
            raise ValueError("client_id, client_secret: expected them without blanks")
        plain = self.url.startswith("http:") or self.token_url.startswith("http:")
        if plain and not self.allow_private:
            raise ValueError("url: its keys would be sent in the clear: write https://")
        return self

    @classmethod
    def mentions_in(cls, reply: bytes) -> Page:
        """What a saved reply holds: a list, a thread, one post or comment."""
        return in_reply(reply)

    def pages(self, http: httpx.Client, cursor: str | None) -> Iterator[Page]:
        """Yield what is new of each list, newest first; then what is known as it is now."""
        now = int(datetime.now(UTC).timestamp())
        memory = Memory(cursor, now)
        try:
            yield from self._pages(self._api(http, now), memory)
        except RestError as rest:
            yield Page(behind=True, rests=rest.seconds)

    def asked_again(self, http: httpx.Client, known: Sequence[Stored]) -> Iterator[Again]:
        """Stored posts and comments by their names, as they are now, as long as requests are left."""
        api = self._api(http, int(datetime.now(UTC).timestamp()))
        try:
            for start in range(0, len(known), LIMIT):
                asked = [one.id for one in known[start : start + LIMIT]]
                there, unread = self._there(api, asked)
                missing = tuple(name for name in asked if name not in there.keys() | unread)
                yield Again(Page(tuple(there.values())), tuple(asked), missing)
        except RestError:
            return  # the next visit

    def _api(self, http: httpx.Client, now: int) -> Api:
        refresh = self.refresh_token.get_secret_value() if self.refresh_token else ""
        app = App(
            self.client_id.get_secret_value(),
            self.client_secret.get_secret_value(),
            refresh,
            self.account,
        )
        return Api(http, app, self._held, now, api=self.url, tokens=self.token_url)

    def _pages(self, api: Api, memory: Memory) -> Iterator[Page]:
        lists = list(self._lists())
        seen: set[str] = set()
        errors: list[PlaceError] = []
        is_behind = False
        for one in lists:
            was_cut = False
            try:
                for page in self._list(api, memory, one):
                    was_cut = page.behind
                    new = {m.external_id: m for m in page.mentions if m.external_id not in seen}
                    seen |= new.keys()
                    memory.seen(m.external_id for m in new.values() if not m.deleted)
                    yield replace(
                        page,
                        mentions=tuple(new.values()),
                        cursor=memory.text(),
                        behind=is_behind or was_cut,
                    )
            except PlaceError as error:
                errors.append(error)
            is_behind = is_behind or was_cut
        if errors and len(errors) == len(lists):
            raise errors[0]
        due = memory.due(LIMIT)
        if due:
            yield Page(tuple(self._again(api, memory, due)), memory.text(), is_behind)
        if errors:
            told = tuple(dict.fromkeys(map(str, errors)))
            yield Page((), memory.text(), is_behind, said=told)

    def _lists(self) -> Iterator[Wanted]:
        yield from (Wanted("search", phrase=phrase) for phrase in self.phrases)
        for names, is_own in ((self.subreddits, False), (self.own_subreddits, True)):
            for name in names:
                yield from (
                    Wanted(f"r/{name}/{rest}", is_own=is_own) for rest in ("new", "comments")
                )

    def _list(self, api: Api, memory: Memory, one: Wanted) -> Iterator[Page]:
        key = f"{one.path} {one.phrase}".strip()
        now = memory.now
        reach = Reach(max_pages=PAGES, overlap=OVERLAP, ceiling=now + DAY, deep=DEEP, now=now)
        since = now - self.days_back * DAY
        yield from read_on(
            memory.lists,
            key,
            lambda floor: partial(self._listing, api, memory, one, floor),
            since,
            reach,
        )

    def _listing(
        self, api: Api, memory: Memory, one: Wanted, floor: int, at: str | None, fresh: bool
    ) -> Listing | None:
        asked: dict[str, str | int] = {"limit": LIMIT}
        if one.phrase:
            asked |= {"q": f'"{one.phrase}"', "sort": "new", "type": "link"}
        if at:
            asked["after"] = at
        found = api.ask(one.path, asked, fresh=fresh)
        if found is None:
            return None
        shown = items_of(found)
        items: list[Listed] = []
        refused: list[str] = []
        for n, item in enumerate(shown, start=1):
            try:
                data = item["data"]
                mention = read_thing(data)
                second = int(data["created_utc"])
                told = f"{mention.thread_title or ''}\n{mention.text}\n{data.get('url') or ''}"
                is_ours = one.is_own or names_one(told, self.phrases)
                if mention.deleted:  # of what was never stored there is nothing to take away
                    is_ours = memory.knows(mention.external_id)
                if one.is_own:
                    mention = replace(mention, venue=None if mention.deleted else "own")
                kept = mention if is_ours and second >= floor else None
                items.append(Listed(second, mention.external_id, kept))
            except UNREADABLE as error:
                refused.append(f"item {n}: {why_unread(error)}")
        return Listing(tuple(items), older_in(found, "data", "after"), tuple(refused))

    def _again(self, api: Api, memory: Memory, due: list[str]) -> Iterator[Mention]:
        """Known ones as they are now; tombstones of those that are gone."""
        there, unread = self._there(api, due)
        for name, mention in there.items():
            yield mention
            if mention.deleted:
                memory.forget(name)
        memory.seen(name for name, mention in there.items() if not mention.deleted)
        known = there.keys() | unread
        yield from memory.missing(name for name in due if name not in known)

    def _there(self, api: Api, names: list[str]) -> tuple[dict[str, Mention], set[str]]:
        """Those of these that Reddit shows, and the names of those that are there but cannot be read."""
        found: Any = api.ask("api/info", {"id": ",".join(names)}, fresh=True)
        there: dict[str, Mention] = {}
        unread: set[str] = set()
        own = {name.casefold() for name in self.own_subreddits}
        for item in items_of(found):
            try:
                mention = read_thing(item["data"])
            except UNREADABLE:
                data = item.get("data") if isinstance(item, Mapping) else None
                unread.add(as_line(data.get("name")) if isinstance(data, Mapping) else "")
                continue
            if mention.external_id in names:
                place = (mention.url or "").partition("/r/")[2].partition("/")[0].casefold()
                is_own = place in own and not mention.deleted
                there[mention.external_id] = replace(mention, venue="own") if is_own else mention
        return there, unread
