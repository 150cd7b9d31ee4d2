"""The lines of a text file in whatever encoding it was saved."""

import codecs
import os
from collections import Counter
from collections.abc import Callable, Iterator
from io import BufferedReader, TextIOWrapper
from pathlib import Path

Line = tuple[int, str | None]  # counted from 1; None for a line that is too long

MAX_LINE = 1_000_000  # characters
_CHUNK = 1_000_000
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# The same French letters and apostrophe as an old Mac and as Windows write them.
_MAC = frozenset(b"\x8e\x8f\x88\x90\x8d\x9d\x9e\x99\xd5")
_WINDOWS = frozenset(b"\xe9\xe8\xe0\xea\xe7\xf9\xfb\xf4\x92\x85\xa0\x80\xc0\xc9")
_DAMAGED = "windows byte"  # of an error handler


def open_raw(path: Path) -> BufferedReader:
    """Its bytes; a link or a pipe that took the file's place in the meantime is not followed."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    return os.fdopen(os.open(path, flags), "rb")


def read_lines(path: Path, *, has_grown: Callable[[], bool]) -> Iterator[Line]:
    """Each line with its end and its number.

    A last line without its end is left out if the file is still being written.
    """
    with TextIOWrapper(open_raw(path), encoding=_encoding(path), errors=_DAMAGED) as text:
        number = 0
        while line := text.readline(MAX_LINE + 1):
            number += 1
            if len(line) > MAX_LINE:
                while line and not line.endswith("\n"):
                    line = text.readline(MAX_LINE)
                yield number, None
            elif line.endswith("\n") or not has_grown():
                yield number, line


def _encoding(path: Path) -> str:
    with open_raw(path) as raw:
        start = raw.read(_CHUNK)
    if known := next((name for bom, name in _BOMS if start.startswith(bom)), None):
        return known
    # UTF-16 without a mark: of most letters one of the two bytes is 0, always the same.
    even, odd = start[0:2_000:2].count(0), start[1:2_000:2].count(0)
    if max(even, odd) > max(3, len(start[:2_000]) // 5, 4 * min(even, odd)):
        return "utf-16-le" if odd > even else "utf-16-be"
    return "mac-roman" if _is_mac(start) else "utf-8"


def _is_mac(start: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        counted = Counter(start)
        mac = sum(counted[byte] for byte in _MAC)
        return mac > 2 * sum(counted[byte] for byte in _WINDOWS)
    return False


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """Bytes that are not UTF-8 are read as a French Excel writes them; no other byte changes."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    if not error.encoding.lower().replace("_", "-").startswith("utf-8"):
        return "\ufffd", error.end
    return wrong.decode("cp1252", "replace"), error.end


codecs.register_error(_DAMAGED, _as_windows)
