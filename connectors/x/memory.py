"""What the cursor keeps of X: where each list stands, and which posts have to be asked for again within a day.

Who stores posts of X has to change or delete them within 24 hours of what happens to them there.
"""

import json
from collections.abc import Iterable
from typing import Any

from connectors.kit.walk.paging import DAY

POSTS = 5_000  # remembered; the oldest go first
_SPARE = 5_400  # seconds before the day is over at which a post is due at the latest: some polls
_AGAIN = 3_600  # seconds after which a missing one is asked for once more: a service may be ill


class Memory:
    """Where the lists stand; posts as [id of the newest version, first seen, last seen, missing since or 0]."""

    def __init__(self, cursor: str | None, now: int, *, keep: int, every: int = 1_800) -> None:
        self.now, self._keep = now, keep  # seconds for which a post is asked for again
        self._duty = duty(every)
        self._followed: set[str] = set()
        try:
            found = json.loads(cursor or "{}")
            self.lists: dict[str, dict[str, Any]] = {
                str(key): state | {"from": int(state["from"]), "id": int(state["id"])}
                for key, state in found["lists"].items()
            }
            self.own_at = int(found["own"])
            self.count: dict[str, Any] = _count_in(found.get("count"))
            self._posts = {
                str(id_): (str(newest), int(first), int(seen), int(lost))
                for id_, (newest, first, seen, lost) in found["posts"].items()
            }
        except (ValueError, TypeError, KeyError, AttributeError):
            self.lists, self._posts, self.own_at, self.count = {}, {}, 0, {}

    def text(self) -> str | None:
        """For the cursor; None where there is nothing to keep."""
        if not (self.lists or self.count):
            return None
        kept = {"lists": self.lists, "own": self.own_at, "posts": dict(self._kept())}
        kept |= {"count": self.count} if self.count else {}
        return json.dumps(kept, separators=(",", ":"))

    def keep(self, keys: Iterable[str]) -> None:
        """Forget the searches that are not among these lists."""
        kept = {*keys, "mentions", "own"}
        self.lists = {key: state for key, state in self.lists.items() if key in kept}

    def seen(self, id_: str, *, version: str, newest: str) -> None:
        """Note that a post is there, as one version of it says; a newer one is due at once, once a poll."""
        _, first, seen, _ = self._posts.get(id_, (newest, self.now, self.now, 0))
        if version == newest or id_ in self._followed:
            seen = self.now
        else:
            self._followed.add(id_)
            seen = min(seen, self.now - self._duty)
        self._posts[id_] = (newest, first, seen, 0)

    def gone(self, id_: str) -> None:
        """It is gone."""
        self._posts.pop(id_, None)

    def missing(self, ids: Iterable[str]) -> list[str]:
        """Those that are missing for the second time."""
        gone = []
        for id_ in ids:
            newest, first, seen, lost = self._posts[id_]
            if lost:
                del self._posts[id_]
                gone.append(id_)
            else:
                self._posts[id_] = (newest, first, seen, self.now)
        return gone

    def due(self, most: int) -> dict[str, str]:
        """The posts that have to be asked for by the ids of their versions, those longest unseen first."""
        due = sorted((seen, newest, id_) for id_, (newest, _, seen, lost) in self._kept()
                     if self._when(seen, lost) <= self.now)  # fmt: skip
        return {newest: id_ for _, newest, id_ in due[:most]}

    def due_before(self, second: int) -> int:
        """How many will have to be asked for until then."""
        return sum(self._when(seen, lost) < second for _, (_, _, seen, lost) in self._kept())

    def next_due(self) -> float:
        """Seconds until the next one is due; infinity where none is."""
        whens = (self._when(seen, lost) for _, (_, _, seen, lost) in self._kept())
        return min((when - self.now for when in whens), default=float("inf"))

    def since(self, second: int) -> int:
        """How many were first seen since then."""
        return sum(first >= second for _, (_, first, _, _) in self._kept())

    def _when(self, seen: int, lost: int) -> int:
        """From when it is due; a clock that was set back does not put it off."""
        when = lost + _AGAIN if lost else seen + self._duty
        return when if max(seen, lost) <= self.now else self.now

    def _kept(self) -> list[tuple[str, tuple[str, int, int, int]]]:
        young = [one for one in self._posts.items()
                 if self._keep and (self.now - one[1][1] < self._keep or one[1][3])]  # fmt: skip
        return sorted(young, key=lambda one: one[1][1])[-POSTS:]


def duty(every: int) -> int:
    """Seconds after which a post is due where a visit comes `every` so many: the last one of its day."""
    return max(DAY - max(_SPARE, every + _AGAIN), _AGAIN)


def _count_in(found: Any) -> dict[str, Any]:
    """Which question was counted, when it was asked last, and up to when no hour is missing."""
    if found is None:
        return {}
    return {"of": str(found["of"])} | {name: int(found[name]) for name in ("at", "upto", "closed")}
