"""Words for shops, hubs and whereabouts, as patterns: what stands beside a place's name."""

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from connectors.kit.reading.folding import fold, name_key
from listener.advice.reading.lexicon import phrases
from listener.advice.reading.text import any_phrase
from listener.settings.brand import Brand


@lru_cache(maxsize=64)
def ending(words: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the words at the end of a folded text."""
    return re.compile(rf"(?<!\w){either(words)}$")


def names_of(brand: Brand) -> re.Pattern[str]:
    """Our names at the end of a folded text."""
    return ending(brand.all_names)


@lru_cache(maxsize=64)
def beginning(words: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the words at the start of a folded text, after a mark at most."""
    return re.compile(rf"[\s(-]{{0,3}}{either(words)}(?!\w)")


def either(words: Iterable[str]) -> str:
    """Any of the words, as the source of a pattern."""
    return f"(?:{'|'.join(re.escape(fold(word)) for word in words)})"


@cache
def noun_first() -> re.Pattern[str]:
    """A word for a shop at the start."""
    return beginning(tuple(with_plural(phrases("places.nouns"))))


@cache
def noun_inside() -> re.Pattern[str]:
    """A word for a shop that is no hub, anywhere."""
    shops = (noun for noun in phrases("places.nouns") if noun not in phrases("places.hubs"))
    return any_phrase(tuple(with_plural(shops)))


@cache
def whereabouts() -> re.Pattern[str]:
    """Words that say where something is."""
    return any_phrase(phrases("places.whereabouts"))


@cache
def noun_last() -> re.Pattern[str]:
    """A word for a shop at the end."""
    return ending(tuple(with_plural(phrases("places.nouns"))))


@cache
def told_after() -> re.Pattern[str]:
    """What says behind a name that it is a place."""
    return re.compile(rf"(?:'s)?\W{{0,2}}{either(phrases('places.after'))}\b")


def with_plural(words: Iterable[str]) -> Iterator[str]:
    """Each word, and several of it."""
    for word in words:
        yield from (word, f"{word}s")


@cache
def keys_of(name: str) -> frozenset[str]:
    """The words of a list of `places`, as names are compared."""
    return frozenset(map(name_key, phrases(f"places.{name}")))
