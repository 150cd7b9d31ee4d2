"""What the cursor keeps of Reddit: where each list stands, and which posts of the last week are looked at again."""

import json
from collections.abc import Iterable, Iterator

from connectors.kit.contract import Mention
from connectors.kit.recheck import is_due
from connectors.kit.walk.lists import states_in
from connectors.kit.walk.paging import DAY
from connectors.reddit.posts import tombstone

_WEEK = 7 * DAY
_MOST = 1_000  # posts remembered; the oldest go first


class Memory:
    """Where the lists stand; posts as [first seen, last seen, missing since or 0]."""

    def __init__(self, cursor: str | None, now: int) -> None:
        self.now = now
        try:
            found = json.loads(cursor or "{}")
            self.lists = states_in(found["lists"])
            self._posts = {
                str(name): (int(first), int(last), int(lost))
                for name, (first, last, lost) in found["posts"].items()
            }
        except (ValueError, TypeError, KeyError, AttributeError):
            self.lists, self._posts = {}, {}

    def text(self) -> str | None:
        """For the cursor; None where there is nothing to keep."""
        if not self.lists:
            return None
        young = {n: at for n, at in self._posts.items() if 0 <= self.now - at[0] < _WEEK}
        kept = {"lists": self.lists, "posts": dict(list(young.items())[-_MOST:])}
        return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))

    def knows(self, name: str) -> bool:
        """Was it yielded in the last week?"""
        return name in self._posts

    def seen(self, names: Iterable[str]) -> None:
        """Note that these are there."""
        for name in names:
            first = self._posts[name][0] if name in self._posts else self.now
            self._posts[name] = (first, self.now, 0)

    def forget(self, name: str) -> None:
        """It is gone."""
        self._posts.pop(name, None)

    def due(self, most: int) -> list[str]:
        """Those to ask for, once a day each, the longest unseen first."""
        due = [
            (last, name)
            for name, (_, last, lost) in self._posts.items()
            if is_due(self.now, last, lost)
        ]
        return [name for _, name in sorted(due)[:most]]

    def missing(self, names: Iterable[str]) -> Iterator[Mention]:
        """Tombstones of those that are missing for the second time."""
        for name in names:
            first, last, lost = self._posts[name]
            if lost:
                del self._posts[name]
                yield tombstone(name)
            else:
                self._posts[name] = (first, last, self.now)
