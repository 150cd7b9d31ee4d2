"""An answer that was approved: its text alone in a message, so that who copies it copies nothing else."""

from dataclasses import dataclass
from typing import ClassVar, Self

from listener.notices.contract import Json, Notice, Reading
from listener.notices.parts import Alone, Content, Small
from listener.store.outgoing import Envelope
from listener.words import say
from listener.words.whose import Theirs


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved(Notice):
    """One approved text. The line of its act says whose word it is, and where it is to be sent."""

    kind: ClassVar[str] = "approved"
    classes: ClassVar[tuple[str, ...]] = ("approved",)

    act: int
    hangs_under: str | None

    @property
    def under(self) -> str | None:
        """See Notice."""
        return self.hangs_under

    def to_json(self) -> Json:
        """See Notice."""
        return {"act": self.act, "under": self.hangs_under}

    @classmethod
    def from_json(cls, envelope: Envelope, told: Json) -> Self:
        """See Notice."""
        return cls(envelope=envelope, act=int(told["act"]), hangs_under=told.get("under"))

    def content(self, at: Reading) -> Content | None:
        """See Notice. What was taken back, or replaced, does not stand there to be copied."""
        if self.hangs_under and not at.row.thread_ts:
            return None
        with at.store.reader():
            row = at.store.approval(self.act)
            last = at.store.approved(row.mention_id) if row else None
        if row is None or (last and last.is_last and last.act != self.act):
            was = "taken_back" if row is None else "replaced"
            told = Small(say(at.brand.language, f"slack.approved_{was}"))
            return Content(parts=(told,)) if at.row.ts else None
        return Content(parts=(Alone(Theirs(row.text)),)) if row.text else None
