"""Slack refuses the line on which presses come: alerts come, their buttons do nothing."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self

from listener.notices.contract import Json, Ops, to_ops
from listener.settings.brand import Brand
from listener.store.outgoing import Envelope
from listener.words import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Deaf(Ops):
    """Told once of a token and a reason."""

    kind: ClassVar[str] = "deaf"

    code: str  # Slack's

    def fields(self) -> Json:
        """See Ops."""
        return {"code": self.code}

    @classmethod
    def from_json(cls, envelope: Envelope, told: Json) -> Self:
        """See Notice."""
        return cls(envelope=envelope, code=str(told["code"]))

    def words(self, brand: Brand) -> tuple[str, list[str]]:
        """See Ops."""
        lang, variable = brand.language, brand.slack.app_token_env
        return say(lang, "press.deaf.title", brand=brand.name), [
            say(lang, "press.deaf.refused", code=self.code),
            say(lang, "press.deaf.remedy", variable=variable),
        ]


def deaf(brand: Brand, code: str, trace: str, now: datetime) -> Deaf:
    """The notice; `trace` tells the token from another one, and is no part of it."""
    return Deaf(envelope=to_ops(brand, f"ops:deaf:{brand.name}:{trace}:{code}", now), code=code)
