"""One dropped file: as it stands while it is read, and the rows of it that were refused."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from connectors.kit.said import Said

MAX_BYTES = 200_000_000
REST = 60.0  # seconds without a change after which a file is taken for complete
_ROW_SHOWN = 2_000  # characters of a refused row kept for the person who mends it
MAYBE = (".txt", ".tab", ".asc")  # read where they hold a table, else left where they are

NEVER = (
    ".zip",
    ".gz",
    ".7z",
    ".rar",
    ".pdf",
    ".doc",
    ".docx",
    ".numbers",
)  # set aside with a word

Look = tuple[int, int, int]  # size, time of the last change, inode


class UnreadableFileError(Exception):
    """No row of the file can be read; says why and what to do."""


def empty_file() -> UnreadableFileError:
    """What is raised of a file in which nothing is written."""
    return UnreadableFileError(Said("the file is empty: export it again", "file_empty"))


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that could not be read."""

    line: int  # counted from 1; 0 for the file as a whole
    reason: Said  # of a file without a name
    row: str


class DroppedFile:
    """One file while it is read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = path.name
        self.shown = shown(path.name)
        self.seen = look_of(path)
        self.may_grow = is_fresh(path)
        """Was it written so lately that its writer may only pause?"""

    @property
    def is_maybe(self) -> bool:
        """Does its name leave open whether it is for us?"""
        return self.path.suffix.lower() in MAYBE

    def refuse(self) -> None:
        """Raise UnreadableFileError where its name or its size says enough."""
        if self.path.suffix.lower() in NEVER:
            text = "this is not a table: drop the CSV, the workbook or the JSON itself"
            raise UnreadableFileError(Said(text, "file_not_table"))
        if self.seen[0] > MAX_BYTES:
            size = MAX_BYTES // 1_000_000
            raise UnreadableFileError(
                Said(f"larger than {size} MB: cut it up", "file_too_large", mb=size)
            )

    def said(self, told: Said) -> Said:
        """A line about the file as it looks now; once it looks otherwise, the line is news."""
        return told.of(state_of(self.name, self.seen))

    def has_grown(self) -> bool:
        """Was it changed since we began to read it? Then its writer is not done."""
        return look_of(self.path) != self.seen


def state_of(name: str, seen: Look) -> str:
    """The file as it is now: another state is another content."""
    return f"{name} {seen[0]} {seen[1]}"


def look_of(path: Path) -> Look:
    """What tells whether a file was changed; raises OSError."""
    seen = path.lstat()
    return seen.st_size, seen.st_mtime_ns, seen.st_ino


def is_fresh(path: Path) -> bool:
    """Was it changed so lately that its writer may not be done?"""
    seen = path.lstat()
    # What was moved here is as old as its content; a time to come, of another clock, tells nothing.
    return abs(time.time() - min(seen.st_mtime, seen.st_ctime)) < REST


def shown(name: str) -> str:
    """A file's name as it may be printed and stored, whatever its bytes are."""
    return name.encode("utf-8", "replace").decode("utf-8")


class Refusals:
    """The refused rows of one file, written as they come; thrown away unless kept."""

    def __init__(self, part: Path, say: Callable[[Said], str]) -> None:
        self.count = 0
        self._part, self._say = part, say
        self._out = part.open("w", encoding="utf-8", errors="replace")

    def add(self, refusal: Refusal) -> None:
        """Write one down."""
        self.count += 1
        # File and line stand before the first colon.
        reason = self._say(refusal.reason).partition(": ")[2]
        line = {"line": refusal.line, "reason": reason, "row": refusal.row[:_ROW_SHOWN]}
        self._out.write(json.dumps(line, ensure_ascii=False) + "\n")

    def keep(self, path: Path) -> None:
        """Give them a name that lasts, if there are any."""
        self._out.close()
        if self.count:
            self._part.replace(path)
        else:
            path.unlink(missing_ok=True)  # of an earlier reading

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._out.close()
        self._part.unlink(missing_ok=True)
