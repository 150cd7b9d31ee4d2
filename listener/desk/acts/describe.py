"""What a lead says of the brand without the file: its handles, its sites, where its messages go."""

from collections.abc import Iterable
from typing import ClassVar, Self

from pydantic import Field, model_validator

from listener.desk.contract import Done, Here
from listener.desk.of_brand import OfBrand
from listener.settings.over import WHERE, Over, What, is_over, read, said
from listener.store.states import Order

OF = "over_"  # how its orders begin


def said_over(orders: Iterable[Order]) -> dict[str, tuple[Over, ...]]:
    """By brand, what was said, the oldest first."""
    found: dict[str, tuple[Over, ...]] = {}
    for one in orders:
        row = Over.read(one.what.removeprefix(OF), one.value) if one.what.startswith(OF) else None
        if row:
            found[one.brand] = (*found.get(one.brand, ()), row)
    return found


class Describe(OfBrand):
    """In force in the place of what the file says, within seconds, until the file says something new;
    told in the channel. Said as the file has it, it is the file's again.
    """

    name: ClassVar[str] = "describe"
    is_button: ClassVar[bool] = False
    why_leads: ClassVar[str] = "setting"

    what: What
    text: str = Field(default="", max_length=3000)  # as people write it; "" for none
    called: str = Field(default="", max_length=100)  # a channel as people call it

    @model_validator(mode="after")
    def _fits(self) -> Self:
        read(self.what, self.text)
        return self

    def before(self, here: Here) -> Done | None:
        """See Act."""
        known = here.room.order(f"{OF}{self.what}")
        row = Over.read(self.what, known.value) if known else None
        file = here.brand.written
        holds = row.told if row and is_over(file, row) else said(file, self.what)
        said_now = read(self.what, self.text)
        if holds != said_now or not (known or said_now):  # "none" is an answer, too
            return None
        return self.was(here.room.row(known.act_id) if known else None, here)

    def change(self, here: Here) -> tuple[int, ...]:
        """See Act."""
        row = Over(self.what, read(self.what, self.text), said(here.brand.written, self.what))
        here.room.set_order(f"{OF}{self.what}", value=row.to_json())
        return ()

    def values(self, here: Here) -> dict[str, str]:  # noqa: ARG002
        """See Act."""
        told = ", ".join(read(self.what, self.text))
        is_channel = self.what in WHERE
        return {"about": self.what, "told": self.called or told if is_channel and told else told}
