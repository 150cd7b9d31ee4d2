"""Errands: what people ask for in Slack that is no act; done where settings and stages are known."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from connectors.kit.contract import Mention
from listener.notices.parts import Content
from listener.settings.brand import Brand


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file holds, before any of it is stored."""

    n: int  # mentions
    first: tuple[Mention, ...]  # three of them at most
    refused: tuple[str, ...]  # what could not be read, in words, one line a reason


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a file."""

    new: int
    known: int  # mentions that were there already, the same or in other words
    refused: tuple[str, ...]


class Errands(Protocol):
    """What is done for people, of one brand at a time; each may raise StoreError."""

    def sources(self, brand: Brand) -> Collection[str]:
        """The names of the sources that the settings have for it."""

    def proposed(self, brand: Brand) -> Mapping[str, str]:
        """The addresses that people would have us listen to, each with who proposed it."""

    def mailbox(self, brand: Brand) -> str:
        """The address of a mailbox that is read for it, or that somebody would have read; "" for none."""

    def to_label(self, brand: Brand, n: int) -> Sequence[int]:
        """At most n stored mentions of which nobody has said what they are, in any order."""

    def measured(self, brand: Brand) -> Sequence[str]:
        """How often the bot was right, by what people said of its mentions, in lines."""

    def week(self, brand: Brand) -> Content:
        """Its last finished week in short."""

    def file(self, brand: Brand, post: Mention) -> tuple[int, bool]:
        """Store a post that somebody found: which mention it is, 0 where it stands under another id, and is it new?"""

    def look_into(self, brand: Brand, file: Path) -> Preview:
        """Read a file and store nothing of it. Raises SourceError."""

    def take_in(self, brand: Brand, file: Path) -> Imported:
        """Store what a file holds; nobody is alerted on it. Raises SourceError."""
