"""Which form a mention has, where the place says what the tagger cannot.

To whom somebody speaks is told by the place as much as by the words: a review site, our own
page, our handle at the head. And where every form left would have us stay out, not knowing
costs nothing. Only what the place cannot tell is left to a person.
"""

import re
from dataclasses import dataclass
from typing import Literal

from listener.advice.evidence import Belief, Evidence
from listener.advice.reading.text import fold, tokens
from listener.settings.brand import Brand

FORMS = frozenset({"share", "discussion", "critique", "creation", "own", "off"})
# What settled the form: the tagger or a person, a place that speaks to us, a talk to stay out of.
By = Literal["tag", "to_us", "head", "among_peers", "remark"]
_SHORT = 60  # words up to which a comment is a remark
_TALK = frozenset({"share", "discussion", "creation", "off"})  # staying out fits all of these
_SPEAKS = r"(?:vous|votre|vos|you|your|u|ur|pouvez|pourriez|avez|etes|can|could|please|svp|stp)"


@dataclass(frozen=True, slots=True)
class Settled:
    """The form as the tree takes it."""

    form: str  # may be "unsure"
    by: By = "tag"


def settle(
    evidence: Evidence,
    brand: Brand,
    *,
    is_review: bool,
    has_words: bool,
    intent: str,
    is_blame: bool,
) -> Settled:
    """The form, from the tagger's two likeliest classes and from the place."""
    belief = evidence.form
    if evidence.by_owner:
        return Settled("own")
    label = belief.label if belief.label in FORMS else "unsure"
    if belief.by_person or not has_words:
        return Settled(label)
    if label == "own":
        label = "unsure"  # that it is our own, the source says, or the list of own accounts
    rated = is_review or evidence.rating is not None
    if rated and label in ("share", "off"):
        return Settled("critique")
    if label == "creation" and _is_remark(evidence):
        return _remark(evidence)
    is_head = opens_to_us(evidence, brand)
    if label == "discussion" and is_head and intent in ("question", "complaint", "idea"):
        return Settled("critique", "head")
    if label == "off" and is_head:
        return Settled("critique", "head")  # who calls us by our handle speaks of a brand
    if label != "unsure":
        return Settled(label)
    return _unsure(evidence, is_head=is_head, intent=intent, is_blame=is_blame)


def _unsure(evidence: Evidence, *, is_head: bool, intent: str, is_blame: bool) -> Settled:
    classes = _likely(evidence.form) - ({"creation"} if _is_remark(evidence) else set())
    speaks = intent != "none" or "creation" not in classes  # a work may be left on our page, too
    if is_head and speaks and (evidence.addressed or not classes or "critique" in classes):
        return Settled("critique", "head")
    ours = evidence.venue in ("own", "review") and "critique" in classes
    if (ours or (evidence.addressed and classes)) and speaks:
        return Settled("critique", "to_us")
    if not classes or evidence.addressed or evidence.venue not in ("public", "own"):
        return Settled("unsure")
    if is_blame and "creation" in classes:
        return Settled("unsure")  # a blaming work is answered, blaming talk is not
    if classes <= _TALK:
        return Settled("discussion", "among_peers")
    # In public, and not said to us: among peers, whatever it wants.
    if evidence.venue == "public" and classes <= _TALK | {"critique"}:
        return Settled("discussion", "among_peers")
    return Settled("unsure")


def _is_remark(evidence: Evidence) -> bool:
    """Whether it is a short comment without a link: a remark under a work, and no work itself."""
    is_short = len(tokens(evidence.text)) <= _SHORT and "://" not in evidence.text
    return evidence.sort.is_remark and is_short


def _remark(evidence: Evidence) -> Settled:
    if evidence.venue == "own" or evidence.addressed:
        return Settled("critique", "to_us")
    return Settled("discussion", "remark")


def _likely(belief: Belief) -> frozenset[str]:
    """The two likeliest; what is our own, the source says, so the tagger's hunch is left out."""
    return frozenset({belief.best, belief.second}) & FORMS - {"own"}


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
