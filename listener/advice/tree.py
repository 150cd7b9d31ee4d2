"""The decision tree: every mention ends in exactly one leaf, with its reason and its path.

Deterministic and total. The questions and their order are in `questions`; here they are asked,
capped, and turned into a verdict. Where a rule rests on a word list its reason quotes the words.

What is paid, dangerous, from the press or a reply to us is looked for before anybody asks whether
the form is known: none of these hangs on it, and a doubt about a tag may not delay them.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from listener.advice.alert import alert, answered, may_be_danger
from listener.advice.drafts.holding import holds
from listener.advice.evidence import Belief, Evidence
from listener.advice.leaves import CAPPED, DANGER, PRESS, Leaf, facts_of
from listener.advice.questions import QUESTIONS
from listener.advice.questions.about import ABOUT
from listener.advice.questions.caps import capped
from listener.advice.reading.case import TONES, Case
from listener.advice.reading.lexicon import found
from listener.advice.reading.people import lane
from listener.advice.reading.press import is_press
from listener.advice.signals import confidence, signals
from listener.advice.time.delays import delay_of, peers_first
from listener.advice.time.hours import due
from listener.advice.verdict import Answer, Desk, Step, Tier, Verdict
from listener.settings.brand import Brand, Lane
from listener.settings.sheet import Kind, sheet_kind

# What asks nothing of anybody, so that it need not be known whose it is.
_A_DAY = timedelta(days=1)
_TODAY = timedelta(hours=4)  # within the working day
_IDLE = (Leaf.LET_STAND, Leaf.COUNT)


def decide(evidence: Evidence, brand: Brand) -> Verdict:
    """Walk the tree for one mention. Due times count from when the mention was collected."""
    case = Case(evidence, brand)
    answer, path = ask_all(case)
    leaf = answer.leaf or CAPPED
    ring, rule = alert(
        case,
        leaf,
        tone_decides=lambda: _tone_decides(case, leaf),
        has_second_advice=bool(answer.beside),
    )
    kind = _kind(case, leaf)
    holding = holds(kind, leaf, evidence.genre)
    return Verdict(
        leaf=leaf,
        reason=answer.why,
        path=path,
        lane=_lane(case, leaf),
        alert=ring,
        rule=rule,
        signals=signals(case, leaf),
        confidence=confidence(case, answer),
        due_at=_due_at(case, leaf),
        wants_draft=(holding or facts_of(leaf).reply is not None) and not answered(case, leaf),
        copied=_copied(case, leaf),
        beside=answer.beside,
        risk=_risk(case, leaf),
        risk_kind=kind,
        holds=holding,
        form=case.form,
        tone=evidence.tone.label if ring == "triage" else case.tone,
        sponsorship=case.sponsorship.label,
        history=case.waited.words("signal.waited", brand) if case.waited else "",
    )


def _risk(case: Case, leaf: Leaf) -> Tier:
    """What is not about us is nobody's duty here, however bad it is."""
    if leaf is Leaf.MODERATE:
        return "likely"
    return case.risk.tier if facts_of(leaf).is_counted else "none"


def _kind(case: Case, leaf: Leaf) -> Kind | None:
    """Which duty sheet goes with it. Of what a colleague reports one person alone is told."""
    if leaf is Leaf.MODERATE:
        is_hate = found("danger.hate", case.folded) or case.risk.kind == "hate"
        return "hate" if is_hate else "private_data"
    facts = facts_of(leaf)
    if case.risk.tier == "none" or facts.nameless or not facts.is_counted:
        return None
    kind = case.risk.kind
    if kind in ("safety", "child"):  # the lists' own words, of which illness has a sheet apart
        kind = "health" if case.found("danger.health") or case.found("danger.ill") else "safety"
    return sheet_kind(kind)


def _tone_decides(case: Case, leaf: Leaf) -> bool:
    """Would any tone that a person could name lead to another leaf? Else nobody is asked."""
    for tone in sorted(TONES):
        said = Belief(tone, 1.0, by_person=True, best=tone)
        answer, _ = ask_all(Case(replace(case.evidence, tone=said), case.brand))
        if answer.leaf is not leaf:
            return True
    return False


def ask_all(case: Case) -> tuple[Answer, tuple[Step, ...]]:
    """Ask until one question decides, then ask the caps.

    Whether it is about us is asked of nobody where nothing would be done either way.
    """
    answer, path = _ask(case)
    if answer.leaf is Leaf.ASK_TRIAGE and answer.rests_on == ABOUT:
        ours, way = _ask(case, asks_about=False)
        if ours.leaf in _IDLE and _is_quiet(case, ours.leaf):
            return ours, way
    return answer, path


