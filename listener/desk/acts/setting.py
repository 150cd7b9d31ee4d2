"""A setting that a lead adds without the file, or takes away again."""

from collections.abc import Iterable
from typing import ClassVar, Self

from pydantic import Field, model_validator

from listener.desk.contract import Done, Here
from listener.desk.of_brand import OfBrand
from listener.settings.added import KINDS, Added, Kind, added
from listener.store.states import Order

OF = "set_"  # how its orders begin
OFF = ""  # the value of one that was taken away


def in_force(orders: Iterable[Order]) -> dict[str, tuple[Added, ...]]:
    """By brand, what was added and not taken away, the oldest first."""
    found: dict[str, tuple[Added, ...]] = {}
    for one in orders:
        kind = one.what.removeprefix(OF)
        if one.what.startswith(OF) and kind in KINDS and one.value != OFF:
            row = Added(kind, one.key, one.value)
            found[one.brand] = (*found.get(one.brand, ()), row)
    return found


class Setting(OfBrand):
    """In force beside config.toml within seconds, whatever the file says; told in the channel."""

    name: ClassVar[str] = "setting"
    is_button: ClassVar[bool] = False
    why_leads: ClassVar[str] = "setting"

    kind: Kind
    text: str = Field(max_length=500)  # a day, a name, a promise, what is so
    keywords: str = Field(default="", max_length=300)  # of a fact, with commas
    on: bool = True  # False: it is taken away; `text` is then its key

    @model_validator(mode="after")
    def _fits(self) -> Self:
        self._row()
        return self

    def before(self, here: Here) -> Done | None:
        """See Act."""
        row = self._row()
        known = here.room.order(f"{OF}{row.kind}", row.key)
        if (known.value if known else OFF) != row.value:
            return None
        return self.was(here.room.row(known.act_id) if known else None, here)

    def change(self, here: Here) -> tuple[int, ...]:
        """See Act."""
        row = self._row()
        here.room.set_order(f"{OF}{row.kind}", row.key, value=row.value)
        return ()

    def values(self, here: Here) -> dict[str, str]:  # noqa: ARG002
        """See Act."""
        return {
            "setting": self.kind,
            "text": " ".join(self.text.split()),
            "on": "on" if self.on else "off",
        }

    def _row(self) -> Added:
        """What it writes. Raises ValueError for what is no setting."""
        if self.on:
            return added(self.kind, self.text, self.keywords)
        return Added(self.kind, self.text, OFF)
