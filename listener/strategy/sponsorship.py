"""Organic, disclosed or suspected: the rules, which come before the model's opinion.

A rule that finds nothing leaves the tag as it was. A person's word beats both. The output is
"suspected", never an accusation; press pieces are not looked at.
"""

import re

from listener.brand import Brand
from listener.strategy.evidence import Belief, Evidence
from listener.strategy.lexicon import found
from listener.strategy.reading import fold
from listener.strategy.relevance import named

BY_RULE = 0.9  # how sure a rule is of what it found
_CODE = re.compile(r"\b[Cc]ode (?:[Pp]romo |promotionnel )?:? ?[A-Z]{2,}[A-Z0-9]*\d+\b")
_AFFILIATE = re.compile(r"https?://\S+[?&](?:aff(?:iliate)?(?:_?id)?|ref|tag|irclickid|awc)=", re.I)


def sponsorship(evidence: Evidence, brand: Brand) -> Belief:
    """The sponsorship as the tree takes it."""
    given = evidence.sponsorship
    if given.by_person or evidence.genre == "news" or evidence.by_owner:
        return given
    shown = f"{evidence.title or ''}\n{evidence.text}"
    folded = fold(shown)
    if found("people.disclosed", folded):
        return Belief("disclosed", BY_RULE)
    is_promoted = _CODE.search(shown) and (named(folded, brand) or evidence.about_brand)
    if given.label != "disclosed" and (is_promoted or _AFFILIATE.search(shown)):
        return Belief("suspected", BY_RULE)
    return given
