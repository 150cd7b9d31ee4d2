"""Step 7: what is said to us."""

import re
from datetime import timedelta

from listener.advice.evidence import FEW_STARS
from listener.advice.leaves import Leaf
from listener.advice.questions.kit import Ask, Question
from listener.advice.reading import pith
from listener.advice.reading.case import Case
from listener.advice.reading.lexicon import found
from listener.advice.reading.masked import insult
from listener.advice.reading.playful import is_tall_tale
from listener.advice.reading.rivals import names_a_site, urged
from listener.advice.reading.sponsorship import has_code
from listener.advice.reading.text import tokens
from listener.advice.verdict import Answer

# What somebody counts or times can be looked into, however they say it.
_COUNTED = re.compile(
    r"\d|\b(?:deux|trois|quatre|fois|heures?|jours?|semaines?|mois|depuis|chaque|ma|mon|mes"
    r"|twice|three|hours?|days?|weeks?|months?|since|every night|every day|my)\b"
)
_SHORT = 25  # words up to which an outburst can be without any matter
_URGED = 2  # times from which a review that sends people to another firm is its advert
_ROW = timedelta(days=7)  # several reviews of us by one author in this time are odd


def to_us(ask: Ask) -> Ask:
    """The question arises for a critique, and for a creation that blames."""

    def only(case: Case) -> Answer | None:
        return ask(case) if case.form in ("critique", "creation") else None

    return only


def abuse(case: Case) -> Answer:
    """Insults, and nothing that could be looked into."""
    friendly = _is_sure(case) and case.tone == "positive" and case.intent == "praise"
    hit = not friendly and insult(case.folded)
    told = case.claims or bool(_COUNTED.search(case.folded))
    if not hit or told or len(tokens(case.shown)) > _SHORT:
        return case.no("no_abuse")
    return case.yes(Leaf.MONITOR_ABUSE, case.say("why.abuse"), "tone", "words")


def _is_sure(case: Case) -> bool:
    """Whether a kind tone is more than a guess: thanks for a complaint hurts."""
    return case.blame.probability <= case.brand.costs.thanks_under


def rage(case: Case) -> Answer:
    """A joke, satire, or rage that names no matter. A review is always read as meant."""
    asks = "?" in case.shown or case.is_review or case.risk.tier != "none"
    if not asks and case.evidence.rating is None and is_tall_tale(case.folded):
        return case.yes(Leaf.MONITOR_RAGE, case.say("why.joke"), "tone", "words")
    if case.claims or case.is_review or case.evidence.rating is not None:
        return case.no("a_matter")
    joking = case.evidence.irony.label == "irony" or found("talk.joke", case.folded)
    if joking and case.tone != "positive" and case.intent in ("none", "praise"):
        return case.yes(Leaf.MONITOR_RAGE, case.say("why.joke"), "tone", "words")
    if found("talk.joke", case.folded) and not asks and _is_idle(case):
        return case.yes(Leaf.MONITOR_RAGE, case.say("why.joke"), "tone", "words")
    told = case.evidence.intent.label == "complaint" and case.names_a_matter
    told = told or bool(case.wrong or case.doubted)  # a fact that can be put right is a matter
    if case.tone == "negative" and not told and _is_shouting(case):
        return case.yes(Leaf.MONITOR_RAGE, case.say("why.rage"), "tone", "words")
    return case.no("no_rage")


def _is_idle(case: Case) -> bool:
    """Whether a joke says nothing that could be put right: no matter, and surely no complaint."""
    sure = case.evidence.intent.label == "complaint"
    return case.tone != "positive" and not sure and not case.names_a_matter


def _is_shouting(case: Case) -> bool:
    letters = [c for c in case.evidence.text if c.isalpha()]
    loud = len(letters) >= 12 and sum(c.isupper() for c in letters) / len(letters) > 0.7
    short = len(tokens(case.shown)) <= _SHORT
    return short and (loud or bool(found("talk.rage", case.folded)))


def wrong_facts(case: Case) -> Answer | None:
    """A critique that states one of our facts wrongly; a question about it is simply answered."""
    if not case.is_blame and case.asks:
        return None
    if case.wrong is None:
        return _doubtful(case) or case.no("facts_hold")
    why = case.say("why.wrong", fact=case.wrong.id)
    return case.yes(Leaf.CORRECT, why, "words")


def _doubtful(case: Case) -> Answer | None:
    """Blame that rests on what may be a wrong fact: no trouble of the author's own is told beside it."""
    stars, doubt = case.evidence.rating, case.doubted
    if doubt is None or case.tone != "negative" or (stars is not None and stars > FEW_STARS):
        return None
    if found("talk.problem", case.folded):
        return None
    why = case.say("why.wrong_doubted", fact=doubt.fact.id, words=doubt.words)
    return case.yes(Leaf.CORRECT, why, "tone", "words")


def fake(case: Case) -> Answer | None:
    """A review with two printable signs of not being one; with fewer it is genuine."""
    if not case.is_review:
        return None
    signs = _signs(case)
    if len(signs) < 2:
        return case.no("genuine")
    printed = ", ".join(case.say(f"sign.{sign}") for sign in signs)
    if case.is_blame:
        why = case.say("why.fake", signs=printed)
        return case.yes(Leaf.ACKNOWLEDGE_AND_REPORT, why, "words")
    if "bought" in signs:
        return case.yes(Leaf.ETHICS, case.say("why.fake_ours", signs=printed), "words")
    return case.no("genuine")


