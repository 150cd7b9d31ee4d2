"""It was answered, by a person, elsewhere."""

import re
from typing import ClassVar

from pydantic import Field, model_validator

from listener.desk.closing import closed_before
from listener.desk.contract import Act, Done, Here
from listener.store.room import UNLINKED
from listener.store.states import State

LONGEST = 2_000  # characters of an address


class Answered(Act):
    """The brand's answer, and where it stands: it counts from now on in every figure."""

    name: ClassVar[str] = "answered"
    needs: ClassVar[tuple[str, ...]] = ("url", "text")

    url: str = Field(default="", max_length=LONGEST, pattern=r"^(https?://\S+)?$")
    """Its address; "" where it has none, as by phone."""
    text: str = Field(default="", max_length=20_000)
    """What was sent."""

    @model_validator(mode="before")
    @classmethod
    def _links(cls, told: object) -> object:
        """An address alone, where the words were to stand, is where it was answered."""
        if not isinstance(told, dict) or told.get("url"):
            return told
        said = str(told.get("text") or "").strip()
        is_link = len(said) <= LONGEST and re.fullmatch(r"https?://\S+", said)
        return {**told, "url": said, "text": ""} if is_link else told

    def before(self, here: Here) -> Done | None:
        """See Act."""
        if self._adds(here):
            return None
        return closed_before(self, here)

    def fits(self, state: State) -> bool:
        """See Act. Where it stands, and what was sent, may be told later."""
        return state.closed in ("", self.name)

    def way(self, here: Here) -> str:
        """See Act."""
        known = here.room.told_answer()
        is_linked = self.url or (known and not known.url.startswith(UNLINKED))
        return "" if is_linked else "unlinked"

    def change(self, here: Here) -> tuple[int, ...]:
        """See Act."""
        if self._adds(here):
            here.room.add_to_answer(self.url, self.text)
            return ()
        here.room.answer(self.url or f"{UNLINKED}{here.room.act_id}", self.text, here.who.name)
        here.room.set_state(closed="answered", closed_who=here.who.name, closed_at=here.room.at)
        return ()

    def values(self, here: Here) -> dict[str, str]:  # noqa: ARG002
        """See Act."""
        return {"url": self.url}

    def _adds(self, here: Here) -> bool:
        """Does it say of an answer that a person told of what nobody did, and nothing else?"""
        if here.state is None or here.state.closed != self.name:
            return False
        known = here.room.told_answer()
        if known is None:
            return False
        has_url = not known.url.startswith(UNLINKED)
        is_other = bool(self.url) and has_url and known.url != self.url
        is_more = bool((self.url and not has_url) or (self.text and not known.text))
        return is_more and not is_other
