"""Steps 5 and 6: passed on, stars without words, works."""

from listener.advice.evidence import FEW_STARS
from listener.advice.leaves import Leaf
from listener.advice.questions.kit import Question
from listener.advice.reading.case import Case
from listener.advice.reading.lexicon import found
from listener.advice.reading.relevance import named
from listener.advice.verdict import Answer


def language(case: Case) -> Answer | None:
    """Said to us in a language that is not read well: what blames or asks goes its way, with the doubt.

    All else said to us there is not set aside by a guess, and no thanks answer what may be a cry.
    """
    stars = case.evidence.rating
    if case.unread is None or (stars is not None and stars > FEW_STARS):
        return None
    if stars is None and not case.is_said_to_us:
        return None
    wants = case.is_blame or stars is not None or case.intent in ("complaint", "question", "idea")
    if wants and case.form in ("critique", "creation"):
        return None
    why = case.say("why.language_unread", tongue=case.tongue)
    return Answer(said="unsure", leaf=Leaf.ASK_TRIAGE, why=why, rests_on=("language",))


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
    if case.form != "creation" and not _shows_work(case):
        return case.no("no_work")
    if case.is_blame:
        return case.no("blaming_work")
    return case.yes(Leaf.CREATOR, case.say("why.work"), "form", "tone")


def _shows_work(case: Case) -> bool:
    """Whether a post names us and a work that its author made by hand, however it is said to us."""
    if case.evidence.form.by_person or case.is_review or case.asks or case.is_blame:
        return False
    made = found("talk.my_work", case.folded) and not found("talk.problem", case.folded)
    return bool(made) and named(case.folded, case.brand) is not None


LANGUAGE = Question("language", language)
QUESTIONS = (
    Question("passed_on", passed_on),
    Question("creation", creation),
)
