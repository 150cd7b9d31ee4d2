"""A brand's week: the message that opens its thread, or the terminal's one."""

from dataclasses import dataclass
from typing import ClassVar, Self

from listener.notices.contract import Json, Notice
from listener.store.outgoing import Envelope


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest(Notice):
    """Its words as they were made, so that its parts agree whatever comes in between.

    The store empties them once they are told: they quote people, and quotes expire.
    """

    kind: ClassVar[str] = "digest"
    classes: ClassVar[tuple[str, ...]] = ("digest",)

    words: Json  # as its channel shows them

    def to_json(self) -> Json:
        """See Notice."""
        return self.words

    @classmethod
    def from_json(cls, envelope: Envelope, told: Json) -> Self:
        """See Notice."""
        return cls(envelope=envelope, words=told)
