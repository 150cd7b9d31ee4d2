"""What was proposed, and is not wanted: it is proposed no more."""

from typing import ClassVar

from pydantic import Field

from listener.desk.contract import Done, Here
from listener.desk.of_brand import OfBrand
from listener.settings.added import Kind

OF = "declined"  # its orders


class Decline(OfBrand):
    """A lead's word on one lesson."""

    name: ClassVar[str] = "decline"
    is_button: ClassVar[bool] = False
    why_leads: ClassVar[str] = "setting"
    has_line: ClassVar[bool] = False  # nothing changes for anybody

    lesson: str = Field(pattern=r"^[0-9a-f]{16}$")  # its key
    kind: Kind
    text: str = Field(default="", max_length=500)  # what it was, for whoever reads what was done

    def before(self, here: Here) -> Done | None:
        """See Act."""
        known = here.room.order(OF, self.lesson)
        return self.was(here.room.row(known.act_id), here) if known else None

    def change(self, here: Here) -> tuple[int, ...]:
        """See Act."""
        here.room.set_order(OF, self.lesson, value=self.kind)
        return ()

    def values(self, here: Here) -> dict[str, str]:  # noqa: ARG002
        """See Act."""
        return {"setting": self.kind, "text": " ".join(self.text.split())}
