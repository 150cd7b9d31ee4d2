"""The words of a sentence, each with its stem, its clause, and whether it is denied or supposed.

French and English together, as everywhere in the rules: only enough of both to see whether two
sentences say the same, or the opposite, of the same thing.
"""

import re
from functools import cache, lru_cache
from typing import NamedTuple

from listener.advice.reading.lexicon import found, phrases, without
from listener.advice.reading.text import fold, fold_numbers

_NOT = re.compile(r"n't\b")
_JOIN = re.compile(r"(?<=\w)-(?=\w)|'")
_NOON = re.compile(r"\b([ap])\.\s?m\b\.?")
_PIECE = re.compile(r"\d+(?:[.,]\d+)?|[^\W\d_]+|[€$£%°]|[,;:()!?.…\n]|(?<=\s)-(?=\s)")
_BREAKS = frozenset(",;:()!?.…\n-")
_TELLS = ":"  # it ends what a negation reaches, and its clause goes on: "the entry: 14 €"
_LACKS = 3  # words that "without" reaches
_BEFORE = 4  # words between "ne" and what completes it
# Longest first; what is left must keep so many letters.
_ENDINGS = (
    ("aient", 4), ("eront", 4), ("ables", 4), ("able", 4), ("eurs", 4), ("ions", 4),
    ("ees", 3), ("ents", 4), ("ants", 4), ("ers", 4), ("ent", 4), ("ant", 4), ("ait", 4), ("era", 4), ("ing", 3), ("ies", 3), ("ons", 4),
    ("ee", 3), ("ed", 3), ("er", 4), ("ez", 4), ("es", 3), ("ie", 4), ("e", 3), ("s", 2), ("y", 3),
)  # fmt: skip


class Word(NamedTuple):
    """One word, folded."""

    raw: str
    stem: str
    clause: int
    is_denied: bool
    is_supposed: bool  # supposed, or said of others or of another time


@lru_cache(maxsize=8_192)
def stem(word: str) -> str:
    """A folded word without the commonest endings of French and English inflection.

    Short, and the same for both languages: it only has to bring the forms of one word together.
    """
    for ending, least in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= least:
            word = word[: -len(ending)]
            break
    is_doubled = len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeious0123456789"
    return word[:-1] if is_doubled else word


def plain(sentence: str) -> str:
    """Folded as the lists of facts are: apostrophes and hyphens are spaces, "n't" is "not"."""
    return _JOIN.sub(" ", _NOON.sub(r"\1m", _NOT.sub(" not", fold_numbers(sentence))))


@lru_cache(maxsize=512)
def words_of(sentence: str) -> tuple[Word, ...]:
    """The words of one sentence in order; signs of money, percent and degrees are words."""
    said = plain(sentence)
    raws: list[str] = []
    clauses: list[int] = []
    scopes: list[int] = []  # how far a negation reaches
    clause = scope = 0
    turns, pieces = some("turns"), _PIECE.findall(said)
    for at, piece in enumerate(pieces):
        follows = pieces[at + 1] if at + 1 < len(pieces) else ""
        joins = piece in ("and", "et") and follows in some("subject")
        ends = piece in _BREAKS or piece in turns or joins
        clause, scope = clause + (ends and piece != _TELLS), scope + ends
        if piece not in _BREAKS:
            raws.append(piece)
            clauses.append(clause)
            scopes.append(scope)
    denied = _denied(raws, scopes, without("facts.stands", said) if raws else "")
    supposed = _supposed(raws, clauses) if _supposes(said) else frozenset()
    return tuple(
        Word(raw, stem(raw), clauses[at], at in denied, clauses[at] in supposed)
        for at, raw in enumerate(raws)
    )


def _denied(raws: list[str], scopes: list[int], bare: str) -> frozenset[int]:
    """The places of the words that a negation reaches: to the end of its scope."""
    negations, lacking = some("negation"), some("lacking")
    denies = negations | lacking
    if not (denies | {"plus"}).intersection(raws):
        return frozenset()
    left = _PIECE.findall(bare)  # a negation that denies nothing is not among these
    spare = {word: raws.count(word) - left.count(word) for word in set(raws) & denies}
    starts: dict[int, int] = {}  # of each scope
    reached: set[int] = set()
    for at, raw in enumerate(raws):
        begins = range(max(0, at - _BEFORE), at)
        ne = [b for b in begins if raws[b] in ("ne", "n") and scopes[b] == scopes[at]]
        if raw not in denies and not (raw == "plus" and ne):
            continue
        if spare.get(raw, 0) > 0:
            spare[raw] -= 1
        elif raw in lacking:
            reached.update(range(at, min(at + _LACKS + 1, len(raws))))
        else:
            starts.setdefault(scopes[at], ne[0] if ne else at)
    reached.update(at for at, scope in enumerate(scopes) if at >= starts.get(scope, len(raws)))
    return frozenset(reached)


def _supposed(raws: list[str], clauses: list[int]) -> frozenset[int]:
    """The clauses that only suppose, or speak of others or of another time."""
    parts: dict[int, list[str]] = {}
    for raw, clause in zip(raws, clauses, strict=True):
        parts.setdefault(clause, []).append(raw)
    return frozenset(clause for clause, part in parts.items() if _supposes(" ".join(part)))


def _supposes(part: str) -> bool:
    # "Trois jours avant l'arrivée" tells of no former time, "avant la hausse, ..." does.
    told = part if part.startswith("avant") else without("facts.lapse", part)
    return bool(found("facts.supposed", told) or found("facts.elsewhere", told))


@cache
def some(name: str) -> frozenset[str]:
    """The single words of one of the lists of facts, folded."""
    return frozenset(fold(word) for word in phrases(f"facts.{name}"))


@cache
def denying() -> frozenset[str]:
    """Words that deny."""
    return some("negation") | some("lacking") | {"plus"}


@cache
def without_meaning() -> frozenset[str]:
    """Words that say nothing of a matter by themselves."""
    return frozenset().union(
        *(
            some(name)
            for name in ("droppable", "small", "copula", "negation", "lacking", "turns", "empty")
        )
    )


def means(word: Word) -> bool:
    """Whether a word says something of a matter: no number, and none of the words without meaning."""
    is_number = word.raw[0].isdecimal()
    return len(word.raw) > 1 and not is_number and word.raw not in without_meaning()
