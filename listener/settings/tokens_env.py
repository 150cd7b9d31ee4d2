"""tokens.env, beside config.toml: the keys of sources and of Slack, one a line, for this user alone.

A shell (`set -a; . ./tokens.env`) and systemd (`EnvironmentFile=`) read the same lines. What a shell
would stumble over is read as it was meant: a password with spaces or an apostrophe, without quotes.
"""

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from listener.settings.file import NotTomlError, read_up_to, text_of

NAME = "tokens.env"
_LONGEST = 100_000  # bytes
_LINE = re.compile(r"[ \t]{0,40}(?:export[ \t]{1,40})?([A-Za-z_][A-Za-z0-9_]{0,200})=(.*)")
# A shell's word: pieces in quotes and without, then nothing but a remark.
_PIECE = r"""'[^'\n]*'|"(?:[^"\\\n]|\\.)*"|\\.|[^\s'"\\]"""
_WORD = re.compile(rf"((?:{_PIECE})*)[ \t]*(?:(?<=[ \t])#.*)?")
_PIECES = re.compile(_PIECE)
_QUOTES = ("'", '"')
_LONG = re.compile(r"""('[^']*'|"(?:[^"\\]|\\(?s:.))*")[ \t]*(?:(?<=[ \t])#.*)?(?=\n|\Z)""")


def with_tokens(folder: Path, environ: Mapping[str, str] | None = None) -> Mapping[str, str]:
    """The environment, and under it what the folder's tokens.env holds; os.environ where none is given."""
    environ = os.environ if environ is None else environ
    return {**read(folder), **environ}


def read(folder: Path) -> dict[str, str]:
    """What stands in the folder's tokens.env; nothing where there is none, or none that may be read."""
    path = folder / NAME
    try:
        content = read_up_to(path, _LONGEST) if path.is_file() else b""
        return {name: value for _, name, value in parts_of(text_of(content)[0]) if name}
    except (OSError, NotTomlError):
        return {}


def is_shut(folder: Path) -> bool:
    """Is there a tokens.env that this user may not read?"""
    path = folder / NAME
    return path.exists() and not os.access(path, os.R_OK)


def line_of(name: str, value: str) -> str:
    """The line that a shell, systemd and we read alike: in apostrophes, or in quotes where it holds one."""
    if "'" not in value:
        return f"{name}='{value}'"
    escaped = re.sub(r'([\\"$`])', r"\\\1", value)
    return f'{name}="{escaped}"'


def parts_of(text: str) -> Iterator[tuple[str, str, str]]:
    """The file in its parts: the lines of each, the variable that they give ("" where none), its value.

    A value in quotes may go over several lines, as the text of a key does.
    """
    lines = text.splitlines()
    while lines:
        line = lines.pop(0)
        found = _LINE.fullmatch(line)
        if found is None:
            yield line, "", ""
            continue
        said = found[2]
        if said[:1] in _QUOTES and not _WORD.fullmatch(said):
            rest = "\n".join([said, *lines])
            if (long := _LONG.match(rest)) is not None:
                more = long[0].count("\n")
                taken, lines = lines[:more], lines[more:]
                yield "\n".join([line, *taken]), found[1], _plain(long[1])
                continue
        yield line, found[1], _value(said)


def _value(said: str) -> str:
    """A value as a shell reads it; where that would fail, all of the line."""
    if (word := _WORD.fullmatch(said)) is None:
        return said.strip()
    return "".join(_plain(piece) for piece in _PIECES.findall(word[1]))


def _plain(piece: str) -> str:
    if piece[0] == "'":
        return piece[1:-1]
    if piece[0] == '"':
        return re.sub(r'\\([\\"$`])', r"\1", piece[1:-1])
    return piece[-1]
