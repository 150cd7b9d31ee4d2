"""The draft is no good."""

from typing import ClassVar, Literal

from pydantic import Field

from listener.desk.contract import Act, Here
from listener.store.approving import reject_drafts
from listener.store.drafting import NAMES
from listener.store.states import State


class RejectDraft(Act):
    """It is shown no more; why is kept, to learn from."""

    name: ClassVar[str] = "reject_draft"
    needs: ClassVar[tuple[str, ...]] = ("reason",)

    reason: str = Field(min_length=1, max_length=300)
    draft: Literal["", "A", "B", "C"] = ""  # which of them; "": all

    @classmethod
    def offered(cls, state: State) -> bool:
        """See Act."""
        return state.is_open and state.has_drafts

    def change(self, here: Here) -> tuple[int, ...]:
        """See Act."""
        reject_drafts(here.room, 1 + NAMES.index(self.draft) if self.draft else None)
        return ()

    def values(self, here: Here) -> dict[str, str]:  # noqa: ARG002
        """See Act."""
        return {"reason": self.reason}
