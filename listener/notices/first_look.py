"""The first look at new sources, when they were read for the first time."""

from dataclasses import dataclass
from typing import ClassVar, Self

from listener.notices.contract import Json, Notice
from listener.store.outgoing import Envelope


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstLook(Notice):
    """What a new brand or source shows at once, instead of alerts on old posts."""

    kind: ClassVar[str] = "first_look"
    classes: ClassVar[tuple[str, ...]] = ("first-look",)

    sources: tuple[str, ...]  # that are new
    failing: tuple[str, ...] | None = None  # that no look named before; None: name all
    still_failing: int = 0  # that an earlier look named

    def to_json(self) -> Json:
        """See Notice."""
        told: Json = {"sources": self.sources, "still_failing": self.still_failing}
        return told if self.failing is None else {**told, "failing": self.failing}

    @classmethod
    def from_json(cls, envelope: Envelope, told: Json) -> Self:
        """See Notice. Those of earlier releases named all sources that fail."""
        failing = told.get("failing")
        return cls(
            envelope=envelope,
            sources=tuple(told.get("sources", ())),
            failing=None if failing is None else tuple(failing),
            still_failing=told.get("still_failing", 0),
        )
