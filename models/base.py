"""The contract between a text model and the listener."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

UNSURE = "unsure"

# Every task with its classes, in the order in which scores are written.
TASKS: dict[str, tuple[str, ...]] = {
    "form": ("share", "discussion", "critique", "creation", "own", "off"),
    "tone": ("negative", "neutral", "positive", "mixed"),
    "intent": ("complaint", "praise", "idea", "question", "none"),
    "irony": ("irony", "none"),
    "sponsorship": ("organic", "disclosed", "suspected"),
}
# What a decision asks beside the tags.
JUDGED: dict[str, tuple[str, ...]] = {
    "risk": (
        "none",
        "safety",
        "health",
        "self_harm",
        "threat",
        "leak",
        "discrimination",
        "hate",
        "private_data",
    ),
    "needs_answer": ("yes", "no"),
    "asks_us": ("yes", "no"),
    "outside_hands": ("yes", "no"),
    "from_press": ("yes", "no"),
    "know_now": ("yes", "no"),
}
# Tone and intent by the guides of other collections: the tone of a text, whoever it is about, and what
# a review of an app is for. Two guides in one head would spoil both.
GUIDES: dict[str, tuple[str, ...]] = {
    "polarity": ("negative", "neutral", "positive"),
    "request": TASKS["intent"],
}
LEARNT = TASKS | JUDGED | GUIDES

# The languages of which the card has a figure for a task, of irony those it was taught in. A label in any
# other would be a promise that nobody checked: it is `unsure`, its scores stay for a person to look at.
# Sponsorship goes by words of disclosure, whose lists are of many languages, and accuses nobody.
_OURS = frozenset({"en", "fr"})
MEASURED: Mapping[str, frozenset[str]] = {
    "form": _OURS,
    "tone": _OURS | {"de", "es", "it", "pt"},
    "intent": _OURS,
    "irony": _OURS,
}


def is_measured(task: str, lang: str | None) -> bool:
    """May a label of the task be relied on in a language, ISO 639-1? A text too short to tell may."""
    return lang is None or lang in MEASURED.get(task, {lang})


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A text and what is known about where it stands; None is unknown."""

    text: str
    source_kind: str | None = None  # Mention.genre
    venue: str | None = None  # own, review, public
    addressed: bool | None = None  # does it speak to the brand?
    thread: str | None = None  # title or first words of what it answers
    brand: str | None = None
    lang: str | None = None  # ISO 639-1, where the source says it
    rating: int | None = None  # 1 to 5


@dataclass(frozen=True, slots=True)
class Score:
    """One task's label and what it was chosen from."""

    label: str  # the likeliest class, or "unsure" below the task's threshold
    scores: Mapping[str, float]  # every class of the task, calibrated, summing to 1

    @property
    def best(self) -> str:
        """The likeliest class, also when the label is `unsure`."""
        return max(self.scores, key=self.scores.__getitem__)

    @property
    def probability(self) -> float:
        """Of the likeliest class, 0 to 1."""
        return max(self.scores.values())


@dataclass(frozen=True, slots=True)
class Tag:
    """What a tagger says of one post."""

    form: Score
    tone: Score
    intent: Score
    irony: Score
    sponsorship: Score
    lang: str | None  # ISO 639-1: the source's word, else detected; None where it cannot be told
    vector: NDArray[np.float16]  # shape [384], unit length: the sentence vector
    # By task of JUDGED, every class with its probability; empty where the weights know none of them.
    judged: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


class Tagger(Protocol):
    """Anything that tags posts."""

    name: str  # stored with every tag, so that a row says which weights made it

    def tag(self, posts: Sequence[Post]) -> list[Tag]:
        """One tag for each post, in order; a post's tag does not depend on its neighbours."""
