"""A newer release has upgraded the database: whoever works with an older one stops."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self

from listener.notices.contract import Json, Ops, to_ops
from listener.settings.brand import Brand
from listener.store.outgoing import Envelope
from listener.words import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Upgraded(Ops):
    """Told by the first process that saw it; the release that comes may be the one to send it."""

    kind: ClassVar[str] = "upgraded"

    revision: str  # of the tables

    def fields(self) -> Json:
        """See Ops."""
        return {"revision": self.revision}

    @classmethod
    def from_json(cls, envelope: Envelope, told: Json) -> Self:
        """See Notice."""
        return cls(envelope=envelope, revision=told["revision"])

    def words(self, brand: Brand) -> tuple[str, list[str]]:
        """See Ops."""
        lang = brand.language
        return say(lang, "upgraded.title"), [say(lang, "upgraded.told", revision=self.revision)]


def upgraded(brand: Brand, revision: str, now: datetime) -> Upgraded:
    """To the operators' channel, once a revision."""
    return Upgraded(envelope=to_ops(brand, f"ops:upgraded:{revision}", now), revision=revision)
