"""A story's message: what opens it, at once or in a bundle of its class."""

from dataclasses import dataclass, replace
from typing import ClassVar, Self

from listener import words as said
from listener.notices.cards import Card
from listener.notices.contract import Json, Notice, Reading
from listener.notices.parts import Content, Story, Strong
from listener.notices.shown import shown
from listener.store.outgoing import Envelope
from listener.store.unsent import MOVED
from listener.words import say
from listener.words.whose import Ours


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

    def content(self, at: Reading) -> Content | None:
        """See Notice."""
        told = self.card(at)
        if told is None:
            return None
        if back := _taken_back(at):
            # It stays what it was, but nobody is to do anything about it here.
            shown = Story(replace(told, state=None))
            return Content(parts=(Strong(back), shown)) if at.row.ts else None
        return Content(parts=(Story(told, is_reply=self.is_reply(at)),))

    def is_reply(self, at: Reading) -> bool:  # noqa: ARG002
        """Does it stand under what was told of its story before?"""
        return False

    def card(self, at: Reading) -> Card | None:
        """The story as it is now; None where nothing is left to tell."""
        with at.store.reader():
            found = shown(at.store, at.brand, at.row, at.now) if at.telling([at.row]) else None
        # Gone before it was told: there is nothing to tell. After that its message says so.
        return None if found is None or (found.deleted and at.row.ts is None) else found


def _taken_back(at: Reading) -> Ours | None:
    """That an alert which a person sent to another desk was taken back; None of any other."""
    act = at.row.key.removeprefix(MOVED)
    row = at.store.act(int(act)) if act != at.row.key and act.isdecimal() else None
    if row is None or row.undone_at is None:
        return None
    when = said.date_time(at.brand.language, row.undone_at, at.brand.tz)
    return say(at.brand.language, "act.moved_back", at=when)
