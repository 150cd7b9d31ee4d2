"""What may have a fact wrong: whose whole blame rests on it is given the right one; elsewhere it is shown."""

import pytest
from test_strategy_kit import doubts, mention

from listener.advice.leaves import Leaf
from listener.advice.tree import decide
from listener.settings.brand import Brand, Fact

LARK = Brand(
    name="Alouette",
    handles=("@alouette",),
    language="fr",
    speaker="Ines",
    fact=(
        Fact(
            id="ticket",
            text="Le carnet de dix tickets coûte 14 €.",
            keywords=("carnet", "ticket"),
        ),
        Fact(
            id="chiens",
            text="Les chiens sont interdits dans les cabines, même tenus en laisse.",
            keywords=("chien", "cabine"),
        ),
        Fact(
            id="repas",
            text="Les repas du soir vont à une association. Aucun plateau n'est jeté.",
            keywords=("plateau", "jeter", "jettent", "poubelle"),
        ),
    ),
)
BLAME = "critique negative complaint"


@pytest.mark.parametrize(
    ("text", "more", "leaf", "why"),
    [
        ("32 € le carnet, vous vous moquez du monde", {}, Leaf.CORRECT, "the fact is all there is"),
        ("32 € le carnet, vous vous moquez du monde", {"rating": 1}, Leaf.CORRECT, "in a review"),
        ("32 € le carnet, et mon trajet annulé", {"rating": 3}, Leaf.REPAIR, "not quite unhappy"),
        ("32 € le carnet, et le portique est en panne", {}, Leaf.REPAIR, "a trouble is told, too"),
        ("14 € le carnet, vous vous moquez du monde", {}, Leaf.REPAIR, "the fact is right"),
    ],
)
def test_blame_that_rests_on_a_wrong_fact_is_given_the_right_one(
    text: str, more: dict[str, int], leaf: Leaf, why: str
) -> None:
    verdict = decide(mention(text, BLAME, venue="own", addressed=True, **more), LARK)
    assert verdict.leaf is leaf, why
    assert leaf is not Leaf.CORRECT or "32 € le carnet" in verdict.reason


def test_praise_and_blame_together_tell_what_was_lived() -> None:
    mixed = mention("Bel accueil, mais 32 € le carnet", "critique mixed complaint", venue="own")
    assert decide(mixed, LARK).leaf is Leaf.REPAIR


def test_wrong_advice_on_our_own_page_is_put_right_and_elsewhere_it_is_the_peers() -> None:
    told = "@Zoé en cabine les chiens sont acceptés, je le fais tout le temps"
    talk = "discussion neutral none"
    here = decide(mention(told, talk, venue="own", addressed=False), LARK)
    there = decide(mention(told, talk, venue="public", addressed=False), LARK)
    assert (here.leaf, there.leaf) == (Leaf.CORRECT_PEERS, Leaf.LET_STAND)
    assert "chiens" in here.reason


def test_an_outburst_about_a_fact_is_no_mere_outburst() -> None:
    rage = "Ils jettent les plateaux tous les soirs, honteux, quelle honte"
    verdict = decide(mention(rage, "critique negative none", venue="own", addressed=True), LARK)
    assert verdict.leaf is Leaf.CORRECT


@pytest.mark.parametrize(
    ("said", "keys", "text", "expected"),
    [
        ("Shorts are not allowed in the pools.", ("short",), "shorts are fine there, I wear mine", True),
        ("Shorts are not allowed in the pools.", ("short",), "they don't mind shorts, I wear mine", True),
        ("Shorts are not allowed in the pools.", ("short",), "my shorts got wet in the pools", False),
        ("Rien n'est jamais revendu.", ("revendre", "revendu"), "Ils ont revendu mon numéro", True),
        ("Rien n'est jamais revendu.", ("revendre", "revendu"), "Ils n'ont pas revendu mon numéro", False),
        ("Rien n'est jamais revendu.", ("revendre", "revendu"), "S'ils ont revendu mon numéro, je pars", False),
    ],
)  # fmt: skip
def test_what_is_forbidden_is_not_allowed_and_what_never_happens_does_not(
    said: str, keys: tuple[str, ...], text: str, expected: bool
) -> None:
    assert doubts(("Alouette", said, said, keys), text) is expected
