"""A folder into which people and programs drop text files, and what becomes of each file."""

import codecs
import json
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from io import BufferedReader, TextIOWrapper
from pathlib import Path
from types import TracebackType
from typing import Self

READ = (".csv", ".tsv", ".jsonl", ".ndjson")
_NOT_TEXT = (".xlsx", ".xls", ".ods", ".json", ".zip", ".gz")  # people drop these in good faith
_BINARY = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"%PDF", b"SQLite format")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
MAX_BYTES = 200_000_000
MAX_LINE = 1_000_000  # characters
_CHUNK = 1_000_000
_ROW_SHOWN = 2_000  # characters of a refused row kept for the person who mends it


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
        self._last_seen = self._look()

    def has_grown(self) -> bool:
        """Was it changed since we began to read it? Then its writer is not done."""
        return self._look() != self._last_seen

    def lines(self) -> Iterator[tuple[int, str | None]]:
        """Each line with its number; None for a line that is too long to read.

        A last line without its end is left out if the file is still growing. Raises
        UnreadableFileError.
        """
        with self._opened(self._encoding()) as text:
            number = 0
            while line := text.readline(MAX_LINE + 1):
                number += 1
                if len(line) > MAX_LINE:
                    while line and not line.endswith("\n"):
                        line = text.readline(MAX_LINE)
                    yield number, None
                elif line.endswith("\n") or not self.has_grown():
                    yield number, line

    def _encoding(self) -> str:
        """UTF-8 or UTF-16 if it is that, else what a French Excel writes."""
        if self.path.suffix.lower() in _NOT_TEXT:
            raise UnreadableFileError("only .csv, .tsv, .jsonl and .ndjson are read: save it so")
        if self._last_seen[0] > MAX_BYTES:
            raise UnreadableFileError(f"larger than {MAX_BYTES // 1_000_000} MB: cut it up")
        decoder = codecs.getincrementaldecoder("utf-8")()
        with self._raw() as raw:
            start = raw.read(_CHUNK)
            if start.startswith(_BINARY):
                raise UnreadableFileError("not a text file: save it as CSV in UTF-8")
            if known := next((name for bom, name in _BOMS if start.startswith(bom)), None):
                return known
            for nul_at, name in ((1, "utf-16-le"), (0, "utf-16-be")):
                if start[nul_at:2_000:2].count(0) > len(start[:2_000]) // 5:
                    return name
            try:
                while start:
                    decoder.decode(start)
                    start = raw.read(_CHUNK)
                decoder.decode(b"", final=True)
            except UnicodeDecodeError:
                return "cp1252"
        return "utf-8"

    def _opened(self, encoding: str) -> TextIOWrapper:
        return TextIOWrapper(self._raw(), encoding=encoding, errors="replace")

    def _raw(self) -> BufferedReader:
        # A link or a pipe that took the file's place in the meantime is not followed.
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        return os.fdopen(os.open(self.path, flags), "rb")

    def _look(self) -> tuple[int, int, int]:
        seen = self.path.lstat()
        return seen.st_size, seen.st_mtime_ns, seen.st_ino


class Refusals:
    """The refused rows of one file, written as they come; thrown away unless kept."""

    def __init__(self, part: Path) -> None:
        self.count = 0
        self._part = part
        self._out = part.open("w", encoding="utf-8", errors="replace")

    def add(self, refusal: Refusal) -> None:
        """Write one down."""
        self.count += 1
        line = asdict(refusal) | {"row": refusal.row[:_ROW_SHOWN]}
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


class Box:
    """The folder with its `done` and `refused`, made if they are missing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._done = folder / "done"
        self._refused = folder / "refused"
        for made in (self._done, self._refused):
            made.mkdir(parents=True, exist_ok=True)

    def waiting(self) -> Iterator[DroppedFile]:
        """The files to read, by name; never a link, a folder or a device."""
        for path in sorted(self._folder.iterdir()):
            is_ours = path.suffix.lower() in READ + _NOT_TEXT and not path.name.startswith(".")
            try:
                if is_ours and stat.S_ISREG(path.lstat().st_mode):
                    yield DroppedFile(path)
            except FileNotFoundError:
                continue  # taken back by whoever dropped it

    def refusals(self, file: DroppedFile) -> Refusals:
        """Where the refused rows of this file go."""
        return Refusals(self._refused / f".{file.name}.part")

    def put_away(self, file: DroppedFile, refusals: Refusals, *, is_refused: bool) -> None:
        """Move a file to done/ or refused/, its refused rows first, overwriting neither.

        Stopped in between, it is read again and its refused rows are written to the same place.
        """
        name, number = file.name, 1
        while (self._done / name).exists() or (self._refused / name).exists():
            number += 1
            name = f"{file.path.stem}-{number}{file.path.suffix}"
        refusals.keep(self._refused / f"{name}.errors.jsonl")
        # From now on its age counts; a file of another user keeps its own time.
        with suppress(PermissionError):
            os.utime(file.path)
        file.path.rename((self._refused if is_refused else self._done) / name)
