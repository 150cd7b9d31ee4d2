"""Queries as settings have them: one, or a list of which one is enough."""

from functools import lru_cache
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from connectors.kit.query.parse import parse
from connectors.kit.query.terms import Lang, Some, Term

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
