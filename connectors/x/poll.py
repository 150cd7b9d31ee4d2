"""One poll of X: what is new in each list, once a day what its index learned of late, and what is due again.

A list is asked for what is newer than what it showed last, page by page down to that. Each page is as
large as what is left of the day allows, and what is due again today is set aside first.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from connectors.kit.contract import Mention, Page
from connectors.kit.errors import UNREADABLE, SourceChangedError, UnreadError, why_unread
from connectors.kit.reading.entries import as_text
from connectors.kit.reading.folding import names_one
from connectors.kit.recheck import Again
from connectors.kit.walk.paging import DAY, DEEP, Listed, Listing, Reach, newest_first
from connectors.x.asking import IDS, Asking, Reply, Spending
from connectors.x.memory import Memory
from connectors.x.posts import USER_FIELDS, Post, gone_in, posts_in, read_post, tombstone, users_in

LIMIT = 100  # posts a request, the most that X gives
LEAST = 10  # the fewest that its search gives
PAGES = 10  # requests of one poll for one list, at most
ROUNDS = 10  # requests of one poll for posts that are due again
SEARCHED = 7 * DAY - 120  # seconds that the search reaches back
_SHARE = 8  # of what is left of the day, that one page may take: a kill costs no more
_DEEP_EVERY = DAY - 7_200  # seconds between two deep readings: before their posts are due again


@dataclass(frozen=True, slots=True)
class Place:
    """One list of posts."""

    key: str
    path: str
    price: int  # parts of a dollar for a post
    asked: Mapping[str, str] = field(default_factory=dict)
    older: str = "pagination_token"  # what the next page is asked for with
    phrases: tuple[str, ...] = ()  # what the search is for; empty: all
    langs: tuple[str, ...] = ()
    is_own: bool = False  # what the brand itself writes

    @property
    def is_search(self) -> bool:
        """Does it reach back a week alone?"""
        return bool(self.phrases)


@dataclass(slots=True)
class _Walk:
    """What the pages of one reading are asked with."""

    asked: dict[str, str]


class Poll:
    """Requests and readings of one visit."""

    def __init__(
        self, asking: Asking, paying: Spending, memory: Memory, own: str, *, days_back: int, authors: bool
    ) -> None:  # fmt: skip
        self._asking, self._paying, self._memory = asking, paying, memory
        self._own, self._days_back, self._authors = own, days_back, authors
        self.is_shallow = False  # was there too little for what the index learns of late?

    @property
    def hearing(self) -> Spending:
        """What new posts may be paid from: what is due again today is set aside, up to a half."""
        midnight = (self._memory.now // DAY + 1) * DAY
        due = self._memory.due_before(midnight) * self._asking.prices.post
        limit = self._paying.budget.limit
        least = LEAST * (self._asking.prices.post + self._asking.prices.user)
        return self._paying.keeping(max(min(due, limit // 2, limit - least), 0))

    def list_of(self, place: Place, seen: set[str]) -> Iterator[Page]:
        """What is new in one list, newest first."""
        memory, now = self._memory, self._memory.now
        state = memory.lists.get(place.key)
        floor = state["from"] if state else now - self._days_back * DAY
        deep = DEEP if self._may_be_deep(place) else 0
        told = dict(state or {})
        if not 0 <= now - told.get("deep", 0) < _DEEP_EVERY:
            told.pop("deep", None)
        reach = Reach(PAGES, overlap=1, floor=floor, ceiling=now + DAY, deep=deep, now=now)
        walk = _Walk(dict(told.get("asked") or {}))
        newest = [told.get("id", 0)]
        fetch = partial(self._listing, place, told, walk, newest)
        for page in newest_first(fetch, json.dumps(told) if state else None, reach):
            if page.cursor:
                memory.lists[place.key] = json.loads(page.cursor) | {
                    "from": floor, "id": max(newest), "asked": walk.asked,
                }  # fmt: skip
            new = {m.external_id: m for m in page.mentions if m.external_id not in seen}
            seen |= new.keys()
            cursor = memory.text() if page.cursor or new or place.is_own else None
            yield replace(page, mentions=tuple(new.values()), cursor=cursor)

    def _may_be_deep(self, place: Place) -> bool:
        """Whether what four days showed may be read again, beside what is new."""
        if place.is_own:
            return False
        cost = self._memory.since(self._memory.now - DEEP) * place.price
        self.is_shallow = self.is_shallow or 2 * cost > self.hearing.budget.limit
        return 2 * cost <= self.hearing.left()

    def _listing(
        self,
        place: Place,
        state: Mapping[str, Any],
        walk: _Walk,
        newest: list[int],
        at: str | None,
        fresh: bool,
    ) -> Listing:
        if at is None:
            walk.asked = self._begun(place, state, fresh=fresh)
        try:
            reply = self._asked(place, walk, at, fresh=fresh)
        except SourceChangedError as error:
            if error.status != 400 or at is None:
                raise
            walk.asked = self._begun(place, state, fresh=True)  # a token of the last poll
            reply = self._asked(place, walk, None, fresh=True)
        users = users_in(reply.found)
        items: list[Listed] = []
        refused: list[str] = []
        for n, one in enumerate(reply.posts, start=1):
            try:
                post = read_post(one, users, self._own)
                if not post.second:
                    raise UnreadError("no time")
            except UNREADABLE as error:
                refused.append(f"post {n}: {why_unread(error)}")
                continue
            newest.append(int(post.id))
            kept = self._keeps(place, post) and self._is_newest(post)
            mention = post.mention if kept else None
            items.append(Listed(post.second, post.mention.external_id, mention))
        return Listing(tuple(items), reply.older, tuple(refused), settled=(reply.settled,))

    def _begun(self, place: Place, state: Mapping[str, Any], *, fresh: bool) -> dict[str, str]:
        """What a reading is asked with: what is newer than the last, or what was written since a time."""
        memory = self._memory
        upto = state.get("upto")
        far = memory.now - SEARCHED if place.is_search else 0
        if not fresh and isinstance(upto, int) and upto > far and state.get("id"):
            asked = {"since_id": str(state["id"])}
        else:
            known = memory.now - DEEP if isinstance(upto, int) else 0
            since = max(known, far, state.get("from", memory.now - self._days_back * DAY))
            asked = {"start_time": f"{datetime.fromtimestamp(since, UTC):%Y-%m-%dT%H:%M:%SZ}"}
        # Who wrote what is known is known: a deep reading does not pay for it again.
        if self._authors and not place.is_own and not (fresh and isinstance(upto, int)):
            asked |= {"expansions": "author_id", "user.fields": USER_FIELDS}
        return asked

    def _asked(self, place: Place, walk: _Walk, at: str | None, *, fresh: bool) -> Reply:
        prices, paying = self._asking.prices, self.hearing
        each = place.price + (prices.user if "expansions" in walk.asked else 0)
        size = LEAST
        if at is not None or fresh:
            size = max(LEAST, min(LIMIT, paying.left() // _SHARE // max(each, 1)))
        asked: dict[str, str | int] = {**place.asked, **walk.asked, "max_results": size}
        if at is not None:
            asked[place.older] = at
        return self._asking.posts(paying, place.path, asked, most=size * each, price=place.price)

    def _keeps(self, place: Place, post: Post) -> bool:
        """Is it what was asked for? A service may leave out a filter."""
        mention = post.mention
        if post.is_share or (place.is_own and not (mention.by_owner and mention.parent_url)):
            return False
        is_read = not place.langs or mention.lang is None or mention.lang in place.langs
        return is_read and (not place.phrases or names_one(post.sought, place.phrases))

    def _is_newest(self, post: Post) -> bool:
        """Noted as seen; an old version says nothing, and the newest one is asked for."""
        self._memory.seen(post.mention.external_id, version=post.id, newest=post.newest)
        return post.id == post.newest

    def again(self) -> Iterator[Page]:
        """Posts that are due as they are now; tombstones of those that are gone. Raises SpentError."""
        price = self._asking.prices.post
        for _ in range(ROUNDS):
            due = self._memory.due(min(IDS, max(self._paying.left() // max(price, 1), 1)))
            if not due:
                return
            asked = {"ids": ",".join(due)}
            reply = self._asking.posts(
                self._paying, "tweets", asked, most=len(due) * price, price=price
            )
            if reply.found is None:
                yield Page(settled=(reply.settled,))
                return
            mentions = list(self._now(reply.found, due))
            yield Page(tuple(mentions), self._memory.text(), settled=(reply.settled,))

    def _now(self, found: Mapping[str, Any], due: Mapping[str, str]) -> Iterator[Mention]:
        gone = gone_in(found) & due.keys()
        # That nothing is there is believed where the reply says so post by post.
        shown = [] if gone and found.get("data") is None else posts_in(found)
        there: set[str] = set()
        for one in shown:
            try:
                post = read_post(one, {}, self._own)
            except UNREADABLE:
                there.add(as_text(one.get("id")) if isinstance(one, Mapping) else "")
                continue
            if due.get(post.id) != post.mention.external_id:
                continue  # not what was asked for
            there.add(post.id)
            if self._is_newest(post):
                yield post.mention
        for id_, first in due.items():
            if id_ in gone and id_ not in there:
                self._memory.gone(first)
                yield tombstone(first)
        lost = (first for id_, first in due.items() if id_ not in there and id_ not in gone)
        yield from map(tombstone, self._memory.missing(lost))

    def asked_again(self, ids: Sequence[str]) -> Iterator[Again]:
        """Stored posts as they are now, each in its newest version. Raises SpentError."""
        first, later = self._as_they_are({id_: id_ for id_ in ids})
        yield first
        if later:  # edited since: what was asked for is not what stands there
            yield self._as_they_are(later)[0]

    def _as_they_are(self, asked: Mapping[str, str]) -> tuple[Again, dict[str, str]]:
        """Posts by the ids of their versions, and which of them have a newer one."""
        price = self._asking.prices.post
        told = {"ids": ",".join(asked)}
        reply = self._asking.posts(
            self._paying, "tweets", told, most=len(asked) * price, price=price
        )
        if reply.found is None:
            return Again(Page(settled=(reply.settled,)), ()), {}
        gone = gone_in(reply.found)
        shown = [] if gone and reply.found.get("data") is None else reply.posts
        mentions, newer, unread = list[Mention](), dict[str, str](), set[str]()
        for one in shown:
            try:
                post = read_post(one, {}, self._own)
            except UNREADABLE:
                unread.add(as_text(one.get("id")) if isinstance(one, Mapping) else "")
                continue
            if asked.get(post.id) != post.mention.external_id:
                continue  # not what was asked for
            if post.id == post.newest:
                mentions.append(post.mention)
            else:
                newer[post.newest] = post.mention.external_id
        there = {*newer.values(), *(m.external_id for m in mentions)}
        read = {first for id_, first in asked.items() if id_ in unread}
        lost = [id_ for id_, first in asked.items() if first not in there | read]
        buried = [tombstone(asked[id_]) for id_ in lost if id_ in gone]
        page = Page((*mentions, *buried), settled=(reply.settled,))
        answered = tuple(first for first in asked.values() if first not in newer.values())
        missing = tuple(asked[id_] for id_ in lost if id_ not in gone)
        return Again(page, answered, missing), newer
