"""What a draft is made of for each leaf, how long it may be, and what to weigh beside it."""

from listener.strategy.leaves import Leaf
from listener.strategy.verdict import Verdict
from listener.strategy.words import say

# Lines in order. `fact` must be there (or a gap), `fact?` only if there is one; a line with
# `?` is the first to go where the platform is short. `me` says who speaks, at the head.
SHAPES: dict[Leaf, tuple[str, ...]] = {
    Leaf.REPAIR: ("sorry", "fact?", "look", "gesture?", "private"),
    Leaf.ESCALATE_LANE: ("third", "lead", "gesture?", "private"),
    Leaf.RESUME: ("waited", "here", "fact?", "private?"),
    Leaf.ACKNOWLEDGE: ("heard", "fact?", "outside", "tell?"),
    Leaf.ACKNOWLEDGE_RATING: ("stars", "tell", "private?"),
    Leaf.ACKNOWLEDGE_AND_REPORT: ("careful", "find"),
    Leaf.CORRECT: ("clarify", "fact", "source?"),
    Leaf.ANSWER: ("asked", "fact", "more?"),
    Leaf.THANK_AND_TRACK: ("good_idea", "track", "use?"),
    Leaf.THANK: ("thanks", "fond?"),
    Leaf.CREATOR: ("made", "leave", "together?"),
    Leaf.OFFER_HELP: ("me", "useful", "fact", "there"),
    Leaf.CORRECT_PEERS: ("me", "useful", "fact", "withdraw?"),
    Leaf.ANSWER_PRESS: ("newsroom", "fact", "desk", "deadline"),
    Leaf.CORRECT_PRESS: ("read", "fact", "rectify"),
    Leaf.ETHICS: ("partner", "tie", "label"),
    Leaf.EMPLOYEE: ("colleague", "say_so"),
}
# Characters a platform takes; private letters and the rest take LONG.
LIMITS = {
    "tweet": 280,
    "support_tweet": 280,
    "bluesky_post": 300,
    "mastodon_post": 500,
    "app_review": 350,
    "social_comment": 500,
    "youtube_comment": 500,
}
LONG = 1000


def advice(verdict: Verdict, language: str) -> tuple[str, str, str]:
    """For a leaf: what a reply brings, what to mind, and what comes next."""
    leaf = verdict.leaf
    step = say(language, f"next_step.{_NEXT.get(leaf, 'none')}")
    return say(language, f"benefit.{leaf}"), say(language, f"risk.{leaf}"), step


_NEXT: dict[Leaf, str] = {
    Leaf.ESCALATE_NOW: "duty",
    Leaf.MODERATE: "duty",
    Leaf.ESCALATE_PR: "duty",
    Leaf.ANSWER_PRESS: "press",
    Leaf.CORRECT_PRESS: "press",
    Leaf.REPAIR: "private",
    Leaf.ESCALATE_LANE: "private",
    Leaf.RESUME: "private",
    Leaf.ACKNOWLEDGE_RATING: "follow",
    Leaf.ACKNOWLEDGE: "follow",
    Leaf.CORRECT: "follow",
    Leaf.ANSWER: "follow",
    Leaf.OFFER_HELP: "follow",
    Leaf.ACKNOWLEDGE_AND_REPORT: "report",
    Leaf.THANK_AND_TRACK: "idea",
    Leaf.CREATOR: "maker",
    Leaf.ETHICS: "partner",
    Leaf.PUBLISH_ANSWER: "page",
    Leaf.MONITOR: "look",
    Leaf.MONITOR_ABUSE: "look",
    Leaf.MONITOR_RAGE: "look",
}
