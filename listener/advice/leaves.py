"""The leaves of the tree: what may be done with a mention. One record holds all that is known of each.

A new leaf is one record here, its words (`leaf`, `meaning`, `benefit` and `risk` in every
language), the question that chooses it with its reason, and a row of the scenarios:
`tests/test_leaves.py` names what is missing. Whoever needs a set of leaves asks `those`.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Literal


class Leaf(StrEnum):
    """What to do. Every mention ends in exactly one."""

    ESCALATE_NOW = "ESCALATE_NOW"
    MODERATE = "MODERATE"
    ESCALATE_PR = "ESCALATE_PR"
    WORKPLACE = "WORKPLACE"
    ANSWER_PRESS = "ANSWER_PRESS"
    CORRECT_PRESS = "CORRECT_PRESS"
    ESCALATE_LANE = "ESCALATE_LANE"
    REPAIR = "REPAIR"
    RESUME = "RESUME"
    CORRECT = "CORRECT"
    ACKNOWLEDGE_AND_REPORT = "ACKNOWLEDGE_AND_REPORT"
    ACKNOWLEDGE = "ACKNOWLEDGE"
    ACKNOWLEDGE_RATING = "ACKNOWLEDGE_RATING"
    ETHICS = "ETHICS"
    EMPLOYEE = "EMPLOYEE"
    ANSWER = "ANSWER"
    OFFER_HELP = "OFFER_HELP"
    CORRECT_PEERS = "CORRECT_PEERS"
    THANK_AND_TRACK = "THANK_AND_TRACK"
    CREATOR = "CREATOR"
    THANK = "THANK"
    ASK_TRIAGE = "ASK_TRIAGE"
    PUBLISH_ANSWER = "PUBLISH_ANSWER"
    MONITOR = "MONITOR"
    MONITOR_ABUSE = "MONITOR_ABUSE"
    MONITOR_RAGE = "MONITOR_RAGE"
    LET_STAND = "LET_STAND"
    CLOSE = "CLOSE"
    COUNT_APART = "COUNT_APART"
    COUNT = "COUNT"
    OURS = "OURS"
    NOT_US = "NOT_US"


Never = Literal["never"]
# How it is told by itself:
#   danger, press   at once, whatever the budget
#   referent         the same, for one named person
#   by_rule         as loudly as its words and its author are, by the rules of `alert`
#   wins            the same, and with the good news where nothing is loud
#   waits           at once only for a crisis word, a known author or one star
#   paid            the same; else a question to triage, unless the author says that it is paid
#   outburst        in a bundle, however loud it is
#   triage          a person must say what it is
#   never           not at all
Told = Literal[
    "danger", "press", "referent", "by_rule", "wins", "waits", "paid", "outburst", "triage", "never"
]
# Where it stands in the digest:
#   danger, press, creators, ideas, triage   one of the things to do next week, by that name
#   owed            an answer in public: it waits until one is seen, and counts in the response rate
#   listed          a voice among the others
#   paid, staff     counted apart from the voices
#   out             in no figure
Place = Literal[
    "danger", "press", "owed", "creators", "ideas", "triage", "listed", "paid", "staff", "out"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeafFacts:
    """All that is known of a leaf before any mention, but its words."""

    # Hours. A leaf says them, or "never", as it says `told`, `digest` and `next`: a test asks.
    due: float | Never | None = None
    review_due: float | None = None  # hours, where a review has others
    clock: bool = False  # True: clock hours; False: the brand's opening hours
    reply: Literal["public", "private"] | None = None  # only what is public is capped, or held
    # Does a draft state a fact? "must": a gap stands where there is none; "asked": one is wanted.
    states: Literal["must", "asked", "may"] | None = None
    introduces: bool = False  # a draft says at its head who speaks
    register: Literal["formal", "familiar"] | None = None  # None: as the author speaks
    approvers: int = 1
    next: str = ""  # what comes after the reply: next_step.*
    told: Told | None = None
    digest: Place | None = None
    about: bool | None = True  # about the brand; None: nobody knows yet
    again: bool = False  # it is decided anew once it is due
    thanks: bool = False  # a kindness: whatever becomes of it, nothing is left open
    rationed: bool = False  # only some of them are answered
    resumes: bool = False  # it goes on with a case that is open elsewhere
    nameless: bool = False  # its author, and the address that names them, are shown nowhere
    alone: bool = True  # False: it only stands beside another leaf
    gathers: bool = (
        False  # told in one message with others of its matter, where many say it at once
    )

    @property
    def delay(self) -> timedelta | None:
        """Time until it is due; None where nothing is."""
        return timedelta(hours=self.due) if isinstance(self.due, int | float) else None

    @property
    def review_delay(self) -> timedelta | None:
        """The same for a review."""
        return timedelta(hours=self.review_due) if self.review_due is not None else self.delay

    @property
    def is_counted(self) -> bool:
        """Is it a mention at all, for figures and for people?"""
        return self.digest != "out"


# Most severe first: danger, then the tree's own order; what asks nothing of anyone comes last.
# fmt: off
LEAVES: dict[Leaf, LeafFacts] = {
    Leaf.ESCALATE_NOW: LeafFacts(
        due=0.25, clock=True, next="duty",
        told="danger", digest="danger",
    ),
    Leaf.MODERATE: LeafFacts(due=1, next="duty", told="danger", digest="danger"),
    Leaf.ESCALATE_PR: LeafFacts(
        due=1, clock=True, approvers=2, next="duty",
        told="danger", digest="danger",
    ),
    Leaf.WORKPLACE: LeafFacts(
        due=4, next="referent",
        told="referent", digest="staff", nameless=True,
    ),
    Leaf.ANSWER_PRESS: LeafFacts(
        due=1, reply="private", register="formal", approvers=2, next="press",
        states="may",
        told="press", digest="press",
    ),
    Leaf.CORRECT_PRESS: LeafFacts(
        due=1, reply="private", register="formal", approvers=2, next="press",
        states="must",
        told="press", digest="press",
    ),
    Leaf.ESCALATE_LANE: LeafFacts(
        due=4, review_due=24, reply="public", next="private",
        told="by_rule", digest="owed",
    ),
    Leaf.REPAIR: LeafFacts(
        due=4, review_due=24, reply="public", next="private",
        states="may",
        told="by_rule", digest="owed", gathers=True,
    ),
    Leaf.RESUME: LeafFacts(
        due=8, reply="public", next="private",
        states="may",
        told="by_rule", digest="owed", resumes=True,
    ),
    Leaf.CORRECT: LeafFacts(
        due=24, reply="public", next="follow",
        states="must",
        told="by_rule", digest="owed",
    ),
    Leaf.ACKNOWLEDGE_AND_REPORT: LeafFacts(
        due=4, review_due=24, reply="public", next="report",
        told="by_rule", digest="owed",
    ),
    Leaf.ACKNOWLEDGE: LeafFacts(
        due=4, review_due=24, reply="public", next="follow",
        states="may",
        told="by_rule", digest="owed", gathers=True,
    ),
    Leaf.ACKNOWLEDGE_RATING: LeafFacts(
        due=24, reply="public", next="follow",
        told="by_rule", digest="owed",
    ),
    Leaf.ETHICS: LeafFacts(
        due=24, reply="private", register="formal", next="partner",
        told="by_rule", digest="paid",
    ),
    Leaf.EMPLOYEE: LeafFacts(
        due=24, reply="private", register="familiar", next="none",
        told="by_rule", digest="staff",
    ),
    Leaf.ANSWER: LeafFacts(
        due=8, reply="public", next="follow",
        states="asked",
        told="by_rule", digest="owed", gathers=True,
    ),
    Leaf.OFFER_HELP: LeafFacts(
        due=8, reply="public", next="follow",
        states="asked", introduces=True,
        told="by_rule", digest="listed", gathers=True,
    ),
    Leaf.CORRECT_PEERS: LeafFacts(
        due=24, reply="public", next="none",
        states="must", introduces=True,
        told="by_rule", digest="listed",
    ),
    Leaf.THANK_AND_TRACK: LeafFacts(
        due=72, reply="public", next="idea",
        told="by_rule", digest="ideas", thanks=True,
    ),
    Leaf.CREATOR: LeafFacts(
        due=72, reply="public", next="maker",
        told="wins", digest="creators", thanks=True,
    ),
    Leaf.THANK: LeafFacts(
        due=72, reply="public", next="none",
        told="by_rule", digest="listed", thanks=True, rationed=True,
    ),
    Leaf.ASK_TRIAGE: LeafFacts(
        due="never", next="none",
        told="triage", digest="triage", about=None,
    ),
    Leaf.PUBLISH_ANSWER: LeafFacts(  # beside LET_STAND
        due="never", next="page",
        told="by_rule", digest="listed", alone=False,
    ),
    Leaf.MONITOR: LeafFacts(  # peers may still help on our own page
        due="never", next="look",
        told="waits", digest="listed", again=True, gathers=True,
    ),
    Leaf.MONITOR_ABUSE: LeafFacts(due="never", next="look", told="outburst", digest="listed"),
    Leaf.MONITOR_RAGE: LeafFacts(
        due="never", next="look", told="outburst", digest="listed", gathers=True
    ),
    Leaf.LET_STAND: LeafFacts(
        due="never", next="none", told="waits", digest="listed", gathers=True
    ),
    Leaf.CLOSE: LeafFacts(due="never", next="none", told="waits", digest="listed"),
    Leaf.COUNT_APART: LeafFacts(due="never", next="none", told="paid", digest="paid"),
    Leaf.COUNT: LeafFacts(
        due="never", next="none", told="by_rule", digest="listed", gathers=True
    ),
    Leaf.OURS: LeafFacts(due="never", next="none", told="never", digest="out"),
    Leaf.NOT_US: LeafFacts(due="never", next="none", told="never", digest="out", about=False),
}
# fmt: on


_BY_NAME: dict[str, LeafFacts] = {leaf.value: of for leaf, of in LEAVES.items()}
_RANKS: dict[str, int] = {leaf: n for n, leaf in enumerate(LEAVES)}
_UNKNOWN = LeafFacts()


def facts_of(leaf: str) -> LeafFacts:
    """A leaf's record, also by its name in a row; nothing special where this release has none."""
    return _BY_NAME.get(leaf, _UNKNOWN)


def those(**want: object) -> frozenset[Leaf]:
    """The leaves whose record says all of this: `those(digest="owed")`."""
    return frozenset(
        leaf for leaf, of in LEAVES.items() if all(getattr(of, k) == v for k, v in want.items())
    )


# People, the law or a crowd may come to harm; a newsroom waits; a colleague is to be protected. All of
# these are told whatever the budget.
DANGER = those(told="danger")
PRESS = those(told="press")
URGENT = DANGER | PRESS | those(told="referent")
RATIONED = those(rationed=True)
CAPPED = Leaf.LET_STAND  # what a reply becomes where a cap forbids it
UNTHANKED = Leaf.COUNT  # and a thank-you that was said to us: there are no peers to stay out of
# What only wants thanks ends in one of these.
THANKS_ONLY = RATIONED | {CAPPED, UNTHANKED}


def rank(leaf: str, *, unknown_first: bool = False) -> int:
    """The leaf's place in a queue and in a story: 0 comes first.

    One that this release does not know leads no story and no week, so it comes last; where it
    must not go unseen (`unknown_first`), it is below 0.
    """
    return _RANKS.get(leaf, -1 if unknown_first else len(_RANKS))
