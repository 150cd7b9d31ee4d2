"""Steps 2 and 3: danger first, then the press."""

from listener.advice.leaves import Leaf
from listener.advice.questions.kit import Ask, Question
from listener.advice.reading.case import Case
from listener.advice.reading.danger import boycott
from listener.advice.reading.lexicon import found
from listener.advice.reading.press import (
    asks_as_press,
    is_customer_matter,
    is_press,
    wants_as_press,
)
from listener.advice.reading.private import private_data
from listener.advice.reading.relevance import named
from listener.advice.reading.risk import ON_OUR_PAGE, doubted
from listener.advice.reading.text import fold
from listener.advice.reading.workplace import reported, works_for_us
from listener.advice.verdict import Answer

_PRESSES = 2 / 3  # from which what must be known now makes a possible danger one to be handled


def others_words(ask: Ask) -> Ask:
    """The question does not arise for what the source marks as our own post."""

    def only(case: Case) -> Answer | None:
        return None if case.evidence.by_owner else ask(case)

    return only


def workplace(case: Case) -> Answer:
    """Staff, or a former one, who report danger, harassment or an offence: one person is told."""
    if case.is_passed_on or not works_for_us(case):
        return case.no("no_colleague")
    words = reported(case)
    if words is None:
        return case.no("colleague_reports_nothing")
    return case.yes(Leaf.WORKPLACE, case.say("why.workplace", words=words), "words")


def in_danger(case: Case) -> Answer:
    """People's safety, self-harm, threat, data leak, discrimination by us, a child."""
    seen = case.risk
    if seen.tier == "likely" and seen.kind not in ON_OUR_PAGE:
        return case.yes(Leaf.ESCALATE_NOW, _why(case), "words" if seen.words else "risk")
    if case.evidence.risk_by_person and seen.tier == "none":
        return case.no("no_danger")
    if seen.tier == "possible":
        key = "danger_doubted" if seen.words else "danger_possible"
        words = {"kind": case.say(f"risk_kind.{seen.kind}"), "words": seen.words or ""}
        if _is_handled(case):
            return case.yes(Leaf.ESCALATE_NOW, case.say(f"why.{key}", **words), "risk")
        return case.no(key, **words)
    if case.danger:  # of the lists: only passed on, or a way of speaking as the model reads it
        key = "danger_passed_on" if case.is_passed_on else "danger_unmeant"
        return case.no(key, words=case.danger[1])
    if case.unread:
        return Answer(
            said="unsure",
            why=case.say("why.danger_unread", tongue=case.tongue),
            rests_on=("language",),
        )
    if kind := doubted(case.evidence):
        return case.no("danger_faint", kind=case.say(f"risk_kind.{kind}"))
    return case.no("no_danger")


def _is_handled(case: Case) -> bool:
    """Is it too probable for an everyday answer, or does the model hold beside it that somebody must know of it
    now, though it is not probable enough to ring? Of what is hardly ours, or only passed on, nobody is sure; and
    what the press asks of us cannot wait for that alone.
    """
    if case.risk.kind in ON_OUR_PAGE or case.is_only_near or case.round or case.is_passed_on:
        return False
    is_ours = case.relevance[0] >= case.brand.thresholds.not_ours_under
    is_probable = case.risk.probability >= case.brand.costs.handled_from
    presses = case.evidence.answers.get("know_now", 0.0) >= _PRESSES
    return is_ours and (is_probable or (presses and not is_press(case)))


def _why(case: Case) -> str:
    seen = case.risk
    if seen.by_person:
        return case.say("why.danger_said", kind=case.say(f"risk_kind.{seen.kind}"))
    duty = case.say("why.duty.named" if case.brand.people.duty else "why.duty.nobody")
    if seen.words:
        return case.say(f"why.danger.{seen.kind}", words=seen.words, duty=duty)
    kind = case.say(f"risk_kind.{seen.kind}")
    return case.say("why.danger_read", kind=kind, duty=duty[:1].upper() + duty[1:])


