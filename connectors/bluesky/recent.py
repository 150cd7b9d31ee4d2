"""Which posts of the last week are still there: a host shows a deleted one no more, and says nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from connectors.kit.walk.paging import DAY

_WEEK = 7 * DAY
_MOST = 300  # posts remembered; the oldest go first
BATCH = 25  # posts that a host is asked for at once
_ROUNDS = 4  # requests of one poll, at most
_AGAIN = 3_600  # seconds after which a missing one is asked for once more: a host may be ill


@dataclass(slots=True)
class Recent:
    """Posts that were yielded: when each was first and last shown, and since when it is missing (or 0)."""

    posts: dict[str, list[int]] = field(default_factory=dict)

    @classmethod
    def read(cls, found: Any) -> Self:
        """What `posts` held; ValueError, TypeError or AttributeError for anything else."""
        made = {
            str(uri): [int(first), int(last), int(lost)]
            for uri, (first, last, lost) in found.items()
        }
        return cls(made)

    def shown(self, uris: Iterable[str], now: int) -> None:
        """Note that these are there."""
        for uri in uris:
            first = self.posts.pop(uri, [now])[0]
            self.posts[uri] = [first, now, 0]
        self.posts = {uri: at for uri, at in self.posts.items() if 0 <= now - at[0] < _WEEK}
        self.posts = dict(list(self.posts.items())[-_MOST:])

    def due(self, now: int) -> list[list[str]]:
        """Those to ask for, once a day each, in requests."""
        asked = [
            uri
            for uri, (_, last, lost) in self.posts.items()
            if (now - lost >= _AGAIN if lost else now - last >= DAY)
        ][: _ROUNDS * BATCH]
        return [asked[at : at + BATCH] for at in range(0, len(asked), BATCH)]

    def gone(self, asked: Sequence[str], there: Iterable[str], now: int) -> list[str]:
        """Note what was there of those asked for; the ones that are missing for the second time."""
        found = set(there)
        self.shown([uri for uri in asked if uri in found], now)
        lost = []
        for uri in asked:
            if uri in found or uri not in self.posts:
                continue
            if self.posts[uri][2]:
                del self.posts[uri]
                lost.append(uri)
            else:
                self.posts[uri][2] = now
        return lost
