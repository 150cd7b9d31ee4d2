"""Hashtags of leaving: they end in a brand's name, or in a part of it."""

import re
from functools import cache

from listener.advice.reading.lexicon import phrases
from listener.advice.reading.text import fold
from listener.settings.brand import Brand

_TAG = re.compile(r"#(\w{5,60})")
_PART = 4  # letters of a name that a hashtag must hold
_ARTICLES = ("", "the", "la", "le", "les", "l", "de", "du", "chez", "from")


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


def names_us(tag: str, brand: Brand) -> bool:
    """Whether the whole of a name stands in it."""
    return any(name in tag for name in _joined(brand))
