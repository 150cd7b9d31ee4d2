"""What the tree says of one mention, with the way it came there."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from listener.advice.leaves import DANGER, URGENT, Leaf, facts_of
from listener.settings.brand import Lane
from listener.settings.sheet import Kind

Alert = Literal["instant", "grouped", "triage", "wins", "none"]
Confidence = Literal["sure", "fairly sure", "please check"]
Said = Literal["yes", "no", "unsure"]
Desk = Literal["legal", "dpo", "press"]
Tier = Literal["none", "possible", "likely"]  # of a risk: must somebody on duty see it now?

KNOW_NOW = "know-now"  # the alert rule of what somebody must know of within the hour


def is_urgent(leaf: str, risk: str, rule: str) -> bool:
    """Is it told whatever the budget, the hold, a mute or a fresh first look say?"""
    return leaf in URGENT or risk != "none" or rule == KNOW_NOW


def rings(leaf: Leaf, risk: str) -> bool:
    """Is it danger, and not only what may be one, advised as danger?"""
    return leaf in DANGER and not (leaf is Leaf.ESCALATE_NOW and risk == "possible")


@dataclass(frozen=True, slots=True)
class Step:
    """One question that was asked, in the brand's language."""

    question: str
    answer: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one question found. With a leaf it decides; without one the next question is asked."""

    said: Said
    why: str  # a sentence in the brand's language
    leaf: Leaf | None = None
    rests_on: tuple[str, ...] = ()  # form, tone, intent, sponsorship, relevance, words
    beside: tuple[Leaf, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One leaf, why, by which way, for whom and until when."""

    leaf: Leaf
    reason: str  # a sentence in the brand's language
    path: tuple[Step, ...]  # every question asked, in order
    lane: Lane
    alert: Alert
    rule: str  # short id of what put it into its alert class; words under `rule.<id>`
    signals: tuple[str, ...]  # two or three, strongest first, in words
    confidence: Confidence
    due_at: datetime | None = None  # aware; None: nothing is due
    wants_draft: bool = False
    copied: tuple[Desk, ...] = ()  # desks that read along: legal, dpo, press
    beside: tuple[Leaf, ...] = ()  # a second piece of advice: PUBLISH_ANSWER
    risk: Tier = "none"  # must somebody on duty see it now?
    risk_kind: Kind | None = None  # which duty sheet goes with it
    holds: bool = False  # is its draft the sheet's holding reply?
    # As the tree took them: the tags after its rules. What a person is to look at stays unsure.
    form: str = "unsure"
    tone: str = "unsure"
    sponsorship: str = "unsure"
    history: str = ""  # which message to us it is that nobody answered, in words

    def rings_in_a_look(self, *, is_fresh: bool, only_danger: bool = False) -> bool:
        """Danger does; and while it is fresh what may be one, and what somebody must know now.

        `only_danger`: of what lay unread, and of which it was said that nothing else alerts.
        """
        pressing = self.risk != "none" or (self.rule == KNOW_NOW and not only_danger)
        return rings(self.leaf, self.risk) or (pressing and is_fresh)

    @property
    def is_urgent(self) -> bool:
        """Is it told whatever the budget, the hold or a first look say?"""
        return is_urgent(self.leaf, self.risk, self.rule)

    @property
    def approvers(self) -> int:
        """How many people approve a reply: two for press, crisis, and whatever legal reads; one for a
        holding reply, which admits and promises nothing and has no time to lose.
        """
        if self.holds:
            return 1
        return 2 if "legal" in self.copied else facts_of(self.leaf).approvers
