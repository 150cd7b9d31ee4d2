"""An operator's own duty sheets: a folder of files such as safety.fr.toml and numbers.en.toml.

A file that is wrong costs itself alone: it is told, and the product's sheet is used meanwhile.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from listener.settings.file import NotTomlError, read_tables, read_up_to
from listener.settings.problems import choose, lines
from listener.settings.reply import Reply
from listener.settings.sheet import (
    KINDS,
    Country,
    Kind,
    Sheet,
    our_numbers,
    our_sheet,
    raw_sheet,
)
from listener.words import LANGUAGES

_NUMBERS = "numbers"
_NAMES = tuple(f"{name}.{lang}.toml" for name in (*KINDS, _NUMBERS) for lang in LANGUAGES)


@dataclass(frozen=True, slots=True)
class Own:
    """What a brand's folder holds instead of ours."""

    sheets: Mapping[tuple[str, str], Sheet] = field(default_factory=dict)  # by kind and language
    numbers: Mapping[str, Mapping[str, Country]] = field(default_factory=dict)  # by language
    replies: tuple[Reply, ...] = ()  # before ours, where they fit

    def sheet(self, kind: Kind, language: str) -> Sheet:
        """The brand's own, else ours."""
        return self.sheets.get((kind, language)) or our_sheet(kind, language)

    def country(self, code: str, language: str) -> Country | None:
        """A country's numbers, the brand's own first; None where nobody wrote any."""
        return self.numbers.get(language, {}).get(code) or our_numbers(language).get(code)


def read_sheets(folder: Path, where: str, problems: list[str]) -> Own:
    """The folder's sheets; `where` begins what is told of a wrong one."""
    try:
        found = sorted(path for path in folder.iterdir() if path.suffix == ".toml")
    except OSError as error:
        problems.append(f"{where}: cannot read this folder ({error.strerror}): {folder.name}")
        return Own()
    sheets: dict[tuple[str, str], Sheet] = {}
    numbers: dict[str, Mapping[str, Country]] = {}
    for path in found:
        if path.name not in _NAMES:
            problems.append(f"{where}: {choose(path.name, list(_NAMES), 'the names are')}")
            continue
        name, _, language = path.stem.rpartition(".")
        told = list[str]()
        if (table := _table(path, told)) is not None:
            if name == _NUMBERS:
                numbers[language] = dict(_countries(table, language, told))
            elif sheet := _sheet(raw_sheet(name, language), table, told):
                sheets[name, language] = sheet
        problems += [f"{where}: {path.name}: {line}" for line in told]
    return Own(sheets, numbers)


def _table(path: Path, told: list[str]) -> dict[str, Any] | None:
    try:
        if path.is_file():
            return read_tables(read_up_to(path)).raw
        told.append("this is no file: move it away")
    except NotTomlError as error:
        told.append(str(error))
    except OSError as error:
        told.append(f"cannot read it ({error.strerror}): put it back, or let this user read it")
    return None


def _sheet(ours: dict[str, Any], table: dict[str, Any], told: list[str]) -> Sheet | None:
    if "reply" in table:  # ours to a mail would say another thing than theirs
        ours.pop("by_mail", None)
    try:
        return Sheet.model_validate({**ours, **table})
    except ValidationError as error:
        told += lines("", error, Sheet, raw=table)
        return None


def _countries(
    table: dict[str, Any], language: str, told: list[str]
) -> Iterator[tuple[str, Country]]:
    for code, numbers in table.items():
        if not re.fullmatch(r"[A-Z]{2}", code):
            told.append(f"{code}: two capital letters, as in FR")
            continue
        ours = our_numbers(language).get(code, Country()).model_dump()
        try:
            wanted = numbers if isinstance(numbers, Mapping) else {code: numbers}
            yield code, Country.model_validate({**ours, **wanted})
        except ValidationError as error:
            told += lines(f"{code}.", error, Country, raw=numbers)
