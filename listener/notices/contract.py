"""The contract of a notice: a frozen value that knows its key, its thread, when it is due, and
what it says.

A kind is a file of this folder with one class whose `kind` is the file's name; outbox.py finds it.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self

from listener.notices import targets
from listener.notices.parts import Content, Lines
from listener.settings.brand import Brand
from listener.store.outgoing import Envelope
from listener.store.outgoing import Json as Json
from listener.store.store import Store
from listener.store.tables import NoticeRow

OPS = "ops"  # the class of what only the person who runs the bot can mend


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a content is made from: the rows as they stand, for whom, and when."""

    store: Store
    brand: Brand
    row: NoticeRow  # how far the notice itself is
    now: datetime

    @property
    def is_threaded(self) -> bool:
        """Does it hang under another message, or on a screen where all stand in one line?"""
        return self.row.thread_ts is not None or self.row.target == targets.TERMINAL

    def telling(self, rows: Sequence[NoticeRow]) -> list[NoticeRow]:
        """Those of these that have something to tell; what their message shows already stays in it."""
        moot = self.store.moot([row.id or 0 for row in rows]) if self.row.ts is None else ()
        return [row for row in rows if row.id not in moot]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice(ABC):
    """A message for people; the values of its kind are its fields."""

    kind: ClassVar[str]  # the file's name
    classes: ClassVar[tuple[str, ...]]  # that its rows may have; `ops` is many kinds'

    envelope: Envelope

    @property
    def under(self) -> str | None:
        """The key of the notice in whose thread it hangs; None: it stands by itself."""
        return None

    @abstractmethod
    def to_json(self) -> Json:
        """Its own fields, for the outbox."""

    @classmethod
    @abstractmethod
    def from_json(cls, envelope: Envelope, told: Json) -> Self:
        """What `to_json` gave, of this release or of an earlier one."""

    @abstractmethod
    def content(self, at: Reading) -> Content | None:
        """What it says now; None when there is nothing left to say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ops(Notice):
    """What the operators are told; its kind stands in the payload, for the class is shared."""

    classes: ClassVar[tuple[str, ...]] = (OPS,)

    def to_json(self) -> Json:
        """Its fields, and which kind it is."""
        return {"kind": self.kind, **self.fields()}

    @abstractmethod
    def fields(self) -> Json:
        """Its own fields."""

    @abstractmethod
    def words(self, brand: Brand) -> tuple[str, list[str]]:
        """A title and lines; both may hold others' words."""

    def content(self, at: Reading) -> Content:
        """See Notice."""
        title, lines = self.words(at.brand)
        return Content(title=title, parts=(Lines(tuple(lines)),), tone="ops")


def to_ops(brand: Brand, key: str, now: datetime, *, target: str | None = None) -> Envelope:
    """For the operators' channel, at once."""
    return Envelope(
        brand=brand.name,
        key=key,
        target=target or targets.target(brand, OPS),
        class_=OPS,
        made_at=now,
        due_at=now,
    )
