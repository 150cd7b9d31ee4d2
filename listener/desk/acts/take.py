"""I'll take it."""

from typing import ClassVar

from listener.desk.contract import Act, Done, Here, Outcome
from listener.store.states import State


class Take(Act):
    """Somebody has it from now on; all that comes in its story is theirs, too."""

    name: ClassVar[str] = "take"

    @classmethod
    def offered(cls, state: State) -> bool:
        """See Act."""
        return state.is_open and state.owner is None

    def before(self, here: Here) -> Done | None:
        """See Act."""
        if here.state is None or here.state.owner is None or not here.state.is_open:
            return None
        outcome: Outcome = "already" if here.state.owner_by == here.who.by else "taken"
        return self.told(outcome, who=here.state.owner, at=here.state.owned_at, state=here.state)

    def change(self, here: Here) -> tuple[int, ...]:
        """See Act."""
        here.room.set_state(owner=here.who.name, owner_by=here.who.by, owned_at=here.room.at)
        return ()
