"""A colleague reports something grave, and the settings name nobody to be told of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self

from listener.notices.contract import Json, Ops, to_ops
from listener.settings.brand import Brand
from listener.store.outgoing import Envelope
from listener.words import say


@dataclass(frozen=True, slots=True, kw_only=True)
class NoReferent(Ops):
    """Told once a day on which such a report comes."""

    kind: ClassVar[str] = "no_referent"

    def fields(self) -> Json:
        """See Ops."""
        return {"about": "no_referent"}

    @classmethod
    def from_json(cls, envelope: Envelope, told: Json) -> Self:  # noqa: ARG003
        """See Notice."""
        return cls(envelope=envelope)

    def words(self, brand: Brand) -> tuple[str, list[str]]:
        """See Ops."""
        lang = brand.language
        return say(lang, "said.no_referent_title"), [say(lang, "said.no_referent")]


def no_referent(brand: Brand, now: datetime) -> NoReferent:
    """The notice that somebody is to be named."""
    day = now.astimezone(brand.tz).date()
    return NoReferent(envelope=to_ops(brand, f"ops:no-referent:{brand.name}:{day}", now))
