"""The pith of a text: the clause that says what is wrong, asked or feared, in its author's own words.

Cut at the ends of clauses and words, never put together anew; nothing where no clause can be told.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from listener.advice.reading.kept import kept
from listener.advice.reading.lexicon import found
from listener.advice.reading.text import fold, readable, sentences, tokens
from listener.advice.reading.typical import bare, cut_at

LONGEST = 70  # characters
_LEAST = 2  # words of a clause that says something by itself
_READ = 4_000  # characters
_CLAUSE = re.compile(
    r"(?<=[,;:)])\s+(?=\S)|\s(?=\()|\s[-–—]\s"
    r"|\s(?=(?:mais|but|car|alors que|parce qu|because|whereas|et (?:je|on|il|elle|puis)|and (?:i|it|then))\b)",
    re.IGNORECASE,
)
_JOINT = re.compile(
    r"^\s*(?:and|but|so|then|because|et|mais|car|donc|alors|puis|or|ou|parce que|que)\b[\s,]*",
    re.IGNORECASE,
)
_YEARS = re.compile(
    r"\b(?:clients?|clientes?)(?: chez vous| fideles?)? depuis (?:plus de )?(\w{1,6}) ans\b"
    r"|\bcustomers? (?:for|of) (?:over |more than )?(\w{1,6}) years\b"
)
# fmt: off
_NUMBERS = {word: n for n, words in enumerate((
    "deux two", "trois three", "quatre four", "cinq five", "six", "sept seven", "huit eight",
    "neuf nine", "dix ten", "onze eleven", "douze twelve"), 2) for word in words.split()}
# fmt: on
# What is blamed: what happened, before what is wanted.
BLAMED = (
    *("incidents.charged", "incidents.network", "incidents.price", "incidents.outage"),
    *("incidents.fails", "talk.problem", "talk.remedy"),
)


@kept(2_048)
def pith(text: str, lists: Sequence[str] = BLAMED, limit: int = LONGEST) -> str:
    """The first clause that holds words of these lists, the first list first; "" for none."""
    parts = sentences(readable(text[:_READ]))
    for name in lists:
        for part in parts:
            if hit := found(name, fold(part)):
                return _clause(part, hit, limit)
    return ""


@kept(2_048)
def asked(text: str, limit: int = LONGEST) -> str:
    """The first question, from its own beginning; "" where nothing is asked in so many words."""
    for part in sentences(readable(text[:_READ])):
        whole = bare(part)
        if whole.endswith("?") and len(tokens(whole)) > _LEAST:
            for begin in (found.end() for found in _CLAUSE.finditer(part)):
                if len(whole) <= limit + limit // 3:
                    break
                whole = bare(part[begin:]) or whole  # what leads up to it says least
            return cut_at(whole, limit)
    return ""


@kept(1_024)
def years(text: str) -> int | None:
    """For how many years its author says to be a customer."""
    said = _YEARS.search(fold(text[:_READ]))
    word = next(filter(None, said.groups()), "") if said else ""
    n = int(word) if word.isdecimal() and len(word) < 3 else _NUMBERS.get(word, 0)
    return n if n > 1 else None


def _clause(part: str, hit: str, limit: int) -> str:
    whole = bare(part)
    if len(whole) <= limit:
        return whole
    ends = [0, *(joint.end() for joint in _CLAUSE.finditer(part)), len(part)]
    for begin, end in pairwise(ends):
        if hit in fold(part[begin:end]):
            return _window(bare(_JOINT.sub("", part[begin:end], count=1)), hit, limit)
    return cut_at(whole, limit)  # the words stand across two clauses


def _window(clause: str, hit: str, limit: int) -> str:
    """A clause from its beginning, or from nearer to the words where they would be cut off."""
    place = fold(clause).find(hit)
    if place + len(hit) <= limit:
        return cut_at(clause, limit)
    head = clause[: max(0, place - limit // 3)].rpartition(" ")[0]
    return cut_at("…" + clause[len(head) :].lstrip(), limit)
