"""A fact with a last day is looked at again: true until a later one, or true no more."""

from collections.abc import Iterable
from datetime import date
from typing import ClassVar, Literal

from pydantic import Field, field_validator

from listener.desk.contract import Done, Here
from listener.desk.of_brand import OfBrand
from listener.settings.fact import Fact
from listener.settings.vouched import Vouched, is_vouched, longer, over_by
from listener.store.states import Order

OF = "vouched"  # its orders
NO = "no"  # it is true no more


def said_of_facts(orders: Iterable[Order]) -> dict[str, tuple[Vouched, ...]]:
    """By brand, what was said of its facts, the oldest first."""
    found: dict[str, tuple[Vouched, ...]] = {}
    for one in orders:
        row = Vouched.read(one.key, one.value) if one.what == OF else None
        if row:
            found[one.brand] = (*found.get(one.brand, ()), row)
    return found


class Vouch(OfBrand):
    """In force within seconds over what the file says of that fact, until the file says something new."""

    name: ClassVar[str] = "vouch"
    is_button: ClassVar[bool] = False
    why_leads: ClassVar[str] = "setting"

    fact: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=200)  # its id
    last: date | Literal["no", ""] = ""
    """Its last day from now on; "": it holds for as long as it did; "no": it is true no more."""

    @field_validator("last", mode="before")
    @classmethod
    def _is_day(cls, said: object) -> object:
        """As the shell and the API write it: 2027-06-30."""
        return (
            date.fromisoformat(said) if isinstance(said, str) and said not in ("no", "") else said
        )

    def before(self, here: Here) -> Done | None:
        """See Act."""
        fact = self._fact(here)
        if fact is None:
            return self.lost()
        known = here.room.order(OF, self.fact)
        row = Vouched.read(self.fact, known.value) if known else None
        holds = row is not None and is_vouched(here.brand, row)
        if row and known and holds and self._is_same(row, here):
            return self.was(here.room.row(known.act_id), here)
        return None

    def at_last(self, here: Here) -> Done | None:
        """See Act."""
        is_past = isinstance(self.last, date) and self.last < self._today(here)
        return self.told("cannot", why="fact_day") if is_past else None

    def way(self, here: Here) -> str:  # noqa: ARG002
        """See Act."""
        return "off" if self.last == NO else ""

    def change(self, here: Here) -> tuple[int, ...]:
        """See Act."""
        if fact := self._fact(here):
            until, today = self._until(here), self._today(here)
            row = Vouched(fact.id, until, today, fact.valid_until, fact.text)
            here.room.set_order(OF, fact.id, value=row.to_json())
        return ()

    def values(self, here: Here) -> dict[str, str]:
        """See Act."""
        fact = self._fact(here)
        return {
            "fact": " ".join(fact.text.split()) if fact else self.fact,
            "day": "" if self.last == NO else self._until(here).isoformat(),
        }

    def _fact(self, here: Here) -> Fact | None:
        return next((one for one in here.brand.written.fact if one.id == self.fact), None)

    def _is_same(self, row: Vouched, here: Here) -> bool:
        if self.last != NO:
            return row.until == self._until(here)
        return row.until < row.on and row.until < self._today(here)

    def _until(self, here: Here) -> date:
        if isinstance(self.last, date):
            return self.last
        today = self._today(here)
        if self.last == NO:
            return over_by(today)
        known = next((one for one in here.brand.fact if one.id == self.fact), None)
        return longer(known, here.brand, today) if known else today

    def _today(self, here: Here) -> date:
        return here.room.at.astimezone(here.brand.tz).date()
