"""A row that broke what works on it: by its id and the kind of error, never by its words."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self

from listener.notices.contract import Json, Ops, to_ops
from listener.settings.brand import Brand
from listener.store.outgoing import Envelope
from listener.words import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside(Ops):
    """Said once a day for an error."""

    kind: ClassVar[str] = "aside"

    what: str  # the stage that it broke, or `notice`
    row: int | None
    error: str  # the error's type
    mention: int | None = None  # of a notice: what it was to tell of

    def fields(self) -> Json:
        """See Ops."""
        told: Json = {"aside": self.what, "id": self.row, "error": self.error}
        return told if self.mention is None else {**told, "mention": self.mention}

    @classmethod
    def from_json(cls, envelope: Envelope, told: Json) -> Self:
        """See Notice."""
        return cls(
            envelope=envelope,
            what=told["aside"],
            row=told["id"],
            error=str(told["error"]),
            mention=told.get("mention"),
        )

    def words(self, brand: Brand) -> tuple[str, list[str]]:
        """What broke on which row, and what to do."""
        lang = brand.language
        lines = [say(lang, f"aside.{self.what}", id=str(self.row), error=self.error)]
        if self.mention:
            lines.append(say(lang, "aside.mention", mention=str(self.mention)))
        return say(lang, "aside.title"), [*lines, say(lang, "aside.rest")]


def aside(
    brand: Brand, what: str, row: int | None, error: str, *, now: datetime, of: int | None = None
) -> Aside:
    """The notice that a row was set aside; `of` is the mention that a notice was to tell of."""
    key = f"ops:aside:{brand.name}:{what}:{error}:{now:%Y-%m-%d}"
    envelope = to_ops(brand, key, now)
    return Aside(envelope=envelope, what=what, row=row, error=error, mention=of)
