"""Not now: no alert of it until a time, but danger."""

import json
from datetime import datetime, time, timedelta, tzinfo
from typing import ClassVar, Literal

from pydantic import AwareDatetime

from listener.desk.contract import Act, Done, Here
from listener.store.room import Room
from listener.store.states import State
from listener.store.tables import ActRow

LONGEST = timedelta(days=366)
MORNING = time(9)  # when a quiet of whole days is over
What = Literal["story", "author", "source"]


def morning(now: datetime, days: int, zone: tzinfo) -> datetime:
    """The morning so many days from now."""
    day = now.astimezone(zone).date() + timedelta(days=days)
    return datetime.combine(day, MORNING, zone)


class Snooze(Act):
    """What comes of a story, an author or a source is counted, and told when the time is over."""

    name: ClassVar[str] = "snooze"
    needs: ClassVar[tuple[str, ...]] = ("what", "ends")

    what: What = "story"
    ends: AwareDatetime

    def for_leads(self, state: State | None) -> str:
        """See Act. To mute more than a story, or a danger, is theirs."""
        if state and state.is_danger:
            return "danger"
        return "" if self.what == "story" else "snooze"

    @classmethod
    def back_for_leads(cls, here: Here, row: ActRow) -> str:  # noqa: ARG003
        """See Act. A danger that may speak again needs nobody."""
        return "" if json.loads(row.said)["what"] == "story" else "snooze"

    def before(self, here: Here) -> Done | None:
        """See Act."""
        if not here.room.at < self.ends <= here.room.at + LONGEST:
            return self.told("cannot", why="snooze_time", state=here.state)
        key = self._key(here.room)
        if key is None:
            why = "no_author" if self.what == "author" else "no_story"
            return self.told("cannot", why=why, state=here.state)
        known = here.room.order(f"snooze_{self.what}", key)
        if known is None or known.until != self.ends:
            return None
        return self.was(here.room.row(known.act_id), here)

    def change(self, here: Here) -> tuple[int, ...]:
        """See Act."""
        here.room.set_order(f"snooze_{self.what}", self._key(here.room), until=self.ends)
        if self.what == "story":
            here.room.hold_story(self.ends)
        return ()

    def until(self) -> datetime | None:
        """See Act."""
        return self.ends if self.what == "story" else None

    def values(self, here: Here) -> dict[str, str]:  # noqa: ARG002
        """See Act."""
        return {"what": self.what, "until": self.ends.isoformat()}

    def _key(self, room: Room) -> int | None:
        m = room.mention
        if m is None:
            return None
        return {"story": m.story_id, "author": m.author_id, "source": m.source_id}[self.what]
