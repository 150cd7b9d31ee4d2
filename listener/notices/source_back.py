"""A source of which it was told that it is down answers again."""

from dataclasses import dataclass
from typing import ClassVar, Self

from listener.notices.contract import Json, Ops
from listener.settings.brand import Brand
from listener.store.outgoing import Envelope
from listener.words import say


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceBack(Ops):
    """Nothing is left to do."""

    kind: ClassVar[str] = "source_back"

    source: str
    times: int  # that it had failed in a row

    def fields(self) -> Json:
        """See Ops."""
        return {"source": self.source, "about": "back", "n": self.times}

    @classmethod
    def from_json(cls, envelope: Envelope, told: Json) -> Self:
        """See Notice."""
        return cls(envelope=envelope, source=str(told["source"]), times=int(told["n"]))

    def words(self, brand: Brand) -> tuple[str, list[str]]:
        """See Ops."""
        lang = brand.language
        return say(lang, "said.back", source=self.source), [say(lang, "said.back_now")]
