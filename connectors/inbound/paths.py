"""Where a value stands in JSON: a dotted path (`review.rating`), or a pointer of RFC 6901 (`/review/rating`).

In a dotted path `[0]` is an element of a list, `[*]` all of them, `[key=value]` those that hold a
value (`answers[label=Why].text`), and `$` at the head the whole document, where a row is a part of
it. A list that is met without any of these is gone through. A key that holds dots itself is met
when nothing follows it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from connectors.inbound.cells import plain

MOST = 100  # values of one path in one row
_LONGEST = 300  # characters of a path
_DEEPEST = 20  # steps of one
_ROOT = "$"
_PLAIN = (str, int, float)


class PathError(ValueError):
    """What is written is no path; says why."""


@dataclass(frozen=True, slots=True)
class Found:
    """A value, and by which keys it was reached."""

    value: Any
    keys: tuple[str, ...] | None  # None: through a list


@dataclass(frozen=True, slots=True)
class _Step:
    name: str
    rest: str  # the path from here to its end: a key may hold dots
    key: str | None = None  # of [key=name]
    is_exact: bool = False  # a pointer's: * and [ are letters


@dataclass(frozen=True, slots=True)
class Path:
    """A place in a document, or a column's title."""

    text: str
    steps: tuple[_Step, ...]
    is_of_document: bool = False

    @property
    def label(self) -> str:
        """What a person would call the value: what [key=value] asks for, else its last key."""
        asked = (step.name for step in reversed(self.steps) if step.key is not None)
        names = (step.name for step in reversed(self.steps) if step.name not in ("", "*"))
        return next(asked, "") or next(names, "")

    @property
    def keys(self) -> str:
        """Its keys with dots between them, without the places in lists."""
        names = (step.name for step in self.steps if step.key is None)
        return ".".join(name for name in names if name != "*" and not name.isdecimal())

    def scalars(self, item: Any, document: Any) -> Iterator[tuple[str, tuple[str, ...] | None]]:
        """The plain values there, as text, with the keys that lead to each."""
        for found in self.values(item, document):
            inner = found.value if isinstance(found.value, list) else [found.value]
            keys = None if isinstance(found.value, list) else found.keys
            for value in inner[:MOST]:
                if isinstance(value, bool):
                    yield ("true" if value else "false"), keys
                elif isinstance(value, _PLAIN):
                    yield str(value), keys

    def values(self, item: Any, document: Any, *, most: int = MOST) -> list[Found]:
        """What stands there, whatever it is; of lists `most` elements."""
        found = [Found(document if self.is_of_document else item, ())]
        ends: list[Found] = []
        for step in self.steps:
            reached = [next_ for one in found for next_ in _stepped(one, step, most)]
            ends += (next_ for next_, is_end in reached if is_end)
            found = [next_ for next_, is_end in reached if not is_end][:most]
        return [*ends, *found]


def path_of(text: str) -> Path:
    """A path as it is written. Raises PathError."""
    if not text.strip() or len(text) > _LONGEST:
        raise PathError(f"{text[:40]!r} is no place: write a column's title or a path like a.b")
    if text.startswith("/"):
        parts = text[1:].split("/")
        names = [part.replace("~1", "/").replace("~0", "~") for part in parts]
        steps = [_Step(name, "", is_exact=True) for name in names]
        return Path(text, _bounded(text, steps))
    is_root = text == _ROOT or text.startswith((f"{_ROOT}.", f"{_ROOT}["))
    rest = text[1:].removeprefix(".") if is_root else text
    return Path(text, _bounded(text, list(_steps(rest))), is_root)


def _bounded(text: str, steps: list[_Step]) -> tuple[_Step, ...]:
    if len(steps) > _DEEPEST:
        raise PathError(f"{text[:40]!r} goes more than {_DEEPEST} steps deep")
    return tuple(steps)


def _steps(text: str) -> Iterator[_Step]:
    at = 0
    while at < len(text):
        if text[at] == "[":
            end = text.find("]", at)
            if end < 0:
                raise PathError(f"{text[:40]!r}: a [ is never closed")
            inner = text[at + 1 : end].strip() or "*"
            key, sign, value = inner.partition("=")
            if sign:
                yield _Step(value.strip().strip("\"'"), "", key=key.strip())
            else:
                yield _Step(inner.strip("\"'"), "")
            at = end + 1 + text.startswith(".", end + 1)
            continue
        ends = [n for n in (text.find(".", at), text.find("[", at)) if n >= 0]
        end = min(ends, default=len(text))
        if end > at:
            yield _Step(text[at:end], text[at:])
        at = end + text.startswith(".", end)


def _stepped(one: Found, step: _Step, most: int) -> Iterator[tuple[Found, bool]]:
    """Where one step leads from a value; True where the rest of the path was one key."""
    value = one.value
    if isinstance(value, list):
        yield from _in_list(value, step, most)
    elif isinstance(value, dict):
        if step.key is not None:
            if _has(value, step):
                yield one, False
        elif step.name == "*" and not step.is_exact:
            yield from ((Found(inner, None), False) for inner in [*value.values()][:most])
        elif step.rest != step.name and step.rest in value:
            yield Found(value[step.rest], _longer(one, step.rest)), True
        elif (key := _key(value, step.name)) is not None:
            yield Found(value[key], _longer(one, key)), False


def _in_list(value: list[Any], step: _Step, most: int) -> Iterator[tuple[Found, bool]]:
    if step.key is not None:
        yield from (
            (Found(inner, None), False)
            for inner in value[:most]
            if isinstance(inner, dict) and _has(inner, step)
        )
    elif step.name.isdecimal() and len(step.name) < 7:
        if int(step.name) < len(value):
            yield Found(value[int(step.name)], None), False
    elif step.name == "*" and not step.is_exact:
        yield from ((Found(inner, None), False) for inner in value[:most])
    elif not step.is_exact:
        for inner in value[:most]:
            if isinstance(inner, dict):
                yield from _stepped(Found(inner, None), step, most)


def _has(value: dict[str, Any], step: _Step) -> bool:
    """Does an object hold the value that [key=value] asks for?"""
    there: Any = value
    for name in (step.key or "").split("."):
        key = _key(there, name) if isinstance(there, dict) else None
        if key is None:
            return False
        there = there[key]
    return isinstance(there, _PLAIN) and plain(str(there)) == plain(step.name)


def _longer(one: Found, key: str) -> tuple[str, ...] | None:
    return None if one.keys is None else (*one.keys, key)


def _key(value: dict[str, Any], name: str) -> str | None:
    """The key of this name, however its letters are written."""
    if name in value:
        return name
    wanted = plain(name)
    return next((key for key in value if plain(key) == wanted), None)
