"""Steps 5 and 6: passed on, stars without words, works."""

from listener.advice.leaves import Leaf
from listener.advice.questions.kit import Question
from listener.advice.reading.case import Case
from listener.advice.verdict import Answer

FEW_STARS = 2


def passed_on(case: Case) -> Answer:
    """Only passed on, or no words at all?"""
    stars = case.evidence.rating
    if not case.has_words:
        if stars is not None and stars <= FEW_STARS:
            return case.yes(Leaf.ACKNOWLEDGE_RATING, case.say("why.stars_only", n=stars))
        return case.yes(Leaf.COUNT, case.say("why.no_words"))
    if case.form == "share":
        return case.yes(Leaf.COUNT, case.say("why.share"), "form")
    if case.form == "off":
        return case.yes(Leaf.COUNT, case.say("why.nothing_said"), "form")
    return case.no("own_words")


def creation(case: Case) -> Answer:
    """A work made around or with the brand; a blaming one is read as a critique."""
    if case.form != "creation":
        return case.no("no_work")
    if case.is_blame:
        return case.no("blaming_work")
    return case.yes(Leaf.CREATOR, case.say("why.work"), "form", "tone")


QUESTIONS = (
    Question("passed_on", passed_on),
    Question("creation", creation),
)
