"""A story's message: what opens it, at once or in a bundle of its class."""

from dataclasses import dataclass
from typing import ClassVar, Self

from listener.notices.contract import Json, Notice
from listener.store.outgoing import Envelope


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert(Notice):
    """Tells of a story: of all mentions that say that they are told by its key."""

    kind: ClassVar[str] = "alert"
    classes: ClassVar[tuple[str, ...]] = ("instant", "grouped", "triage", "wins", "look")

    mention: int | None  # that it was made for
    words: str = ""  # a short hash of what that one said
    hangs_under: str | None = None  # the key of the message that was sent before

    @property
    def under(self) -> str | None:
        """See Notice."""
        return self.hangs_under

    def to_json(self) -> Json:
        """See Notice."""
        told: Json = {"mention": self.mention, "words": self.words}
        return told if self.hangs_under is None else {**told, "under": self.hangs_under}

    @classmethod
    def from_json(cls, envelope: Envelope, told: Json) -> Self:
        """See Notice."""
        return cls(
            envelope=envelope,
            mention=told.get("mention"),
            words=told.get("words", ""),
            hangs_under=told.get("under"),
        )
