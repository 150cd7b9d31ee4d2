"""How loudly a decision is told: at once, in a bundle, or not at all; and by which rule."""

from listener.strategy.case import Case
from listener.strategy.leaves import DANGER, FACTS, PRESS, Leaf
from listener.strategy.verdict import Alert, Verdict

Ring = tuple[Alert, str]
_SILENT = frozenset({Leaf.NOT_US, Leaf.OURS})
_OUTBURSTS = frozenset({Leaf.MONITOR_ABUSE, Leaf.MONITOR_RAGE})  # they ask for nothing
_STAYS_OUT = frozenset({Leaf.LET_STAND, Leaf.CLOSE, Leaf.COUNT_APART, Leaf.MONITOR})


def alert(case: Case, leaf: Leaf, *, has_second_advice: bool = False) -> Ring:
    """The alert class and the id of the rule that chose it; the loudest rule wins."""
    if leaf in _SILENT:
        return "none", "not-ours" if leaf is Leaf.NOT_US else "own-post"
    loud = _at_once(case, leaf)
    if loud:
        return "instant", loud
    if leaf is Leaf.ASK_TRIAGE:
        return "triage", "unsure"
    if leaf in _OUTBURSTS:
        return "grouped", "outburst"
    if leaf is Leaf.COUNT_APART:
        is_asked = case.sponsorship.label != "disclosed"
        return ("triage", "deal-question") if is_asked else ("none", "counted")
    return _later(case, leaf, has_second_advice=has_second_advice)


def _at_once(case: Case, leaf: Leaf) -> str | None:
    """The instant rule that fires, or None."""
    if leaf in DANGER:
        return "danger"
    if leaf in PRESS:
        return "press-request"
    if leaf in _OUTBURSTS:
        return None
    addressed = bool(case.evidence.addressed) or case.form == "critique"
    if case.crisis_word:
        return "crisis-word"
    if case.evidence.role in ("vip", "journalist"):
        return "vip-author"
    if case.evidence.rating == 1 and case.has_words:
        return "one-star"
    if leaf in _STAYS_OUT:
        return None
    if addressed and case.asks and case.form != "share":
        return "question-to-us"
    return "critique-negative" if _is_clearly_negative(case) else None


def _is_clearly_negative(case: Case) -> bool:
    if case.form != "critique" or not case.is_blame:
        return False
    sure = case.brand.thresholds.instant_confidence
    known = case.evidence.form.label != "unsure" and case.evidence.tone.label != "unsure"
    return known and min(case.evidence.form.probability, case.evidence.tone.probability) >= sure


def _later(case: Case, leaf: Leaf, *, has_second_advice: bool) -> Ring:
    """Bundles: good news, what is unsure, what still wants something, the rest to the digest."""
    if leaf is Leaf.COUNT and case.danger:
        return "grouped", "danger-passed-on"
    if leaf is Leaf.CREATOR:
        return "wins", "new-creation"
    if case.form == "critique" and case.tone == "positive" and case.evidence.contacts:
        return "wins", "returning-author"
    needed = FACTS[leaf].delay is not None or has_second_advice or leaf is Leaf.MONITOR
    if case.evidence.tone.label == "unsure" and not needed and case.has_words:
        return "triage", "unsure-tone"
    if case.evidence.rating == 2:
        return "grouped", "two-stars"
    if case.is_blame and case.form in ("discussion", "critique", "creation"):
        is_talk = case.form == "discussion"
        return "grouped", "discussion-negative" if is_talk else "critique-negative"
    if needed:
        return "grouped", "needs-answer"
    if case.evidence.genre == "news" and leaf is Leaf.COUNT:
        return "grouped", "press-piece"
    return "none", "counted"


def mark(verdict: Verdict) -> str:
    """How severe it is: a key of `severity` in the catalogue, so that words carry it."""
    if verdict.leaf in DANGER:
        return "danger"
    if verdict.alert == "instant":
        is_press = verdict.leaf in PRESS
        return "urgent" if is_press or verdict.rule in ("crisis-word", "one-star") else "high"
    if FACTS[verdict.leaf].delay is not None:
        return "high"
    return "normal" if verdict.alert in ("grouped", "triage") else "quiet"
