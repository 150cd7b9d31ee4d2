"""Acts on all of a brand, and on no mention of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import ClassVar

from pydantic import Field

from listener.desk.contract import Act, Desk, Here
from listener.store.room import Room
from listener.store.states import State
from listener.store.tables import ActRow


class OfBrand(Act):
    """Its room is the brand's, where one such act is done after the other."""

    why_leads: ClassVar[str] = ""  # why it takes a lead to do it or to take it back: see for_leads

    brand: str = Field(min_length=1)

    def for_leads(self, state: State | None) -> str:  # noqa: ARG002
        """See Act."""
        return self.why_leads

    @classmethod
    def back_for_leads(cls, here: Here, row: ActRow) -> str:  # noqa: ARG003
        """See Act."""
        return cls.why_leads

    @contextmanager
    def _room(self, desk: Desk, at: datetime) -> Iterator[Room]:
        with desk.store.acting_on(self.brand, at) as room:
            yield room
