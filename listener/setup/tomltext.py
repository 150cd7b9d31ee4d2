"""Tables as TOML text, and one more source in a file that keeps all its remarks."""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time

Value = str | int | float | bool | date | time | Sequence["Value"] | Mapping[str, "Value"]
Table = Mapping[str, Value]

_SOURCE = re.compile(r"[ \t]{0,20}\[\[[ \t]{0,20}source[ \t]{0,20}\]\]")
_HEADER = re.compile(r"[ \t]{0,20}\[")
_BARE = re.compile(r"[A-Za-z0-9_-]{1,200}")


class CannotInsertError(Exception):
    """The file writes its sources in a way that no table can be added to: says what to do."""


def table_text(head: str, table: Table) -> str:
    """A table under its head, such as `[[source]]`; tables in it follow under theirs."""
    inner = {k: v for k, v in table.items() if isinstance(v, Mapping)}
    lines = [head, *(f"{_key(k)} = {_value(v)}" for k, v in table.items() if k not in inner)]
    name = head.strip("[]")
    lines += [f"\n{table_text(f'[{name}.{_key(k)}]', v)}".rstrip() for k, v in inner.items()]
    return "\n".join(lines) + "\n"


def with_source(text: str, table: Table) -> str:
    """The file's text with one more `[[source]]`, after the last one there is.

    Raises CannotInsertError where the outcome would not be the same settings and that table.
    """
    wanted = tomllib.loads(text)
    added = table_text("[[source]]", table)
    [made] = tomllib.loads(added)["source"]
    sources = wanted.setdefault("source", [])
    if isinstance(sources, list):
        sources.append(made)
    for at in _places(text):
        new = _joined(text[:at], added, text[at:])
        try:
            if tomllib.loads(new) == wanted:
                return new
        except tomllib.TOMLDecodeError:
            continue
    raise CannotInsertError(
        "its sources are written as one list: write each as [[source]], then try again"
    )


def _places(text: str) -> Iterator[int]:
    """Where it may stand: below the last source, else at the end."""
    lines = text.splitlines(keepends=True)
    last = max((n for n, line in enumerate(lines) if _SOURCE.match(line)), default=None)
    if last is not None:
        end = next((n for n in range(last + 1, len(lines)) if _HEADER.match(lines[n])), len(lines))
        above = end
        while above > last + 1 and lines[above - 1].startswith("#"):
            above -= 1
        if above > last + 1 and not lines[above - 1].strip():
            end = above  # remarks that stand apart, above a table, are that table's
        while end > last + 1 and not lines[end - 1].strip():
            end -= 1
        yield sum(map(len, lines[:end]))
    yield len(text)


def _joined(before: str, added: str, after: str) -> str:
    newline = "\r\n" if "\r\n" in before else "\n"
    parts = [part for part in (before.rstrip("\r\n"), added.rstrip("\n")) if part]
    new = (newline * 2).join(parts).replace("\r\n", "\n")
    rest = after.lstrip("\r\n").replace("\r\n", "\n")
    whole = f"{new}\n\n{rest}" if rest else f"{new}\n"
    return whole.replace("\n", newline)


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _text(key)


def _value(value: Value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(k)} = {_value(v)}" for k, v in value.items()) + " }"
    return "[" + ", ".join(map(_value, value)) + "]"


def _text(value: str) -> str:
    # JSON writes a text as TOML does, but for DEL.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
