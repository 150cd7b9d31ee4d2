"""Drafts for one mention, in the thread of the message that tells of it."""

from dataclasses import dataclass
from typing import ClassVar, Self

from listener.notices.contract import Json, Notice
from listener.store.outgoing import Envelope


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafts(Notice):
    """What a person may answer a mention."""

    kind: ClassVar[str] = "drafts"
    classes: ClassVar[tuple[str, ...]] = ("drafts",)

    mention: int | None
    hangs_under: str | None  # the key of the message that opened the story
    leaf: str = ""
    is_last: bool = False  # of its leaf under that message: it counts who wants the same

    @property
    def under(self) -> str | None:
        """See Notice."""
        return self.hangs_under

    def to_json(self) -> Json:
        """See Notice."""
        return {
            "mention": self.mention,
            "under": self.hangs_under,
            "leaf": self.leaf,
            "is_last": self.is_last,
        }

    @classmethod
    def from_json(cls, envelope: Envelope, told: Json) -> Self:
        """See Notice."""
        return cls(
            envelope=envelope,
            mention=told.get("mention"),
            hangs_under=told.get("under"),
            leaf=told.get("leaf", ""),
            is_last=told.get("is_last", False),
        )
