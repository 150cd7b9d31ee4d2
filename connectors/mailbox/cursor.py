"""What a mailbox remembers between two polls: of each folder its numbering, how far it was read, what was set aside."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, Self

KEPT = timedelta(days=7)  # for which a notice that was set aside is read again
MOST = 500  # of a folder: the newest


@dataclass(frozen=True, slots=True)
class Aside:
    """A notice of a service for whose sender nobody vouched: it may be read when somebody does."""

    uid: int
    day: str  # ISO; on which it was set aside
    service: str  # its recipe's name
    by: str  # who speaks of its sender in it, where nobody does whose word counts
    word: str  # whose word counted when it was read


@dataclass(frozen=True, slots=True)
class Place:
    """How far one folder was read."""

    validity: int  # of the numbering that `uid` belongs to
    uid: int  # every mail up to this one was read
    at: str  # ISO; the day of the last poll that left nothing unread, or of the first
    since: str = ""  # ISO; while older mails are still read, the day from which on
    aside: tuple[Aside, ...] = ()


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
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            places = {}
        return cls(places)

    def to_json(self) -> str:
        """For the next poll."""
        return json.dumps({name: asdict(place) for name, place in self.of.items()})


def kept(aside: Iterable[Aside], today: date) -> tuple[Aside, ...]:
    """Those that may still be read again, by their numbers."""
    first = (today - KEPT).isoformat()
    fresh = {one.uid: one for one in aside if one.day >= first}
    return tuple(fresh[uid] for uid in sorted(fresh)[-MOST:])


def _place(held: Any) -> Place:
    aside = tuple(map(_aside, held.get("aside", ())))
    place = Place(
        int(held["validity"]), int(held["uid"]), str(held["at"]), str(held["since"]), aside
    )
    for day in filter(None, (place.at, place.since, *(one.day for one in aside))):
        date.fromisoformat(day)  # raises ValueError
    return place


def _aside(held: Any) -> Aside:
    told = (str(held[name]) for name in ("day", "service", "by", "word"))
    return Aside(int(held["uid"]), *told)
