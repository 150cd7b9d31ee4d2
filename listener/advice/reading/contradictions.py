"""Whether a mention may contradict a fact of the brand. For a person to see, never a verdict.

Five signs, each within one sentence that names what the fact is about: another number for the
same thing; what the fact denies affirmed, or what it affirms denied; what people say who have it
the other way round ("closing for good", where the fact says "reopens"); another owner; another
country of making.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from connectors.kit.reading.folding import is_unspaced
from listener.advice.reading.beside import Beside, set_apart
from listener.advice.reading.clauses import Word, means, plain, some, words_of
from listener.advice.reading.errors import asserts, says
from listener.advice.reading.lexicon import found, phrases
from listener.advice.reading.other_number import tells_another
from listener.advice.reading.owners import has_another_owner, owners_of
from listener.advice.reading.text import fold, holds, sentences
from listener.advice.reading.told import Told
from listener.settings.brand import Brand, Fact

_PAIRS = ("passing", "free", "own_staff", "lasting", "welcome", "forbidden", "open")
_BEHIND = 4  # words between "is", or "made", and what is said
_MANY = 2  # words that say the opposite by themselves
_SHOWN = 90  # characters of a sentence that are shown

Said = tuple[Word, ...]


class Doubt(NamedTuple):
    """A fact, and the author's words that contradict it, or may."""

    fact: Fact
    words: str


class _Known(NamedTuple):
    """A fact as sentences are held against it, worked out once."""

    fact: Fact
    keys: tuple[frozenset[str], ...]  # the stems of each keyword
    patterns: tuple[str, ...]  # keywords that stems do not find
    parts: tuple[Said, ...]  # its sentences, in all its languages
    signs: tuple[dict[str, bool], ...]  # of each sentence: what it affirms, and what it denies
    stems: frozenset[str]
    numbers: tuple[Beside, ...]
    owners: frozenset[str] | None  # the stems of whoever owns us; None: it says nothing of that
    predicates: tuple[frozenset[tuple[str, bool]], ...]
    only_denied: frozenset[str]
    opposites: tuple[str, ...]
    is_made: bool  # it says where something is made


def doubted(text: str, brand: Brand, *, to_us: bool) -> Doubt | None:
    """The first sentence of a text that may contradict a fact; `to_us`: it speaks to the brand."""
    known = _known(brand.fact) if brand.fact else ()
    for part in sentences(text) if known else ():
        said = words_of(part)
        stems = frozenset(word.stem for word in said)
        told = Told(part, said, brand.all_names)
        for fact in known:
            if _differs(told, stems, fact, brand=brand, to_us=to_us) and asserts(part):
                return Doubt(fact.fact, cut(part))
    return None


def _differs(told: Told, stems: frozenset[str], fact: _Known, *, brand: Brand, to_us: bool) -> bool:
    """Whether a sentence is about the fact and differs: by a keyword, or as an opposite said of us."""
    if fact.owners is not None and has_another_owner(told, fact.owners, to_us=to_us):
        return True
    part, said = told.part, told.said
    named = any(key <= stems for key in fact.keys)
    if named or (fact.patterns and any(holds(fold(part), word) for word in fact.patterns)):
        if _other_polarity(said, fact) or tells_another(
            told, fact.numbers, fact.keys, stems=fact.stems
        ):
            return True
        return _is_opposite(said, stems, fact)
    if not _is_opposite(said, stems, fact):
        return False
    is_us = to_us and bool(found("facts.us", plain(part)))
    return is_us or any(holds(fold(part), name) for name in brand.all_names)


@lru_cache(maxsize=64)
def _known(facts: tuple[Fact, ...]) -> tuple[_Known, ...]:
    return tuple(map(_read, facts))


def _read(fact: Fact) -> _Known:
    texts = dict.fromkeys(fact.texts)
    parts = tuple(words_of(part) for text in texts for part in sentences(text))
    told = [(word.stem, word.is_denied) for part in parts for word in part]
    keys = (frozenset(word.stem for word in words_of(key)) for key in fact.keywords)
    return _Known(
        fact=fact,
        keys=tuple(key for key in keys if key),
        patterns=tuple(w for w in fact.keywords if "*" in w or "~" in w or is_unspaced(w)),
        parts=parts,
        signs=tuple(map(_signs, parts)),
        stems=frozenset(name for name, _ in told),
        numbers=_numbers(parts),
        owners=owners_of(parts, texts),
        predicates=tuple(map(_predicates, parts)),
        only_denied=frozenset(n for n, denied in told if denied and (n, False) not in told),
        opposites=_opposites(plain(" ".join(texts)), parts),
        is_made=any(found("facts.making", _line(part)) for part in parts),
    )


