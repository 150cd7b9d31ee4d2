"""Who calmly asks for their money back, for something that was no good, blames: it is put right."""

import pytest
from test_strategy_kit import BRAND, belief, mention

from listener.advice.evidence import Belief, Evidence
from listener.advice.reading.case import Case
from listener.advice.tree import decide

SPOILT = (
    "Mon pain de samedi était moisi à cœur, deux jours après l'achat. Je souhaite être remboursé.",
    "J'ai acheté six yaourts hier, tous périmés. Je demande un remboursement.",
    "Ma commande est arrivée, les biscuits en miettes. J'attends un geste commercial.",
    "The cake I bought on Friday was mouldy inside. I would like my money back.",
    "My order came broken. A replacement would be welcome.",
)
FINE = (
    "Mon gâteau arrivé en miettes a été remplacé, remboursement compris, c'est réglé.",
    "Comment être remboursé si je change d'avis sur ma commande ?",
    "How does one get a refund for my order, if need be?",
    "Un pain moisi se composte-t-il ? Un remboursement de la taxe existe, paraît-il.",
)
CALM = {"negative": 0.1, "neutral": 0.45, "positive": 0.42, "mixed": 0.03}


def read(text: str, tone: Belief | None = None) -> Evidence:
    """As the tagger reads such letters: open in tone and intent."""
    unsure = belief("unsure", 0.45, best="neutral", scores=CALM)
    return mention(
        text,
        "critique unsure unsure",
        tone=tone or unsure,
        genre="mail",
        venue="own",
        addressed=True,
    )


@pytest.mark.parametrize("text", SPOILT)
def test_a_calm_wish_for_redress_blames_and_is_repaired(text: str) -> None:
    assert Case(read(text), BRAND).is_blame
    assert decide(read(text), BRAND).leaf == "REPAIR"


@pytest.mark.parametrize("text", FINE)
def test_a_question_about_refunds_and_what_was_put_right_blame_nobody(text: str) -> None:
    assert not Case(read(text), BRAND).wants_redress


def test_where_the_tone_is_sure_or_a_person_said_it_that_holds() -> None:
    for tone in (belief("positive"), belief("neutral", 1.0, by_person=True)):
        assert not Case(read(SPOILT[0], tone), BRAND).wants_redress
