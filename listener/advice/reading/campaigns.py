"""Whether a post calls others to leave the brand, or is a letter by several that demands something.

Word lists, said so. Who only leaves, or tells of others' boycott, calls nobody.
"""

import re
from functools import cache

from listener.advice.reading.lexicon import found, phrases
from listener.advice.reading.relevance import named
from listener.advice.reading.text import fold
from listener.settings.brand import Brand

_TAG = re.compile(r"#(\w{5,60})")
_STARTS = re.compile(r"boycott(?:ez|ons)?\b:?\s+(.{1,80})", re.DOTALL)
_PART = 4  # letters of a name that a hashtag must hold
_ARTICLES = ("", "the", "la", "le", "les", "l", "de", "du", "chez", "from")


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


def hashtag(folded: str, brand: Brand) -> str | None:
    """A hashtag of leaving that ends in the brand's name, or in a part of it."""
    names = _joined(brand)
    return next(
        (f"#{tag}" for tag in _TAG.findall(folded) if _is_of_leaving(tag.replace("_", ""), names)),
        None,
    )


def _is_of_leaving(tag: str, names: frozenset[str]) -> bool:
    return any(
        len(rest) >= _PART and any(rest in name or name in rest for name in names)
        for start in _starts()
        if tag.startswith(start)
        for article in _ARTICLES
        if tag.startswith(start + article)
        for rest in (tag[len(start + article) :],)
    )


@cache
def _starts() -> tuple[str, ...]:
    return tuple(fold(word) for word in phrases("campaigns.tag"))


def _joined(brand: Brand) -> frozenset[str]:
    """The brand's names and handles as a hashtag writes them."""
    names = (re.sub(r"\W+|_", "", fold(name)) for name in (*brand.all_names, *brand.handles))
    return frozenset(name for name in names if len(name) >= _PART)


def _opens(sentences: tuple[str, ...], brand: Brand) -> str | None:
    """A sentence that opens with "boycott" and goes on with the brand's name, and is no headline's noun."""
    for sentence in sentences:
        said = _STARTS.match(sentence)
        if said and named(said[1], brand) and "?" not in sentence:
            return sentence.split()[0]
    return None
