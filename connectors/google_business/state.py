"""What a poll of Google Business remembers: how far each shop is read, the shops, answers that wait."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from connectors.google_business.reviews import Waiting
from connectors.kit.said import Said
from connectors.kit.walk.lists import states_in

_MOST = 20  # answers that wait: beyond, something else is wrong
# Seconds for which one is told without having been seen again: every day all that are young enough are.
_TRUSTED = 3 * 86_400


@dataclass(frozen=True, slots=True)
class Place:
    """A shop."""

    path: str  # accounts/1/locations/2
    title: str  # as its profile has it; "" where nobody says

    @property
    def shown(self) -> str:
        """For people."""
        return self.title or self.path.rpartition("/")[2]


@dataclass
class State:
    """The cursor, while a poll works on it."""

    shops: dict[str, dict[str, Any]] = field(
        default_factory=dict
    )  # by path: as newest_first keeps it
    places: tuple[Place, ...] = ()  # as Google last listed them
    listed_at: int = 0
    _waiting: dict[str, tuple[Waiting, int]] = field(
        default_factory=dict
    )  # by review: and when seen

    @classmethod
    def read(cls, cursor: str | None) -> Self:
        """What `text` wrote; anything else is a first poll."""
        try:
            found = json.loads(cursor or "{}")
            shops = states_in(found["shops"])
            places = tuple(Place(str(path), str(title)) for path, title in found["places"])
            waiting = {one["review"]: (Waiting(**one), int(at)) for one, at in found["waiting"]}
            return cls(shops, places, int(found["at"]), waiting)
        except (ValueError, TypeError, KeyError, AttributeError):
            return cls()

    def text(self) -> str | None:
        """For the cursor."""
        if not self.shops:
            return None
        told = {
            "shops": self.shops,
            "places": [[place.path, place.title] for place in self.places],
            "at": self.listed_at,
            "waiting": [[asdict(one), at] for one, at in self._waiting.values()],
        }
        return json.dumps(told, ensure_ascii=False)

    def keep(self, paths: Iterable[str]) -> None:
        """Forget the shops that are not read any more."""
        known = set(paths)
        self.shops = {path: was for path, was in self.shops.items() if path in known}

    def stands(self, review: str, waiting: Waiting | None, now: int) -> None:
        """Note what became of the answer to a review that was just seen."""
        was = self._waiting.pop(review, None)
        if waiting is None:
            return
        if was is not None or len(self._waiting) < _MOST:
            self._waiting[review] = (waiting, now)

    def said(self, now: int) -> list[Said]:
        """What operators are to know of answers that wait, and of those that were refused."""
        self._waiting = {
            key: (one, at) for key, (one, at) in self._waiting.items() if now - at < _TRUSTED
        }
        return [one.said() for one, _ in self._waiting.values()]