def _is_quiet(case: Case, leaf: Leaf) -> bool:
    """Would it be told to nobody, or only be counted with the press?"""
    ring, _ = alert(case, leaf, tone_decides=lambda: True)
    return ring == "none" or (ring == "grouped" and leaf is Leaf.COUNT)


def _ask(case: Case, *, asks_about: bool = True) -> tuple[Answer, tuple[Step, ...]]:
    """Without `asks_about` it is taken for ours, where that is the only doubt.

    A form that only the place told is said in the reason, and no answer is surer than it.
    """
    path: list[Step] = []
    doubts: list[Answer] = []
    for question in QUESTIONS:
        answer = question.ask(case)
        if answer is None:
            continue
        if not asks_about and answer.leaf is Leaf.ASK_TRIAGE and answer.rests_on == ABOUT:
            path.append(_step(case, question.id, answer))
            continue  # its doubt was noted by the first question
        if answer.leaf is not None:
            for doubt in (one for one in doubts if one.why != answer.why):
                rests_on = (*answer.rests_on, *doubt.rests_on)
                answer = replace(answer, why=f"{answer.why} {doubt.why}", rests_on=rests_on)
        path.append(_step(case, question.id, answer))
        if answer.leaf is not None:
            return _cap(case, answer, path)
        if answer.said == "unsure":
            doubts.append(answer)
    raise AssertionError("the last question always decides")


def _cap(case: Case, answer: Answer, path: list[Step]) -> tuple[Answer, tuple[Step, ...]]:
    if answer.leaf is None or facts_of(answer.leaf).reply != "public":
        return answer, tuple(path)
    stay_out = capped(case, answer)
    path.append(_step(case, "caps", stay_out or case.no("no_cap")))
    return stay_out or answer, tuple(path)


def _step(case: Case, question: str, answer: Answer) -> Step:
    said = case.say(f"answer.{answer.said}")
    return Step(question=case.say(f"question.{question}"), answer=said, why=answer.why)


def _lane(case: Case, leaf: Leaf) -> Lane:
    return lane(
        case.evidence.role,
        is_press=leaf in PRESS or is_press(case),
        is_creation=case.form == "creation",
        is_large=case.has_large_audience,
    )


def _due_at(case: Case, leaf: Leaf) -> datetime | None:
    """When the advice is due; what may be a danger is to be read as soon as a danger, whatever else it asks."""
    due_at = _advice_due_at(case, leaf)
    if not may_be_danger(case, leaf) or not _is_news(case):
        return due_at
    delay = delay_of(Leaf.ESCALATE_NOW, case.brand, is_review=False)
    if delay is None:
        return due_at
    clock = facts_of(Leaf.ESCALATE_NOW).clock
    read_at = due(case.evidence.collected_at, _late(case, delay), case.brand, clock=clock)
    return min(read_at, due_at or read_at)


def _advice_due_at(case: Case, leaf: Leaf) -> datetime | None:
    facts = facts_of(leaf)
    if facts.again:
        return due(case.evidence.at, peers_first(case.brand), case.brand, clock=True)
    delay = delay_of(leaf, case.brand, is_review=case.is_review)
    if delay is None or not _is_expected(case, leaf):
        return None
    return due(case.evidence.collected_at, _late(case, delay), case.brand, clock=facts.clock)


def _late(case: Case, delay: timedelta) -> timedelta:
    """What a look finds a day or more after it was written: minutes are past, but not the day."""
    e = case.evidence
    is_late = e.is_look and e.collected_at - e.at >= _A_DAY
    return max(delay, _TODAY) if is_late else delay


def _is_expected(case: Case, leaf: Leaf) -> bool:
    """Does anybody wait for it by an hour? What came with its answer, or in a look, was asked of nobody;
    fresh danger was."""
    if answered(case, leaf):
        return False
    return not case.evidence.is_look or (leaf in DANGER and _is_news(case))


def _is_news(case: Case) -> bool:
    e = case.evidence
    return e.collected_at - e.at <= case.brand.thresholds.news_for


def _copied(case: Case, leaf: Leaf) -> tuple[Desk, ...]:
    """Desks that read along: a lawyer or a right is named, or the press has an interest."""
    if not facts_of(leaf).is_counted:
        return ()
    desks: list[Desk] = []
    if case.legal:
        desks.append("legal")
    if case.right or found("danger.privacy", case.folded):
        desks += ["dpo"] if desks else ["legal", "dpo"]
    if _concerns_press(case, leaf):
        desks.append("press")
    return tuple(desks)


def _concerns_press(case: Case, leaf: Leaf) -> bool:
    if case.evidence.role == "journalist" and leaf not in PRESS:
        return True
    piece = case.evidence.sort.is_press and leaf is Leaf.COUNT
    return piece or (case.form == "creation" and case.is_blame)
