"""config.toml from bytes to tables: what people's editors do to it is understood, or answered.

A person who writes settings with a word processor meets TOML's own messages ("Invalid value"), so
each common slip has words of its own: the line, and what to write there. No value is repeated, for
it may be a secret.
"""

import codecs
import re
import tomllib
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

MOST = 5_000_000  # bytes of a file that a person writes; settings are a hundredth of it
TOO_LARGE = f"larger than {MOST // 1_000_000} MB: is it the right file?"

_CURLY = "“”„‟‘’‚‛«»‹›"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_AT = re.compile(r" ?\(at (?:line (\d+), column \d+|end of document)\)")
_KEY = re.compile(r"[ \t]{0,40}([A-Za-z0-9_.\"-]{1,80})[ \t]{0,40}(.{0,2000})")
_SAYS_FRENCH = re.compile(rb"(?m)^[ \t]{0,20}language[ \t]{0,20}=[ \t]{0,20}[\"']?fr")
_DECIMAL = re.compile(r"=[ \t]*(-?\d{1,9}),(\d{1,6})[ \t]*(?:#|$)")
_SHARE = re.compile(r"=[ \t]*(\d{1,3}(?:[.,]\d{1,3})?)[ \t]?%")
_PARTED = re.compile(r"=[ \t]*(\d{1,3}(?:[ \u00a0\u202f']\d{3}){1,3})[ \t]*(?:#|$)")
_HOUR = re.compile(r"=[ \t]*(\d{1,2})[h:](\d{2})?(?::\d{2})?[ \t]*(?:#|$)", re.IGNORECASE)
_PLAIN_VALUE = re.compile(r"=[ \t]*[^\W\d][^=\"'\[{]*")


class NotTomlError(Exception):
    """The file is no TOML: says where, and what to write instead."""


class Tables(NamedTuple):
    """What the file holds, and what should be said of how it was saved."""

    raw: dict[str, Any]
    warnings: tuple[str, ...] = ()


def read_up_to(path: Path, most: int = MOST) -> bytes:
    """The file's bytes, and one above `most` where it has more: its reader refuses them. Raises OSError."""
    with path.open("rb") as file:
        return file.read(most + 1)


def read_tables(content: bytes) -> Tables:
    """The file's tables; raises NotTomlError with the line and the remedy, or for more than MOST bytes.

    Byte order marks are understood, and so is Windows-1252, with a warning.
    """
    if len(content) > MOST:
        raise NotTomlError(TOO_LARGE)
    text, warnings = _decoded(content)
    try:
        return Tables(tomllib.loads(text), warnings)
    except tomllib.TOMLDecodeError as error:
        raise NotTomlError(_remedy(text, str(error))) from None
    except RecursionError:
        raise NotTomlError(
            "lists or tables far deeper inside each other than settings are"
        ) from None
    except ValueError:  # Python's own, of a whole number
        raise NotTomlError("a number with thousands of digits: shorten it") from None


_BLOCK = re.compile(r"(?m)^(?=[ \t]{0,20}\[)")
_HEAD = re.compile(
    r"[ \t]{0,20}\[{1,2}[ \t]{0,20}(storage|brand)[ \t]{0,20}\]{0,2}[ \t]{0,20}(?:#.*)?"
)
_WHERE = re.compile(r"[ \t]{0,20}[\"']?(?:dir|url)\b")


def read_remains(content: bytes) -> dict[str, Any]:
    """The table of the storage and those of brands, as far as they can be read, of a file that is no TOML.

    The storage is None where the line that says which it is cannot be read.
    """
    try:
        text, _ = _decoded(content)
    except NotTomlError:
        text = content.decode("utf-8", "replace")
    found: dict[str, Any] = {"brand": []}
    for block in _BLOCK.split(text):
        head, _, body = block.partition("\n")
        if not (told := _HEAD.fullmatch(head.rstrip())):
            continue
        if told[1] == "brand":
            found["brand"].append(_right_lines(body))
        else:
            kept = _right_lines(body)
            has_place = any(map(_WHERE.match, body.split("\n")))
            found["storage"] = kept if {"dir", "url"} & kept.keys() or not has_place else None
    return found


def _right_lines(body: str) -> dict[str, Any]:
    """One table without the lines that are wrong."""
    try:
        return tomllib.loads(body)
    except (ValueError, RecursionError):
        kept: dict[str, Any] = {}
    for line in body.split("\n"):
        with suppress(ValueError, RecursionError):
            kept |= tomllib.loads(line)
    return kept


def says_french(content: bytes) -> bool:
    """Does a file that is no TOML name French all the same?"""
    return _SAYS_FRENCH.search(content) is not None


class Writing(NamedTuple):
    """How a file's text is written as bytes."""

    bom: bytes
    codec: str

    def encoded(self, text: str) -> bytes:
        """The text in the file's own way; raises NotTomlError where that has no sign for all of it."""
        try:
            return self.bom + text.encode(self.codec)
        except UnicodeEncodeError:
            raise NotTomlError("read as Windows-1252: save the file again as UTF-8") from None


