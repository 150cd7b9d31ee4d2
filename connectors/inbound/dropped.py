"""A folder into which people and programs drop files, and what becomes of each file."""

import os
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from connectors.inbound.onefile import (
    MAYBE,
    NEVER,
    DroppedFile,
    Refusals,
    is_fresh,
    look_of,
    shown,
    state_of,
)
from connectors.kit.said import Said

TABLES = (
    *(".csv", ".tsv", ".jsonl", ".ndjson", ".json"),
    *(".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".eml"),
)
_MAILS = (".msg", ".mbox", ".mbx", ".pst", ".ost", ".oft", ".emlx")  # of mail programs alone
_UNFINISHED = (".part", ".tmp", ".crdownload", ".partial", ".download", ".swp")
_SYSTEM = frozenset(("thumbs.db", "desktop.ini", "done", "refused"))
# Beside a file that Excel, LibreOffice, macOS, vim, rsync or a network drive has open or keeps.
_LOCKS = ("~$", ".~lock.", "._", ".#", ".nfs", ".smbdelete", ".fuse_hidden", ".goutputstream")
_AFTER = 2_000_000_000  # ns; what is changed so long after it was put away is still written
_LONGEST_NAME = 255  # bytes, where the system does not say


@dataclass(frozen=True, slots=True)
class Left:
    """Something in the folder that is not read and stays where it is."""

    said: Said


class Box:
    """The folder with its `done` and `refused`, made if they are missing."""

    def __init__(self, folder: Path, say: Callable[[Said], str] = str) -> None:
        """`say` puts into words why a row was refused."""
        self._folder, self._say = folder, say
        self._done = folder / "done"
        self._refused = folder / "refused"
        for made in (self._done, self._refused):
            made.mkdir(parents=True, exist_ok=True)
        try:
            self._longest = os.pathconf(folder, "PC_NAME_MAX")
        except (AttributeError, OSError, ValueError):
            self._longest = _LONGEST_NAME

    def waiting(self, *, is_again: bool = True) -> Iterator[DroppedFile | Left]:
        """The files to read, by name, and what else lies there and whoever dropped it may miss.

        `is_again`: it is asked again soon, so that what a writer may still rename is not told yet.
        """
        self._take_back()
        for path in sorted(self._folder.iterdir()):
            name = path.name.lower()
            if name.startswith(_LOCKS) or name.endswith(_UNFINISHED) or name in _SYSTEM:
                continue
            with suppress(FileNotFoundError):  # taken back by whoever dropped it
                if not name.startswith("."):
                    yield self._found(path)
                elif _is_hidden_table(path) and not (is_again and is_fresh(path)):
                    yield Left(_hidden(shown(path.name)).of(state_of(name, look_of(path))))

    def _found(self, path: Path) -> DroppedFile | Left:
        mode, name = path.lstat().st_mode, shown(path.name)
        if stat.S_ISREG(mode) and path.suffix.lower() in TABLES + MAYBE + NEVER:
            return DroppedFile(path)
        if stat.S_ISDIR(mode):
            told = Said(f"{name}: a folder: drop its files here", "left_folder", file=name)
        elif not stat.S_ISREG(mode):
            odd = f"{name}: a link or a device, not a file: drop the file itself"
            told = Said(odd, "left_odd", file=name)
        else:
            told = unknown(name)
        return Left(told.of(state_of(path.name, look_of(path))))

    def refusals(self, file: DroppedFile) -> Refusals:
        """Where the refused rows of this file go."""
        part = self._refused / self._fitting(f".{file.name}", "", ".part")
        return Refusals(part, self._say)

    def tries(self, file: DroppedFile) -> int:
        """How often reading this file has failed, this time included; kept until it is put away."""
        note = self._note(file, "tries")
        told = f"{file.seen[1]}-{file.seen[2]}"
        try:
            before, _, count = note.read_text("utf-8").partition(" ")
        except OSError:
            before, count = "", ""
        failed = int(count) + 1 if before == told and count.isdecimal() else 1
        note.write_text(f"{told} {failed}", "utf-8")
        return failed

    def note_read(self, file: DroppedFile, refusals: Refusals, *, is_refused: bool) -> None:
        """Remember that it was read as it looks now; it stays where its writer finds it."""
        refusals.keep(self._note(file, "rows"))
        self._note(file, "read").write_text(f"{file.seen} {is_refused}", "utf-8")

    def was_read(self, file: DroppedFile, *, rests: bool) -> bool:
        """Was it read as it looks now? One that rests is put away then."""
        for is_refused in (False, True):
            with suppress(OSError):
                if self._note(file, "read").read_text("utf-8") == f"{file.seen} {is_refused}":
                    if rests:
                        self._move(file, self._note(file, "rows"), is_refused=is_refused)
                    return True
        return False

    def put_away(self, file: DroppedFile, refusals: Refusals, *, is_refused: bool) -> None:
        """Move a file to done/ or refused/, its refused rows first, overwriting neither.

        Stopped in between, it is read again and its refused rows are written to the same place.
        """
        refusals.keep(self._note(file, "rows"))
        self._move(file, self._note(file, "rows"), is_refused=is_refused)

    def _move(self, file: DroppedFile, rows: Path, *, is_refused: bool) -> None:
        stem, suffix, number = file.path.stem, file.path.suffix, 1
        name = self._fitting(stem, "", suffix)
        while (self._done / name).exists() or (self._refused / name).exists():
            number += 1
            name = self._fitting(stem, f"-{number}", suffix)
        with suppress(FileNotFoundError):
            rows.replace(self._refused / self._fitting(name, "", ".errors.jsonl"))
        place = file.path.rename((self._refused if is_refused else self._done) / name)
        if look_of(place) != file.seen and not file.path.exists():
            place.rename(file.path)  # another took its place at the last moment
            return
        # From now on its age counts; a file of another user keeps its own time. A little earlier
        # than now: what is written in the next moment shows as later.
        then = time.time_ns() - 2 * _AFTER
        with suppress(PermissionError):
            os.utime(place, ns=(then, then))
        if place.lstat().st_size != file.seen[0] and not file.path.exists():
            place.rename(file.path)  # written on while it moved
            return
        for kind in ("tries", "read"):
            self._note(file, kind).unlink(missing_ok=True)

    def _take_back(self) -> None:
        """Bring back what was written on after it was put away: its writer had it open.

        Putting away sets both its times, and reading it moves but the first.
        """
        for path in (*self._done.iterdir(), *self._refused.iterdir()):
            with suppress(FileNotFoundError):
                seen = path.lstat()
                if (
                    seen.st_mtime_ns - seen.st_atime_ns > _AFTER
                    and stat.S_ISREG(seen.st_mode)
                    and path.suffix.lower() in TABLES + MAYBE
                    and not path.name.startswith(".")
                    and not path.name.endswith(".errors.jsonl")
                    and os.access(path, os.W_OK)  # else it kept the times it came with
                    and not (self._folder / path.name).exists()
                ):
                    path.rename(self._folder / path.name)

    def _note(self, file: DroppedFile, kind: str) -> Path:
        return self._refused / self._fitting(f".{file.name}", "", f".{kind}")

    def _fitting(self, stem: str, more: str, suffix: str) -> str:
        """A name of bytes that the system takes; a stem that is cut ends in a hash of its own."""
        room = self._longest - len(os.fsencode(more + suffix))
        raw = os.fsencode(stem)
        if len(raw) <= room:
            return stem + more + suffix
        hashed = blake2b(raw, digest_size=4).hexdigest()
        cut = raw[: max(0, room - len(hashed) - 1)]
        # Not in the middle of a character.
        return f"{cut.decode('utf-8', 'ignore')}~{hashed}{more}{suffix}"


def _is_hidden_table(path: Path) -> bool:
    return path.suffix.lower() in TABLES and stat.S_ISREG(path.lstat().st_mode)


def _hidden(name: str) -> Said:
    """A table that its name hides, be it that its writer is not done."""
    told = (
        f"{name}: its name begins with a dot, so it is not read: give it a name without the dot"
        " if it is meant for us"
    )
    return Said(told, "left_hidden", file=name)


def unknown(name: str) -> Said:
    """A file that is none of ours."""
    if name.lower().endswith(_MAILS):
        told = f"{name}: mails, but not as we read them, so it stays where it is: save each as .eml and drop that"
        return Said(told, "left_mail", file=name)
    told = (
        f"{name}: no table, so it stays where it is: put what people wrote in a table (Date, Author,"
        " Rating, Review) and save that as CSV, or drop a CSV, a workbook or JSON"
    )
    return Said(told, "left_unknown", file=name)
