"""The clauses of a sentence that may be repeated as they stand: cut where one may, without what nobody repeats."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

_LEAST, _MOST, _LONGEST = 3, 18, 104  # words of a quotation, and characters
_PIECES = 3  # neighbouring clauses that are quoted as one
_TALKED = re.compile(
    r"^(?:(?:[@#][\w.]{1,40}|bonjour|bonsoir|hello|hi|hey|salut|coucou)[\s,;:!.]{1,4}){1,4}",
    re.IGNORECASE,
)
_JOINTS = re.compile(
    r"(?<=[,;:!?…)])\s|(?<=[.!?…])\s|\s[-–—]\s|\s\((?=\S)|\s(?=(?:mais|but|car|alors que|parce qu|because|whereas|while)\b)"
    r"|,?\s(?=(?:et|and) (?:je|on|il|elle|ils|personne|i|it|they|we|he|she|then|puis|now|nobody)\b)"
    r"|\s(?=(?:so|pour que|afin) (?:i|my|we|je|on|mon|ma)\b)"
    r"|\s?[\U0001F300-\U0001FAFF\u2600-\u27BF\uFE0F]{1,8}\s?"
    r"|\s(?:(?:avec|chez|with|by|from|at|out of|of|to|de|par|via) )?[@#]\w{1,40}(?=[,.;:!?]|\s(?:pour|to)\b|$)\W?",
    re.IGNORECASE,
)
# What no clause begins or ends with.
_DANGLES = re.compile(
    r"^(?:which|whom|whose|lequel|laquelle)\b|\b(?:no|the|an?|my|your|our|le|la|les|un|une|de|du|des|aux?|mon|ma|mes|vos|votre|with|of|to|for|and|et"
    r"|or|ou|in|at|since|depuis|by|than|que|qui|avec|chez|pour|par|dispo|sans|without)$",
    re.IGNORECASE,
)
# Where a long clause may be cut too.
_WEAK = re.compile(
    r",?\s(?=(?:and|et|when|while|until|quand|lorsque|pendant que|jusqu'a|jusqu'à|avant de|before)\b)",
    re.IGNORECASE,
)
_WITHIN = re.compile(r"[«“\"]\s?([^«»“”\"\n]{1,60}?)\s?[»”\"]")
_MARKS = {"fr": r"“\1”", "en": r"‘\1’"}
_EDGES = " \t\n,;:.!?…\"'«»“”()[]-–—*_"
_PAIRS = (("(", ")"), ("“", "”"))
_OPENED, _CLOSED = re.compile(r"(?<![\w'])['‘](?=\w)"), re.compile(r"(?<=[\w.?!])['’](?!\w)")
_TAIL = re.compile(r"[^\w)”’€£%]{1,12}$")
_HEADS = re.compile(
    r"^(?:(?:et|and|mais|but|so|alors|donc|puis|then|because|car|que|qui|bref|dont|bon|bah|ben|well|or|yet|du coup|là|sinon|apparently|par contre"
    r"|pour info|fyi|(?:pour|for)(?= (?:ces|les|these|those|the)\b)"
    r"|(?:je|i) (?:constate|note|signale|précise|vois|see|notice|note) (?:que|that))\b[\s,]*){1,3}",
    re.IGNORECASE,
)
_NO_QUOTE = re.compile(
    r"\b(?:code|promo|dot)\b|\b[A-Z]{3,}\d|\w\.(?:com|fr|net|org|shop|example)\b|[«»\"]|https?:|www\.|[@#<>{}\[\]|\\`*_~^=]|\d{5,}"
)


class Clause(NamedTuple):
    """Words as they stand in a sentence, and of how many neighbouring clauses they are."""

    words: str
    of: int


def clauses(sentence: str, language: str, *, is_asked: bool) -> Iterator[Clause]:
    """The clauses of a sentence, then neighbours side by side; with `is_asked` a question keeps its mark.

    Marks of quotation within one are those that `language` sets within its own.
    """
    part = _TALKED.sub("", _WITHIN.sub(_MARKS.get(language, _MARKS["en"]), sentence))
    pieces = list(_pieces(part))
    for many in range(1, _PIECES + 1):
        for first in range(len(pieces) - many + 1):
            said = part[pieces[first][0] : pieces[first + many - 1][1]].strip()
            words = _TAIL.sub("", _HEADS.sub("", said.strip(_EDGES)).strip(_EDGES))
            if not _may_stand(words):
                continue
            if is_asked and said.endswith("?"):
                words += "\u202f?" if said[:-1].endswith((" ", "\u00a0", "\u202f")) else "?"
            yield Clause(words, many)


def _pieces(part: str) -> Iterator[tuple[int, int]]:
    for begin, end in _between(part, _JOINTS, 0, len(part)):
        is_long = len(part[begin:end].split()) > _MOST
        yield from _between(part, _WEAK, begin, end) if is_long else ((begin, end),)


def _between(part: str, joints: re.Pattern[str], begin: int, end: int) -> Iterator[tuple[int, int]]:
    hits = [(hit.start(), hit.end()) for hit in joints.finditer(part, begin, end)]
    for (_, after), (before, _) in pairwise([(begin, begin), *hits, (end, end)]):
        yield after, before


def _may_stand(words: str) -> bool:
    """Is it short enough, without a cry, an address, a code or half of a pair?"""
    if not _LEAST <= len(words.split()) <= _MOST or len(words) > _LONGEST or words.isupper():
        return False
    is_even = all(words.count(one) == words.count(other) for one, other in _PAIRS)
    if _DANGLES.search(words):
        return False
    is_closed = len(_OPENED.findall(words)) == len(_CLOSED.findall(words))
    return is_even and is_closed and not _NO_QUOTE.search(words)
