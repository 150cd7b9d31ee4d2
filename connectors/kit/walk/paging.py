"""Pagination: reading a newest-first listing to the end of what is new, over several polls if need be.

The cursor is JSON: `{"upto": 90}` promises that everything up to position 90 has been yielded;
`{"upto": 90, "gap": [40, 71], "at": "…"}` says that what lies between 40 and 71 has not, because
the page limit cut a poll there, and that the page at `at` was the last one read. An open gap is
read before anything newer, so there is never more than one.

A search learns of some posts late: Hacker News' index has stood still for 36 hours, and filled in
old dates then. Once a day a poll reads deep below its promise for them; the cursor's `deep` says
when that was last.

A page of which nothing can be read promises nothing and ends nothing: it is told, what lies behind it is
read, and it is asked for again.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from connectors.kit.contract import Mention, Page
from connectors.kit.errors import SourceChangedError
from connectors.kit.said import Said
from connectors.kit.taken import Settled

_STALE_PAGES = 3  # pages in a row that hold nothing but what this poll has seen
DAY = 86_400
DEEP = 4 * DAY  # below the promise: read once a day, that finds all that is up to 72 hours late
_LONGEST_WALK = 10  # times the page limit, from the newest page down to a gap that slipped
_ALL_ODD = (
    "none of the {} items of a page could be read, so none of them is stored: update the listener, or"
    " report it"
)
_MANY = 5  # unreadable items that make up a page: so many are no accident


@dataclass(frozen=True, slots=True)
class Listed:
    """One item of a listing: its place there, and the mention it makes, if it makes one."""

    position: int  # grows with newness: a numeric id, or seconds since 1970 on the source's clock
    id: str
    mention: Mention | None


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a listing, newest items first (inside a page they may be in any order)."""

    items: tuple[Listed, ...]
    older: str | None  # how to ask for the next older page: a number, a token; None at the end
    refused: tuple[str, ...] = ()  # one line for each that could not be read; it is none of `items`
    said: tuple[str, ...] = ()  # what operators are to know: Page.said
    settled: tuple[Settled, ...] = ()  # what it cost: Page.settled

    @property
    def is_odd(self) -> bool:
        """Does it hold items, and could none of them be read?"""
        return bool(self.refused) and not self.items


Fetch = Callable[[str | None, bool], Listing | None]
"""Ask for a page: the newest when the first argument is None. The second is kit.http.fetch's `fresh`:
only where it is False may the answer be None, for "nothing has changed"."""


