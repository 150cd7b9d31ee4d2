"""A post that somebody found and handed in."""

from typing import ClassVar

from listener.desk.contract import Act, Done, Here
from listener.store.states import State


class File(Act):
    """It was stored like one that a source brought; undone, it goes again, with its words."""

    name: ClassVar[str] = "file"
    is_button: ClassVar[bool] = False
    is_early: ClassVar[bool] = True

    @classmethod
    def offered(cls, state: State) -> bool:  # noqa: ARG003
        """See Act."""
        return True

    def before(self, here: Here) -> Done | None:
        """See Act."""
        known = here.room.last(self.name)
        return self.was(known, here) if known else None

    def change(self, here: Here) -> tuple[int, ...]:
        """See Act."""
        here.room.was({"kind": "filed", "id": here.room.id})
        return ()
