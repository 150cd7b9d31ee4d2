"""A draft, now."""

from dataclasses import replace
from typing import ClassVar

from listener.desk.contract import Act, Done, Here
from listener.desk.lines import in_thread
from listener.desk.writing import RECENT, Wanted, written
from listener.notices.drafts import Drafts
from listener.store import approving
from listener.store.states import State


class Draft(Act):
    """Drafts stand in the thread at once, written where there are none yet. What they say tells it."""

    name: ClassVar[str] = "draft"
    has_line: ClassVar[bool] = False

    @classmethod
    def offered(cls, state: State) -> bool:
        """See Act."""
        return state.is_open and state.takes_draft

    def before(self, here: Here) -> Done | None:
        """See Act. Where they are written, and stand in the thread or are on their way, nothing is left to do."""
        is_closed = here.state is not None and not here.state.is_open
        if is_closed or not approving.drafts_of(here.room):
            return None
        due = approving.due_of(here.room, _key(self.mention))
        is_there = due is not None and due <= here.room.at
        return (
            None if self._notice(here) and not is_there else self.told("already", state=here.state)
        )

    def change(self, here: Here) -> tuple[int, ...]:
        """See Act."""
        found = approving.decided(here.room)
        if found is None:
            return ()
        if not approving.drafts_of(here.room):
            of = found[2].id or 0
            made = written(Wanted.of(*found), here.brand, approving.recent(here.room, RECENT))
            approving.add_drafts(here.room, [replace(row, decision_id=of) for row in made])
        if notice := self._notice(here):
            approving.bring(here.room, notice)
        return ()

    def _notice(self, here: Here) -> Drafts | None:
        hung = in_thread(
            here.room, here.brand, key=_key(self.mention), class_="drafts", due=here.room.at
        )
        if hung is None:
            return None
        envelope, under = hung
        leaf = here.state.leaf if here.state else ""
        return Drafts(envelope=envelope, mention=self.mention, hangs_under=under, leaf=leaf)


def _key(mention: int) -> str:
    return f"drafts:{mention}"
