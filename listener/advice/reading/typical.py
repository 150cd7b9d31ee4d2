"""The most typical words among many that say the same: one author's own, cut, never a summary."""

import re
from collections import Counter
from collections.abc import Sequence
from math import sqrt

from listener.advice.reading.text import sentences, tokens, without_addresses

_LONG = 4  # letters from which a word says something; of figures three: "503"
_LEAST = 3  # words of a sentence that can stand alone
_GREETING = re.compile(r"^(?:bonjour|bonsoir|salut|hello|hi|hey)\b[\s,!.:]*", re.IGNORECASE)
_EDGES = ' \t\n,;:.!-–—·…"«»“”()'


def typical(
    texts: Sequence[str], names: Sequence[str], places: Sequence[str] = (), limit: int = 60
) -> str:
    """Of all their sentences the one whose words most of the texts share, at most `limit` characters.

    `names` are the brand's: all share them. A sentence that names one of the `places` is of fewer.
    Empty where no text has words; of equals the first text's.
    """
    common = {word for name in names for word in tokens(name)}
    local = {word for name in places for word in tokens(name)}
    shares = Counter(word for text in texts for word in _telling(text) - common)
    said = [plain for text in texts for part in sentences(text) if (plain := bare(part))]
    whole = [part for part in said if len(part.split()) >= _LEAST] or said
    if not whole:
        return ""

    def weight(part: str) -> float:
        return _weight(part, shares) / (1 + bool(local & {*tokens(part)}))

    return cut_at(max(whole, key=weight), limit)


def _weight(part: str, shares: Counter[str]) -> float:
    """How much of a sentence others say, too: a long one holds more by chance."""
    told = sum(shares[word] - 1 for word in _telling(part) if word in shares)
    return told / sqrt(len(part.split()))


def _telling(text: str) -> set[str]:
    return {w for w in tokens(text) if len(w) >= (3 if w.isdigit() else _LONG)}


def bare(part: str) -> str:
    """A sentence without links, handles and greetings: whom it was said to is known."""
    said = " ".join(without_addresses(part).replace("#", "").split()).strip(_EDGES)
    return _GREETING.sub("", said)


def cut_at(part: str, limit: int) -> str:
    """At most so many characters, where a clause ends or a word."""
    if len(part) <= limit:
        return part
    head = part[: limit - 1]
    # Where a clause ends the words stand best.
    if (end := max(head.rfind(sign) for sign in (", ", "; ", ": ", " - "))) >= limit // 3:
        return head[:end].rstrip(_EDGES) + "…"
    head = head.rsplit(" ", 1)[0] if " " in head else head
    return head.rstrip(_EDGES) + "…"
