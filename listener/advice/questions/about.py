"""Steps 0 and 1: is it about us, and is it ours? And, asked later, is the form known?"""

from listener.advice.leaves import Leaf
from listener.advice.questions.kit import Question
from listener.advice.reading.case import Case
from listener.advice.reading.lexicon import found
from listener.advice.reading.relevance import named
from listener.advice.reading.spam import is_advert, is_pitch, is_spam
from listener.advice.reading.workplace import says_so
from listener.advice.verdict import Answer

ABOUT = ("relevance",)  # all that an answer rests on which doubts whose a post is
_PRAISES = 0.7  # intent from which a partner's words are praise
_ASKS_US = 0.3  # under which a question is surely not put to us
NOT_AT_ALL = 0.1  # under it not even a danger could be ours


def about_us(case: Case) -> Answer:
    """Is it about our brand? Where it may be, danger and the press are looked for before the rest."""
    score, why = case.relevance
    if score < NOT_AT_ALL:
        return Answer(said="no", leaf=Leaf.NOT_US, why=why, rests_on=ABOUT)
    if score < case.brand.thresholds.ours_from:
        return Answer(said="unsure", why=why, rests_on=ABOUT)
    return Answer(said="yes", why=why)


def is_it_ours(case: Case) -> Answer | None:
    """Surely enough? Outside our own pages, form `off` without our name is not about us."""
    score, why = case.relevance
    if case.is_only_near and case.risk.tier != "none":
        why = case.say("why.near_danger", kind=case.say(f"risk_kind.{case.risk.kind}"))
        return Answer(said="unsure", leaf=Leaf.ASK_TRIAGE, why=why, rests_on=("relevance", "risk"))
    if case.is_only_near and case.must_know:
        why = case.say("why.near_now")
        return Answer(said="unsure", leaf=Leaf.ASK_TRIAGE, why=why, rests_on=("relevance", "risk"))
    if score < case.brand.thresholds.not_ours_under:
        return Answer(said="no", leaf=Leaf.NOT_US, why=why, rests_on=ABOUT)
    if _is_off(case):
        why = case.say("why.off")
        return Answer(said="no", leaf=Leaf.NOT_US, why=why, rests_on=("form",))
    if _sells_miracles(case):
        return Answer(said="no", leaf=Leaf.NOT_US, why=case.say("why.spam"), rests_on=("words",))
    if score < case.brand.thresholds.ours_from:
        return Answer(said="unsure", leaf=Leaf.ASK_TRIAGE, why=why, rests_on=ABOUT)
    return None


def _sells_miracles(case: Case) -> bool:
    """Whether it is spam by its words: never a review, nor what blames or asks, whatever it speaks of."""
    seen = case.evidence
    if seen.rating is not None or seen.form.by_person:
        return False
    if is_pitch(case.folded, case.brand) or is_advert(case.folded, case.brand):
        return not case.is_first_hand
    return not (case.is_blame or case.asks) and is_spam(case.folded)


def _is_off(case: Case) -> bool:
    if case.form != "off" or not case.has_words:
        return False
    if case.evidence.form.by_person:
        return True
    place = case.evidence.venue == "own" or case.evidence.addressed
    return not place and named(case.folded, case.brand) is None


def form_known(case: Case) -> Answer:
    """Is the form known? Without words there is none to know.

    Asked only where it first matters: danger, the press and replies to us do not hang on it.
    """
    settled = case.settled
    if settled.by != "tag":
        return Answer(said="unsure", why=case.say(f"why.form_by.{settled.by}"), rests_on=("form",))
    if case.form != "unsure" or not case.has_words:
        return Answer(said="yes", why=case.say(f"why.form_is.{case.form}"))
    best = case.evidence.form.best
    if "own" in (best, case.evidence.form.label):
        return Answer(
            said="unsure",
            leaf=Leaf.ASK_TRIAGE,
            why=case.say("why.reads_ours"),
            rests_on=("form",),
        )
    guess = (
        case.say(f"form.{best}") if best in ("share", "discussion", "critique", "creation") else ""
    )
    why = case.say("why.form_guess", form=guess) if guess else case.say("why.form_unsure")
    return Answer(said="unsure", leaf=Leaf.ASK_TRIAGE, why=why, rests_on=("form",))


def ours(case: Case) -> Answer:
    """The brand's own post; the reason says what it was."""
    if case.form != "own":
        return case.no("not_ours")
    return Answer(
        said="yes",
        leaf=Leaf.OURS,
        why=case.say(f"why.ours.{_kind(case)}"),
        rests_on=() if case.evidence.by_owner else ("form",),
    )


def _kind(case: Case) -> str:
    seen = case.evidence
    if seen.is_reply:
        return "answer"
    return "promotion" if found("talk.promotion", case.folded) else "contribution"


def employee(case: Case) -> Answer:
    """Staff on the opt-in list: do they say that they are?"""
    if case.evidence.role != "staff":
        return case.no("not_staff")
    if found("people.tie", case.folded) or says_so(case):
        why = case.say("why.staff_disclosed")
        return Answer(said="yes", leaf=Leaf.OURS, why=why)
    return case.yes(Leaf.EMPLOYEE, case.say("why.staff_hidden"), "words")


def paid(case: Case) -> Answer:
    """Paid, invited or equipped? What speaks as a customer, blaming or asking, is never set aside."""
    label = case.sponsorship.label
    role = case.evidence.role
    sure = case.sponsorship != case.evidence.sponsorship or case.sponsorship.by_person
    complains = case.is_blame and case.intent == "complaint"
    if label == "disclosed" and (sure or _promotes(case)) and not complains:
        return case.yes(Leaf.COUNT_APART, case.say("why.disclosed"), "sponsorship")
    if not _promotes(case):
        return case.no("not_promoting")
    if role == "partner" and label != "disclosed":
        return case.yes(Leaf.ETHICS, case.say("why.partner_hidden"), "sponsorship")
    if label == "suspected" and role != "journalist":
        return case.yes(Leaf.COUNT_APART, case.say("why.suspected"), "sponsorship")
    return case.no("not_paid")


def _promotes(case: Case) -> bool:
    asks = _asks(case) or case.shown.rstrip(" 🙄🤔😅").endswith("?")
    return not (case.is_blame and not _praises(case)) and not asks and case.intent != "complaint"


def _asks(case: Case) -> bool:
    """Whether it asks; "our secret? We go to …" of a partner asks nobody: it is answered in the same breath."""
    to_us = case.evidence.answers.get("asks_us", 1.0) >= _ASKS_US
    return case.asks and (to_us or case.evidence.role != "partner")


def _praises(case: Case) -> bool:
    """Whether a partner's mixed tone is praise with a wink: nothing went wrong in it."""
    told = found("talk.problem", case.folded) or case.is_ironic
    praises = case.evidence.intent.share("praise") >= _PRAISES and not told
    return case.evidence.role == "partner" and praises


ABOUT_US = Question("about_us", about_us)
FORM_KNOWN = Question("form_known", form_known)
QUESTIONS = (
    Question("about_us", is_it_ours),
    Question("ours", ours),
    Question("employee", employee),
    Question("paid", paid),
)