def hate(case: Case) -> Answer | None:
    """Hate, or private data of others, on our own page only. Never criticism."""
    if case.evidence.venue != "own":
        return None
    if case.evidence.risk_by_person and case.risk.tier == "none":
        return case.no("no_hate")
    if found("danger.hate", case.folded):
        return case.yes(Leaf.MODERATE, case.say("why.hate"), "words")
    if case.risk.tier == "likely" and case.risk.kind in ON_OUR_PAGE:
        return case.yes(Leaf.MODERATE, case.say(f"why.{case.risk.kind}"), "risk")
    if private_data(case.shown) and found("talk.theirs", case.folded):
        return case.yes(Leaf.MODERATE, case.say("why.private_data"), "words")
    return case.no("no_hate")


def copied(case: Case) -> Answer:
    """The same words under many names, or a call to others; reprints and passed-on posts are not that."""
    seen, bar = case.evidence, case.brand.thresholds
    if seen.copy_authors >= bar.copied_by and not seen.sort.is_press and _calls_for_boycott(case):
        # It is a matter by its words, so it need not be copied as often; who passes it on joins it.
        return case.yes(Leaf.ESCALATE_PR, case.say("why.boycott", authors=seen.copy_authors))
    if words := case.round:
        return case.yes(Leaf.ESCALATE_PR, case.say("why.campaign", words=words), "words")
    if words := case.calls_to_leave:
        return case.yes(Leaf.ESCALATE_PR, case.say("why.campaign", words=words), "words")
    natural = seen.sort.is_press or seen.form.label == "share" or not case.has_words
    if natural or seen.copies < bar.copied or seen.copy_authors < bar.copied_by:
        return case.no("no_copies")
    why = case.say("why.copies", n=seen.copies, authors=seen.copy_authors)
    return case.yes(Leaf.ESCALATE_PR, why)


def _calls_for_boycott(case: Case) -> bool:
    if boycott(case.sentences, case.brand, to_us=case.speaks_to_us):
        return True
    return case.campaign is not None


def press(case: Case) -> Answer:
    """Does a journalist or a medium ask us something, or has one written about us?"""
    if not is_press(case):
        own = is_customer_matter(case) and case.evidence.role == "journalist"
        return case.no("press_customer" if own else "no_press")
    request = asks_as_press(case)
    to_us = bool(case.evidence.addressed) or case.evidence.venue == "own"
    asks = case.asks or (to_us and "?" in case.shown)
    if case.evidence.sort.is_press:
        if case.relevance[0] < case.brand.thresholds.ours_from:
            return case.no("press_asks_nothing")  # whether it is about us is asked next
        return _piece(case)
    if request or asks or wants_as_press(case):
        listed = case.evidence.role == "journalist"
        why = case.say("why.press.listed" if listed else "why.press.said")
        return case.yes(Leaf.ANSWER_PRESS, why, "words" if request else "intent")
    return case.no("press_asks_nothing")


def _piece(case: Case) -> Answer:
    if case.wrong:
        why = case.say("why.press.wrong", fact=case.wrong.id)
        return case.yes(Leaf.CORRECT_PRESS, why, "words")
    if (doubt := case.doubted) and named(fold(doubt.words), case.brand):
        why = case.say("why.press.doubted", fact=doubt.fact.id, words=doubt.words)
        return case.yes(Leaf.CORRECT_PRESS, why, "words")
    return case.yes(Leaf.COUNT, case.say("why.press.piece"))


def right(case: Case) -> Answer:
    """A right over one's own data, claimed from us: an answer is owed by law, whatever its form."""
    words, seen = case.right, case.evidence
    to_us = case.speaks_to_us or seen.venue == "own" or case.is_head
    if not words or not to_us:
        return case.no("no_right")
    return case.yes(Leaf.ANSWER, case.say("why.right", words=words), "words")


QUESTIONS = (
    Question("workplace", others_words(workplace)),
    Question("danger", others_words(in_danger)),
    Question("hate", others_words(hate)),
    Question("copies", others_words(copied)),
    Question("press", others_words(press)),
    Question("right", others_words(right)),
)
