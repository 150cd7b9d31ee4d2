"""The word lists that the rules rest on: small, bilingual, in TOML beside this file.

Both languages are always searched: posts mix them and a detected language may be wrong.
"""

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from listener.advice.reading.kept import LONGEST, kept
from listener.advice.reading.text import any_phrase, borne_by, words

_FILES = (
    *("danger", "people", "talk", "aspects", "ethics", "places", "workplace", "incidents"),
    *("facts", "campaigns", "firm", "called", "spam", "given", "topics"),
    *("precedents", "gestures", "lessons"),
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
    if not _may_hold(name, folded):
        return None
    return (_kept if len(folded) <= LONGEST else _found)(folded, name)


def without(name: str, folded: str) -> str:
    """A folded text with the words of the list blanked out."""
    return _without(folded, name) if _may_hold(name, folded) else folded


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
    return _spans(folded, name) if _may_hold(name, folded) else ()


@kept(4_096)
def _spans(folded: str, name: str) -> tuple[tuple[int, int], ...]:
    return tuple(hit.span() for hit in _pattern(name).finditer(folded))


def count(name: str, folded: str) -> int:
    """How often a folded text holds words of the list."""
    return len(spans(name, folded))


# Nearly every list has nothing in a text. One look at each of the text's words tells which lists may have: to
# search for a list of a thousand phrases takes longer than to ask that of all lists at once.


class _Index(NamedTuple):
    """Lists, each a bit, by one word of each of their phrases."""

    bits: dict[str, int]  # by a list's name
    whole: dict[str, int]  # by a word
    begun: dict[str, int]  # by how a word begins
    longest: int  # letters of such a beginning
    always: int  # lists with a phrase that no word tells


@cache
def _index() -> _Index:
    bits = {name: 1 << n for n, name in enumerate(_lists())}
    whole, begun, always = dict[str, int](), dict[str, int](), 0
    for name, bit in bits.items():
        for word, is_whole in map(borne_by, _lists()[name]):
            if word:
                by = whole if is_whole else begun
                by[word] = by.get(word, 0) | bit
            else:
                always |= bit
    return _Index(bits, whole, begun, max(map(len, begun), default=0), always)


def _may_hold(name: str, folded: str) -> bool:
    """Whether a text has the words without which no phrase of a list stands in it."""
    lists = (_told if len(folded) <= LONGEST else _told_long)(folded)
    return bool(lists & _index().bits[name])


def _lists_told(folded: str) -> int:
    told = _index().always
    for word in words(folded):
        told |= _told_by(word)
    return told


_told, _told_long = lru_cache(maxsize=8_192)(_lists_told), lru_cache(maxsize=32)(_lists_told)


@lru_cache(maxsize=16_384)
def _told_by(word: str) -> int:
    index = _index()
    told = index.whole.get(word, 0)
    for n in range(1, min(len(word), index.longest) + 1):
        told |= index.begun.get(word[:n], 0)
    return told
