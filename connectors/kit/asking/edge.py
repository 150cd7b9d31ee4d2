"""What a query finds, what it only just finds, and what it only just misses."""

from dataclasses import dataclass
from typing import Literal

from connectors.kit.asking.words import Words
from connectors.kit.query.setting import sought
from connectors.kit.query.terms import SLACKS, Term

# Found by its thread's title alone; kept as nobody knows its language; missed for another
# spelling than `raw:` wants, for words too far apart, for one letter.
Why = Literal["", "thread", "language", "spelling", "far", "slip"]


@dataclass(frozen=True, slots=True)
class Found:
    """How one mention stands to a query."""

    is_hit: bool  # would it be kept?
    why: Why = ""  # what makes it doubtful; empty where nothing does
    word: str = ""  # of a slip: what stands there


def looked_at(query: Term, words: Words) -> Found:
    """Is it found, and how surely?"""
    found = query.holds(words)
    if found is None:
        return Found(True, "language")
    if found:
        by_thread = bool(words.thread) and query.holds(words.alone) is False
        return Found(True, "thread" if by_thread else "")
    for slack in SLACKS:
        if query.holds(words, slack) is not False:
            slips = (words.slip(one.said) for one in sought(query) if not words.has(one.said))
            word = next(filter(None, slips), "") if slack == "slip" else ""
            return Found(False, slack, word)
    return Found(False)
