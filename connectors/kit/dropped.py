"""A folder into which people and programs drop files, and what becomes of each file."""

import json
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import Self

from connectors.kit.said import Said

TABLES = (".csv", ".tsv", ".jsonl", ".ndjson", ".json", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
MAYBE = (".txt", ".tab", ".asc")  # read where they hold a table, else left where they are
_NEVER = (
    ".zip",
    ".gz",
    ".7z",
    ".rar",
    ".pdf",
    ".doc",
    ".docx",
    ".numbers",
)  # set aside with a word
_UNFINISHED = (".part", ".tmp", ".crdownload", ".partial", ".download", ".swp")
_SYSTEM = frozenset(("thumbs.db", "desktop.ini", "done", "refused"))
MAX_BYTES = 200_000_000
_ROW_SHOWN = 2_000  # characters of a refused row kept for the person who mends it
_LONGEST_NAME = 255  # bytes, where the system does not say

Look = tuple[int, int, int]  # size, time of the last change, inode


class UnreadableFileError(Exception):
    """No row of the file can be read; says why and what to do."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that could not be read."""

    line: int  # counted from 1; 0 for the file as a whole
    reason: str
    row: str


class DroppedFile:
    """One file while it is read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = path.name
        self.shown = shown(path.name)
        self.seen = _look(path)

    @property
    def is_maybe(self) -> bool:
        """Does its name leave open whether it is for us?"""
        return self.path.suffix.lower() in MAYBE

    def refuse(self) -> None:
        """Raise UnreadableFileError where its name or its size says enough."""
        if self.path.suffix.lower() in _NEVER:
            text = "this is not a table: drop the CSV, the workbook or the JSON itself"
            raise UnreadableFileError(Said(text, "file_not_table"))
        if self.seen[0] > MAX_BYTES:
            size = MAX_BYTES // 1_000_000
            raise UnreadableFileError(
                Said(f"larger than {size} MB: cut it up", "file_too_large", mb=size)
            )

    def has_grown(self) -> bool:
        """Was it changed since we began to read it? Then its writer is not done."""
        return _look(self.path) != self.seen


def _look(path: Path) -> Look:
    seen = path.lstat()
    return seen.st_size, seen.st_mtime_ns, seen.st_ino


def shown(name: str) -> str:
    """A file's name as it may be printed and stored, whatever its bytes are."""
    return name.encode("utf-8", "replace").decode("utf-8")


class Refusals:
    """The refused rows of one file, written as they come; thrown away unless kept."""

    def __init__(self, part: Path) -> None:
        self.count = 0
        self._part = part
        self._out = part.open("w", encoding="utf-8", errors="replace")

    def add(self, refusal: Refusal) -> None:
        """Write one down."""
        self.count += 1
        line = {"line": refusal.line, "reason": refusal.reason, "row": refusal.row[:_ROW_SHOWN]}
        self._out.write(json.dumps(line, ensure_ascii=False) + "\n")

    def keep(self, path: Path) -> None:
        """Give them their final name, if there are any."""
        self._out.close()
        if self.count:
            self._part.replace(path)

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


@dataclass(frozen=True, slots=True)
class Left:
    """Something in the folder that is not read and stays where it is."""

    said: Said


class Box:
    """The folder with its `done` and `refused`, made if they are missing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._done = folder / "done"
        self._refused = folder / "refused"
        for made in (self._done, self._refused):
            made.mkdir(parents=True, exist_ok=True)
        try:
            self._longest = os.pathconf(folder, "PC_NAME_MAX")
        except (AttributeError, OSError, ValueError):
            self._longest = _LONGEST_NAME

    def waiting(self) -> Iterator[DroppedFile | Left]:
        """The files to read, by name, and what else lies there and whoever dropped it may miss."""
        for path in sorted(self._folder.iterdir()):
            name = path.name.lower()
            if name.startswith((".", "~$")) or name.endswith(_UNFINISHED) or name in _SYSTEM:
                continue
            with suppress(FileNotFoundError):  # taken back by whoever dropped it
                yield self._found(path)

    def _found(self, path: Path) -> DroppedFile | Left:
        mode, name = path.lstat().st_mode, shown(path.name)
        if stat.S_ISDIR(mode):
            return Left(Said(f"{name}: a folder: drop its files here", "left_folder", file=name))
        if not stat.S_ISREG(mode):
            told = f"{name}: a link or a device, not a file: drop the file itself"
            return Left(Said(told, "left_odd", file=name))
        if path.suffix.lower() in TABLES + MAYBE + _NEVER:
            return DroppedFile(path)
        return left(name)

    def refusals(self, file: DroppedFile) -> Refusals:
        """Where the refused rows of this file go."""
        return Refusals(self._refused / self._fitting(f".{file.name}", "", ".part"))

    def tries(self, file: DroppedFile) -> int:
        """How often reading this file has failed, this time included; kept until it is put away."""
        note = self._note(file)
        told = f"{file.seen[1]}-{file.seen[2]}"
        try:
            before, _, count = note.read_text("utf-8").partition(" ")
        except OSError:
            before, count = "", ""
        failed = int(count) + 1 if before == told and count.isdecimal() else 1
        note.write_text(f"{told} {failed}", "utf-8")
        return failed

    def put_away(self, file: DroppedFile, refusals: Refusals, *, is_refused: bool) -> None:
        """Move a file to done/ or refused/, its refused rows first, overwriting neither.

        Stopped in between, it is read again and its refused rows are written to the same place.
        """
        stem, suffix, number = file.path.stem, file.path.suffix, 1
        name = self._fitting(stem, "", suffix)
        while (self._done / name).exists() or (self._refused / name).exists():
            number += 1
            name = self._fitting(stem, f"-{number}", suffix)
        refusals.keep(self._refused / self._fitting(name, "", ".errors.jsonl"))
        # From now on its age counts; a file of another user keeps its own time.
        with suppress(PermissionError):
            os.utime(file.path)
        file.path.rename((self._refused if is_refused else self._done) / name)
        self._note(file).unlink(missing_ok=True)

    def _note(self, file: DroppedFile) -> Path:
        return self._refused / self._fitting(f".{file.name}", "", ".tries")

    def _fitting(self, stem: str, more: str, suffix: str) -> str:
        """A name of bytes that the system takes; a stem that is cut ends in a mark of its own."""
        room = self._longest - len(os.fsencode(more + suffix))
        raw = os.fsencode(stem)
        if len(raw) <= room:
            return stem + more + suffix
        mark = blake2b(raw, digest_size=4).hexdigest()
        cut = raw[: max(0, room - len(mark) - 1)]
        # Not in the middle of a character.
        return f"{cut.decode('utf-8', 'ignore')}~{mark}{more}{suffix}"


def left(name: str) -> Left:
    """A file that is none of ours."""
    told = f"{name}: only CSV, workbooks, JSON and JSON Lines are read: it stays where it is"
    return Left(Said(told, "left_unknown", file=name))
