"""Which form a mention has: what it is, by the tagger, and to whom it speaks, by all there is.

To whom somebody speaks is told by the place as much as by the words: a review site, our own
page, our handle at the head. Only what neither tells is left to a person.
"""

import re
from dataclasses import dataclass
from typing import Literal

from listener.advice.evidence import Evidence
from listener.advice.reading.beliefs import Held
from listener.advice.reading.text import fold, tokens
from listener.settings.brand import Brand

FORMS = frozenset({"share", "discussion", "critique", "creation", "own", "off"})
# What settled the form: the tagger or a person, a place that speaks to us, a talk to stay out of.
By = Literal["tag", "to_us", "head", "among_peers", "remark"]
_SHORT = 60  # words up to which a comment is a remark
_SURELY_A_WORK = 0.7  # how surely its author shows a work, from which a comment is no remark
_OTHERS = ("discussion", "share", "off")
_SPEAKS = r"(?:vous|votre|vos|you|your|u|ur|pouvez|pourriez|avez|etes|can|could|please|svp|stp)"


@dataclass(frozen=True, slots=True)
class Settled:
    """The form as the tree takes it."""

    form: str  # may be "unsure"
    by: By = "tag"


def settle(
    evidence: Evidence,
    brand: Brand,
    to_us: Held,
    *,
    is_review: bool,
    is_head: bool,
    has_words: bool,
) -> Settled:
    """The form; `to_us` is how likely it speaks to the brand."""
    belief = evidence.form
    if evidence.by_owner:
        return Settled("own")
    label = belief.label if belief.label in FORMS else "unsure"
    if belief.by_person or not has_words:
        return Settled(label)
    # A work is one whomever it names, unless it is a letter; that it blames is asked later.
    if label == "creation" and not (_is_remark(evidence) or evidence.is_letter_to_us):
        return Settled("creation")
    open_ = brand.costs.is_open(to_us.probability) and label not in ("critique", "discussion")
    # What reads as our own is asked about, unless it speaks to us: the source did not say that it is.
    reads_ours = label == "own" and to_us.probability < brand.costs.to_us_from
    if open_ or reads_ours:
        return Settled("unsure")
    if to_us.probability >= brand.costs.to_us_from:
        if label == "critique":
            return Settled("critique")
        return Settled("critique", "head" if is_head else "to_us")
    if label == "creation":
        return Settled("discussion", "remark")
    other = label if label in _OTHERS else max(_OTHERS, key=belief.share)
    if (is_review or evidence.rating is not None) and other in ("share", "off"):
        return Settled("critique", "to_us")
    if other == label:
        return Settled(other)
    return Settled(other, "among_peers")


def _is_remark(evidence: Evidence) -> bool:
    """Whether it is a short comment without a link that may not show a work: a remark under somebody's."""
    if evidence.form.share("creation") >= _SURELY_A_WORK:
        return False
    is_short = len(tokens(evidence.text)) <= _SHORT and "://" not in evidence.text
    return evidence.sort.is_remark and is_short


def opens_to_us(evidence: Evidence, brand: Brand) -> bool:
    """Whether the author put our handle at the head, or says "you" beside it.

    In a reply the platform puts handles at the head, so there the head says nothing.
    """
    if evidence.addressed is False:
        return False
    is_reply = bool(evidence.parent_url or evidence.parent_text)
    text = fold(evidence.text)
    for handle in map(fold, brand.handles):
        if not is_reply and re.match(rf"[.\"'«]?\s*{re.escape(handle)}(?![\w@])", text):
            return True
        if re.search(rf"(?<![\w@]){re.escape(handle)}[,:]?\s+{_SPEAKS}\b", text):
            return True
    return False
