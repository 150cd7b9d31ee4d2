"""No reply is needed."""

from typing import ClassVar

from listener.desk.closing import closed_before
from listener.desk.contract import Act, Done, Here
from listener.store.states import State


class NoReply(Act):
    """Nobody waits for an answer: it leaves what waits, and every figure of it."""

    name: ClassVar[str] = "no_reply"

    def for_leads(self, state: State | None) -> str:
        """See Act. It stands a danger down."""
        return "danger" if state and state.is_danger else ""

    def before(self, here: Here) -> Done | None:
        """See Act."""
        return closed_before(self, here)

    def change(self, here: Here) -> tuple[int, ...]:
        """See Act."""
        here.room.set_state(closed="no_reply", closed_who=here.who.name, closed_at=here.room.at)
        return ()
