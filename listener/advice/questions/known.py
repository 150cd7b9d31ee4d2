"""Step 4: people we are already talking with."""

from datetime import timedelta

from listener.advice.evidence import Contact
from listener.advice.leaves import Leaf, facts_of
from listener.advice.questions.kit import Question
from listener.advice.reading.case import Case
from listener.advice.reading.lexicon import found
from listener.advice.reading.text import fold
from listener.advice.verdict import Answer
from listener.words import date

_SURELY = 0.75  # blame from which no word of thanks is one of content
_WAITED = timedelta(days=180)  # so long ago may be what somebody says to wait for
_HEARD_BY_NOW = 3  # unanswered messages after which the next one is a failure of ours
_POLITE_FROM = 2  # the same of a matter to put right, where the next one only reminds of it


def our_answer(case: Case) -> Answer | None:
    """A reply to what we answered: are they satisfied?"""
    if not case.answers_us:
        return None
    if _is_satisfied(case):
        return case.yes(Leaf.CLOSE, case.say("why.satisfied"), "tone")
    rounds = case.evidence.our_answers_before
    if rounds >= case.brand.thresholds.rounds:
        return case.yes(Leaf.ESCALATE_LANE, case.say("why.rounds", n=rounds), "tone")
    return case.yes(Leaf.REPAIR, case.say("why.unsatisfied"), "tone")


def _is_satisfied(case: Case) -> bool:
    if case.asks:
        return False
    if _is_settled(case) or _is_put_right(case):
        return True
    if case.tone == "positive" and case.blame.probability <= case.brand.costs.thanks_under:
        return True
    if found("talk.unsatisfied", case.folded):
        return False
    said = found("talk.satisfied", case.folded) or found("talk.solved", case.folded)
    if said:  # the words of who is content outweigh a guess at their tone
        return case.blame.probability < _SURELY
    return not case.is_blame and (case.tone == "positive" or case.intent == "praise")


def _is_settled(case: Case) -> bool:
    """Whether what was promised is there by their own words, however dry they are."""
    if "?" in case.shown or found("talk.unsettled", case.folded):
        return False
    return found("talk.settled", case.folded) is not None


def _is_put_right(case: Case) -> bool:
    """Whether it works again by their own words: not by themselves alone, and not for a while only."""
    if "?" in case.shown or found("talk.unsettled", case.folded):
        return False
    if found("talk.not_thanks_to_us", case.folded) or case.blame.probability >= _SURELY:
        return False
    return found("talk.put_right", case.folded) is not None


def open_elsewhere(case: Case) -> Answer | None:
    """An author whose critique is still open, speaking in another place.

    What is said to us where we are host, or in a review, is answered where it stands.
    """
    if case.form == "share" or not case.has_words:
        return None
    here = case.form == "critique" and (case.evidence.venue == "own" or case.is_review)
    if here and case.is_blame:
        return None
    waiting = next((c for c in case.evidence.contacts if _is_open(case, c)), None)
    if waiting is None:
        return case.no("nothing_open")
    if _says_solved(case):
        return case.yes(Leaf.CLOSE, case.say("why.solved_elsewhere"), "tone", "words")
    when = date(case.brand.language, waiting.at, case.brand.tz)
    where = f" ({waiting.url})" if waiting.url else ""
    return case.yes(Leaf.RESUME, case.say("why.open", when=when, where=where))


def unanswered(case: Case) -> Answer | None:
    """Who wrote to us again and again about a matter, unheard, is not counted: however calm the words.

    Blame goes its own way, where the same is said beside the reason.
    """
    before = case.waited
    if before is None:
        return None
    told = before.words("why.waited", case.brand)
    is_polite = bool(found("talk.polite", case.folded))
    kind = not is_polite and (case.tone == "positive" or case.intent in ("praise", "idea"))
    # The last letter of a matter may be nothing but polite: it waits all the same.
    is_matter = is_polite and before.has_matter and before.times >= _POLITE_FROM
    to_us = case.speaks_to_us or case.evidence.venue == "own"
    passed = case.form in ("share", "creation") or not case.has_words
    unheard = before.times >= _HEARD_BY_NOW or is_matter
    if not unheard or kind or passed or case.is_blame or not to_us:
        return Answer(said="no", why=told)
    if found("talk.solved", case.folded) or _is_settled(case):
        return Answer(said="no", why=told)
    return case.yes(Leaf.REPAIR, told, "form", "tone")


def _says_solved(case: Case) -> bool:
    """Whether the author tells us that it is settled; kind words about anything else are not."""
    solved = found("talk.solved", case.folded) and found("talk.satisfied", case.folded)
    to_us = case.evidence.addressed or case.form == "critique"
    told = bool(solved) or _is_settled(case)
    return told and bool(to_us) and _is_satisfied(case)


def _is_open(case: Case, contact: Contact) -> bool:
    """A critique that wanted an answer, got none, is not too old and stands elsewhere.

    Who says to wait for us still waits, however long it is, and whatever we answered.
    """
    here = {case.evidence.url, case.evidence.parent_url} - {None}
    waits = _waits_for_us(case)
    recent = timedelta(days=case.brand.thresholds.reply_within_days)
    if contact.form != "critique" or contact.url in here:
        return False
    if contact.answered and not waits:
        return False
    if case.evidence.now - contact.at > (max(recent, _WAITED) if waits else recent):
        return False
    if contact.at > case.evidence.at:
        return False
    if _is_same_thread(case, contact):
        return False
    if contact.leaf is None:
        return contact.tone in ("negative", "mixed")
    got = facts_of(contact.leaf)
    return got.reply == "public" and not got.thanks and not got.resumes


def _waits_for_us(case: Case) -> bool:
    """Whether the author complains of waiting for us, or for what we promised."""
    blames = case.is_blame or case.intent == "complaint" or case.is_ironic
    return blames and found("talk.waiting", case.folded) is not None


def _is_same_thread(case: Case, contact: Contact) -> bool:
    """Evidence has no thread key, so the parent's address inside the contact's key must do."""
    parent = case.evidence.parent_url
    return bool(parent and contact.thread_key and fold(contact.thread_key) == fold(parent))


QUESTIONS = (
    Question("our_answer", our_answer),
    Question("open_elsewhere", open_elsewhere),
    Question("unanswered", unanswered),
)
