"""Beliefs: danger, blame and whom it speaks to, as probabilities, from the tagger and all around it.

A logistic regression over a few signs. What the tagger holds likely is one of them, and the place,
the stars, the words of the lists weigh beside it. `beliefs.toml` has the weights: they were fitted on
invented posts of many brands by hands that had not seen the rules (benchmarks/beliefs.py), held near
what each sign ought to say where hardly a row has it.

Some are weighed with the sentence vector beside the signs, in `beliefs.npz`: it says a little of what no sign does.
Vectors of other weights than those it was fitted on say nothing here, and the signs are weighed alone.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp, log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from listener.advice.evidence import GOOD_STARS, Belief, Evidence

_EDGE = 0.01  # nothing is surer than this, by one sign alone
_MOST = 3  # earlier messages that count

SEEN, READ_BY = "_seen", "read_by"  # of the names in the two files
_HOME = files("listener.advice.reading")

Signs = Mapping[str, float]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Held:
    """How likely something is held to be."""

    probability: float

    @property
    def doubt(self) -> float:
        """How likely the likelier answer is to be wrong, 0 to 0.5."""
        return min(self.probability, 1 - self.probability)


def held(belief: str, signs: Signs, vector: bytes | None = None) -> Held:
    """Weigh the signs of a belief, and the vector where it was fitted to one; a sign without a weight
    counts nothing.
    """
    line = lines_of().get(belief) if vector else None
    weights = weights_of()[belief if line is None else f"{belief}{SEEN}"]
    odds = weights["always"] + sum(weights.get(sign, 0.0) * value for sign, value in signs.items())
    if vector and line is not None:
        odds += float(np.frombuffer(vector, np.float16).astype(np.float32) @ line)
    return Held(1 / (1 + exp(-max(-30.0, min(30.0, odds)))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What the rules read in a mention that the signs need."""

    is_review: bool
    is_head: bool  # our handle opens it, or "you" stands beside it
    answers_us: bool
    calls_another: bool  # it opens with another's handle or first name
    names_problem: bool
    is_first_hand: bool
    waited: int  # earlier messages to us that nobody answered


def blame(evidence: Evidence, around: Around) -> Signs:
    """Signs that it blames: tone, stars, irony, intent, an unanswered history."""
    tone, intent = evidence.tone, evidence.intent
    irony = evidence.irony.share("irony")
    signs = {
        "tone": logit(tone.share("negative", "mixed")),
        "mixed": tone.share("mixed"),
        "calm_complaint": intent.share("complaint") * tone.share("neutral"),
        "complaint": log((intent.share("complaint") + 0.02) / (intent.share("praise") + 0.02)),
        "question": intent.share("question"),
        "idea": intent.share("idea"),
        "irony": irony,
        "ironic_praise": irony * tone.share("positive"),
        "problem": float(around.names_problem),
        "first_hand": float(around.is_first_hand),
        "waited": float(min(_MOST, around.waited)),
    }
    if evidence.rating is not None:
        signs[f"stars_{evidence.rating}"] = 1.0
        signs["reserve"] = tone.share("mixed") * (evidence.rating >= GOOD_STARS)
    return signs


def to_us(evidence: Evidence, around: Around) -> Signs:
    """Signs that it speaks to the brand: form, page, whom it calls, what it replies to."""
    form, intent = evidence.form, evidence.intent
    own = evidence.venue == "own" or evidence.sort.is_of_product
    told = bool(evidence.parent_text or evidence.parent_url)
    return {
        "form": logit(form.share("critique")),
        "discussion": form.share("discussion"),
        "share": form.share("share"),
        "creation": form.share("creation"),
        "own": form.share("own"),
        "own_page": float(own),
        "public": float(evidence.venue == "public" and not own),
        "review": float(around.is_review),
        "addressed": float(evidence.addressed is True),
        "not_addressed": float(evidence.addressed is False),
        "head": float(around.is_head),
        "others_head": float(own and around.calls_another and not around.answers_us),
        "answers_us": float(around.answers_us),
        "reply": float(evidence.is_reply and not own and not around.answers_us),
        "reply_on_page": float(told and own and not around.answers_us),
        "asks": intent.share("question", "complaint", "idea"),
        "praise": intent.share("praise"),
    }


def danger(evidence: Evidence, read: float, *, words: bool, laughs: bool, solved: bool) -> Signs:
    """Signs that somebody must see it now: what the model reads, words of the lists, how it is told."""
    intent, form, tone = evidence.intent, evidence.form, evidence.tone
    return {
        "read": logit(read),
        "words": float(words),
        "laughs": float(laughs),
        "solved": float(solved),
        "praise": intent.share("praise"),
        "complaint": intent.share("complaint"),
        "question": intent.share("question"),
        "irony": evidence.irony.share("irony"),
        "negative": tone.share("negative"),
        "mixed": tone.share("mixed"),
        "talk": form.share("discussion"),
        "passed_on": form.share("share", "creation"),
        "own_page": float(evidence.venue == "own"),
        "stars": float(evidence.rating is not None),
    }


def by_person(belief: Belief, *labels: str) -> Held | None:
    """What a person said, which nothing outweighs."""
    return Held(belief.share(*labels)) if belief.by_person else None


def logit(probability: float) -> float:
    """The odds' logarithm, within bounds."""
    p = min(1 - _EDGE, max(_EDGE, probability))
    return log(p / (1 - p))


@cache
def weights_of() -> Mapping[str, Mapping[str, float]]:
    """Every belief's weights by sign, as the file has them; with SEEN behind its name those beside a vector."""
    return tomllib.loads((_HOME / "beliefs.toml").read_text("utf-8"))


@cache
def lines_of() -> Mapping[str, Floats]:
    """The weights of the vector, 384 for each belief that has them."""
    return {name: line.astype(np.float32) for name, line in _arrays().items() if name != READ_BY}


@cache
def read_by() -> str:
    """The tagger whose vectors these weights are for, by its whole name."""
    return str(_arrays().get(READ_BY, ""))


@cache
def _arrays() -> Mapping[str, NDArray[Any]]:
    with (_HOME / "beliefs.npz").open("rb") as opened:
        arrays = np.load(opened, allow_pickle=False)
        return {name: arrays[name] for name in arrays.files}
