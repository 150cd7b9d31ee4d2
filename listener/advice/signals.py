"""Why a person is shown something: the strongest signals in words, and how sure we are."""

from collections.abc import Iterator
from itertools import chain
from math import prod

from listener import words
from listener.advice.leaves import Leaf, facts_of
from listener.advice.reading.beliefs import Signs, held, logit
from listener.advice.reading.case import Case
from listener.advice.reading.press import is_press
from listener.advice.reading.relevance import named
from listener.advice.reading.risk import counted, likeliest
from listener.advice.reading.text import holds
from listener.advice.verdict import Answer, Confidence
from listener.words import percent

SHOWN = 3
SURE, FAIRLY_SURE = 0.85, 0.6
_TAGS = ("form", "tone", "intent", "irony", "sponsorship")
_HALF_SEEN = 0.1  # a share of danger that is named beside what cannot wait
_BY_WORDS = 0.8  # a word list is evidence, never certainty


def signals(case: Case, leaf: Leaf) -> tuple[str, ...]:
    """Two or three signals in the brand's language, strongest first."""
    if facts_of(leaf).about is False:
        return (case.relevance[1], case.say("signal.not_us"))
    people = () if facts_of(leaf).nameless else _people(case)  # few people are on a list of staff
    doubts = () if facts_of(leaf).nameless else _doubts(case)
    found = dict[str, None]()
    # What would not be shown is not looked for.
    for signal in chain(_risks(case), doubts, _places(case), _asks(case), people, _manner(case)):
        found[signal] = None
        if len(found) == SHOWN:
            break
    return tuple(found)


def _risks(case: Case) -> Iterator[str]:
    if (hit := case.danger) and (case.risk.tier != "none" or case.is_passed_on):
        yield case.say("signal.danger", words=hit[1])
    elif case.risk.tier != "none":
        yield case.say("signal.risk", kind=case.say(f"risk_kind.{case.risk.kind}"))
    elif case.unread:
        yield case.say("signal.unread", tongue=case.tongue)
    elif case.must_know:
        yield _pressing(case)
    if case.evidence.copies:
        yield case.say("signal.copies")  # how many grows: the card counts them
    if word := case.crisis_word:
        yield case.say("signal.crisis", word=word)
    if words := case.legal or case.found("danger.privacy"):
        yield case.say("signal.legal", words=words)


def _pressing(case: Case) -> str:
    """How sure the model is of it, and the danger that it half sees there."""
    lang, answers = case.brand.language, case.evidence.answers
    share = percent(lang, answers["know_now"])
    others = counted(case.evidence)
    if sum(others.values()) >= _HALF_SEEN:
        kind = case.say(f"risk_kind.{likeliest(others)}")
        return case.say("signal.know_now_kind", share=share, kind=kind)
    return case.say("signal.know_now", share=share)


def _doubts(case: Case) -> Iterator[str]:
    if wrong := case.misstated:
        yield case.say("signal.contradicts", fact=wrong.fact.id, words=wrong.words)
    elif doubt := case.doubted:
        yield case.say("signal.may_contradict", fact=doubt.fact.id, words=doubt.words)


def _places(case: Case) -> Iterator[str]:
    seen = case.evidence
    if seen.replies_to_our_answer:
        yield case.say("signal.reply")
    elif seen.by_owner:
        yield case.say("signal.by_owner")
    elif seen.venue == "own":
        yield case.say("signal.own_page")
    elif case.is_review:
        yield case.say("signal.review")
    elif seen.addressed:
        yield case.say("signal.addressed", name=_called(case))
    if seen.rating is not None:
        yield case.say("signal.stars", n=seen.rating)


def _called(case: Case) -> str:
    handles = [h for h in case.brand.handles if holds(case.folded, h)]
    return handles[0] if handles else case.brand.name


def _asks(case: Case) -> Iterator[str]:
    if case.intent in ("question", "complaint", "idea"):
        yield case.say(f"signal.{case.intent}")
    if case.wrong:
        yield case.say("signal.wrong", fact=case.wrong.id)
    if case.evidence.same_question >= case.brand.thresholds.same_question and case.asks:
        yield case.say("signal.same_question", n=case.evidence.same_question)


