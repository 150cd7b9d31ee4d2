"""JSON that strangers sent: read in step with its size, whatever one value in it does."""

import json
import re
from typing import Any

_MOST = 500_000  # lists and objects: 5 MB of them cost 200 MB of memory; a full reply has 20,000
_DEEPEST = 100  # values inside each other, where json.loads gives up
_DIGITS = 18  # of a number; longer ones are ids, or not meant well

_STRING = r"\"(?:[^\"\\]++|\\.)*+(?:\"|\\?\Z)"
_STRINGS = re.compile(_STRING, re.DOTALL)
_TOKEN = re.compile(rf"{_STRING}|[\[\]{{}}]", re.DOTALL)


class TooMuchError(ValueError):
    """JSON that is larger or deeper than any reply; says in what."""


def read_json(text: str) -> Any:
    """The value; what lies deeper than anything is null, a number of many digits stays text.

    Raises ValueError for what is no JSON, and TooMuchError for what holds more than a reply needs.
    """
    if _brackets(text) > _MOST and _brackets(_STRINGS.sub("", text)) > _MOST:
        raise TooMuchError(f"more than {_MOST:,} lists and objects: refused")
    try:
        return json.loads(text, parse_int=as_number)
    except RecursionError:
        pass  # read once more, without what lies too deep
    try:
        return json.loads(_shallow(text), parse_int=as_number)
    except RecursionError as error:  # only where little of the stack is left
        raise TooMuchError("nested too deep") from error


def as_number(digits: str) -> int | str:
    """The number; its digits where they are many, for reading those takes the square of them."""
    return int(digits) if len(digits) <= _DIGITS else digits


def _brackets(text: str) -> int:
    return text.count("[") + text.count("{")


def _shallow(text: str) -> str:
    kept, at, start, depth = [], 0, 0, 0
    for token in _TOKEN.finditer(text):
        if token[0] in "[{":
            depth += 1
            if depth == _DEEPEST:
                start = token.start()
        elif token[0] in "]}":
            if depth == _DEEPEST:
                kept += [text[at:start], "null"]
                at = token.end()
            depth -= 1
    return "".join([*kept, text[at:]])