_CODECS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}


def text_of(content: bytes) -> tuple[str, Writing]:
    """The file's text, and how it is written back so; raises NotTomlError."""
    text, warnings = _decoded(content)
    bom = next((bom for bom in _CODECS if content.startswith(bom)), b"")
    return text, Writing(bom, "cp1252" if warnings else _CODECS.get(bom, "utf-8"))


def _decoded(content: bytes) -> tuple[str, tuple[str, ...]]:
    known = next((name for bom, name in _BOMS if content.startswith(bom)), "utf-8")
    try:
        return content.decode(known), ()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        raise NotTomlError(
            f"line {line}: this is not text in UTF-8: save the file again as UTF-8"
        ) from None
    return text, (f"line {line}: read as Windows-1252: save the file again as UTF-8",)


def _remedy(text: str, said: str) -> str:
    at = _AT.search(said)
    lines = text.splitlines()
    number = int(at[1]) if at and at[1] else len(lines)
    if "Unclosed array" in said:
        number = next((n for n in range(number - 1, 0, -1) if _opens(lines[n - 1])), number)
    line = lines[number - 1] if 0 < number <= len(lines) else ""
    found = _KEY.match(line)
    key = found[1] if found and not line.lstrip().startswith(("[", "#")) else ""
    where = f"line {number}, {key}" if key else f"line {number}"
    return f"{where}: {_what_to_write(line, key, _AT.sub('', said))}"


def _opens(line: str) -> bool:
    return "=" in line and line.count("[") > line.count("]")


def _what_to_write(line: str, key: str, said: str) -> str:
    bare = line.strip()
    rest = bare[len(key) :].lstrip() if key else bare
    for holds, words in (
        (
            any(sign in bare for sign in _CURLY) and "Unescaped" not in said,
            'typographic quotes: write straight ones, as in name = "Acme"',
        ),
        (
            "Cannot overwrite" in said or "Duplicate" in said,
            "this key stands twice in its table: keep one of them",
        ),
        (
            "Cannot declare" in said or "Cannot mutate" in said,
            "this table stands twice: keep one; [[brand]] and [[source]] are written with two brackets",
        ),
        (
            "Unescaped" in said or "backslash" in said or "Invalid hex value" in said,
            r"a backslash means something else in double quotes: write the path with / or in '…', as in 'C:\data'",
        ),
        (
            bool(key) and rest.startswith(":"),
            f'write = in place of the colon, as in {key} = "…"',
        ),
        (bool(key) and not rest.startswith("="), f'the = is missing, as in {key} = "…"'),
        (bool(key) and rest == "=", f'there is no value after the =, as in {key} = "…"'),
        (
            bare.startswith("//") or bare.startswith("<!--") or bare.startswith(";"),
            "a remark begins with #",
        ),
        (
            bare.startswith("[") and bare.count("[") != bare.count("]"),
            "a bracket is missing: tables are written as [storage] and [[source]]",
        ),
        (
            bare.count('"') % 2 == 1 or "Unterminated" in said or "Illegal character '\\n'" in said,
            "a quote is opened and never closed",
        ),
        ("Unclosed array" in said, "a list is opened with [ and never closed with ]"),
        (
            bool(decimal := _DECIMAL.match(rest)),
            f"write the number with a point: {_point(decimal)}",
        ),
        (bool(share := _SHARE.match(rest)), f"a share goes from 0 to 1: write {_part(share)}"),
        (bool(parted := _PARTED.match(rest)), f"write the number in one piece: {_whole(parted)}"),
        (
            bool(hour := _HOUR.match(rest)),
            f'write the hour in quotes, as in {key} = "{_clock(hour)}"',
        ),
        (
            bool(re.match(r"=[ \t]*(?:true|false|yes|no|on|off|oui|non|vrai|faux)\b", rest, re.I)),
            "write true or false, in small letters and without quotes",
        ),
        (bool(_PLAIN_VALUE.match(rest)), f'put the text in quotes, as in {key} = "…"'),
        (
            "Expected newline" in said,
            "something stands after the value: one key a line, and texts in quotes",
        ),
    ):
        if holds:
            return words
    return f"not readable as TOML: {said[:1].lower()}{said[1:]}"


def _point(found: re.Match[str] | None) -> str:
    return f"{found[1]}.{found[2]}" if found else ""


def _part(found: re.Match[str] | None) -> str:
    return f"{float(found[1].replace(',', '.')) / 100:g}" if found else ""


def _whole(found: re.Match[str] | None) -> str:
    return re.sub(r"\D", "", found[1]) if found else ""


def _clock(found: re.Match[str] | None) -> str:
    return f"{int(found[1]):02d}:{found[2] or '00'}" if found else ""
