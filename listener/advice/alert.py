"""How loudly a decision is told: at once, in a bundle, or not at all; and by which rule."""

from collections.abc import Callable

from listener.advice.evidence import FEW_STARS
from listener.advice.leaves import DANGER, Leaf, Told, facts_of
from listener.advice.reading.case import Case
from listener.advice.verdict import KNOW_NOW, Alert, rings

Ring = tuple[Alert, str]
_ALWAYS: dict[Told | None, Ring] = {
    "danger": ("instant", "danger"),
    "press": ("instant", "press-request"),
    "referent": ("instant", "workplace"),
    "outburst": ("grouped", "outburst"),  # it asks for nothing
}


def alert(
    case: Case, leaf: Leaf, *, tone_decides: Callable[[], bool], has_second_advice: bool = False
) -> Ring:
    """The alert class and the id of the rule that chose it; the loudest rule wins.

    `tone_decides` says whether another tone would lead to another leaf.
    """
    facts = facts_of(leaf)
    if may_be_danger(case, leaf):
        return "instant", "danger-possible"
    if facts.told == "never":
        return "none", "own-post" if facts.about else "not-ours"
    if answered(case, leaf) and not case.crisis_word:
        return "none", "answered"
    if ring := _by_its_leaf(case, facts.told):
        return ring
    if (rule := _contradicts(case)) and _is_piece(case, leaf):
        return "instant", rule
    if loud := _at_once(case, stays_out=facts.told in ("waits", "paid")):
        return "instant", loud
    if ring := _unread(case):
        return ring
    if facts.told == "triage":
        return "triage", "unsure"
    if facts.told == "paid":
        is_asked = case.sponsorship.label != "disclosed"
        return ("triage", "deal-question") if is_asked else _counted(case)
    return _later(case, leaf, tone_decides=tone_decides, has_second_advice=has_second_advice)


def _by_its_leaf(case: Case, told: Told | None) -> Ring | None:
    """What its leaf alone says; where that is less than at once, what cannot wait does not."""
    ring = _ALWAYS.get(told)
    is_told = ring is not None and ring[0] == "instant"
    return ("instant", KNOW_NOW) if case.must_know and not is_told else ring


def _is_piece(case: Case, leaf: Leaf) -> bool:
    """A press piece that is only counted."""
    return case.evidence.sort.is_press and leaf is Leaf.COUNT


def _counted(case: Case) -> Ring:
    """Nothing is asked of anybody; but what contradicts a fact, or may, is for a person to see."""
    rule = _contradicts(case)
    return ("grouped", rule) if rule else ("none", "counted")


def _contradicts(case: Case) -> str | None:
    if case.wrong:
        return "fact-wrong"
    return "fact-doubted" if case.doubted else None


def may_be_danger(case: Case, leaf: Leaf) -> bool:
    """Is it to be looked at first, whatever is advised? Not what surely is not about us, nor what rings."""
    seen_to = rings(leaf, case.risk.tier) or facts_of(leaf).told == "referent"
    return case.risk.tier != "none" and not seen_to and leaf is not Leaf.NOT_US


def answered(case: Case, leaf: Leaf) -> bool:
    """Did what it asks for in public come with it? Danger asks for more than an answer."""
    return case.evidence.is_answered and leaf not in DANGER and facts_of(leaf).reply == "public"


def _at_once(case: Case, *, stays_out: bool) -> str | None:
    """The instant rule that fires, or None."""
    if case.crisis_word:
        return "crisis-word"
    if case.evidence.role in ("vip", "journalist"):
        return "vip-author"
    if case.evidence.rating == 1 and case.has_words:
        return "one-star"
    if stays_out:
        return None
    if case.speaks_to_us and case.asks and case.form != "share":
        return "question-to-us"
    return "critique-negative" if _is_clearly_negative(case) else None


def _unread(case: Case) -> Ring | None:
    """What hurts or asks something in a language in which no danger is read is shown, whoever it speaks to."""
    if case.unread is None:
        return None
    hurts = case.is_blame or case.evidence.tone.label == "unsure" or case.intent == "complaint"
    is_low = (case.evidence.rating or FEW_STARS + 1) <= FEW_STARS
    if is_low or (case.is_said_to_us and (hurts or case.asks)):
        return "instant", "unread-language"
    return ("triage", "unread-language") if case.is_said_to_us or hurts else None


def _is_clearly_negative(case: Case) -> bool:
    if case.form != "critique" or not case.is_blame:
        return False
    sure = case.brand.thresholds.instant_confidence
    known = case.evidence.form.label != "unsure" and case.evidence.tone.label != "unsure"
    return known and min(case.evidence.form.probability, case.evidence.tone.probability) >= sure


def _later(
    case: Case, leaf: Leaf, *, tone_decides: Callable[[], bool], has_second_advice: bool
) -> Ring:
    """Bundles: good news, what is unsure, what still wants something, the rest to the digest."""
    if leaf is Leaf.COUNT and case.danger:
        return "grouped", "danger-passed-on"
    facts = facts_of(leaf)
    if facts.told == "wins":
        return "wins", "new-creation"
    if case.form == "critique" and case.tone == "positive" and case.evidence.contacts:
        return "wins", "returning-author"
    needed = facts.delay is not None or has_second_advice or facts.again
    is_unsure = case.evidence.tone.label == "unsure" and not needed and case.has_words
    if is_unsure and tone_decides():
        return "triage", "unsure-tone"
    if rule := _hurting(case, needed=needed):
        return "grouped", rule
    if needed:
        return "grouped", "needs-answer"
    if _is_piece(case, leaf):
        return "grouped", "press-piece"
    return _counted(case)


def _hurting(case: Case, *, needed: bool) -> str | None:
    """The rule by which a bundle shows what has a fact wrong, or blames; `needed`: we are to act."""
    # Where nothing is asked of us, the fact is why a person sees it, not the blame around it.
    if not needed and (rule := _contradicts(case)):
        return rule
    if case.evidence.rating == 2:
        return "two-stars"
    if case.is_blame and case.form in ("critique", "creation"):
        return "critique-negative"
    # Blame among peers asks nothing of anybody, unless a reply is advised, or held back, or one is ill.
    asks = needed or case.brand.hold or case.found("danger.health")
    if case.is_blame and case.form == "discussion" and asks:
        return "discussion-negative"
    return None
