"""The endpoint that says drafts again does not answer."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self

from listener.guard.plain import one_line
from listener.notices.contract import Json, Ops, to_ops
from listener.settings.brand import Brand
from listener.store.outgoing import Envelope
from listener.words import say
from listener.words.spoken import spoken


@dataclass(frozen=True, slots=True, kw_only=True)
class RewordDown(Ops):
    """Told once a day at most."""

    kind: ClassVar[str] = "reword_down"

    why: str

    def fields(self) -> Json:
        """See Ops."""
        return {"why": self.why}

    @classmethod
    def from_json(cls, envelope: Envelope, told: Json) -> Self:
        """See Notice."""
        return cls(envelope=envelope, why=str(told["why"]))

    def words(self, brand: Brand) -> tuple[str, list[str]]:
        """See Ops."""
        lang = brand.language
        why = spoken(lang, one_line(self.why))
        return say(lang, "reword.down"), [why, say(lang, "reword.stands"), say(lang, "reword.try")]


def reword_down(brand: Brand, why: str, now: datetime) -> RewordDown:
    """The notice."""
    day = now.date().isoformat()
    return RewordDown(envelope=to_ops(brand, f"ops:reword:{day}", now), why=why)
