"""Whether somebody who works for the brand reports what is wrong there. Word lists, said so."""

import re

from listener.advice.reading.case import Case
from listener.advice.reading.danger import LIVED
from listener.advice.reading.lexicon import found
from listener.advice.reading.relevance import named

_NEAR = 4  # words after "I work at" in which the brand's name makes it the employer
_REPORTED = ("workplace.harassment", "workplace.offence", "workplace.hazard")


def works_for_us(case: Case) -> bool:
    """Whether the author works or worked for the brand, by its list or by their own words."""
    seen = case.evidence
    if seen.role == "staff" or found("workplace.colleague", case.folded):
        return True
    told = found("workplace.told", case.folded) and found("workplace.beside", case.folded)
    if told and (seen.venue == "own" or named(case.folded, case.brand)):
        return True
    at_ours = seen.venue == "own" or case.is_review
    if at_ours and found("workplace.here", case.folded):
        return True
    return any(_names_us_after(sentence, case) for sentence in case.sentences)


def _names_us_after(sentence: str, case: Case) -> bool:
    said = found("workplace.employer", sentence)
    if said is None or found("workplace.guest", sentence):
        return False
    after = sentence.partition(said)[2]
    near = re.match(rf"(?:\W+\w+){{1,{_NEAR}}}", after)
    return named(f"{said} {near[0] if near else ''}", case.brand) is not None


def reported(case: Case) -> str | None:
    """The words of what is wrong, as the author wrote them; kind words report nothing.

    A life in danger and a threat are the duty's matter, whoever writes.
    """
    if (hit := case.danger) is not None:
        return hit[1] if hit[0] in LIVED else None
    surely_kind = case.blame.probability <= case.brand.costs.thanks_under
    if surely_kind and case.tone == "positive" and case.intent == "praise":
        return None
    return next((words for name in _REPORTED if (words := case.found(name))), None) or _read(case)


def _read(case: Case) -> str | None:
    """What the model takes for a risk, where no list has its words."""
    if case.risk.tier == "none" or case.risk.words:
        return None
    return case.say(f"risk_kind.{case.risk.kind}")
