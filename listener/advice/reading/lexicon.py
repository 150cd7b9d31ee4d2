"""The word lists that the rules rest on: small, bilingual, in TOML beside this file.

Both languages are always searched: posts mix them and a detected language may be wrong.
"""

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files

from listener.advice.reading.kept import LONGEST, kept
from listener.advice.reading.text import any_phrase

_FILES = (
    *("danger", "people", "talk", "aspects", "ethics", "places", "workplace", "incidents"),
    *("facts", "campaigns", "firm", "called", "spam", "given", "topics"),
    *("precedents", "gestures"),
)


@cache
def _lists() -> dict[str, tuple[str, ...]]:
    """Every list by its name, both languages together."""
    lists: dict[str, tuple[str, ...]] = {}
    for name in _FILES:
        table = tomllib.loads(
            (files("listener.advice.reading") / "lexicons" / f"{name}.toml").read_text("utf-8")
        )
        for key, entry in table.items():
            lists[f"{name}.{key}"] = tuple(entry.get("fr", ())) + tuple(entry.get("en", ()))
    return lists


def names(prefix: str) -> tuple[str, ...]:
    """The lists of one file, in its order."""
    return tuple(name for name in _lists() if name.startswith(f"{prefix}."))


def phrases(name: str) -> tuple[str, ...]:
    """The words of a list, as it has them."""
    return _lists()[name]


@cache
def set_of(name: str) -> frozenset[str]:
    """The words of a list of whole words: whether a folded word is one of them."""
    return frozenset(_lists()[name])


def found(name: str, folded: str) -> str | None:
    """The first words of the list that a folded text holds, or None."""
    return (_kept if len(folded) <= LONGEST else _found)(folded, name)


def without(name: str, folded: str) -> str:
    """A folded text with the words of the list blanked out."""
    return _without(folded, name)


def _found(folded: str, name: str) -> str | None:
    hit = _pattern(name).search(folded)
    return hit.group(0) if hit else None


# Every list for each sentence of some hundred texts; asked so often that a call less is felt.
_kept = lru_cache(maxsize=16_384)(_found)


@kept(2_048)
def _without(folded: str, name: str) -> str:
    return _pattern(name).sub(" ", folded)


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return any_phrase(_lists()[name])


def spans(name: str, folded: str) -> tuple[tuple[int, int], ...]:
    """Where words of the list stand in a folded text, in order."""
    return tuple(hit.span() for hit in _pattern(name).finditer(folded))


def count(name: str, folded: str) -> int:
    """How often a folded text holds words of the list."""
    return sum(1 for _ in _pattern(name).finditer(folded))
