"""What may not wait for its turn: it speaks to us, or it may tell of danger.

Asked of every mention when it is stored, so it looks at words only, in no order: all of one
phrase of the danger lists. It lets too much through and decides nothing; danger is told by the
tree.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from listener.advice.reading.lexicon import phrases
from listener.advice.reading.text import fold

READ = 2_000  # characters: what the tagger reads
HURTS = 2  # stars at most
# Lists that name what happened. The others (a child, a battery, a refusal) mean danger only
# beside one of these, or are everyday words.
_ALONE = (
    *("safety", "harm", "self_harm", "threat", "leak", "discrimination", "child_harm", "hurt"),
    *("heat", "hot", "exposed", "others", "haul", "hate", "crisis"),
)
_GROUND, _REFUSAL = ("ground",), ("refusal", "staff")  # together: a person was turned away
_WORD = re.compile(r"\w+")
_STEM = 3  # letters under which stems are looked up


def may_not_wait(
    text: str,
    title: str | None,
    *,
    addressed: bool | None,
    venue: str | None,
    rating: int | None,
) -> bool:
    """Is it to be read before what only mentions us?"""
    if addressed or venue == "own":
        return True
    if rating is not None and venue == "review":
        return rating <= HURTS
    return has_alarming_words(f"{title or ''} {text[:READ]}")


def has_alarming_words(text: str) -> bool:
    """Does it hold the words of a phrase that tells of danger?"""
    words = frozenset(_WORD.findall(fold(text[:READ])))
    return _hold(words, _ALONE) or (_hold(words, _GROUND) and _hold(words, _REFUSAL))


def _hold(words: frozenset[str], lists: tuple[str, ...]) -> bool:
    whole, stems = _phrases(lists)
    for word in words:
        if any(rest.is_in(words) for rest in whole.get(word, ())):
            return True
        for stem, rest in stems.get(word[:_STEM], ()):
            if word.startswith(stem) and rest.is_in(words):
                return True
    return False


@dataclass(frozen=True, slots=True)
class _Rest:
    """What a phrase holds beside its longest word."""

    words: frozenset[str]
    stems: tuple[str, ...]

    def is_in(self, words: frozenset[str]) -> bool:
        return self.words <= words and all(
            any(word.startswith(stem) for word in words) for stem in self.stems
        )


@cache
def _phrases(
    lists: tuple[str, ...],
) -> tuple[dict[str, set[_Rest]], dict[str, set[tuple[str, _Rest]]]]:
    """Each phrase by its longest word, or the first letters of the stem of it."""
    whole: dict[str, set[_Rest]] = defaultdict(set)
    stems: dict[str, set[tuple[str, _Rest]]] = defaultdict(set)
    for name in lists:
        for phrase in phrases(f"danger.{name}"):
            words = re.findall(r"\w+\*?", fold(phrase))
            longest = max(words, key=len)
            others = [word for word in words if word != longest]
            rest = _Rest(
                frozenset(word for word in others if not word.endswith("*")),
                tuple(word[:-1] for word in others if word.endswith("*")),
            )
            if longest.endswith("*"):
                stems[longest[:_STEM]].add((longest[:-1], rest))
            else:
                whole[longest].add(rest)
    return dict(whole), dict(stems)
