"""Whether a reply was said before: the same words, whoever signs them."""

from collections import Counter
from math import sqrt

from listener.advice.drafts.checks.reply import Reply, nameless
from listener.advice.reading.text import tokens

ALIKE = 0.9  # cosine from which a reply is a near copy
_BODIES = 0.84  # the same, without the names that end both
_FEW = 6  # words under which a reply has nothing of its own to repeat


def near_copy(reply: Reply) -> str | None:
    """Nearly the words of a recent reply."""
    body = nameless(reply.text, reply.brand)
    if len(tokens(body)) < _FEW:
        return None
    return "" if any(_copies(reply, body, other) for other in reply.recent) else None


def _copies(reply: Reply, body: str, other: str) -> bool:
    return alike(reply.text, other) > ALIKE or alike(body, nameless(other, reply.brand)) > _BODIES


def alike(one: str, other: str) -> float:
    """Cosine of two texts' word counts, 0 to 1."""
    a, b = Counter(tokens(one)), Counter(tokens(other))
    length = sqrt(sum(n * n for n in a.values())) * sqrt(sum(n * n for n in b.values()))
    return sum(a[word] * b[word] for word in a) / length if length else 0.0
