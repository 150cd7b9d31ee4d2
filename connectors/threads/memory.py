"""What the cursor keeps of Threads: where each list stands, where posts lie, and which are asked for again.

What was deleted is in no list, and nobody says so: each post of the last week is asked for once a day by
its number, unless a list shows it.
"""

import json
from collections.abc import Iterable, Iterator

from connectors.kit.contract import Mention
from connectors.kit.recheck import is_due
from connectors.kit.walk.lists import states_in
from connectors.kit.walk.paging import DAY
from connectors.threads.posts import tombstone

_WEEK = 7 * DAY
_MOST = 1_000  # posts remembered; the oldest go first
_LISTS = 250  # lists whose place is remembered, the last read


class Memory:
    """Where the lists stand; posts as [address, first seen, last seen, missing since or 0]."""

    def __init__(self, cursor: str | None, now: int) -> None:
        self.now = now
        try:
            found = json.loads(cursor or "{}")
            self.lists = states_in(found["lists"])
            self._posts = {
                str(id_): (str(url), int(first), int(last), int(lost))
                for id_, (url, first, last, lost) in found["posts"].items()
            }
            self.swept = int(found["swept"])  # second in which all own posts were last gone through
            self.looked = {str(id_): int(at) for id_, at in found["looked"].items()}
        except (ValueError, TypeError, KeyError, AttributeError):
            self.lists, self._posts, self.swept = {}, {}, 0
            self.looked = {}  # by own post: the second in which all under it was last read

    def text(self) -> str | None:
        """For the cursor; None where there is nothing to keep."""
        if not (self.lists or self.swept):
            return None
        young = {id_: at for id_, at in self._posts.items() if 0 <= self.now - at[1] < _WEEK}
        kept = {
            "lists": dict(list(self.lists.items())[-_LISTS:]),
            "posts": dict(list(young.items())[-_MOST:]),
            "swept": self.swept,
            "looked": {id_: at for id_, at in self.looked.items() if 0 <= self.now - at < DAY},
        }
        return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))

    def seen(self, mentions: Iterable[Mention]) -> None:
        """Note that these are there."""
        for one in mentions:
            if not one.deleted:
                first = (
                    self._posts[one.external_id][1] if one.external_id in self._posts else self.now
                )
                self._posts[one.external_id] = (one.url or "", first, self.now, 0)

    def there(self, id_: str) -> None:
        """Note that it is there, as it was asked for."""
        url, first, _, _ = self._posts[id_]
        self._posts[id_] = (url, first, self.now, 0)

    def address(self, id_: str) -> str | None:
        """Where a post of the last week lies."""
        return self._posts[id_][0] or None if id_ in self._posts else None

    def due(self, most: int) -> list[str]:
        """Those to ask for, once a day each, the longest unseen first."""
        due = [
            (last, id_)
            for id_, (_, _, last, lost) in self._posts.items()
            if is_due(self.now, last, lost)
        ]
        return [id_ for _, id_ in sorted(due)[:most]]

    def shown_last(self, own: str, most: int) -> list[str]:
        """Posts of others that were there when they were last looked for, the latest first."""
        there = [
            (last, id_)
            for id_, (url, _, last, lost) in self._posts.items()
            if not lost and f"/@{own}/" not in url
        ]
        return [id_ for _, id_ in sorted(there, reverse=True)[:most]]

    def missing(self, ids: Iterable[str]) -> Iterator[Mention]:
        """Tombstones of those that are missing for the second time."""
        for id_ in ids:
            url, first, last, lost = self._posts[id_]
            if lost:
                yield self.gone(id_)
            else:
                self._posts[id_] = (url, first, last, self.now)

    def gone(self, id_: str) -> Mention:
        """A tombstone; it is forgotten."""
        self._posts.pop(id_, None)
        return tombstone(id_)
