"""Hacker News through Algolia's search: stories and comments that hold the brand's name.

A query shows no more than its 1,000 newest hits, whatever page is asked for, so older ones are
asked for by time: each request reads what is no newer than the last hit of the one before.
Its index has stood still for 36 hours and filled in old dates then: kit.walk.paging reads deep once a
day, and operators are told while it stands still.
Algolia also finds words that only begin alike; each hit is read again here. It drops what
moderators killed and authors deleted, without a trace.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any, ClassVar, Literal

import httpx
from pydantic import Field

from connectors.hackernews.guide import GUIDES
from connectors.hackernews.hits import in_reply, read_hit
from connectors.kit.about import About, Settings
from connectors.kit.contract import Connector, Page
from connectors.kit.errors import UNREADABLE, SourceChangedError, why_unread
from connectors.kit.guide import Guides
from connectors.kit.http.fetch import get_json
from connectors.kit.reading.folding import names_one, same, search_forms
from connectors.kit.reading.phrases import Phrases
from connectors.kit.said import Said
from connectors.kit.walk.lists import State, floor_of, states_in
from connectors.kit.walk.paging import DAY, DEEP, Listed, Listing, Reach, newest_first
from connectors.kit.walk.stalls import Pace, utc

HITS = 200  # a request
CAP = 1_000  # hits of one query that its pages reach
PAGES = 10  # requests of one poll for one phrase, at most
# Seconds read again, for posts that the search learns of late. All of Hacker News writes fewer
# posts in that time than a poll reads.
OVERLAP = 3_600


class Hackernews(Connector):
    """Stories and comments on Hacker News that hold one of the phrases."""

    realm: ClassVar[str | None] = "hackernews"
    guides: ClassVar[Guides] = GUIDES
    about_brand: bool = True
    query: Phrases = Field(min_length=1)
    """The brand's name as it is written there; a list of names or phrases is searched one by one."""
    tags: tuple[Literal["story", "comment"], ...] = Field(("story", "comment"), min_length=1)
    """What to read: stories, comments, or both."""
    days_back: int = Field(default=30, ge=1, le=3_650)
    """Days that the first poll reads back."""
    own_accounts: tuple[str, ...] = ()
    """The brand's own user names there: what they write is not feedback."""
    url: str = Field(default="https://hn.algolia.com", pattern=r"^https?://[^/\s]+")
    """The search's address."""

    @classmethod
    def mentions_in(cls, reply: bytes) -> Page:
        """The posts of a saved reply of the search, of a thread, or of Hacker News' own API."""
        return in_reply(reply)

    @classmethod
    def proposed(cls, about: About, http: httpx.Client) -> Iterator[Settings]:  # noqa: ARG003
        """A search for the name; a hit is not yet about the brand."""
        yield {"query": [about.name], "about_brand": False}

    def pages(self, http: httpx.Client, cursor: str | None) -> Iterator[Page]:
        """Yield each phrase's hits, newest first, back to what is known or to `days_back`."""
        phrases = tuple(dict.fromkeys(form for name in self.query for form in search_forms(name)))
        states = _states(cursor, phrases)
        now = int(datetime.now(UTC).timestamp())
        seen: set[str] = set()
        stalled: list[str] = []
        is_behind = False
        for phrase in phrases:
            state = states.get(phrase)
            floor = floor_of(state, now - self.days_back * DAY)
            reach = Reach(
                max_pages=PAGES, overlap=OVERLAP, floor=floor, ceiling=now + DAY, deep=DEEP, now=now
            )
            pace = Pace(now, state)
            fetch = pace.watching(partial(self._listing, http, phrase, floor))
            was_cut = False
            for page in newest_first(fetch, json.dumps(state), reach):
                if page.cursor:
                    states[phrase] = json.loads(page.cursor) | {"from": floor} | pace.to_json()
                new = tuple(m for m in page.mentions if m.external_id not in seen)
                seen |= {m.external_id for m in new}
                was_cut = page.behind
                yield replace(page, mentions=new, cursor=_text(states), behind=is_behind or was_cut)
            is_behind = is_behind or was_cut
            stalled += pace.said(phrase)
        if stalled:
            yield Page((), _text(states), is_behind, said=tuple(stalled))

    def _listing(
        self, http: httpx.Client, phrase: str, floor: int, at: str | None, fresh: bool
    ) -> Listing | None:
        """The hits written at `at` ("SECOND/PAGE") or before; None: the newest."""
        upper, _, number = (at or "").partition("/")
        url = f"{self.url.rstrip('/')}/api/v1/search_by_date"
        asked: dict[str, str | int] = {
            "query": f'"{phrase}"',
            "tags": f"({','.join(self.tags)})",
            "hitsPerPage": HITS,
            "typoTolerance": "false",
            "advancedSyntax": "true",  # without it the quotes mean nothing
        }
        if at:
            asked |= {"numericFilters": f"created_at_i<={upper}", "page": int(number)}
        found = get_json(http, url, asked, fresh=fresh)
        if found is None:
            return None
        hits = found.get("hits") if isinstance(found, dict) else None
        if not isinstance(hits, list):
            raise SourceChangedError(f"{url}: no list of hits: is this Algolia's search?")
        items, refused = [], []
        for place, hit in enumerate(hits, start=1):
            try:
                items.append(self._item(hit, floor))
            except UNREADABLE as error:
                refused.append(f"hit {place}: {why_unread(error)}")
        older = _older(items, len(hits), at)
        said = (_wall(items),) if older and _is_wall(items, older) else ()
        return Listing(tuple(items), older, tuple(refused), said)

    def _item(self, hit: Mapping[str, Any], floor: int) -> Listed:
        mention = read_hit(hit)
        second, id_ = int(hit["created_at_i"]), mention.external_id
        told = f"{mention.title or ''}\n{mention.text}\n{hit.get('url') or ''}"
        if second < floor or not names_one(told, self.query):
            return Listed(second, id_, None)
        name = mention.author.id if mention.author else ""
        is_own = any(same(name, own) for own in self.own_accounts)
        return Listed(second, id_, replace(mention, by_owner=is_own))


def _older(items: list[Listed], count: int, at: str | None) -> str | None:
    """How to go on: from the page's last second, which is read again for its other hits."""
    if count < HITS or not items:
        return None
    lowest = min(item.position for item in items)
    upper, _, number = (at or f"{max(item.position for item in items)}/0").partition("/")
    if lowest < int(upper):
        return f"{lowest}/0"
    # A whole page of one second: its next page, as far as pages reach.
    more = int(number) + 1
    return f"{upper}/{more}" if more * HITS < CAP else f"{lowest - 1}/0"


def _is_wall(items: list[Listed], older: str) -> bool:
    """Has one second more hits than pages reach?"""
    return older == f"{min(item.position for item in items) - 1}/0"


def _wall(items: list[Listed]) -> Said:
    at = utc(min(item.position for item in items))
    return Said(
        f"the search shows no more than {CAP:,} posts of one second, and {at} has more: those"
        " beyond cannot be read",
        "wall",
        n=CAP,
        at=at,
    )


def _states(cursor: str | None, phrases: tuple[str, ...]) -> dict[str, State]:
    """Where each phrase stands; what cannot be read is a first poll."""
    try:
        found = json.loads(cursor or "{}")
        known = {phrase: found[phrase] for phrase in phrases if phrase in found}
        return states_in(known)
    except (ValueError, TypeError, KeyError):
        return {}


def _text(states: Mapping[str, dict[str, Any]]) -> str | None:
    return json.dumps(states, ensure_ascii=False) if states else None
