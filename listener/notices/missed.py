"""Weeks that nobody will make a digest of, since nothing was running when they were due."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from listener.notices.contract import Json, Ops
from listener.settings.brand import Brand
from listener.store.outgoing import Envelope
from listener.words import say
from listener.words.whose import Ours


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed(Ops):
    """Said here; the next digest lists them, too."""

    kind: ClassVar[str] = "missed"

    weeks: tuple[str, ...]  # 2026-W46

    def fields(self) -> Json:
        """See Ops."""
        return {"missed": self.weeks}

    @classmethod
    def from_json(cls, envelope: Envelope, told: Json) -> Self:
        """See Notice."""
        return cls(envelope=envelope, weeks=tuple(told["missed"]))

    def words(self, brand: Brand) -> tuple[str, list[str]]:
        """See Ops."""
        lang = brand.language
        return say(lang, "digest.missed"), [missed_words(self.weeks, lang)]


def missed_words(weeks: Sequence[str], lang: str) -> Ours:
    """Which weeks have no digest, why, and that they can be had."""
    return say(lang, "digest.note_missed", n=len(weeks), weeks=Ours(", ".join(weeks)))
