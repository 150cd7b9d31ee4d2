"""What the cursor keeps of YouTube: where each list stands, and which threads are looked at again.

Each thread is asked for daily in its first week, for new answers and for what is gone; later the listener
asks for what it has stored (kit/recheck.py).
"""

import json
from collections.abc import Iterable

from connectors.kit.contract import Mention
from connectors.kit.recheck import is_due
from connectors.kit.walk.lists import states_in
from connectors.kit.walk.paging import DAY
from connectors.youtube.comments import Thread, tombstone

THREADS = 5_000  # remembered; the oldest go first
YOUNG = 7 * DAY
FOUND = 50  # videos of the search whose comments are read


class Memory:
    """Where the lists stand; threads as [first seen, last seen, answers, missing since or 0, ids of answers]."""

    def __init__(self, cursor: str | None, now: int) -> None:
        self.now = now
        try:
            found = json.loads(cursor or "{}")
            self.lists = states_in(found["lists"])
            self.threads: dict[str, tuple[int, int, int, int, list[str]]] = {
                str(id_): (int(a), int(b), int(n), int(lost), [str(one) for one in ids])
                for id_, (a, b, n, lost, ids) in found["threads"].items()
            }
            self.found = {str(video): int(read) for video, read in found["found"].items()}
            self.searched = {str(phrase): int(at) for phrase, at in found["searched"].items()}
            self.handles = {str(handle): str(id_) for handle, id_ in found["handles"].items()}
        except (ValueError, TypeError, KeyError, AttributeError):
            self.lists, self.threads, self.found = {}, {}, {}
            self.searched, self.handles = {}, {}

    def text(self) -> str | None:
        """For the cursor; None where there is nothing to keep."""
        young = [
            one for one in self.threads.items() if 0 <= self.now - one[1][0] < YOUNG or one[1][3]
        ]
        newest = sorted(young, key=lambda one: one[1][0])[-THREADS:]
        kept = {
            "lists": self.lists,
            "threads": dict(newest),
            "found": dict(list(self.found.items())[-FOUND:]),
            "searched": self.searched,
            "handles": self.handles,
        }
        return (
            json.dumps(kept, ensure_ascii=False, separators=(",", ":"))
            if any(kept.values())
            else None
        )

    def count_of(self, id_: str) -> int | None:
        """How many answers a thread had; None where it is not known."""
        known = self.threads.get(id_)
        return known[2] if known else None

    def seen(self, thread: Thread, *, is_whole: bool) -> list[Mention]:
        """Note a thread as it is; tombstones of its answers that are gone, where all of them are shown."""
        there = [m.external_id.partition(".")[2] for m in thread.mentions[1:]]
        first, _, _, _, known = self.threads.get(thread.id, (self.now, 0, 0, 0, []))
        gone = [id_ for id_ in known if id_ not in there] if is_whole else []
        kept = [id_ for id_ in dict.fromkeys([*known, *there]) if id_ not in gone]
        self.threads[thread.id] = (first, self.now, thread.count, 0, kept)
        return [tombstone(f"{thread.id}.{id_}") for id_ in gone]

    def due(self, most: int) -> list[str]:
        """The threads that have to be asked for, those longest unseen first."""
        due = [(seen, id_) for id_, (first, seen, _, lost, _) in self.threads.items()
               if self._is_due(first, seen, lost)]  # fmt: skip
        return [id_ for _, id_ in sorted(due)[:most]]

    def _is_due(self, first: int, seen: int, lost: int) -> bool:
        is_young = self.now - first < YOUNG
        return (is_young or bool(lost)) and is_due(self.now, seen, lost)

    def missing(self, ids: Iterable[str]) -> list[Mention]:
        """Tombstones of those that are missing for the second time, with their answers."""
        gone: list[Mention] = []
        for id_ in ids:
            first, seen, n, lost, answers = self.threads[id_]
            if not lost:
                self.threads[id_] = (first, seen, n, self.now, answers)
                continue
            del self.threads[id_]
            gone += [tombstone(id_), *(tombstone(f"{id_}.{one}") for one in answers)]
        return gone
