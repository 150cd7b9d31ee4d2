"""A brand's week: the message that opens its thread, or the terminal's one."""

from dataclasses import dataclass
from typing import ClassVar, Self

from listener.notices import kept
from listener.notices.contract import Json, Notice, Reading
from listener.notices.parts import Content
from listener.store.outgoing import Envelope


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest(Notice):
    """Its words as they were made, so that its parts agree whatever comes in between.

    The store empties them once they are told: they quote people, and quotes expire.
    """

    kind: ClassVar[str] = "digest"
    classes: ClassVar[tuple[str, ...]] = ("digest",)

    said: Content | None  # None once it was emptied

    def to_json(self) -> Json:
        """See Notice."""
        return {} if self.said is None else {"content": kept.to_json(self.said)}

    @classmethod
    def from_json(cls, envelope: Envelope, told: Json) -> Self:
        """See Notice. Earlier releases kept a message for Slack, or a week for the terminal.

        Raises ValueError where it holds none of these.
        """
        said = None
        if "content" in told:
            said = kept.from_json(told["content"])
        elif "blocks" in told:
            said = kept.of_slack(told)
        elif "sentences" in told:
            said = kept.of_terminal(told)
        elif told:  # not emptied: it fails alone, and is told
            raise ValueError("no digest in this payload")
        return cls(envelope=envelope, said=said)

    def content(self, at: Reading) -> Content | None:  # noqa: ARG002
        """See Notice."""
        return self.said
