"""Several servers read as one source: one that fails rests alone, and the others are read on."""

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from connectors.kit.contract import Mention, Page
from connectors.kit.errors import (
    SourceBusyError,
    SourceChangedError,
    SourceError,
    SourceRefusedError,
)
from connectors.kit.http.waits import LONGEST
from connectors.kit.walk.lists import states_in
from connectors.mastodon.tagfeed import Feed

_FIRST = 900  # seconds of rest after a failure; twice as long after each further one
_MOST = 21_600


@dataclass(frozen=True, slots=True)
class Rest:
    """A server that failed while others were read."""

    times: int  # in a row
    until: int  # second since 1970 before which it is not asked again

    @classmethod
    def after(cls, error: SourceError, before: "Rest | None", now: int) -> "Rest":
        """How long to leave it alone: never less than it asked for."""
        times = (before.times if before else 0) + 1
        asked = error.retry_after if isinstance(error, SourceBusyError) else None
        wait = max(min(_FIRST * 2 ** min(times - 1, 9), _MOST), min(asked or 0, LONGEST))
        return cls(times, now + int(wait) + 1)

    @classmethod
    def from_json(cls, found: Any) -> "Rest":
        """What `to_json` wrote; ValueError or TypeError for anything else."""
        times, until = found
        return cls(int(times), int(until))

    def to_json(self) -> list[int]:
        """For the cursor."""
        return [self.times, self.until]


class Poll:
    """What the cursor held of several servers, and what this poll adds to it."""

    def __init__(self, cursor: str | None, keys: set[str]) -> None:
        self.feeds: dict[str, Feed] = {}
        self.searches: dict[str, dict[str, Any]] = {}
        self.rests: dict[str, Rest] = {}
        self._cut: set[str] = set()  # feeds and searches with unread posts behind
        self._met: set[str] = set()
        with suppress(ValueError, TypeError, KeyError, AttributeError):  # else a first poll
            found = json.loads(cursor or "{}")
            feeds = {k: Feed.from_json(v) for k, v in found["feeds"].items() if k in keys}
            rests = {k: Rest.from_json(v) for k, v in found["rests"].items() if k in keys}
            kept = {k: v for k, v in found["searches"].items() if k in keys}
            self.searches = states_in(kept)
            self.feeds, self.rests = feeds, rests

    def is_awake(self, url: str, now: int) -> bool:
        """May a server be asked again?"""
        return url not in self.rests or self.rests[url].until <= now

    def lets_rest(self, errors: Mapping[str, SourceError], now: int) -> None:
        """Leave the servers that failed alone for a while."""
        for url, error in errors.items():
            self.rests[url] = Rest.after(error, self.rests.get(url), now)

    def stands(self, key: str, state: "Feed | dict[str, Any] | None", *, behind: bool) -> None:
        """Note how far a feed or a search is read."""
        if isinstance(state, Feed):
            self.feeds[key] = state
        elif state is not None:
            self.searches[key] = state
        self._cut = self._cut | {key} if behind else self._cut - {key}

    def page(
        self,
        mentions: Iterable[Mention] = (),
        refused: Iterable[str] = (),
        said: tuple[str, ...] = (),
    ) -> Page:
        """A page of what this poll has not met yet."""
        new = {m.external_id: m for m in mentions if m.external_id not in self._met}
        self._met |= new.keys()
        return Page(tuple(new.values()), self._text(), bool(self._cut), tuple(refused), said)

    def _text(self) -> str | None:
        if not (self.feeds or self.searches or self.rests):
            return None
        feeds = {key: feed.to_json() for key, feed in self.feeds.items()}
        rests = {url: rest.to_json() for url, rest in self.rests.items()}
        kept = {"feeds": feeds, "searches": self.searches, "rests": rests}
        return json.dumps(kept, ensure_ascii=False)


def failed(errors: Mapping[str, SourceError], *, others: bool) -> SourceError:
    """One error for the servers that failed in this poll; `others`: some were read.

    As long as one can be read the source goes on, so it is busy then. If none can, the mildest
    failure counts: busy, then changed, then refused.
    """
    said = "; ".join(str(error) for error in errors.values())
    if others:
        return SourceBusyError(f"{said}; the other servers were read")
    busy = [e for e in errors.values() if isinstance(e, SourceBusyError)]
    if busy:
        waits = [e.retry_after for e in busy if e.retry_after is not None]
        return SourceBusyError(said, retry_after=min(waits, default=None))
    if any(isinstance(e, SourceChangedError) for e in errors.values()):
        return SourceChangedError(said)
    return SourceRefusedError(said)
