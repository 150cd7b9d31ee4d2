"""The matter is fixed: whoever waited on it can be told."""

from typing import ClassVar

from listener.desk.alike import alike
from listener.desk.contract import Act, Here
from listener.store.approving import want_drafts
from listener.store.states import State


class Fixed(Act):
    """Lists all who waited on the matter of a mention, itself first, and lets each have a draft."""

    name: ClassVar[str] = "fixed"

    @classmethod
    def offered(cls, state: State) -> bool:
        """See Act. Who was answered "we look into it" still waits for this."""
        return state.wants_answer

    def change(self, here: Here) -> tuple[int, ...]:
        """See Act."""
        waited = alike(here.room, here.brand.thresholds.question_likeness)
        want_drafts(here.room, waited)
        return waited
