"""A week's digest that could not be made."""

from dataclasses import dataclass
from typing import ClassVar, Self

from listener.notices.contract import Json, Ops
from listener.settings.brand import Brand
from listener.store.outgoing import Envelope
from listener.words import say


@dataclass(frozen=True, slots=True, kw_only=True)
class NoDigest(Ops):
    """It is tried again; see stages/digest.py."""

    kind: ClassVar[str] = "no_digest"

    week: str  # 2026-W46
    cause: str  # the error's type

    def fields(self) -> Json:
        """See Ops."""
        return {"digest": self.week, "cause": self.cause}

    @classmethod
    def from_json(cls, envelope: Envelope, told: Json) -> Self:
        """See Notice."""
        return cls(envelope=envelope, week=told["digest"], cause=str(told.get("cause")))

    def words(self, brand: Brand) -> tuple[str, list[str]]:
        """See Ops."""
        lang = brand.language
        line = say(lang, "outbox.digest_failed", week=self.week, why=self.cause)
        return say(lang, "outbox.digest_failed_title"), [line]
