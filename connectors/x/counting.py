"""Counts of X: how many posts match a question, by the hour, at the price of one request and none of them read.

X counts anew what its index learned of late or what was deleted, so hours are asked for again for three
days; a request for a week costs what one for an hour does. X counts the last seven days alone.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from connectors.kit.contract import Page
from connectors.kit.counted import HOUR, Counted, series_of
from connectors.kit.errors import UNREADABLE, SourceChangedError, UnreadError, why_unread
from connectors.kit.reading.entries import as_date
from connectors.x.asking import Asking, Spending
from connectors.x.memory import Memory

AGAIN = timedelta(hours=72)  # for which hours are asked for again
REACH = timedelta(days=7)  # X refuses what is older
_SETTLES = timedelta(minutes=1)  # X refuses an end that is not some seconds ago
_LONGEST = 100_000_000_000  # posts of an hour: more is no count


class Counting:
    """The one question of a source, and when it is due."""

    def __init__(self, asking: Asking, memory: Memory, query: str, *, every: timedelta) -> None:
        self._asking, self._memory, self._query, self._every = asking, memory, query, every
        self._series = series_of(query)

    def pages(self, paying: Spending) -> Iterator[Page]:
        """The hours that are due, if any. Raises SpentError, the SourceErrors."""
        now = datetime.fromtimestamp(self._memory.now, UTC)
        state = self._state()
        since = now - datetime.fromtimestamp(state.get("at", 0), UTC)
        end = _to_the_hour(now - _SETTLES)
        if timedelta(0) <= since < self._every:
            return
        far = _to_the_hour(now - REACH) + HOUR
        known = datetime.fromtimestamp(state.get("upto", 0), UTC)
        start = max(far, min(known, end - AGAIN))
        reply = self._asking.counts(
            paying, {"query": self._query, "granularity": "hour",
                     "start_time": _stamp(start), "end_time": _stamp(end)}
        )  # fmt: skip
        if reply.found is None:
            yield Page(settled=(reply.settled,))
            return
        hours, refused = self._hours(reply.found, start, end)
        upto = start
        while upto in hours:
            upto += HOUR
        self.put_off(upto)
        yield Page((), self._memory.text(), refused=refused, counted=tuple(hours.values()),
                   settled=(reply.settled,))  # fmt: skip

    @property
    def is_closed(self) -> bool:
        """Did X not let the app count when it was asked last?"""
        return bool(self._state().get("closed"))

    def put_off(self, upto: datetime | None = None, *, is_closed: bool = False) -> None:
        """Let it be due again after its time, whether it was answered or not."""
        told = self._state().get("upto", 0) if upto is None else int(upto.timestamp())
        at = self._memory.now
        self._memory.count = {"of": self._series, "at": at, "upto": told, "closed": int(is_closed)}

    def _state(self) -> Mapping[str, Any]:
        """Where it stands; nothing of another question."""
        state = self._memory.count
        return state if state.get("of") == self._series else {}

    def _hours(
        self, found: Mapping[str, Any], start: datetime, end: datetime
    ) -> tuple[dict[datetime, Counted], tuple[str, ...]]:
        shown = found.get("data")
        if not isinstance(shown, list):
            raise SourceChangedError("no list of counts: is this X's?")
        hours: dict[datetime, Counted] = {}
        refused: list[str] = []
        for n, one in enumerate(shown, start=1):
            try:
                hour = self._hour(one)
            except UNREADABLE as error:
                refused.append(f"hour {n}: {why_unread(error)}")
                continue
            if start <= hour.at < end:  # nothing else was asked for
                hours[hour.at] = hour
        return dict(sorted(hours.items())), tuple(refused[:1])

    def _hour(self, one: Any) -> Counted:
        if not isinstance(one, Mapping):
            raise UnreadError("not an object")
        start, end, n = as_date(one.get("start")), as_date(one.get("end")), one.get("tweet_count")
        if start is None or start != _to_the_hour(start) or end != start + HOUR:
            raise UnreadError("no whole hour")
        if isinstance(n, bool) or not isinstance(n, int) or not 0 <= n <= _LONGEST:
            raise UnreadError("no count")
        return Counted(start, n, self._series)


def _to_the_hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


def _stamp(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
