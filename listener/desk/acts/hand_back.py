"""Back to whoever takes it."""

from typing import ClassVar

from listener.desk.contract import Act, Done, Here
from listener.store.states import State


class HandBack(Act):
    """Nobody has it any more. Whoever is ill cannot do it: anybody may."""

    name: ClassVar[str] = "hand_back"

    @classmethod
    def offered(cls, state: State) -> bool:
        """See Act."""
        return state.is_open and state.owner is not None

    def before(self, here: Here) -> Done | None:
        """See Act."""
        if here.state is None or here.state.owner is not None or not here.state.is_open:
            return None
        return self.told("cannot", why="nobody_has_it", state=here.state)

    def change(self, here: Here) -> tuple[int, ...]:
        """See Act."""
        of = here.state.owner_of if here.state else None
        here.room.set_state(of=of, owner=None, owner_by=None, owned_at=None)
        return ()
