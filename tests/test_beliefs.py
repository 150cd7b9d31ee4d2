"""Beliefs: every weight has its sign, a person's word outweighs all, and the way says what was doubted."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from acme import BRAND as ACME
from acme import NOON
from acme import mention as post
from test_decide_batch import grouped
from test_strategy_kit import BRAND, belief, mention

from listener.advice.leaves import Leaf
from listener.advice.reading import beliefs, risk
from listener.advice.reading.case import Case
from listener.advice.signals import doubts
from listener.advice.tree import ask_all, decide
from listener.stages.gather import Around, gather
from listener.stages.orders import Orders
from listener.store.store import Store
from listener.words import say
from models.tagger import WEIGHTS, tagger_name


def test_every_weight_is_of_a_sign_that_is_made() -> None:
    """A weight of another name would count nothing, and nobody would see it."""
    made: dict[str, set[str]] = {name: {"always"} for name in beliefs.weights_of()}
    for stars in (None, 1, 2, 3, 4, 5):
        for leaf_tags in (
            "critique positive praise",
            "discussion neutral none",
            "own neutral none",
        ):
            case = Case(
                mention("@velorine alors", leaf_tags, rating=stars, risk={"none": 1}), BRAND
            )
            seen = case.evidence
            made["blame"] |= beliefs.blame(seen, case.around).keys()
            made["to_us"] |= beliefs.to_us(seen, case.around).keys()
            made["danger"] |= risk.signs(seen, case.folded, {}, words=None).keys()
            made["right"] |= doubts(case, ask_all(case)[0]).keys()
    for name, weights in beliefs.weights_of().items():
        assert weights.keys() <= made[name.removesuffix(beliefs.SEEN)], name


def test_the_vector_s_weights_are_for_the_tagger_that_is_shipped() -> None:
    """Vectors of other weights say something else: benchmarks/beliefs.py fits again when they change."""
    assert beliefs.read_by() == tagger_name(WEIGHTS)
    for name, line in beliefs.lines_of().items():
        assert line.shape == (384,)
        assert f"{name}{beliefs.SEEN}" in beliefs.weights_of()


@pytest.mark.parametrize("name", ["blame", "danger"])
def test_what_a_vector_says_is_weighed_beside_the_signs(name: str) -> None:
    line = beliefs.lines_of()[name]
    towards = (line / np.linalg.norm(line)).astype(np.float16).tobytes()
    away = (-line / np.linalg.norm(line)).astype(np.float16).tobytes()
    found = [beliefs.held(name, {}, vector).probability for vector in (away, towards)]
    assert found[0] < found[1]


def test_a_case_weighs_blame_and_danger_with_its_vector() -> None:
    def case(name: str, way: int) -> Case:
        line = beliefs.lines_of()[name]
        vector = (way * line / np.linalg.norm(line)).astype(np.float16).tobytes()
        told = {"risk": {"none": 0.05, "safety": 0.95}, "vector": vector}
        return Case(mention("le fauteuil est arrivé", "critique neutral none", **told), BRAND)

    assert case("blame", -1).blame.probability < case("blame", 1).blame.probability
    assert case("danger", -1).risk.probability < case("danger", 1).risk.probability


def test_a_vector_of_other_weights_is_not_read(tmp_path: Path, store: Store) -> None:
    """The tests' tagger has vectors, too, and nobody knows what its numbers say."""
    pipeline = grouped(tmp_path, store, post(1, "the fan hums"))
    queue = store.undecided({ACME.name: ACME}, limit=10)
    assert store.vectors([queue[0].mention.id or 0])
    around, orders = Around(store, queue, {}), Orders(store, {ACME.name: ACME}, NOON)
    assert gather(ACME, queue[0], NOON, around, orders).vector is None
    ours = replace(queue[0], tag=queue[0].tag.model_copy(update={"tagger": beliefs.read_by()}))
    around = Around(store, [ours], {})
    assert len(gather(ACME, ours, NOON, around, orders).vector or b"") > 0
    assert pipeline.app.tagger.name != beliefs.read_by()


def test_what_a_person_said_outweighs_every_sign() -> None:
    said = belief("positive", 1, by_person=True)
    case = Case(mention("@velorine nul", "critique negative complaint", tone=said, rating=1), BRAND)
    assert (case.blame.probability, case.tone) == (0, "positive")


def test_words_that_the_model_holds_for_a_way_of_speaking_ring_nobody_and_the_way_says_so() -> None:
    joke = "@velorine mdr la côte de la rue Basse, j'ai failli mourir 😂"
    unread = decide(mention(joke, "critique positive praise"), BRAND)
    assert unread.leaf is Leaf.ESCALATE_NOW
    read = decide(
        mention(joke, "critique positive praise", risk={"none": 0.99, "safety": 0.01}), BRAND
    )
    assert (read.leaf is Leaf.ESCALATE_NOW, read.risk) == (False, "none")
    assert not any("failli mourir" in signal for signal in read.signals)
    told = say("fr", "why.danger_unmeant", words="j'ai failli mourir")
    assert told in [step.why for step in read.path]
