"""A colleague is asked for help."""

import json
from typing import ClassVar

from pydantic import Field

from listener.desk.contract import Act, Done, Here


class AskColleague(Act):
    """The thread says who asks whom; who has it stays."""

    name: ClassVar[str] = "ask_colleague"
    needs: ClassVar[tuple[str, ...]] = ("to",)

    to: str = Field(min_length=1, max_length=80)  # as people call them
    to_by: str = Field(default="", max_length=80)  # who that is at the door, for it to call them

    def before(self, here: Here) -> Done | None:
        """See Act."""
        last = here.room.last(self.name)
        if (
            last is None
            or last.by != here.who.by
            or json.loads(last.said).get("colleague") != self.to
        ):
            return None
        return self.told("already", row=last, state=here.state)

    def values(self, here: Here) -> dict[str, str]:  # noqa: ARG002
        """See Act."""
        return {"colleague": self.to}
