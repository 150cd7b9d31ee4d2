"""The matter is fixed: whoever waited on it can be told."""

from datetime import datetime
from typing import ClassVar

from listener.desk.alike import DAYS, alike
from listener.desk.contract import Act, Desk, Done, Here
from listener.store.approving import want_drafts
from listener.store.states import State


class Fixed(Act):
    """Lists all who waited on the matter of a mention, itself first, and lets each have a draft."""

    name: ClassVar[str] = "fixed"

    @classmethod
    def offered(cls, state: State) -> bool:
        """See Act. Who was answered "we look into it" still waits for this."""
        return state.wants_answer

    def ahead(self, desk: Desk, at: datetime) -> tuple[int, ...]:
        """See Act. A season of mentions is compared: that would hold up whoever writes."""
        state = desk.store.state(self.mention)
        brand = desk.brands.get(state.brand) if state else None
        if brand is None:
            return ()
        return alike(desk.store, self.mention, at, brand.thresholds.question_likeness)

    def before(self, here: Here) -> Done | None:
        """See Act."""
        row = here.room.last(self.name)
        return self.was(row, here) if row else None

    def change(self, here: Here) -> tuple[int, ...]:
        """See Act. Who was answered or closed meanwhile is told nothing."""
        still = here.room.still_wait(here.ahead, here.room.at - DAYS)
        waited = tuple(one for one in here.ahead if one == self.mention or one in still)
        want_drafts(here.room, waited)
        return waited
