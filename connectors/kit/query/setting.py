"""Queries as settings have them: one, or a list of which one is enough."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from connectors.kit.query.parse import parse
from connectors.kit.query.terms import Lang, Not, Phrase, Raw, Some, Term

MOST = 200  # queries of a list


def _listed(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def _readable(query: str) -> str:
    parse(query)
    return query.strip()


# A setting: one query or a list of them, each one that can be read.
Queries = Annotated[
    tuple[Annotated[str, AfterValidator(_readable)], ...],
    Field(max_length=MOST),
    BeforeValidator(_listed),
]


@lru_cache(maxsize=256)
def any_of(queries: tuple[str, ...]) -> Term:
    """What holds where one of them does; of none, nothing. Raises QueryError."""
    terms = tuple(map(parse, queries))
    return terms[0] if len(terms) == 1 else Some(terms)


def asks_language(query: Term) -> bool:
    """Does it ask for a language, which most sources do not say?"""
    return any(isinstance(term, Lang) for term in query.all())


def sought(query: Term) -> Iterator[Phrase | Raw]:
    """The words and phrases that a query wants; not those that it wants away."""
    if isinstance(query, Phrase | Raw):
        yield query
    if not isinstance(query, Not):
        for part in query.parts:
            yield from sought(part)


def phrases_of(queries: tuple[str, ...]) -> tuple[str, ...]:
    """What queries want to be said, as phrases. Raises QueryError."""
    return tuple(dict.fromkeys(one.said for one in sought(any_of(queries)))) if queries else ()
