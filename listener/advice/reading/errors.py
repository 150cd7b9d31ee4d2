"""Whether a sentence states what the operator lists as a known error about a fact.

A wrong statement is met in any inflection and with small words, or words of its own fact, between
its words; `*` ends a stem and `~` stands for up to four words. Who denies, asks or supposes it
does not state it.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from connectors.kit.reading.folding import is_unspaced
from listener.advice.reading.clauses import Word, denying, plain, some, stem, words_of
from listener.advice.reading.lexicon import found
from listener.advice.reading.text import fold, fold_numbers
from listener.settings.brand import Fact

_PART = re.compile(r"~|\d+(?:[.,]\d+)?|[^\W\d_]+\*?|[€$£%]")
_BETWEEN = 4  # words that may stand between two of a statement
_BEFORE = 2  # words before a statement that may put it into the past
_OPEN = r"(?: \S+){0,4}?"


class _Statement(NamedTuple):
    words: re.Pattern[str]
    stems: frozenset[str]  # none of them may be missing
    denies: bool  # the error itself is a denial: "no SSO"


def stated(sentence: str, fact: Fact) -> bool:
    """Whether the sentence states one of the fact's known errors as true."""
    return bool(fact.wrong) and _holds(sentence, fact, is_said=True) and asserts(sentence)


def touched(sentence: str, fact: Fact) -> bool:
    """The same, also for who denies or asks it: the fact is what answers."""
    return bool(fact.wrong) and _holds(sentence, fact, is_said=False)


def is_asked(sentence: str) -> bool:
    """Whether a sentence asks."""
    return "?" in sentence or bool(found("talk.asking", fold(sentence)))


def asserts(sentence: str) -> bool:
    """Whether a sentence says something as true: it neither asks nor denies it."""
    return not is_asked(sentence) and not found("talk.denial", fold_numbers(sentence))


def _holds(sentence: str, fact: Fact, *, is_said: bool) -> bool:
    read, folded = words_of(sentence), fold_numbers(sentence)
    stems = frozenset(word.stem for word in read)
    return any(
        fold_numbers(error) in folded
        if is_unspaced(error)
        else says(read, error, fact.keywords, is_said=is_said, stems=stems)
        for error in fact.wrong
        if fold(error)
    )


def says(
    read: tuple[Word, ...],
    statement: str,
    between: tuple[str, ...] = (),
    *,
    is_said: bool = True,
    stems: frozenset[str] | None = None,
) -> bool:
    """Whether the words hold a statement, neither denied nor supposed; `between` may interrupt it.

    `stems` are those of the words, where they are known.
    """
    asked = _statement(statement, between)
    stems = frozenset(word.stem for word in read) if stems is None else stems
    if asked is None or not asked.stems <= stems:
        return False
    line = "".join(f" {word.stem}/{word.raw}" for word in read) + " "
    first = counted = 0
    for hit in asked.words.finditer(line):
        first, counted = first + line.count(" ", counted, hit.start()), hit.start()
        said = read[first : first + hit[0].count(" ")]
        past = {word.raw for word in read[max(0, first - _BEFORE) : first]} & some("past")
        open_to = not past and not any(word.is_supposed for word in said)
        if not is_said or (open_to and (asked.denies or not any(w.is_denied for w in said))):
            return True
    return False


@lru_cache(maxsize=1_024)
def _statement(statement: str, between: tuple[str, ...]) -> _Statement | None:
    """The pattern of one wrong statement; None for a script that is compared as it is written."""
    every = _PART.findall(plain(statement))
    if is_unspaced(statement) or not any(part != "~" for part in every):
        return None
    kept = [part for part in every if part not in some("droppable")]
    if not any(part[0].isalpha() for part in kept):
        kept = every
    small = {stem(word) for word in some("droppable") | some("small")}
    small |= {word.stem for phrase in between for word in words_of(phrase)}
    fill = rf"(?: (?:{'|'.join(map(re.escape, sorted(small)))})/\S*){{0,{_BETWEEN}}}?"
    source, gap = "", ""
    for part in kept:
        if part == "~":
            gap = _OPEN if source else ""
            continue
        source += gap + _one(part)
        gap = fill
    words = frozenset(stem(part) for part in kept if part != "~" and not part.endswith("*"))
    return _Statement(re.compile(source + r"(?= )"), words, denies=not denying().isdisjoint(every))


def _one(part: str) -> str:
    if part.endswith("*"):
        return rf" [^\s/]*/{re.escape(part[:-1])}\S*"
    return rf" {re.escape(stem(part))}/\S*"
