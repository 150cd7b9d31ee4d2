"""The words that a source is asked for, as its settings name them."""

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
