"""Beliefs: every weight has its sign, a person's word outweighs all, and the way says what was doubted."""

from test_strategy_kit import BRAND, belief, mention

from listener.advice.leaves import Leaf
from listener.advice.reading import beliefs, risk
from listener.advice.reading.case import Case
from listener.advice.signals import doubts
from listener.advice.tree import ask_all, decide
from listener.words import say


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
        assert weights.keys() <= made[name], name


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
