"""The leaves of the tree: what may be done with a mention, and what each one brings with it."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Leaf(StrEnum):
    """What to do. Every mention ends in exactly one."""

    NOT_US = "NOT_US"
    ASK_TRIAGE = "ASK_TRIAGE"
    OURS = "OURS"
    EMPLOYEE = "EMPLOYEE"
    COUNT_APART = "COUNT_APART"
    ETHICS = "ETHICS"
    ESCALATE_NOW = "ESCALATE_NOW"
    MODERATE = "MODERATE"
    ESCALATE_PR = "ESCALATE_PR"
    ANSWER_PRESS = "ANSWER_PRESS"
    CORRECT_PRESS = "CORRECT_PRESS"
    COUNT = "COUNT"
    CLOSE = "CLOSE"
    REPAIR = "REPAIR"
    ESCALATE_LANE = "ESCALATE_LANE"
    RESUME = "RESUME"
    ACKNOWLEDGE_RATING = "ACKNOWLEDGE_RATING"
    CREATOR = "CREATOR"
    MONITOR_ABUSE = "MONITOR_ABUSE"
    MONITOR_RAGE = "MONITOR_RAGE"
    CORRECT = "CORRECT"
    ACKNOWLEDGE_AND_REPORT = "ACKNOWLEDGE_AND_REPORT"
    ACKNOWLEDGE = "ACKNOWLEDGE"
    ANSWER = "ANSWER"
    THANK_AND_TRACK = "THANK_AND_TRACK"
    THANK = "THANK"
    OFFER_HELP = "OFFER_HELP"
    CORRECT_PEERS = "CORRECT_PEERS"
    PUBLISH_ANSWER = "PUBLISH_ANSWER"  # never alone: beside LET_STAND
    MONITOR = "MONITOR"  # peers still have time to help on our own page: look again when due
    LET_STAND = "LET_STAND"


# People, the law or a crowd may come to harm; a newsroom waits. Both are told whatever the budget.
DANGER = frozenset({Leaf.ESCALATE_NOW, Leaf.MODERATE, Leaf.ESCALATE_PR})
PRESS = frozenset({Leaf.ANSWER_PRESS, Leaf.CORRECT_PRESS})


@dataclass(frozen=True, slots=True, kw_only=True)
class LeafFacts:
    """What a leaf brings with it, whatever the mention."""

    rank: int  # 0 is the most severe; a story's lead is the mention that ranks first
    delay: timedelta | None = None  # None: nothing is due
    review_delay: timedelta | None = None  # where a review has another
    clock: bool = False  # True: clock minutes; False: the brand's opening hours
    wants_draft: bool = False
    public_reply: bool = False  # capped by step 9 and stopped by a hold
    approvers: int = 1


# Danger first, then the tree's own order; what asks nothing of anyone comes last.
_SEVERITY = (
    Leaf.ESCALATE_NOW,
    Leaf.MODERATE,
    Leaf.ESCALATE_PR,
    Leaf.ANSWER_PRESS,
    Leaf.CORRECT_PRESS,
    Leaf.ESCALATE_LANE,
    Leaf.REPAIR,
    Leaf.RESUME,
    Leaf.CORRECT,
    Leaf.ACKNOWLEDGE_AND_REPORT,
    Leaf.ACKNOWLEDGE,
    Leaf.ACKNOWLEDGE_RATING,
    Leaf.ETHICS,
    Leaf.EMPLOYEE,
    Leaf.ANSWER,
    Leaf.OFFER_HELP,
    Leaf.CORRECT_PEERS,
    Leaf.THANK_AND_TRACK,
    Leaf.CREATOR,
    Leaf.THANK,
    Leaf.ASK_TRIAGE,
    Leaf.PUBLISH_ANSWER,
    Leaf.MONITOR,
    Leaf.MONITOR_ABUSE,
    Leaf.MONITOR_RAGE,
    Leaf.LET_STAND,
    Leaf.CLOSE,
    Leaf.COUNT_APART,
    Leaf.COUNT,
    Leaf.OURS,
    Leaf.NOT_US,
)

# leaf: (hours until due, hours for a review)
_HOURS: dict[Leaf, tuple[float, float]] = {
    Leaf.ESCALATE_NOW: (0.25, 0.25),
    Leaf.ESCALATE_PR: (1, 1),
    Leaf.MODERATE: (1, 1),
    Leaf.ANSWER_PRESS: (1, 1),
    Leaf.CORRECT_PRESS: (1, 1),
    Leaf.REPAIR: (4, 24),
    Leaf.ESCALATE_LANE: (4, 24),
    Leaf.ACKNOWLEDGE: (4, 24),
    Leaf.ACKNOWLEDGE_AND_REPORT: (4, 24),
    Leaf.ACKNOWLEDGE_RATING: (24, 24),
    Leaf.ANSWER: (8, 8),
    Leaf.OFFER_HELP: (8, 8),
    Leaf.RESUME: (8, 8),
    Leaf.CORRECT: (24, 24),
    Leaf.CORRECT_PEERS: (24, 24),
    Leaf.ETHICS: (24, 24),
    Leaf.EMPLOYEE: (24, 24),
    Leaf.THANK: (72, 72),
    Leaf.THANK_AND_TRACK: (72, 72),
    Leaf.CREATOR: (72, 72),
}
_CLOCK = frozenset({Leaf.ESCALATE_NOW, Leaf.ESCALATE_PR})
_PUBLIC = frozenset(
    {
        Leaf.REPAIR,
        Leaf.ESCALATE_LANE,
        Leaf.RESUME,
        Leaf.ACKNOWLEDGE_RATING,
        Leaf.CREATOR,
        Leaf.CORRECT,
        Leaf.ACKNOWLEDGE_AND_REPORT,
        Leaf.ACKNOWLEDGE,
        Leaf.ANSWER,
        Leaf.THANK_AND_TRACK,
        Leaf.THANK,
        Leaf.OFFER_HELP,
        Leaf.CORRECT_PEERS,
    }
)
# Written for one person or one newsroom, never posted in public.
_PRIVATE = frozenset({Leaf.ANSWER_PRESS, Leaf.CORRECT_PRESS, Leaf.ETHICS, Leaf.EMPLOYEE})
_TWO_APPROVERS = frozenset(
    {
        Leaf.ANSWER_PRESS,
        Leaf.CORRECT_PRESS,
        Leaf.ESCALATE_NOW,
        Leaf.ESCALATE_PR,
    }
)


def _facts(leaf: Leaf) -> LeafFacts:
    hours = _HOURS.get(leaf)
    return LeafFacts(
        rank=_SEVERITY.index(leaf),
        delay=timedelta(hours=hours[0]) if hours else None,
        review_delay=timedelta(hours=hours[1]) if hours else None,
        clock=leaf in _CLOCK,
        wants_draft=leaf in _PUBLIC | _PRIVATE,
        public_reply=leaf in _PUBLIC,
        approvers=2 if leaf in _TWO_APPROVERS else 1,
    )


FACTS: dict[Leaf, LeafFacts] = {leaf: _facts(leaf) for leaf in Leaf}


def severity(leaf: Leaf) -> int:
    """The leaf's place in a queue and in a story: 0 comes first."""
    return FACTS[leaf].rank


_RANKS = {leaf.value: facts.rank for leaf, facts in FACTS.items()}


def rank(leaf: str, *, unknown_first: bool = False) -> int:
    """The same for a leaf as a row holds it.

    One that this release does not know leads no story and no week, so it comes last; where it
    must not go unseen (`unknown_first`), it is below 0.
    """
    return _RANKS.get(leaf, -1 if unknown_first else len(_RANKS))


_ASKING = frozenset(leaf.value for leaf, facts in FACTS.items() if facts.delay is not None)


def asks(leaf: str) -> bool:
    """Does a leaf, as a row holds it, want something of a person, by an hour or not?"""
    return leaf in _ASKING