def _signs(case: Case) -> list[str]:
    seen = case.evidence
    near = [
        c
        for c in seen.contacts
        if c.form == "critique" and abs(seen.at - c.at) <= _ROW and c.url != seen.url
    ]
    rivals = urged(case.shown, case.brand)
    return [
        name
        for name, is_there in (
            ("copied", seen.copies >= 1 and seen.copy_authors >= 2),
            ("never_customer", found("people.never_customer", case.folded)),
            ("elsewhere", found("people.elsewhere", case.folded) or rivals),
            ("rival_urged", case.is_blame and len(rivals) >= _URGED),
            ("code", case.is_blame and has_code(case.shown)),
            ("rival_site", case.is_blame and names_a_site(case.evidence.text, case.brand)),
            ("row", len(near) >= 2),
            ("bought", found("people.bought", case.folded)),
        )
        if is_there
    ]


def experience(case: Case) -> Answer | None:
    """A bad experience: in our hands or not? Mere dislike is acknowledged."""
    if not case.is_blame:
        return None
    bad = case.claims or case.intent == "complaint" or (case.evidence.rating or 5) <= 2
    if bad and case.intent in ("idea", "question") and not _is_lived(case):
        bad = False
    if not bad:
        return _dislike(case)
    if case.is_outside_our_hands:
        return _not_ours(case)
    signs = case.blamed_by
    why = case.say("why.experience_by", signs=signs) if signs else case.say("why.experience")
    return case.yes(Leaf.REPAIR, why, "form", "tone")


def _not_ours(case: Case) -> Answer:
    words = case.found("talk.outside") or case.found("talk.not_ours")
    why = case.say("why.outside", words=words) if words else case.say("why.outside_read")
    return case.yes(Leaf.ACKNOWLEDGE, why, "tone", "words" if words else "outside_hands")


def _is_lived(case: Case) -> bool:
    own = case.is_first_hand and bool(found("talk.problem", case.folded))
    return own or (case.evidence.rating or 5) <= 2


def _dislike(case: Case) -> Answer:
    if case.intent in ("idea", "question"):
        return case.no("no_experience")
    signs = case.blamed_by
    why = case.say("why.dislike_by", signs=signs) if signs else case.say("why.dislike")
    return case.yes(Leaf.ACKNOWLEDGE, why, "form", "tone")


def question(case: Case) -> Answer:
    """Something is asked of us."""
    if case.asks or _asks_in_a_letter(case):
        asked = pith.asked(case.shown)
        why = case.say("why.asks_this", words=asked) if asked else case.say("why.asks")
        return case.yes(Leaf.ANSWER, why, "form", "intent")
    return case.no("asks_nothing")


def idea(case: Case) -> Answer:
    """An idea, whatever its tone."""
    if case.intent == "idea":
        return case.yes(Leaf.THANK_AND_TRACK, case.say("why.idea"), "form", "intent")
    return case.no("no_idea")


def praise(case: Case) -> Answer:
    """A good word; anything else said to us is counted."""
    if case.tone != "positive" and _asks_which(case):
        return case.yes(Leaf.ANSWER, case.say("why.asks"), "form", "words")
    if case.tone == "positive" and not _is_sure(case):
        return _doubtful_praise(case)
    if case.tone == "positive":
        return case.yes(Leaf.THANK, case.say("why.praise"), "form", "tone")
    if case.evidence.answers.get("needs_answer", 0.0) >= case.brand.costs.answers_from:
        return case.yes(Leaf.ANSWER, case.say("why.wants_answer"), "form", "needs_answer")
    if _is_taken_for_ours(case):
        return Answer(
            said="unsure", leaf=Leaf.ASK_TRIAGE, why=case.say("why.reads_ours"), rests_on=("form",)
        )
    return case.yes(Leaf.COUNT, case.say("why.nothing_asked"), "form", "tone")


def _doubtful_praise(case: Case) -> Answer:
    """What may be kind: who takes our part against a cause elsewhere is heard, and a danger is said first."""
    if (
        case.evidence.tone.best == "mixed"
        and case.is_outside_our_hands
        and case.found("talk.problem")
    ):
        return _not_ours(case)
    if case.risk.tier == "none":
        return case.yes(Leaf.ASK_TRIAGE, case.say("why.praise_unsure"), "tone")
    why = case.say("why.praise_danger", kind=case.say(f"risk_kind.{case.risk.kind}"))
    return case.yes(Leaf.ASK_TRIAGE, why, "tone", "risk")


def _is_taken_for_ours(case: Case) -> bool:
    """Whether a letter to us reads as our own: then what it asks was misread with it."""
    form = case.evidence.form
    return (
        case.evidence.is_letter_to_us
        and not form.by_person
        and form.label == "own"
        and case.evidence.rating is None
    )


def _asks_in_a_letter(case: Case) -> bool:
    by_person = case.evidence.intent.by_person
    return (
        _is_taken_for_ours(case) and not by_person and case.intent == "none" and "?" in case.shown
    )


def _asks_which(case: Case) -> bool:
    """Whether we are called and a sentence asks which, how or whether, though it reads as talk."""
    if not case.is_head or found("talk.joke", case.folded):
        return False
    asking = (one for one in case.sentences if one.rstrip().endswith("?"))
    return any(found("talk.asks_which", one) for one in asking)


QUESTIONS = (
    Question("abuse", to_us(abuse)),
    Question("rage", to_us(rage)),
    Question("wrong_facts", to_us(wrong_facts)),
    Question("fake", to_us(fake)),
    Question("experience", to_us(experience)),
    Question("question", to_us(question)),
    Question("idea", to_us(idea)),
    Question("praise", to_us(praise)),
)
