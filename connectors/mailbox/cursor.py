"""What a mailbox remembers between two polls: of each folder its numbering, and how far it was read."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Place:
    """How far one folder was read."""

    validity: int  # of the numbering that `uid` belongs to
    uid: int  # every mail up to this one was read
    at: str  # ISO; the day of the last poll that left nothing unread, or of the first
    since: str = ""  # ISO; while older mails are still read, the day from which on


@dataclass(slots=True)
class Places:
    """Those of all folders; what is no cursor of ours is none."""

    of: dict[str, Place]

    @classmethod
    def read(cls, cursor: str | None, names: Iterable[str]) -> Self:
        """What the cursor holds of these folders."""
        try:
            found = json.loads(cursor or "{}")
            places = {name: _place(found[name]) for name in names if name in found}
        except (ValueError, TypeError, KeyError, RecursionError):
            places = {}
        return cls(places)

    def to_json(self) -> str:
        """For the next poll."""
        return json.dumps({name: asdict(place) for name, place in self.of.items()})


def _place(held: Any) -> Place:
    place = Place(int(held["validity"]), int(held["uid"]), str(held["at"]), str(held["since"]))
    for day in filter(None, (place.at, place.since)):
        date.fromisoformat(day)  # raises ValueError
    return place
