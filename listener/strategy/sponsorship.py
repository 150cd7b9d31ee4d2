"""Organic, disclosed or suspected: the rules, which come before the model's opinion.

A rule that finds nothing leaves the tag as it was. A person's word beats both. The output is
"suspected", never an accusation; press pieces are not looked at.
"""

import re

from listener.brand import Brand
from listener.strategy.evidence import Belief, Evidence
from listener.strategy.lexicon import found
from listener.strategy.reading import fold, sentences
from listener.strategy.relevance import named

BY_RULE = 0.9  # how sure a rule is of what it found
BY_GIFT = 0.7  # a thing given or lent: any benefit in kind counts, but who gave it is read loosely
_CODE = re.compile(r"\b[Cc]ode (?:[Pp]romo |promotionnel )?:? ?[A-Z]{2,}[A-Z0-9]*\d+\b")
_AFFILIATE = re.compile(r"https?://\S+[?&](?:aff(?:iliate)?(?:_?id)?|ref|tag|irclickid|awc)=", re.I)


def has_code(shown: str) -> bool:
    """Whether a text hands out a promo code: letters in capitals and a figure."""
    return bool(_CODE.search(shown))


def _is_given(shown: str, brand: Brand) -> bool:
    """Something given or lent, with our name in the same sentence."""
    parts = [fold(part) for part in sentences(shown)]
    return any(found("people.gift", part) and named(part, brand) for part in parts)


def sponsorship(evidence: Evidence, brand: Brand) -> Belief:
    """The sponsorship as the tree takes it."""
    given = evidence.sponsorship
    if given.by_person or evidence.genre == "news" or evidence.by_owner:
        return given
    shown = f"{evidence.title or ''}\n{evidence.text}"
    folded = fold(shown)
    if found("people.disclosed", folded):
        return Belief("disclosed", BY_RULE)
    if found("people.unpaid", folded):
        return Belief("organic", BY_RULE)
    if _is_given(shown, brand):
        return Belief("suspected", BY_GIFT)
    is_promoted = has_code(shown) and (named(folded, brand) or evidence.about_brand)
    if is_promoted or _AFFILIATE.search(shown):
        return Belief("suspected", BY_RULE)
    return _by_model(given, folded)


def _by_model(given: Belief, folded: str) -> Belief:
    """A disclosure is made of words: without any, and without a hint, the model only guesses."""
    if given.label != "disclosed":
        return given
    hint = found("people.hint", folded)
    return Belief("suspected" if hint else "unsure", given.probability, best="disclosed")
