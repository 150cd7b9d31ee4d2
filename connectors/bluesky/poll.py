"""One poll of Bluesky: what the cursor held, and what it adds."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Self

from connectors.bluesky.recent import Recent
from connectors.bluesky.session import Session
from connectors.kit.contract import Mention, Page
from connectors.kit.walk.lists import states_in


@dataclass(slots=True)
class Poll:
    """What the cursor held, and what this poll adds to it."""

    session: Session
    phrases: dict[str, dict[str, Any]] = field(default_factory=dict)
    recent: Recent = field(default_factory=Recent)
    own_at: int = 0  # second in which the brand's own accounts were last read
    stalled: list[str] = field(default_factory=list)
    _cut: set[str] = field(default_factory=set)  # phrases with unread posts behind
    _met: set[str] = field(default_factory=set)

    @classmethod
    def begun(cls, cursor: str | None, session: Session) -> Self:
        """What `page` wrote down; anything else is a first poll."""
        try:
            found = json.loads(cursor or "{}")
            known = states_in(found["phrases"])
            return cls(session, known, Recent.read(found["recent"]), int(found["own"]))
        except (ValueError, TypeError, KeyError, AttributeError):
            return cls(session)

    @property
    def now(self) -> int:
        """The second in which it began."""
        return self.session.now

    def stands(self, phrase: str, *, is_behind: bool) -> None:
        """Note whether a phrase has unread posts."""
        self._cut = self._cut | {phrase} if is_behind else self._cut - {phrase}

    def page(self, mentions: Iterable[Mention] = (), refused: tuple[str, ...] = ()) -> Page:
        """A page of what this poll has not met yet."""
        new = {m.external_id: m for m in mentions if m.external_id not in self._met}
        self._met |= new.keys()
        self.recent.shown((uri for uri, m in new.items() if not m.deleted), self.now)
        kept = {"phrases": self.phrases, "own": self.own_at, "recent": self.recent.posts}
        cursor = json.dumps(kept, ensure_ascii=False) if self.phrases else None
        return Page(tuple(new.values()), cursor, bool(self._cut), refused)
