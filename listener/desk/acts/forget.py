"""What was answered once is not told again: a precedent is taken out."""

from typing import ClassVar

from pydantic import Field

from listener.desk.contract import Done, Here
from listener.desk.of_brand import OfBrand
from listener.store.precedents import drop_in, precedent_in


class Forget(OfBrand):
    """No draft is made of it any more, nor of the same answer again."""

    name: ClassVar[str] = "forget"
    is_button: ClassVar[bool] = False
    why_leads: ClassVar[str] = "setting"
    has_line: ClassVar[bool] = False  # the answer stays where it is; only drafts do without it

    precedent: int = Field(ge=1, lt=2**31)

    def before(self, here: Here) -> Done | None:
        """See Act."""
        return None if precedent_in(here.room, self.precedent) else self.lost()

    def change(self, here: Here) -> tuple[int, ...]:
        """See Act."""
        drop_in(here.room, self.precedent)
        return ()

    def values(self, here: Here) -> dict[str, str]:  # noqa: ARG002
        """See Act."""
        return {"precedent": str(self.precedent)}
