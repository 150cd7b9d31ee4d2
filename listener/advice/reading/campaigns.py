"""Whether a post calls others to leave the brand, or is a letter by several that demands something.

Word lists, said so. Who only leaves, or tells of others' boycott, calls nobody.
"""

import re
from functools import lru_cache

from listener.advice.reading.lexicon import found, phrases
from listener.advice.reading.relevance import named
from listener.advice.reading.tags import hashtag
from listener.advice.reading.text import fold
from listener.settings.brand import Brand

_STARTS = re.compile(r"boycott(?:ez|ons)?\b:?\s+(.{1,80})", re.DOTALL)


def campaign(folded: str, sentences: tuple[str, ...], brand: Brand, *, here: bool) -> str | None:
    """The words that call others to leave, or to sign a letter; `here`: it stands on a page of ours,
    or speaks to us. From folded texts."""
    if tag := hashtag(folded, brand):
        return tag
    if is_example(folded, brand) or (not here and named(folded, brand) is None):
        return None
    other = found("campaigns.other", folded)
    if call := (None if other else found("campaigns.call", folded)) or _opens(sentences, brand):
        return call
    if found("campaigns.letter", folded) and found("campaigns.bodies", folded):
        return found("campaigns.demand", folded)
    passed = found("campaigns.chain", folded) or found("campaigns.spread", folded)
    return passed if not other and found("campaigns.leaving", folded) else None


def is_example(folded: str, brand: Brand) -> bool:
    """Whether the brand is named only as one of its trade: "boycott gyms like Anchor"."""
    if not (found("danger.boycott", folded) and named(folded, brand)):
        return False
    left = _as_examples(tuple(brand.all_names)).sub(" ", folded)
    return named(left, brand) is None


@lru_cache(maxsize=256)
def _as_examples(names: tuple[str, ...]) -> re.Pattern[str]:
    """The names right after "such as", or right before "and the rest"."""
    name = "|".join(sorted((_any_spelling(one) for one in names), key=len, reverse=True))
    head = "|".join(re.escape(fold(word)) for word in phrases("campaigns.example"))
    tail = "|".join(re.escape(fold(word)) for word in phrases("campaigns.and_so_on"))
    article = r"(?:(?:the|le|la|les|l')\s?)?"
    return re.compile(
        rf"(?<!\w)(?:{head})\s{{1,3}}{article}(?:{name})(?!\w)|(?<!\w)(?:{name})\s{{1,3}}(?:{tail})(?!\w)"
    )


def _any_spelling(name: str) -> str:
    return r"[\s-]{1,3}".join(map(re.escape, fold(name).split()))


def chain(folded: str) -> str | None:
    """The words that have others copy it word for word."""
    return found("campaigns.chain", folded)


def makes_the_round(folded: str) -> str | None:
    """The words that have others copy it, or put it on a page of the brand's."""
    return chain(folded) or found("campaigns.paste", folded)


def _opens(sentences: tuple[str, ...], brand: Brand) -> str | None:
    """A sentence that opens with "boycott" and goes on with the brand's name, and is no headline's noun."""
    for sentence in sentences:
        said = _STARTS.match(sentence)
        if said and named(said[1], brand) and "?" not in sentence:
            return sentence.split()[0]
    return None
