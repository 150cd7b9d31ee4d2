"""A stretch of a text that is hidden, and how many become one."""

from collections.abc import Iterable
from typing import Literal, NamedTuple

Kind = Literal["name", "handle", "mail", "phone", "address", "account", "card", "link", "number"]


class Span(NamedTuple):
    """From where to where, in characters, and what it is."""

    start: int
    end: int
    kind: Kind


def merged(spans: Iterable[Span]) -> list[Span]:
    """Those of a text in their order, of those that overlap one, with the kind of the first."""
    told = list[Span]()
    for span in sorted(spans, key=lambda one: (one.start, -one.end)):
        if told and span.start < told[-1].end:
            told[-1] = told[-1]._replace(end=max(told[-1].end, span.end))
        elif span.end > span.start:
            told.append(span)
    return told
