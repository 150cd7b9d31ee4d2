"""A brand's history stands under the name that the settings had before."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self

from listener.notices.contract import Json, Ops, to_ops
from listener.settings.brand import Brand
from listener.store.outgoing import Envelope
from listener.words import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Renamed(Ops):
    """Told once for each pair of names."""

    kind: ClassVar[str] = "renamed"

    old: str
    new: str

    def fields(self) -> Json:
        """See Ops."""
        return {"about": "renamed", "old": self.old, "new": self.new}

    @classmethod
    def from_json(cls, envelope: Envelope, told: Json) -> Self:
        """See Notice."""
        return cls(envelope=envelope, old=str(told["old"]), new=str(told["new"]))

    def words(self, brand: Brand) -> tuple[str, list[str]]:
        """See Ops."""
        lang = brand.language
        line = say(lang, "said.renamed", old=self.old, new=self.new)
        return say(lang, "said.renamed_title"), [line]


def renamed(brand: Brand, old: str, now: datetime) -> Renamed:
    """The notice that a brand had another name before."""
    envelope = to_ops(brand, f"ops:renamed:{brand.name}:{old}", now)
    return Renamed(envelope=envelope, old=old, new=brand.name)
