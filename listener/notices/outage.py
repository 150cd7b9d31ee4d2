"""What waited while Slack could not be reached, in one message instead of a burst."""

from dataclasses import dataclass
from typing import ClassVar, Self

from listener.notices.contract import Json, Notice
from listener.store.outgoing import Envelope


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage(Notice):
    """Tells what the alerts that were merged into it would have told."""

    kind: ClassVar[str] = "outage"
    classes: ClassVar[tuple[str, ...]] = ("outage",)

    def to_json(self) -> Json:
        """See Notice."""
        return {"class": "instant"}

    @classmethod
    def from_json(cls, envelope: Envelope, told: Json) -> Self:  # noqa: ARG003
        """See Notice."""
        return cls(envelope=envelope)
