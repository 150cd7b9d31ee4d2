"""Whether a post calls others to leave the brand, or is a letter by several that demands something.

Word lists, said so. Who only leaves, or tells of others' boycott, calls nobody.
"""

import re

from listener.advice.reading.lexicon import found
from listener.advice.reading.relevance import named
from listener.advice.reading.tags import hashtag
from listener.settings.brand import Brand

_STARTS = re.compile(r"boycott(?:ez|ons)?\b:?\s+(.{1,80})", re.DOTALL)


def campaign(folded: str, sentences: tuple[str, ...], brand: Brand, *, here: bool) -> str | None:
    """The words that call others to leave, or to sign a letter; `here`: it stands on a page of ours,
    or speaks to us. From folded texts."""
    if tag := hashtag(folded, brand):
        return tag
    if not here and named(folded, brand) is None:
        return None
    other = found("campaigns.other", folded)
    if call := (None if other else found("campaigns.call", folded)) or _opens(sentences, brand):
        return call
    if found("campaigns.letter", folded) and found("campaigns.bodies", folded):
        return found("campaigns.demand", folded)
    passed = found("campaigns.chain", folded) or found("campaigns.spread", folded)
    return passed if not other and found("campaigns.leaving", folded) else None


def chain(folded: str) -> str | None:
    """The words that have others copy it word for word."""
    return found("campaigns.chain", folded)


def _opens(sentences: tuple[str, ...], brand: Brand) -> str | None:
    """A sentence that opens with "boycott" and goes on with the brand's name, and is no headline's noun."""
    for sentence in sentences:
        said = _STARTS.match(sentence)
        if said and named(said[1], brand) and "?" not in sentence:
            return sentence.split()[0]
    return None
