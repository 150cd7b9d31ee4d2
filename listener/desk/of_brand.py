"""Acts on all of a brand, and on no mention of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from pydantic import Field

from listener.desk.contract import Act, Desk
from listener.store.room import Room


class OfBrand(Act):
    """Its room is the brand's, where one such act is done after the other."""

    brand: str = Field(min_length=1)

    @contextmanager
    def _room(self, desk: Desk, at: datetime) -> Iterator[Room]:
        with desk.store.acting_on(self.brand, at) as room:
            yield room
