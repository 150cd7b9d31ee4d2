"""One tag's feed on one Mastodon server: what is new, edited and gone, with no gap.

A server gives a post of another server the id of the time it was written, not of the time it
arrived, so a late one appears below ids that we have read: every poll reads the last window
again, and once a day one reads deep below it, for what comes a day or more late. There it sees edits too, and what is missing from it may be deleted. Ids are text: by
Mastodon's own rule they sort by length first, then by letters, and nothing else may be done with
them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from connectors.kit.walk.paging import DAY, DEEP
from connectors.mastodon.statuses import Status

_USUAL = 20  # what they give when asked for nothing; a shorter page is the last
_WINDOW = 40  # statuses read again, all but the first, after which reading starts: one request
_LONGEST_WINDOW = 120  # where the last hour brought so many
_LATE = 3_600  # seconds


def order(id_: str) -> tuple[int, str]:
    """What ids sort by."""
    return len(id_), id_


@dataclass(frozen=True, slots=True)
class Seen:
    """A status of the window."""

    id: str
    uri: str | None  # None: it made no mention, and will make none
    second: int


_START = Seen("0", None, 0)  # below every id: the feed is known from its first status on


@dataclass(frozen=True, slots=True)
class Feed:
    """How far a feed is read: up to the last status of its window, and down to `back`."""

    seen: tuple[Seen, ...]  # lowest id first, one at least
    back: str | None = None  # what is below this id is unread, where the first poll was cut
    deep: int | None = None  # second in which the last deep reading began
    again: str | None = None  # where a poll was cut in it: it goes on below this id

    @classmethod
    def from_json(cls, found: Any) -> "Feed":
        """What `to_json` wrote; ValueError, TypeError or KeyError for anything else."""
        seen = tuple(Seen(str(i), u and str(u), int(s)) for i, u, s in found["seen"])
        if not seen:
            raise ValueError("an empty window")
        deep = found.get("deep")
        return cls(seen, found.get("back"), None if deep is None else int(deep), found.get("again"))

    def to_json(self) -> dict[str, Any]:
        """For the cursor."""
        out: dict[str, Any] = {"seen": [[s.id, s.uri, s.second] for s in self.seen]}
        more = {"back": self.back, "deep": self.deep, "again": self.again}
        return out | {key: value for key, value in more.items() if value is not None}

    def without(self, ids: set[str]) -> "Feed":
        """Without some statuses, which are not looked for any more."""
        return replace(self, seen=tuple(s for s in self.seen if s.id not in ids))


@dataclass(frozen=True, slots=True)
class Step:
    """A page of the feed, and where the feed stands once it is stored."""

    statuses: tuple[Status, ...]
    feed: Feed
    behind: bool
    missing: tuple[Seen, ...] = ()  # they were there at the last poll


Ask = Callable[[dict[str, str], bool], list[Status] | None]
"""Ask for a page, by `min_id`, `max_id` or neither. The second is kit.http.fetch's `fresh`."""


