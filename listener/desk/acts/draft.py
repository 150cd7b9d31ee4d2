"""A draft, now."""

from dataclasses import replace
from typing import ClassVar

from listener.advice.drafts.precedents import Precedents
from listener.desk.contract import Act, Done, Here
from listener.desk.lines import in_threads
from listener.desk.writing import RECENT, Wanted, written
from listener.notices.drafts import Drafts
from listener.store import approving
from listener.store.states import State


class Draft(Act):
    """Drafts stand in the thread at once, written where there are none yet. What they say tells it."""

    name: ClassVar[str] = "draft"
    has_line: ClassVar[bool] = False

    @classmethod
    def offered(cls, state: State) -> bool:
        """See Act."""
        return state.is_open and state.takes_draft

    def before(self, here: Here) -> Done | None:
        """See Act. Where they are written, and stand in the thread or are on their way, nothing is left to do."""
        is_closed = here.state is not None and not here.state.is_open
        if is_closed or not approving.drafts_of(here.room) or self._missing(here):
            return None
        return self.told("already", state=here.state)

    def change(self, here: Here) -> tuple[int, ...]:
        """See Act."""
        found = approving.decided(here.room)
        if found is None:
            return ()
        if not approving.drafts_of(here.room):
            of = found[2].id or 0
            brand = here.brand.at(here.room.at)
            made = written(
                Wanted.of(*found, brand, approving.vector(here.room)),
                brand,
                approving.recent(here.room, RECENT),
                precedents=Precedents(approving.precedents(here.room)).without(self.mention),
            )
            approving.add_drafts(here.room, [replace(row, decision_id=of) for row in made])
        for notice in self._missing(here):
            approving.bring(here.room, notice)
        return ()

    def _missing(self, here: Here) -> list[Drafts]:
        """What has to be brought for them to stand in each thread of the mention, now."""
        leaf = here.state.leaf if here.state else ""
        notices = (
            Drafts(envelope=envelope, mention=self.mention, hangs_under=under, leaf=leaf)
            for envelope, under in in_threads(
                here.room, here.brand, key=f"drafts:{self.mention}", class_="drafts"
            )
        )
        due = ((one, approving.due_of(here.room, one.envelope.key)) for one in notices)
        return [one for one, at in due if at is None or at > here.room.at]
