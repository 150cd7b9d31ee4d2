"""A bundle: what is not urgent, together, at an hour that the team chose."""

from dataclasses import dataclass
from typing import ClassVar, Self

from listener.notices.contract import Json, Notice
from listener.store.outgoing import Envelope


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle(Notice):
    """Tells what the notices that were merged into it would have told."""

    kind: ClassVar[str] = "bundle"
    classes: ClassVar[tuple[str, ...]] = ("bundle",)

    of: str  # their class: grouped, triage, wins or look

    def to_json(self) -> Json:
        """See Notice."""
        return {"class": self.of}

    @classmethod
    def from_json(cls, envelope: Envelope, told: Json) -> Self:
        """See Notice."""
        return cls(envelope=envelope, of=told["class"])
