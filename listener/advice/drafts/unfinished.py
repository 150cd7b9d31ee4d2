"""What a person may overlook in a text that they are about to approve: a gap, an amount out of nowhere."""

import re
from collections.abc import Iterable, Iterator

from listener.advice.reading.clauses import words_of
from listener.advice.reading.quantities import Quantity, quantities
from listener.advice.reading.text import sentences
from listener.advice.reading.units import MONEY

_GAP = re.compile(r"\[[^\[\]\n]{2,120}\]")
_AMOUNTS = frozenset((*MONEY.values(), "percent"))


def gap(text: str) -> str | None:
    """The first gap that nobody filled, "[to fill: …]"; None where there is none."""
    found = _GAP.search(text)
    return found.group(0) if found else None


def amount(text: str, known: Iterable[str]) -> str | None:
    """The first sum of money or percentage that stands in none of the known texts, with its sign."""
    told = {(q.unit, q.low, q.high) for other in known for _, q in _amounts(other)}
    strange = (said for said, q in _amounts(text) if (q.unit, q.low, q.high) not in told)
    return next(strange, None)


def _amounts(text: str) -> Iterator[tuple[str, Quantity]]:
    for sentence in sentences(text):
        words = words_of(sentence)
        for found in quantities(words):
            if found.unit in _AMOUNTS:
                begins = found.at - (words[found.at - 1].raw in MONEY if found.at else 0)
                yield " ".join(w.raw for w in words[begins : found.after]), found
