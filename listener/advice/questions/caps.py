"""Step 9: the caps on public replies. They turn a reply into staying out, and say why."""

from datetime import timedelta
from math import floor

from listener.advice.leaves import CAPPED, UNTHANKED, Leaf, facts_of
from listener.advice.reading.case import Case
from listener.advice.reading.communities import ground_of
from listener.advice.reading.text import tokens
from listener.advice.verdict import Answer


def capped(case: Case, answer: Answer) -> Answer | None:
    """Staying out with its reason where a cap applies; None where the leaf may stand."""
    leaf = answer.leaf
    if leaf is None or facts_of(leaf).reply != "public":
        return None
    for cap in (_hold, _age, _closed, _thread, _thanks):
        if why := cap(case, leaf):
            return Answer(
                said="yes",
                leaf=UNTHANKED if cap is _thanks and _stands_with_us(case) else CAPPED,
                why=why,
                rests_on=answer.rests_on,
                beside=answer.beside,
            )
    return None


def _stands_with_us(case: Case) -> bool:
    return case.is_review or case.evidence.venue == "own"


def _hold(case: Case, leaf: Leaf) -> str | None:
    if not case.brand.hold:
        return None
    return case.say("why.hold", leaf=case.say(f"leaf.{leaf}"))


def _age(case: Case, leaf: Leaf) -> str | None:
    """A review stands as long as it is read; a reply to our answer keeps a talk alive."""
    days = case.brand.thresholds.reply_within_days
    alive = case.is_review or case.answers_us
    if alive or case.age <= timedelta(days=days):
        return None
    return case.say("why.too_old", n=days, leaf=case.say(f"leaf.{leaf}"))


def _closed(case: Case, leaf: Leaf) -> str | None:
    """A place the operator listed binds for every reply, asked or not."""
    ground = ground_of(case.evidence, case.brand)
    if case.is_review or not ground.listed or facts_of(leaf).resumes:
        return None
    if ground.policy == "closed":
        return case.say("why.stay_out_closed")
    return case.say("why.stay_out_account") if ground.account is None else None


def _thread(case: Case, leaf: Leaf) -> str | None:
    """One public reply a thread, unless we are asked: a question, a complaint, an answer to us.

    As guests only: under our own post we are host, and each person there is spoken to alone.
    """
    if case.evidence.venue == "own":
        return None
    asked = case.answers_us or case.intent in ("question", "complaint")
    asked = asked or (case.form == "critique" and case.is_blame) or facts_of(leaf).resumes
    if asked or not case.evidence.we_replied_in_thread:
        return None
    return case.say("why.one_reply")


def _thanks(case: Case, leaf: Leaf) -> str | None:
    """The first ten of a week may all be thanked; above, two in five, and the last place is kept for
    first-time and detailed ones. One of these always may: two in five of one would be nobody.
    """
    share = case.brand.thresholds.thanks_share
    if not facts_of(leaf).rationed or share >= 1:
        return None
    if case.evidence.thanks_only < case.brand.thresholds.thanks_free and share:
        return None
    room = share * (case.evidence.thanks_only + 1)
    first = (
        not case.evidence.contacts
        or len(tokens(case.shown)) >= case.brand.thresholds.detailed_words
    )
    limit = floor(room)
    if first:
        limit = max(1, limit) if share else 0
    elif room >= 2:
        limit -= 1
    if case.evidence.thanked < limit:
        return None
    return case.say("why.enough_thanks", n=round(share * 100))