def older_in(found: Any, *keys: str) -> str | None:
    """The token of the next older page, as a reply holds it under these keys; None where it holds none."""
    for key in keys:
        found = found.get(key) if isinstance(found, Mapping) else None
    return found if isinstance(found, str) and found else None


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a poll reads."""

    max_pages: int = 10  # of one poll; at least 2: it reads one page of the last poll again
    overlap: int = 0  # positions read again below the promise; 1 or more where two can be equal
    floor: int | None = None  # oldest position wanted at first; None: one poll's worth of pages
    ceiling: int | None = None  # positions above it are mistakes (a date in 2099)
    deep: int = 0  # positions read again below the promise once a day
    now: int = 0  # the second since 1970, where `deep` is asked for

    def __post_init__(self) -> None:
        if self.max_pages < 2:
            raise ValueError("max_pages: expected 2 or more")


@dataclass(frozen=True, slots=True)
class _Cursor:
    upto: int
    gap: tuple[int, int] | None = None  # unread: above the first, and what the second left
    at: str | None = None
    deep: int | None = None  # second in which the last deep reading began

    @classmethod
    def read(cls, text: str | None) -> "_Cursor | None":
        try:
            found = json.loads(text or "null")
            gap, at, deep = found.get("gap"), found.get("at"), found.get("deep")
            known = (int(gap[0]), int(gap[1])) if gap else None
            was_deep = None if deep is None else int(deep)
            return cls(int(found["upto"]), known, None if at is None else str(at), was_deep)
        except (ValueError, TypeError, KeyError, AttributeError, IndexError):
            return None  # as a first poll: what is known already is dropped by its id

    def text(self) -> str:
        found: dict[str, object] = {"upto": self.upto}
        if self.deep is not None:
            found["deep"] = self.deep
        return json.dumps(found | ({"gap": self.gap, "at": self.at} if self.gap else {}))


def newest_first(fetch: Fetch, cursor: str | None, reach: Reach = Reach()) -> Iterator[Page]:
    """Yield every item that is new since `cursor`, page by page, each with the cursor it earns.

    Nothing is lost behind the page limit, to items that arrive between two requests, to equal
    positions (with `overlap`) or to disorder inside a page; a few items pinned to the top are
    harmless. What is deleted between two requests of one poll can hide its neighbours from a
    source that numbers its pages: the next deep reading finds them. A listing whose newest item is older
    than the promise was reset or lost its newest: one poll's worth is read again. Raises
    SourceChangedError for a listing that goes round in a circle under ever new names.
    """
    state = _Cursor.read(cursor)
    walk = _Walk(fetch, reach, state.deep if state else None)
    if state and state.gap:
        yield from walk.close_gap(state, *state.gap)
        state = walk.state
    if (state is None or not state.gap) and walk.pages < reach.max_pages:
        yield from walk.read_new(state)


class _Walk:
    """One poll."""

    def __init__(self, fetch: Fetch, reach: Reach, deep: int | None) -> None:
        self._fetch, self._deep = fetch, deep
        self._reach = reach
        self._seen: set[str] = set()
        self._asked: set[str | None] = set()
        self._stale = 0
        self.pages = 0  # read, as far as they count
        self.state: _Cursor | None = None  # as promised by the last page

    def read_new(self, old: _Cursor | None) -> Iterator[Page]:
        """From the newest page down to what is promised."""
        is_deep = self._is_deep_due()
        listing = self._fetch(None, old is None or is_deep)
        if listing is None:
            return
        if is_deep:
            self._deep = self._reach.now
        self.pages += 1
        at = None
        while listing.is_odd and listing.older not in (None, at):
            if self.pages >= self._reach.max_pages:
                break
            yield _page(listing, None)
            at = listing.older
            listing = self._below(at)
            self.pages += 1
        highest = max(self._sane(listing), default=None)
        if highest is None:
            yield _page(listing, None)
            return
        below = self._reach.deep if is_deep else 0
        bottom = old.upto - below if old else self._reach.floor
        upto = highest
        if old and highest < old.upto:
            if at is None:
                bottom = None
            else:
                upto = old.upto  # the newest could not be read
        yield from self._down(listing, at, upto=upto, gap=(bottom, highest))

    def _is_deep_due(self) -> bool:
        if not self._reach.deep:
            return False
        # A clock that was set back does not put it off.
        return self._deep is None or not 0 <= self._reach.now - self._deep < DAY

    def close_gap(self, state: _Cursor, bottom: int, low: int) -> Iterator[Page]:
        """From where the last poll was cut down to the end of the gap."""
        self.state, at = state, state.at
        listing = self._below(at)
        if at is not None and not any(i.position >= low for i in listing.items):
            # The page has slipped: down from the top, and these pages do not count.
            listing, at = self._below(None), None
            for _ in range(_LONGEST_WALK * self._reach.max_pages):
                if any(i.position <= low for i in listing.items) or listing.older is None:
                    break
                yield _page(listing, None)
                at = listing.older
                listing = self._below(at)
        self.pages += 1
        yield from self._down(listing, at, upto=state.upto, gap=(bottom, low))

    def _down(
        self, listing: Listing, at: str | None, *, upto: int, gap: tuple[int | None, int]
    ) -> Iterator[Page]:
        bottom, low = gap
        self._seen, self._asked, self._stale = set(), set(), 0
        while True:
            self._asked.add(at)
            low = min([low, *self._sane(listing)])
            is_over = self._is_over(listing, bottom)
            is_cut = not is_over and self.pages >= self._reach.max_pages
            self.state = None
            if is_over or (is_cut and bottom is None):
                self.state = _Cursor(upto, deep=self._deep)
            elif bottom is not None:
                self.state = _Cursor(upto, (bottom, low), at, self._deep)
            yield _page(listing, self.state, behind=is_cut and bottom is not None)
            if is_over or is_cut:
                return
            at = listing.older
            listing = self._below(at)
            self.pages += 1

    def _below(self, at: str | None) -> Listing:
        listing = self._fetch(at, True)
        if listing is None:
            raise ValueError("a page that was asked for afresh came back as unchanged")
        return listing

    def _sane(self, listing: Listing) -> list[int]:
        ceiling = self._reach.ceiling
        found = [item.position for item in listing.items]
        return [at for at in found if ceiling is None or at <= ceiling]

    def _is_over(self, listing: Listing, bottom: int | None) -> bool:
        ids = {item.id for item in listing.items}
        if listing.is_odd:
            return listing.older is None or listing.older in self._asked
        self._stale = 0 if ids - self._seen else self._stale + 1
        self._seen |= ids
        if not ids or listing.older is None or listing.older in self._asked:
            return True
        # Half the page, not one item: one may be pinned, or wrongly dated 1970.
        known = [i for i in listing.items if bottom is not None and self._is_known(i, bottom)]
        if 2 * len(known) >= len(listing.items):
            return True
        if self._stale >= _STALE_PAGES:
            # Not an end to be promised: what lies behind it has not been seen.
            raise SourceChangedError("the listing shows the same page again and again")
        return False

    def _is_known(self, item: Listed, bottom: int) -> bool:
        return item.position <= bottom - self._reach.overlap


def _page(listing: Listing, state: _Cursor | None, *, behind: bool = False) -> Page:
    mentions = tuple(item.mention for item in listing.items if item.mention is not None)
    cursor = state.text() if state else None
    said = listing.said
    if listing.is_odd and len(listing.refused) >= _MANY:
        said = (*said, Said(_ALL_ODD.format(len(listing.refused)), ends=True))
    return Page(
        mentions,
        cursor=cursor,
        behind=behind,
        refused=listing.refused,
        said=said,
        settled=listing.settled,
    )