def _numbers(parts: tuple[Said, ...]) -> tuple[Beside, ...]:
    """The numbers of a fact, but those that it supposes in one of its languages ("if below 80 %")."""
    read = [(one, part[one.number.at].is_supposed) for part in parts for one in set_apart(part)]
    supposed = {_told(one) for one, is_supposed in read if is_supposed}
    return tuple(one for one, _ in read if _told(one) not in supposed)


def _told(one: Beside) -> tuple[float, float, str]:
    return one.number.low, one.number.high, one.number.unit


def _opposites(text: str, parts: tuple[Said, ...]) -> tuple[str, ...]:
    """What people say who have the fact the other way round; not what the fact says itself."""
    against = (
        phrase
        for pair in _PAIRS
        if found(f"facts.{pair}_says", text)
        for phrase in phrases(f"facts.{pair}_against")
    )
    return tuple(p for p in against if not any(says(part, p) for part in parts))


def _other_polarity(said: Said, fact: _Known) -> bool:
    """What the fact denies is affirmed, or what it affirms is denied."""
    ours = _predicates(said)
    freed = {name for name, denied in ours if not denied} & fact.only_denied
    # "Nothing is thrown away" against "they throw it": the verb by itself, where it is a keyword.
    denied = {name for part in fact.predicates for name, is_denied in part if is_denied}
    freed |= (
        {w.stem for w in said if not (w.is_denied or w.is_supposed)} & denied & fact.only_denied
    )
    if any({name} in fact.keys for name in freed):
        return True
    here = _signs(word for word in said if not word.is_supposed)
    return any(
        _predicates_differ(ours, theirs) or _words_differ(here, there)
        for there, theirs in zip(fact.signs, fact.predicates, strict=True)
    )


def _words_differ(here: dict[str, bool], there: dict[str, bool]) -> bool:
    """Whether enough of what a sentence of the fact denies is affirmed, or the other way round."""
    shared = here.keys() & there.keys()
    freed = sum(there[name] and not here[name] for name in shared)
    denied = sum(here[name] and not there[name] for name in shared)
    if freed >= _MANY or denied > _MANY:
        return True
    return denied == _MANY and shared == there.keys()


def _signs(words: Iterable[Word]) -> dict[str, bool]:
    """The words that mean something, each with whether it is denied."""
    return {word.stem: word.is_denied for word in words if means(word)}


def _predicates(words: Said) -> frozenset[tuple[str, bool]]:
    """What is said to be so, or (True) not to be so: the first word with a meaning after "is"."""
    read = set[tuple[str, bool]]()
    for at, word in enumerate(words):
        if word.raw not in some("copula") or word.is_supposed:
            continue
        behind = words[at + 1 : at + 1 + _BEHIND]
        first = next((w for w in behind if w.clause == word.clause and means(w)), None)
        if first:
            read.add((first.stem, first.is_denied))
    return frozenset(read)


def _predicates_differ(
    ours: frozenset[tuple[str, bool]], theirs: frozenset[tuple[str, bool]]
) -> bool:
    return any(
        (said, not denied) in theirs and (said, denied) not in theirs for said, denied in ours
    )


def _is_opposite(said: Said, stems: frozenset[str], fact: _Known) -> bool:
    """Whether it says the other of a known pair, or names another country of making."""
    if any(says(said, against, fact.fact.keywords, stems=stems) for against in fact.opposites):
        return True
    abroad = some("abroad").intersection(w.raw for w in said) if fact.is_made else frozenset()
    abroad -= {word.raw for part in fact.parts for word in part} if abroad else abroad
    return bool(abroad) and any(
        any(w.raw in abroad for w in said[at + 1 : at + 1 + _BEHIND])
        for at, word in enumerate(said)
        if not word.is_denied and not word.is_supposed and found("facts.making", word.raw)
    )


def _line(words: Iterable[Word]) -> str:
    return " ".join(word.raw for word in words)


def cut(sentence: str) -> str:
    """The author's words, cut at a word's end."""
    whole = " ".join(sentence.split()).strip('«»"“” ')
    if len(whole) <= _SHOWN:
        return whole
    return whole[:_SHOWN].rsplit(" ", 1)[0] + " …"
