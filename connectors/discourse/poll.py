"""One visit to a forum: its feed of posts, what is not shown in it any more, and a first search."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from connectors.discourse.forum import Forum
from connectors.discourse.posts import items_of, number
from connectors.kit.contract import Mention, Page
from connectors.kit.errors import SourceError, SourceRefusedError
from connectors.kit.http.fetch import Params
from connectors.kit.said import Said
from connectors.kit.saved import each_of
from connectors.kit.walk.paging import DAY, Listed, Listing

WINDOW = 50  # ids that a page of the feed reaches over
EMPTY = 10  # empty pages in a row that are passed over
WATCHED = 300  # the newest posts of ours that are looked for in what the feed shows
LOOKED_FOR = 10  # missing ones that are asked for in one poll
FOUND = 40  # topics that the first visit's search brings, at most
RESET = 500  # ids: where the newest is further below the last known, the forum was set back
_TAKEN_AWAY = (403, 404, 410)
_CLOSED = "the forum's search is closed: what was written long before the first visit is not read"


class Wanted(Protocol):
    """What a source wants of a forum."""

    @property
    def phrases(self) -> tuple[str, ...]:
        """What to search for."""

    def keeps(self, mention: Mention) -> bool:
        """Is it asked for?"""

    def read(self, item: Any) -> Iterator[Mention]:
        """The mention of one item."""


class Poll:
    """One visit, and what the cursor keeps of it."""

    def __init__(self, forum: Forum, wanted: Wanted, days: int, cursor: str | None) -> None:
        self._forum, self._wanted = forum, wanted
        self.now = int(datetime.now(UTC).timestamp())
        self.state, self._watched, self.is_searched, self._from = _read(cursor)
        if self.state is None:
            self._from = self.now - days * DAY
        self._missing: dict[int, None] = {}

    def cursor(self) -> str | None:
        """All that a later poll needs."""
        if self.state is None:
            return None
        more = {"watched": self._watched, "searched": self.is_searched, "from": self._from}
        return json.dumps(self.state | more)

    def watch(self, mentions: tuple[Mention, ...]) -> None:
        """Remember these, to see when one is taken away."""
        gone = {number(m.external_id) for m in mentions if m.deleted}
        there = {number(m.external_id) for m in mentions if not m.deleted}
        kept = (set(self._watched) | {id_ for id_ in there if id_}) - gone
        self._watched = sorted(kept, reverse=True)[:WATCHED]

    def feed(self, at: str | None, fresh: bool) -> Listing | None:
        """A page of the feed of posts, from the id `at` down."""
        asked: Params = {"before": at} if at else {}
        shown = self._forum.posts("posts.json", asked, "latest_posts", fresh=fresh)
        if shown is None:
            return None
        below = number(at)
        if below is None:
            return self._listing(shown, at)
        for _ in range(EMPTY):
            if shown or below <= WINDOW:
                break
            below -= WINDOW
            asked = {"before": below}
            shown = self._forum.posts("posts.json", asked, "latest_posts", fresh=True) or []
        # A forum that does not know `before` shows its newest again.
        return self._listing([p for p in shown if not _is_above(p, below)], at)

    def _listing(self, shown: list[Any], at: str | None) -> Listing:
        told = each_of(shown, self._wanted.read, "post")
        known = {m.external_id: m for m in told.mentions}
        items, ids, times = [], [], []
        for post in shown:
            id_ = number(post.get("id")) if isinstance(post, Mapping) else None
            if id_ is None:
                continue
            mention = known.get(str(id_))
            ids.append(id_)
            second = int(mention.posted_at.timestamp()) if mention and mention.posted_at else None
            times.append(second)
            is_wanted = mention is not None and self._is_wanted(id_, mention, second)
            items.append(Listed(id_, str(id_), mention if is_wanted else None))
        low = min(ids, default=0)
        is_end = low <= 1 or all(t is not None and t < self._from for t in times)
        self._look(ids, at)
        last = self.state["upto"] if self.state and at is None else 0
        if ids and max(ids) < last <= max(ids) + RESET:
            # The newest was taken away: what is promised stays so.
            items.insert(0, Listed(last, str(last), None))
        if len(told.refused) == len(shown):
            items = []
        return Listing(tuple(items), None if is_end else str(low - 1), told.refused)

    def _is_wanted(self, id_: int, mention: Mention, second: int | None) -> bool:
        if mention.deleted:  # of what was never stored there is nothing to take away
            return id_ in self._watched
        if second is not None and second < self._from:
            return False
        return self._wanted.keeps(mention)

    def _look(self, ids: list[int], at: str | None) -> None:
        """Note which posts of ours this page should show and does not."""
        if not ids:
            return
        high = number(at) or 2**63
        shown = set(ids)
        missing = [w for w in self._watched if min(ids) < w <= high and w not in shown]
        self._missing |= dict.fromkeys(missing)

    def looked_for(self) -> list[Mention]:
        """Tombstones of the posts of ours that are not shown any more."""
        gone: list[Mention] = []
        settled = set()
        for id_ in list(self._missing)[:LOOKED_FOR]:
            try:
                found = self._forum.ask(f"posts/{id_}.json", {}, fresh=True)
                made = list(self._wanted.read(found))
            except (ValueError, SourceError) as error:
                if getattr(error, "status", None) not in _TAKEN_AWAY:
                    break
                made = []
            settled.add(id_)
            if not made or made[0].deleted:
                gone.append(
                    Mention(external_id=str(id_), text="", genre="forum_comment", deleted=True)
                )
        # One that is there and not shown (its topic is unlisted) is not asked for again and again.
        self._watched = [id_ for id_ in self._watched if id_ not in settled]
        return gone

    def again(self, id_: int, topic: int | None) -> list[Mention] | None:
        """A stored post as it is now; None where it is not shown. Raises UNREADABLE, SourceError.

        The title of a topic stands with its posts alone.
        """
        try:
            found = self._forum.ask(f"posts/{id_}.json", {}, fresh=True)
            if topic and number(found.get("post_number")) == 1:
                shown = items_of(self._forum.ask(f"t/{topic}.json", {}, fresh=True))
                found = next((one for one in shown if number(one.get("id")) == id_), found)
        except SourceError as error:
            if error.status in _TAKEN_AWAY:
                return None
            raise
        return list(self._wanted.read(found))

    def searched(self) -> Page:
        """What was written before: the newest post of each topic that the search finds, whole."""
        try:
            return self._searched()
        except SourceRefusedError as error:
            self.is_searched = True
            return Page(said=(Said(f"{_CLOSED}: {error}"),))

    def _searched(self) -> Page:
        after = datetime.fromtimestamp(self._from, UTC) - timedelta(days=1)
        found: dict[int, Any] = {}
        for phrase in self._wanted.phrases:
            asked: Params = {"q": f'"{phrase}" after:{after:%Y-%m-%d} order:latest', "page": 1}
            key = "grouped_search_result"
            for post in self._forum.posts("search.json", asked, key, fresh=True) or ():
                id_ = number(post.get("id")) if isinstance(post, Mapping) else None
                if id_ and id_ not in self._watched:
                    found[id_] = post
        whole = [self._whole(id_, found[id_]) for id_ in sorted(found, reverse=True)[:FOUND]]
        told = each_of(whole, self._wanted.read, "post")
        kept = tuple(m for m in told.mentions if not m.deleted and self._wanted.keeps(m))
        self.is_searched = True
        self.watch(kept)
        return Page(kept, refused=told.refused)

    def _whole(self, id_: int, post: Mapping[str, Any]) -> Any:
        """The post itself; what the search shows of it where it is not to be had."""
        try:
            found = self._forum.ask(f"posts/{id_}.json", {}, fresh=True)
        except SourceError as error:
            if error.status in _TAKEN_AWAY:
                return {**post, "deleted_at": "gone"}
            raise
        return {**post, **found} if isinstance(found, Mapping) else post


def _is_above(post: Any, top: int) -> bool:
    id_ = number(post.get("id")) if isinstance(post, Mapping) else None
    return id_ is not None and id_ > top


def _read(cursor: str | None) -> tuple[dict[str, Any] | None, list[int], bool, int]:
    """Where the feed stands, what is watched, was it searched, and the second it began at."""
    try:
        found = json.loads(cursor or "null")
        watched = [int(id_) for id_ in found.pop("watched")][:WATCHED]
        was, since = found.pop("searched") is True, int(found.pop("from"))
        int(found["upto"])
    except (ValueError, TypeError, KeyError, AttributeError):
        return None, [], False, 0
    return found, watched, was, since
