"""What the cursor keeps of TikTok: where each video's comments stand, and which are asked for again.

What was deleted or hidden is in no list, and nobody says so; answers to a comment that is known do not bring
it up again. So each comment of the last week is asked for once a day, by its number.
"""

import json
from collections.abc import Iterable

from connectors.kit.contract import Mention
from connectors.kit.recheck import is_due
from connectors.kit.walk.lists import states_in
from connectors.kit.walk.paging import DAY
from connectors.tiktok.comments import Thread, tombstone

_WEEK = 7 * DAY
_MOST = 3_000  # comments remembered; the oldest go first
_LISTS = 400  # videos whose place is remembered, the last read

Known = tuple[str, int, int, int, int, list[str]]
"""Its video, first seen, last seen, answers, missing since or 0, ids of answers."""


class Memory:
    """Where the videos' comments stand, and the comments of the last week."""

    def __init__(self, cursor: str | None, now: int) -> None:
        self.now = now
        try:
            found = json.loads(cursor or "{}")
            self.lists = states_in(found["lists"])
            self._threads: dict[str, Known] = {
                str(id_): (str(v), int(a), int(b), int(n), int(lost), [str(one) for one in ids])
                for id_, (v, a, b, n, lost, ids) in found["threads"].items()
            }
            self.swept = int(found["swept"])  # second in which all videos were last gone through
            self.looked = {str(id_): int(at) for id_, at in found["looked"].items()}
        except (ValueError, TypeError, KeyError, AttributeError):
            self.lists, self._threads, self.swept = {}, {}, 0
            self.looked = {}  # by video: the second in which its comments were last read

    def text(self) -> str | None:
        """For the cursor; None where there is nothing to keep."""
        if not (self.lists or self.swept):
            return None
        young = {id_: at for id_, at in self._threads.items() if 0 <= self.now - at[1] < _WEEK}
        kept = {
            "lists": dict(list(self.lists.items())[-_LISTS:]),
            "threads": dict(sorted(young.items(), key=lambda one: one[1][1])[-_MOST:]),
            "swept": self.swept,
            "looked": {id_: at for id_, at in self.looked.items() if 0 <= self.now - at < DAY},
        }
        return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))

    def count_of(self, id_: str) -> int | None:
        """How many answers a comment had; None where it is not known."""
        known = self._threads.get(id_)
        return known[3] if known else None

    def seen(self, video: str, thread: Thread, *, is_whole: bool) -> list[Mention]:
        """Note a comment as it is; tombstones of its answers that are gone, where all of them are shown."""
        there = [m.external_id for m in thread.mentions[1:]]
        known = self._threads.get(thread.id)
        first, ids = (known[1], known[5]) if known else (self.now, [])
        gone = [id_ for id_ in ids if id_ not in there] if is_whole else []
        kept = [id_ for id_ in dict.fromkeys([*ids, *there]) if id_ not in gone]
        self._threads[thread.id] = (video, first, self.now, thread.count, 0, kept)
        return [tombstone(id_) for id_ in gone]

    def due(self, most: int) -> dict[str, list[str]]:
        """The comments to ask for by video, once a day each, the longest unseen first."""
        due = [
            (last, id_)
            for id_, (_, _, last, _, lost, _) in self._threads.items()
            if is_due(self.now, last, lost)
        ]
        videos: dict[str, list[str]] = {}
        for _, id_ in sorted(due)[:most]:
            videos.setdefault(self._threads[id_][0], []).append(id_)
        return videos

    def missing(self, ids: Iterable[str]) -> list[Mention]:
        """Tombstones of those that are missing for the second time, with their answers."""
        gone: list[Mention] = []
        for id_ in ids:
            video, first, last, n, lost, answers = self._threads[id_]
            if lost:
                del self._threads[id_]
                gone += map(tombstone, [id_, *answers])
            else:
                self._threads[id_] = (video, first, last, n, self.now, answers)
        return gone