def _people(case: Case) -> Iterator[str]:
    seen = case.evidence
    if seen.role:
        yield case.say(f"signal.{seen.role}")
    elif is_press(case):
        yield case.say("signal.press")
    if seen.reach is not None and case.has_large_audience:
        yield case.say("signal.reach", n=seen.reach)
    if before := case.waited:
        yield before.words("signal.waited", case.brand)
    elif seen.contacts:
        yield case.say("signal.returning", n=len(seen.contacts))
    if case.sponsorship.label in ("disclosed", "suspected"):
        yield case.say(f"sponsorship.{case.sponsorship.label}").lower()


def _manner(case: Case) -> Iterator[str]:
    if not case.has_words:
        yield case.say("signal.no_words")
        yield case.say("signal.genre", genre=_genre(case))
        return
    form, tone = case.evidence.form, case.evidence.tone
    if case.form == "unsure" or (case.settled.by != "tag" and form.label == "unsure"):
        yield case.say("signal.form_unsure", share=percent(case.brand.language, form.probability))
    else:
        yield case.say(f"signal.form.{case.form}")
    share = percent(case.brand.language, tone.probability)
    known = "unsure" if tone.label == "unsure" else case.tone
    yield case.say(f"signal.tone.{known}", share=share)
    if name := named(case.folded, case.brand):
        yield case.say("signal.named", name=name)


def _genre(case: Case) -> str:
    return words.named(case.brand.language, "genre", case.evidence.genre)


def confidence(case: Case, answer: Answer) -> Confidence:
    """How sure we are that the advice is right, as a word; see `probability`."""
    told = answer.rests_on and all(_is_told(case, task) for task in answer.rests_on)
    if told or case.evidence.by_owner:
        return "sure"
    if "language" in answer.rests_on:  # that is not read well
        return "please check"
    right = probability(case, answer)
    if right >= SURE and set(answer.rests_on) != {"words"}:  # a list is evidence, never certainty
        return "sure"
    return "fairly sure" if right >= FAIRLY_SURE else "please check"


def probability(case: Case, answer: Answer) -> float:
    """How likely the advice is right: what it rests on, and that no question before it was missed."""
    return held("right", doubts(case, answer)).probability


def doubts(case: Case, answer: Answer) -> Signs:
    """The signs of a right advice, for the weights of `right`."""
    whole = prod(_sureness(case, task) for task in answer.rests_on)
    seen = case.evidence
    about = case.relevance[0]
    return {
        "rests": logit(whole),
        "words": float("words" in answer.rests_on),
        "risk": case.risk_read,
        "about": max(about, 1 - about),
        "history": float(bool(seen.contacts)),
        "irony": seen.irony.share("irony"),
        "intent": max(seen.intent.scores.values(), default=seen.intent.probability),
        "tone": max(seen.tone.scores.values(), default=seen.tone.probability),
        "rated": float(seen.rating is not None),
        f"leaf_{_family(answer)}": 1.0,
    }


def _family(answer: Answer) -> str:
    facts = facts_of(answer.leaf) if answer.leaf else None
    if facts is None or facts.told == "triage":
        return "asked"
    if facts.reply == "public":
        return "thanks" if facts.thanks else "reply"
    return "quiet"


def _is_told(case: Case, task: str) -> bool:
    """Whether a person said so."""
    return task in _TAGS and case.belief(task).by_person


def _sureness(case: Case, task: str) -> float:
    """How likely what an answer rests on is, 0 to 1."""
    if task == "language":
        return 0.0
    if task == "words":
        return _BY_WORDS
    if task == "risk":
        return case.risk.probability
    if task == "form" and case.form in ("critique", "discussion"):
        return 1 - case.to_us.doubt
    if task == "tone":
        return 1 - case.blame.doubt
    if task in case.evidence.answers:
        p = case.evidence.answers[task]
        return max(p, 1 - p)
    if task == "relevance":
        return max(case.relevance[0], 1 - case.relevance[0])
    belief = case.belief(task)
    return 1.0 if belief.by_person else belief.probability
