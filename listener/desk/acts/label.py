"""What a stored mention is, says a person: the bot is measured by it."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import ClassVar, Literal

from pydantic import Field

from listener.desk.contract import Done, Here
from listener.desk.of_brand import OfBrand
from listener.store.sampling import decided_in
from listener.store.states import Order

OF = "label"  # its orders
Form = Literal["critique", "discussion", "share", "creation", "own", "off"]
Tone = Literal["negative", "neutral", "positive", "mixed"]


class Label(OfBrand):
    """Kept with what the bot had said; it corrects nothing, and no card changes."""

    name: ClassVar[str] = "label"
    is_button: ClassVar[bool] = False
    why_leads: ClassVar[str] = "label"
    has_line: ClassVar[bool] = False  # fifty lines would be noise

    post: int = Field(ge=1, lt=2**31)  # the mention
    form: Form | Literal[""] = ""  # "": they cannot say
    tone: Tone | Literal[""] = ""
    right: Literal["yes", "no", ""] = ""  # is the advice?

    def before(self, here: Here) -> Done | None:
        """See Act."""
        if decided_in(here.room, self.post) is None:
            return self.lost()
        known = here.room.order(OF, self.post)
        if known and _is_same(json.loads(known.value), self._said()):
            return self.was(here.room.row(known.act_id), here)
        return None

    def change(self, here: Here) -> tuple[int, ...]:
        """See Act."""
        if found := decided_in(here.room, self.post):
            told = {**found, **self._said(), "at": here.room.at.isoformat(timespec="seconds")}
            here.room.set_order(OF, self.post, value=json.dumps(told, ensure_ascii=False))
        return ()

    def values(self, here: Here) -> dict[str, str]:  # noqa: ARG002
        """See Act."""
        return {"post": str(self.post), **self._said()}

    def _said(self) -> dict[str, str]:
        return {"form": self.form, "tone": self.tone, "right": self.right}


def labels(orders: Iterable[Order]) -> Iterator[Mapping[str, str]]:
    """What was said of each, with what the bot had said."""
    for one in orders:
        if one.what == OF:
            yield {**json.loads(one.value), "brand": one.brand}


def _is_same(known: Mapping[str, str], said: Mapping[str, str]) -> bool:
    return all(known.get(key) == value for key, value in said.items())
