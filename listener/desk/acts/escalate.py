"""Another desk is to have it."""

from typing import ClassVar

from listener.desk.contract import Act, Done, Here
from listener.desk.lines import passed_on
from listener.settings.brand import Lane


class Escalate(Act):
    """It is told to the desk, in its channel; nobody has it until somebody there takes it."""

    name: ClassVar[str] = "escalate"
    needs: ClassVar[tuple[str, ...]] = ("lane",)

    lane: Lane

    def before(self, here: Here) -> Done | None:
        """See Act."""
        if here.state is None or here.state.lane != self.lane:
            return None
        row = here.room.last(self.name)
        if row is None:
            return self.told("cannot", why="has_it", state=here.state)
        return self.was(row, here)

    def change(self, here: Here) -> tuple[int, ...]:
        """See Act."""
        if here.state and here.state.owner_of:
            here.room.set_state(of=here.state.owner_of, owner=None, owner_by=None, owned_at=None)
        here.room.set_state(lane=self.lane)
        if notice := passed_on(here.room, here.brand, self.lane):
            here.room.add_notice(notice)
        return ()

    def values(self, here: Here) -> dict[str, str]:  # noqa: ARG002
        """See Act."""
        return {"lane": self.lane}
