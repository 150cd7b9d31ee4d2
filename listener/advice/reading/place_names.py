"""The spellings of a place's name: St Etienne is Saint-Étienne, "Boutique de Nice (06)" is Nice.

A text is searched with `place_pattern`. A column of an export is the source's own word for a place
and is met half-way (`by_column`): what stands around the name there is no part of it, as long as
exactly one place is left. "Tours Nord" stays another shop than Tours.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from itertools import product

from connectors.kit.reading.folding import fold, name_pattern, same
from listener.advice.reading.lexicon import phrases
from listener.settings.brand import Brand
from listener.settings.place import Place

_Key = tuple[str, ...]
_LONGEST = 200  # characters of a source's word that are looked at
_FEW = 3  # words of a name of which each may be written short
_GAPS = (". ", ".-", "-")  # after a short form: "St. ", "St.-", "St-", and with them "St "
_ON = re.compile(r"[\s-](?:sur|sous)[\s-]")  # "Chalon s/ Saône"
_SECOND = re.compile(r"\s?\(\s?(\d)\s?\)")  # "Tours (2)" is not Tours
_PARTS = re.compile(
    r"\s{1,9}[-–—]\s{1,9}|[,;|·•:()\[\]]|\s{0,9}/\s{1,9}|\s{1,9}/\s{0,9}|(?<=\w\w)/(?=\w\w)"
)
# A number of a department or a post code; of one figure it tells a second shop from the first.
_CODE = re.compile(r"\d{2,5}|2[ab]")
# fmt: off
_SMALL = frozenset((
    "a", "au", "aux", "chez", "d", "de", "des", "du", "in", "at", "l", "la", "le", "les", "notre", "of", "our", "the",
))
# fmt: on


@lru_cache(maxsize=1_024)
def place_pattern(name: str) -> re.Pattern[str]:
    """Finds a place's name in plain letters of any case, whole words, whether or not it is written short."""
    plain = fold(name)
    ways = dict.fromkeys(
        (plain, *_spellings(plain), *(_ON.sub(to, plain) for to in (" s/", " s/ ")))
    )
    return re.compile("|".join(name_pattern(way).pattern for way in ways), re.IGNORECASE)


def _spellings(name: str) -> Iterator[str]:
    """Each way to write its words in full or short."""
    parts = re.split(r"([\s'-]+|\.[\s-]*)", name)
    words, gaps = parts[::2], [*parts[1::2], ""]
    last = max((n for n, word in enumerate(words) if word), default=0)
    choices, left = list[tuple[str, ...]](), _FEW
    for n, (word, gap) in enumerate(zip(words, gaps, strict=True)):
        others = _others(word, is_end=0 < n == last) if left else ()
        left -= bool(others)
        plain = gap.lstrip(".") or ("-" if gap else "")
        same_one = (word + gap, *(word + end for end in _GAPS if gap and len(word) <= 3))
        choices.append(
            (*(same_one if others else (word + gap,)), *_forms(others, plain, is_last=n == last))
        )
    yield from map("".join, product(*choices))


def _forms(others: tuple[str, ...], gap: str, *, is_last: bool) -> Iterator[str]:
    for other in others:
        if is_last or not gap or len(other) > 3:
            yield other + gap
        else:
            yield from (other + end for end in _GAPS)


def _others(word: str, *, is_end: bool) -> tuple[str, ...]:
    """What else the word is written as."""
    found = _meant(word, is_end=is_end)
    return tuple(other for group in found for other in group if other != word)


def _meant(word: str, *, is_end: bool) -> list[tuple[str, ...]]:
    """The words that it may be: "st" is the street at the end of a name, and a saint elsewhere."""
    found = (group for group in _short_forms() if word in group)
    return [group for group in found if word != "st" or ("street" in group) == is_end]


@cache
def _short_forms() -> tuple[tuple[str, ...], ...]:
    """Words that are one, the full form first."""
    return tuple(tuple(fold(group).split()) for group in phrases("places.short"))


def by_column(said: str, brand: Brand) -> Place | None:
    """The place that a source's word names; None for another place, and for what fits two."""
    said = _SECOND.sub(r" \1", said[:_LONGEST])
    exact = (place for place in brand.place if any(same(said, word) for word in place.words))
    if found := next(exact, None):
        return found
    parts = [part for part in _PARTS.split(said) if part]
    for key in (_key, without_kind(brand.all_names)):
        for asked in ((said,), parts):
            keys = {key(one) for one in asked} - {()}
            meant = [p for p in brand.place if keys & {key(word) for word in p.words}]
            if meant:
                return meant[0] if len(meant) == 1 else None
    return None


def _key(name: str) -> _Key:
    """The words of a name, each in full."""
    words = re.findall(r"[^\W_]+", re.sub(r"\bs/", "sur ", fold(name)))
    last = len(words) - 1
    return tuple(
        min((group[0] for group in _meant(word, is_end=0 < n == last)), default=word)
        for n, word in enumerate(words)
    )


@lru_cache(maxsize=64)
def without_kind(names: tuple[str, ...]) -> Callable[[str], _Key]:
    """The words of a name, each in full, without the brand's names, what kind of place it is and its number around the name."""
    kinds = set(phrases("places.nouns")) - set(phrases("places.hubs"))
    around = [*map(_key, kinds), *map(_key, names)]
    after = set(phrases("places.after")) - set(phrases("places.hubs"))
    backwards = [one[::-1] for one in (*around, *map(_key, after))]

    def key(name: str) -> _Key:
        words = _key(name)
        while (cut := _begins(words, around)) and len(words) > cut:
            words = words[cut:]
        while (cut := _begins(words[::-1], backwards)) and len(words) > cut:
            words = words[:-cut]
        return () if len(words) == 1 and _CODE.fullmatch(words[0]) else words

    return key


def _begins(words: _Key, known: list[_Key]) -> int:
    """How many of the first words are no part of a name."""
    if words and (words[0] in _SMALL or _CODE.fullmatch(words[0])):
        return 1
    return max((len(one) for one in known if one and words[: len(one)] == one), default=0)
