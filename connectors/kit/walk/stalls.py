"""A stale search index: its newest hit is much older than is usual between two hits."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from connectors.kit.reading.entries import as_count
from connectors.kit.said import Said
from connectors.kit.walk.paging import DAY, Fetch, Listing

_ENOUGH = 20  # hits that show what is usual
_LEAST = 6 * 3_600  # seconds: a shorter silence is nothing to tell
_TIMES = 1.5  # the longest silence seen among the newest hits: nights and weekends are in it


def usual_silence(seconds: Sequence[int]) -> int | None:
    """The longest time between two of the newest hits; None where they are too few to tell."""
    times = sorted(seconds)
    if len(times) < _ENOUGH:
        return None
    return max(after - before for before, after in pairwise(times))


def is_stalled(newest: int, usual: int | None, now: int) -> bool:
    """Whether a search has been silent for longer than it ever is."""
    return usual is not None and now - newest > max(_LEAST, _TIMES * usual)


def utc(second: int) -> str:
    """A second since 1970 for people."""
    return f"{datetime.fromtimestamp(second, UTC):%Y-%m-%d %H:%M:%S} UTC"


class Pace:
    """How often a phrase has new hits, and whether the search stands still."""

    def __init__(self, now: int, state: Mapping[str, Any] | None) -> None:
        self._now = now
        self._newest = _second(state, "upto")
        self._usual = _second(state, "usual")

    def watching(self, fetch: Fetch) -> Fetch:
        """The same requests; what the newest page shows is noted."""

        def watched(at: str | None, fresh: bool) -> Listing | None:
            listing = fetch(at, fresh)
            if at is None and listing is not None:
                times = [i.position for i in listing.items if i.position <= self._now + DAY]
                self._newest = max(times, default=None)
                self._usual = usual_silence(times)
            return listing

        return watched

    def to_json(self) -> dict[str, int]:
        """For the cursor: the newest page may be unchanged at the next poll."""
        return {} if self._usual is None else {"usual": self._usual}

    def said(self, phrase: str) -> list[Said]:
        """A line as long as it stands still."""
        if self._newest is None or not is_stalled(self._newest, self._usual, self._now):
            return []
        at = utc(self._newest)
        text = (
            f"{phrase}: the search shows nothing newer than {at}, longer than it is ever silent: its"
            " index may stand still; what it learns of late is read once it moves"
        )
        return [Said(text, "stalled", ends=True, phrase=phrase, at=at)]


def _second(state: Mapping[str, Any] | None, key: str) -> int | None:
    return as_count((state or {}).get(key))
