"""Whether a reply was said before: the same words, whoever signs them."""

from collections import Counter
from math import sqrt

from listener.advice.drafts.checks.reply import Reply, nameless
from listener.advice.reading.kept import kept
from listener.advice.reading.text import tokens

ALIKE = 0.9  # cosine from which a reply is a near copy
_BODIES = 0.84  # the same, without the names that end both
_FEW = 6  # words under which a reply has nothing of its own to repeat


def near_copy(reply: Reply) -> str | None:
    """Nearly the words of a recent reply."""
    body = nameless(reply.text, reply.brand)
    if _counted(body)[0].total() < _FEW:
        return None
    return "" if any(_copies(reply, body, other) for other in reply.recent) else None


def _copies(reply: Reply, body: str, other: str) -> bool:
    return alike(reply.text, other) > ALIKE or alike(body, nameless(other, reply.brand)) > _BODIES


def alike(one: str, other: str) -> float:
    """Cosine of two texts' word counts, 0 to 1."""
    (a, of_a), (b, of_b) = _counted(one), _counted(other)
    length = of_a * of_b
    return sum(a[word] * b[word] for word in a.keys() & b.keys()) / length if length else 0.0


@kept(2_048)  # each reply of 30 days is held against each candidate
def _counted(text: str) -> tuple[Counter[str], float]:
    """How often each word stands in a text, and the length of that vector."""
    words = Counter(tokens(text))
    return words, sqrt(sum(n * n for n in words.values()))
