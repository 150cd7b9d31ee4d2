"""Does a text hold one of our words? Search engines also bring near misses, so finds are re-read."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator


def _listed(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def _searchable(phrases: tuple[str, ...]) -> tuple[str, ...]:
    if any(not any(map(str.isalnum, phrase)) for phrase in phrases):
        raise ValueError("expected words to search for")
    return tuple(dict.fromkeys(" ".join(phrase.replace('"', " ").split()) for phrase in phrases))


# A setting: one phrase or a list of them, each with a letter or digit, without quotes or repeats.
Phrases = Annotated[tuple[str, ...], AfterValidator(_searchable), BeforeValidator(_listed)]


def names_one(text: str, phrases: Iterable[str]) -> bool:
    """Is one of the phrases in the text: as whole words, without case and without accents?"""
    said = _folded(text)
    return any(_pattern(phrase).search(said) for phrase in phrases)


def _pattern(phrase: str) -> re.Pattern[str]:
    words = r"\s+".join(map(re.escape, _folded(phrase).split()))
    return re.compile(rf"(?<!\w){words}(?!\w)")


def _folded(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in parts if not unicodedata.combining(char))
