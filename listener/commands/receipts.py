"""brand check: what a folder's receipt says, held against what lies in it."""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import file_digest
from importlib.metadata import version
from pathlib import Path
from typing import Self

from rich.text import Text

from listener.commands.console import console
from listener.guard.plain import one_line
from listener.settings.config import Config
from listener.store.errors import StoreError
from listener.words import say

RECEIPT = "receipt.json"
_WHAT, _FORM = "brand-listener export", 1
_LARGEST = 10_000_000  # bytes of a receipt
FAILED = 1


@dataclass(frozen=True, slots=True)
class Written:
    """One file of an export."""

    name: str  # below the folder, with /
    rows: int | None  # None of a file that was copied as it is
    size: int  # bytes
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What a folder holds, of which brand, when, and who wrote it."""

    brand: str
    made_at: datetime
    program: str  # as "brand-listener 0.1.0"
    tables: str  # the revision that the rows are of
    files: tuple[Written, ...]

    def text(self) -> str:
        """As JSON, for people and programs."""
        told = {
            "what": _WHAT,
            "form": _FORM,
            "brand": self.brand,
            "made_at": self.made_at.astimezone(UTC).isoformat(),
            "program": self.program,
            "tables": self.tables,
            "files": [asdict(file) for file in self.files],
        }
        return json.dumps(told, ensure_ascii=False, indent=2) + "\n"

    @classmethod
    def read(cls, folder: Path) -> Self:
        """The receipt of a folder. Raises StoreError where there is none, or what stands there is none."""
        path = folder / RECEIPT
        if not folder.is_dir():
            raise StoreError(f"{folder}: there is no such folder")
        if not path.is_file():
            raise StoreError(
                f"{folder}: there is no receipt: this export did not end, make another"
            )
        try:
            with path.open("rb") as file:
                told = json.loads(file.read(_LARGEST))
            if (told["what"], told["form"]) != (_WHAT, _FORM):
                raise ValueError(told["form"])
            files = tuple(Written(**one) for one in told["files"])
            if any(not isinstance(one.name, str) for one in files):
                raise TypeError(told["files"])
            return cls(
                brand=str(told["brand"]),
                made_at=datetime.fromisoformat(told["made_at"]).astimezone(UTC),
                program=str(told["program"]),
                tables=str(told["tables"]),
                files=files,
            )
        except (ValueError, KeyError, TypeError, RecursionError):
            raise StoreError(f"{path}: this is no receipt of ours, or it was changed") from None


def release() -> str:
    """This program and its version."""
    return f"brand-listener {version('brand-listener')}"


def check(config: Config, folder: Path) -> int:
    """Say which files of an export are missing, changed or more than there were; 1 where there are any."""
    receipt = Receipt.read(folder)
    lang = config.brand[0].language
    faults = [(name, why) for name, why in sorted(_faults(folder, receipt).items())]
    screen = console(stderr=bool(faults))
    for name, why in faults:
        screen.print(Text(say(lang, f"export.{why}", file=one_line(name))), soft_wrap=True)
    key = "export.faulty" if faults else "export.whole"
    when = f"{receipt.made_at:%Y-%m-%d %H:%M} UTC"
    told = say(lang, key, folder=str(folder), brand=one_line(receipt.brand), at=when, n=len(receipt.files))  # fmt: skip
    screen.print(Text(told), soft_wrap=True)
    return FAILED if faults else 0


def _faults(folder: Path, receipt: Receipt) -> dict[str, str]:
    """By file: missing, changed, or more than there were."""
    there = {
        path.relative_to(folder).as_posix(): path
        for path in folder.rglob("*")
        if path.is_symlink() or not path.is_dir()
    }
    there.pop(RECEIPT, None)
    found = {}
    for one in receipt.files:
        path = there.pop(one.name, None)  # what a receipt names beside its folder is not looked at
        if path is None:
            found[one.name] = "missing"
        elif path.is_symlink() or not _is_same(path, one):
            found[one.name] = "changed"
    return found | dict.fromkeys(there, "added")


def _is_same(path: Path, one: Written) -> bool:
    if not path.is_file() or path.stat().st_size != one.size:
        return False
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest() == one.sha256
