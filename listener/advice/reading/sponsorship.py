"""Organic, disclosed or suspected: the rules, which come before the model's opinion.

The words are the tagger's own (models/sponsorship.py); here they meet what a tag does not know: the
brand's names in the same sentence, the title, the press, the owner, a person's word, which beats all.
A rule that finds nothing leaves the tag as it was. The output is "suspected", never an accusation;
press pieces are not looked at.
"""

from collections.abc import Callable, Sequence

from listener.advice.evidence import Belief, Evidence
from listener.advice.reading.kept import kept
from listener.advice.reading.relevance import named
from listener.advice.reading.text import fold, folded_sentences, sentences
from listener.settings.brand import Brand
from models.sponsorship import (
    has_affiliate_link,
    has_hint,
    has_weak_sign,
    is_backed,
    is_disclosed,
    is_given,
    is_unpaid,
    names_code,
    pages,
    plain,
)

_is_disclosed, _is_backed, _is_given = (
    kept(2_048)(is_disclosed),
    kept(2_048)(is_backed),
    kept(2_048)(is_given),
)
_is_unpaid, _has_link = kept(1_024)(is_unpaid), kept(1_024)(has_affiliate_link)

BY_MARK = 1.0  # its author's own word, given to the platform
BY_RULE = 0.9  # how sure a rule is of what it found
BY_GIFT = 0.7  # a thing given or lent: any benefit in kind counts, but who gave it is read loosely


@kept(1_024)
def has_code(shown: str) -> bool:
    """Whether a text hands out a promo code; where its own sentence says that it fails it does not."""
    return any(names_code(plain(part)) for part in sentences(shown))


def sponsorship(evidence: Evidence, brand: Brand) -> Belief:
    """The sponsorship as the tree takes it."""
    given = evidence.sponsorship
    if given.by_person or evidence.sort.is_press or evidence.by_owner:
        return given
    if evidence.disclosed:
        return Belief("disclosed", BY_MARK)
    written = [part for part in (evidence.title, evidence.text) if part]
    shown = "\n".join(written)
    folded, parts = fold(shown), folded_sentences(shown)
    # Apart, since a label opens the title or the text.
    seen = [page for part in written for page in _pages(part)]
    if any(map(_is_disclosed, seen)) or _with_our_name(_is_backed, parts, brand):
        return Belief("disclosed", BY_RULE)
    if _is_unpaid(folded):
        return Belief("organic", BY_RULE)
    if _with_our_name(_is_given, parts, brand):
        return Belief("suspected", BY_GIFT)
    is_promoted = has_code(shown) and (named(folded, brand) or evidence.about_brand)
    if is_promoted or any(map(_has_link, seen)):
        return Belief("suspected", BY_RULE)
    return _by_model(given, folded, seen)


@kept(1_024)
def _pages(part: str) -> tuple[str, ...]:
    return tuple(pages(part))


def _with_our_name(sign: Callable[[str], bool], parts: Sequence[str], brand: Brand) -> bool:
    """Whether a sentence holds both."""
    return any(sign(part) and named(part, brand) for part in parts)


def _by_model(given: Belief, folded: str, seen: Sequence[str]) -> Belief:
    """A disclosure is made of words: without any, and without a hint, the model only guesses."""
    if given.label != "disclosed":
        return given
    hint = has_hint(folded) or any(map(has_weak_sign, seen))
    return Belief("suspected" if hint else "unsure", given.probability, best="disclosed")
