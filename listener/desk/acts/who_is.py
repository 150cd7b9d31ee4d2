"""Who is this? A person tells us who an author is."""

from typing import ClassVar, Literal

from listener.desk.contract import Act, Done, Here
from listener.store.states import State

Kind = Literal["journalist", "creator", "partner", "staff", "nobody"]


class WhoIs(Act):
    """It holds for all that the author writes from now on, before any list of the settings."""

    name: ClassVar[str] = "who_is"
    needs: ClassVar[tuple[str, ...]] = ("kind",)

    kind: Kind

    @classmethod
    def offered(cls, state: State) -> bool:
        """See Act."""
        return state.has_author

    def before(self, here: Here) -> Done | None:
        """See Act."""
        if here.state is None or here.room.mention is None or not here.state.has_author:
            return self.told("cannot", why="no_author", state=here.state)
        known = here.room.order("who", here.room.mention.author_id)
        if known is None or known.value != self.kind:
            return None
        return self.was(here.room.row(known.act_id), here)

    def change(self, here: Here) -> tuple[int, ...]:
        """See Act."""
        if here.room.mention:
            here.room.set_order("who", here.room.mention.author_id, value=self.kind)
            here.room.decide_again()
        return ()

    def values(self, here: Here) -> dict[str, str]:  # noqa: ARG002
        """See Act."""
        return {"kind": self.kind}
