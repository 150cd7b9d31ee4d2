"""Which of its meanings a name has that means other things too: told by how it stands in its sentence.

A quill is a thing and Quill a firm, in a text that knows capitals; Quill House is somebody else's. Where the
other meaning has a capital as well, such as a person or a constellation, a capital tells nothing, and what
is done with a firm must stand beside it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from connectors.kit.reading.folding import without_article
from listener.advice.reading.kept import kept
from listener.advice.reading.lexicon import found
from listener.advice.reading.text import fold
from listener.settings.brand import Brand

Sense = Literal["firm", "thing", "other", "open"]
_ORDER: tuple[Sense, ...] = ("firm", "other", "thing")
_Words = Sequence[re.Match[str]]
_WORD = re.compile(r"[^\W_]+")
_BREAK = re.compile(r"[^\s'’\"«»“”*-]")  # what ends the words that belong together
_NEAR = 4  # words that are looked at on either side
_TITLED = 0.6  # share of capitals from which a text is a title and they tell nothing
_LONG = 4  # letters from which a word of a title has a capital
# fmt: off
_ONE = frozenset(
    (word,) for word in ("a", "an", "every", "each", "un", "une", "des", "chaque", "quelques", "plusieurs", "some")
)
_WITH = frozenset(("from", "at", "to", "of", "by", "via", "chez", "a", "au", "de", "d", "du", "par", "contre", "with"))
_AT = frozenset((("chez",),))  # nobody is at a bird's
_HOLDS = frozenset(("de", "d", "du", "chez", "at", "from", "of"))
_ARTICLES = frozenset(("le", "la", "les", "l", "the"))
_NAMELESS = frozenset(("i", "je", "j", "ok", "tv"))
# fmt: on


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the name stands: the words of the sentence on either side."""

    is_capital: bool
    opens: bool  # nothing stands before it in its sentence
    before: tuple[str, ...]  # as written, the nearest last
    after: tuple[str, ...]


def sense(shown: str, names: Sequence[str], brand: Brand) -> tuple[Sense, str]:
    """How the text uses the first of these names that it holds, and the words that say so."""
    words = tuple(_WORD.finditer(shown))
    votes = dict[Sense, str]()
    if _is_of_a_person(names, brand.not_us) and (kin := found("firm.kin", fold(shown))):
        votes["other"] = kin
    for name in names:
        if not name[:1].isupper():
            continue  # whoever writes a name without a capital tells nothing by one
        is_proper = _is_proper(name, brand.not_us)
        for place in _places(shown, words, name):
            vote, told = _vote(place, is_proper=is_proper, capitals=_capitals(words, name))
            votes.setdefault(vote, told or name)
    return next(((one, votes[one]) for one in _ORDER if one in votes), ("open", ""))


def _vote(place: _Place, *, is_proper: bool, capitals: float) -> tuple[Sense, str]:
    """What one place says; nothing where it may be either."""
    before, after = tuple(map(fold, place.before)), tuple(map(fold, place.after))
    is_text = capitals <= _TITLED
    if not place.is_capital:
        is_thing = (capitals > 0 and before[-1:] not in _AT) or before[-1:] in _ONE
        return ("thing" if is_thing and not _has(after) else "open"), ""
    if told := _firm(before, after, is_proper=is_proper):
        return "firm", told
    if before and (found("firm.titles", before[-1]) or found("firm.kin", before[-1])):
        return "other", place.before[-1]
    if before and found("firm.reads", before[-1]):
        return "other", place.before[-1]
    if is_text and (beside := _beside(place) or (_with(place) if is_proper else None)):
        return "other", beside
    # A capital that its sentence does not ask for, of what is written without one else.
    if is_text and not place.opens and not is_proper:
        return "firm", ""
    return "open", ""


def _firm(before: Sequence[str], after: Sequence[str], *, is_proper: bool) -> str | None:
    """The words by which it is a firm."""
    ends = " ".join(after)
    does = found("firm.does_only" if is_proper else "firm.does", ends)
    if does and ends.startswith(does):
        return does
    if (before or after[:1] == ("s",)) and (has := _has(after)):
        return has
    if not before:
        return None
    if before[-1] in _HOLDS and (has := found("firm.has", " ".join(before[-3:-1]))):
        return f"{has} {before[-1]}"
    if uses := found("firm.uses", before[-1]):
        return uses
    deals = found("firm.deals", " ".join(before[:-1]))
    return f"{deals} {before[-1]}" if deals and before[-1] in _WITH else None


