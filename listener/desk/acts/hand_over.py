"""Over to somebody else."""

from typing import ClassVar

from pydantic import Field

from listener.desk.contract import Act, Done, Here, Outcome


class HandOver(Act):
    """Somebody else has it from now on, whoever had it."""

    name: ClassVar[str] = "hand_over"
    needs: ClassVar[tuple[str, ...]] = ("to",)

    to: str = Field(min_length=1, max_length=80)  # as people call them
    to_by: str = Field(default="", max_length=80)  # who that is at the door; "": the name

    def before(self, here: Here) -> Done | None:
        """See Act."""
        if (
            here.state is None
            or here.state.owner_by is None
            or here.state.owner_by != (self.to_by or self.to)
        ):
            return None
        outcome: Outcome = "already" if here.state.owner_by == here.who.by else "taken"
        return self.told(outcome, who=here.state.owner, at=here.state.owned_at, state=here.state)

    def change(self, here: Here) -> tuple[int, ...]:
        """See Act."""
        of = here.state.owner_of if here.state else None
        here.room.set_state(
            of=of, owner=self.to, owner_by=self.to_by or self.to, owned_at=here.room.at
        )
        return ()

    def values(self, here: Here) -> dict[str, str]:  # noqa: ARG002
        """See Act."""
        return {"colleague": self.to}
