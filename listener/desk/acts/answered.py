"""It was answered, by a person, elsewhere."""

from typing import ClassVar

from pydantic import Field

from listener.desk.closing import closed_before
from listener.desk.contract import Act, Done, Here


class Answered(Act):
    """The brand's answer, and where it stands: it counts from now on in every figure."""

    name: ClassVar[str] = "answered"
    needs: ClassVar[tuple[str, ...]] = ("url", "text")

    url: str = Field(default="", max_length=2_000, pattern=r"^(https?://\S+)?$")
    """Its address; "" where it has none, as by phone."""
    text: str = Field(default="", max_length=20_000)
    """What was sent."""

    def before(self, here: Here) -> Done | None:
        """See Act."""
        return closed_before(self, here)

    def change(self, here: Here) -> tuple[int, ...]:
        """See Act."""
        here.room.answer(self.url or f"act:{here.room.act_id}", self.text, here.who.name)
        here.room.set_state(closed="answered", closed_who=here.who.name, closed_at=here.room.at)
        return ()

    def values(self, here: Here) -> dict[str, str]:  # noqa: ARG002
        """See Act."""
        return {"url": self.url}