@dataclass(frozen=True, slots=True)
class TagFeed:
    """How to read a feed."""

    ask: Ask
    keep: Callable[[Status], bool]  # is it one that may make a mention?
    floor: int  # second: what is older is not wanted at first
    pages: int  # of one poll
    now: int  # the second since 1970

    def read(self, feed: Feed | None) -> Iterator[Step]:
        """Everything since the last poll, lowest ids first; at first the newest pages."""
        if feed is None:
            yield from self._down(Feed((_START,), None, self.now), (), None, self.pages)
            return
        used = 0
        for step in self._up(feed):
            used, feed = used + 1, step.feed
            yield step
        if feed.back and used < self.pages:
            yield from self._down(feed, feed.seen, feed.back, self.pages - used)
        elif used < self.pages and (feed.again or self._is_deep_due(feed)):
            yield from self._deep(feed, self.pages - used)

    def _is_deep_due(self, feed: Feed) -> bool:
        # A clock that was set back does not put it off.
        return feed.deep is None or not 0 <= self.now - feed.deep < DAY

    def _deep(self, feed: Feed, pages: int) -> Iterator[Step]:
        """Once more from the top down to what is some days old; its window stays."""
        at, began = feed.again, feed.deep if feed.again else self.now
        floor = max(self.floor, (began or self.now) - DEEP)
        for _ in range(pages):
            page = self.ask({"max_id": at} if at else {}, True) or []
            wanted = tuple(s for s in page if s.second >= floor and self.keep(s))
            is_over = 2 * sum(s.second < floor for s in page) >= len(page)
            lowest = min((s.id for s in page), key=order, default=at)
            is_over = is_over or (
                at is not None and lowest is not None and order(lowest) >= order(at)
            )
            at = None if is_over else lowest
            feed = replace(feed, deep=began, again=at)
            yield Step(wanted, feed, feed.back is not None)
            if is_over:
                return

    def _up(self, feed: Feed) -> Iterator[Step]:
        was, alive, at, is_last = feed, set[str](), feed.seen[0].id, False
        for number in range(self.pages):
            page = self.ask({"min_id": at}, number > 0)
            if page is None:
                return
            statuses = sorted(page, key=lambda s: order(s.id))
            alive |= {s.id for s in statuses}
            top = statuses[-1].id if statuses else at
            is_last = order(top) <= order(at) or _is_last(len(page), top, was.seen[-1].id)
            refused = {s.id for s in feed.seen if s.uri is None}
            wanted = [s for s in statuses if s.id not in refused and self.keep(s)]
            feed = replace(feed, seen=_window(feed.seen, statuses, wanted))
            at = top
            missing = tuple(
                s
                for s in was.seen[1:]
                if s.uri and s.id not in alive and (is_last or order(s.id) < order(top))
            )
            is_over = is_last or number + 1 == self.pages
            behind = not is_last or feed.back is not None
            yield Step(tuple(wanted), feed, behind, missing if is_over else ())
            if is_over:
                return

    def _down(
        self, feed: Feed, seen: tuple[Seen, ...], at: str | None, pages: int
    ) -> Iterator[Step]:
        met: set[str] = set()
        for _ in range(pages):
            page = self.ask({"max_id": at} if at else {}, True) or []
            wanted = [s for s in page if s.second >= self.floor and self.keep(s)]
            # Half the page is too old, not one of it: that one may be wrongly dated 1970.
            is_old = 2 * sum(s.second < self.floor for s in page) >= len(page)
            is_over = is_old or {s.id for s in page} <= met
            met |= {s.id for s in page}
            seen = _window(seen, page, wanted)
            if not page and len(seen) < _WINDOW:
                seen = (_START, *seen)
            at = None if is_over else min((s.id for s in page), key=order)
            yield Step(tuple(wanted), replace(feed, seen=seen, back=at), not is_over)
            if is_over:
                return


def _is_last(count: int, top: str, tip: str) -> bool:
    """Is this the end? `tip` is the last status that was known before."""
    # Some servers give fewer than are asked for: a full page is of 20, 25, 30 or 40.
    is_full = count >= _USUAL and count % 5 == 0
    if order(top) > order(tip):
        return count < _USUAL
    return top == tip and not is_full


def _window(seen: tuple[Seen, ...], page: list[Status], wanted: list[Status]) -> tuple[Seen, ...]:
    """The highest ids of those known and those of a page."""
    kept = {s.id for s in wanted}
    known = {s.id: Seen(s.id, s.uri if s.id in kept else None, s.second) for s in page}
    all_ = sorted(({s.id: s for s in seen} | known).values(), key=lambda s: order(s.id))
    newest = max((s.second for s in all_), default=0)
    recent = sum(s.second > newest - _LATE for s in all_)
    return tuple(all_[-min(max(_WINDOW, recent), _LONGEST_WINDOW) :])