def _has(after: Sequence[str]) -> str | None:
    """What only a firm has, right after its name."""
    words = " ".join(after[1:] if after[:1] == ("s",) else after)
    has = found("firm.has", words)
    return has if has and words.startswith(has) else None


def _beside(place: _Place, *, least: int = 2) -> str | None:
    """The word with a capital beside it that makes one name with it; the first of a sentence tells nothing."""
    after = next(iter(place.after), "")
    if _is_name(after):
        return after
    before = place.before[-1] if len(place.before) >= least else ""
    return before if _is_name(before) else None


def _with(place: _Place) -> str | None:
    """The name of somebody named with it: "Jade et Marc"."""
    small, name, *_ = (*place.after, "", "")
    return f"{small} {name}" if fold(small) in ("et", "and") and _is_name(name) else None


def _is_name(word: str) -> bool:
    return (
        len(word) > 1 and word[0].isupper() and word[1:].islower() and fold(word) not in _NAMELESS
    )


@kept(512)
def _words_of(name: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(fold(name)))


def _places(shown: str, words: _Words, name: str) -> Iterator[_Place]:
    sought = _words_of(name)
    size = len(sought)
    folded = [fold(word[0]) for word in words]
    drawn = without_article(name)
    if drawn and (bare := _words_of(drawn[0])):
        # "du Belvédère" is "de Le Belvédère"; what it was drawn together with stays before it.
        for n in range(1, len(words) - len(bare) + 1):
            if folded[n - 1] in drawn[1] and tuple(folded[n : n + len(bare)]) == bare:
                yield _place(shown, words, n, len(bare))
    for n in range(len(words) - size + 1):
        if tuple(folded[n : n + size]) != sought or shown[: words[n].start()].endswith(("@", "#")):
            continue
        yield _place(shown, words, n, size)


def _place(shown: str, words: _Words, n: int, size: int) -> _Place:
    first = _first(shown, words, n)
    last = _last(shown, words, n + size - 1)
    return _Place(
        is_capital=_telling(words[n : n + size])[0].isupper(),
        opens=first == n,
        before=tuple(word[0] for word in words[first:n]),
        after=tuple(word[0] for word in words[n + size : last + 1]),
    )


def _telling(name: _Words) -> str:
    """The word of a name by which its capital is told: not an article, which may only open a sentence."""
    spoken = (word[0] for word in name if fold(word[0]) not in _ARTICLES)
    return next(spoken, name[0][0])


def _first(shown: str, words: _Words, n: int) -> int:
    """The first of the words that belong together up to the n-th."""
    first = n
    while first and n - first < _NEAR and _joined(shown, words[first - 1], words[first]):
        first -= 1
    return first


def _last(shown: str, words: _Words, n: int) -> int:
    last = n
    while (
        last + 1 < len(words) and last - n < _NEAR and _joined(shown, words[last], words[last + 1])
    ):
        last += 1
    return last


def _joined(shown: str, one: re.Match[str], other: re.Match[str]) -> bool:
    gap = shown[one.end() : other.start()]
    return "\n" not in gap and not _BREAK.search(gap)


def _capitals(words: _Words, name: str) -> float:
    """Share of the text's other words that begin with a capital, of those long enough for a title's."""
    ours = set(_words_of(name))
    others = [word[0] for word in words if word[0][0].isalpha() and fold(word[0]) not in ours]
    if not any(word[0].isupper() and not word.isupper() for word in others):
        return 0.0  # "ID" and "I" have their capitals from whoever writes none else, too
    long = [word for word in others[1:] if len(word) >= _LONG]
    return max(0.01, sum(word[0].isupper() for word in long) / max(1, len(long)))


def _is_proper(name: str, not_us: Sequence[str]) -> bool:
    """Whether the other meaning is a name itself: written with a capital, with no other name beside it."""
    for phrase in not_us:
        words = tuple(_WORD.finditer(phrase))
        for place in _places(phrase, words, name):
            is_titled = place.before and found("firm.titles", fold(place.before[-1]))
            if place.is_capital and not _beside(place, least=1) and not is_titled:
                return True
    return False


def _is_of_a_person(names: Sequence[str], not_us: Sequence[str]) -> bool:
    """Whether the other meaning is somebody's name."""
    ours = {word for name in names for word in _words_of(name)}
    with_name = (fold(phrase) for phrase in not_us if ours & set(_words_of(phrase)))
    return any(found("firm.kin", phrase) or found("firm.mister", phrase) for phrase in with_name)
