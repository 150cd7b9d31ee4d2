"""Whom a comment on our page calls at its head: a peer's quarrel is not ours."""

import pytest
from test_strategy_kit import BRAND, belief, mention

from listener.advice.leaves import Leaf
from listener.advice.reading.called import calls_another
from listener.advice.reading.case import Case
from listener.advice.tree import decide

SHOP = BRAND.model_copy(
    update={"name": "Halle Bleue", "names": (), "handles": ("@hallebleue",), "speaker": "Camille"}
)
PEERS = [
    "@Gaëlle range ton chariot au lieu de bloquer l'allée",
    "@kev_71 learn to park before you lecture anyone",
    "Nadia, arrête de crier sur les caissières",
    "Nadia et Paul, rangez vos affaires, on passe plus",
    "@Sam @Jo you two started it",
    "Derek, mate, put your trolley back",
    "@Gaëlle vous êtes gonflée de vous garer là",
    "Hé Martin, rends le banc que t'as emporté",
    "Olivier tu dis n'importe quoi",
    "@mia_reads no, YOU jumped the queue",
    "@Gaëlle comme si le magasin y pouvait quelque chose, apprends à lire",
    "Tasha, keep your dog on a lead",
    "Marie-Line, si tu comptais tes articles on avancerait",
]
TO_US = [
    "@Gaëlle @hallebleue il faudrait que vous répondiez",
    "@Gaëlle et vous, la halle, vous comptez répondre ?",
    "@kev_71 and you, Halle Bleue, when do we get an answer?",
    "@kev_71 too right. @hallebleue sort your car park",
    "Franchement, vous exagérez",
    "Honestly, you lot are useless",
    "Bonjour, ma commande n'arrive pas",
    "Camille, ton message d'hier ne règle rien",
    "Samedi, personne à la caisse",
    "Madame, Monsieur, je vous écris",
    "Halle Bleue, rends-moi mon acompte",
    "Nantes, samedi : une heure d'attente",
    "Merci, tu gères",
    "Seriously, you charged me twice",
]


@pytest.mark.parametrize("text", PEERS)
def test_who_calls_another_at_the_head_speaks_to_that_person(text: str) -> None:
    assert calls_another(mention(text), SHOP)


@pytest.mark.parametrize("text", TO_US)
def test_who_calls_us_or_nobody_does_not(text: str) -> None:
    assert not calls_another(mention(text), SHOP)


READ = belief("critique", 0.6, scores={"critique": 0.6, "discussion": 0.35, "off": 0.05})


@pytest.mark.parametrize("text", PEERS)
@pytest.mark.parametrize("parent", [None, "Et on se gare où, nous ?"])
def test_a_quarrel_among_peers_on_our_page_stands_however_cross(
    text: str, parent: str | None
) -> None:
    seen = mention(
        text,
        "critique negative complaint",
        form=READ,
        venue="own",
        addressed=None,
        parent_text=parent,
    )
    assert decide(seen, SHOP).leaf is Leaf.LET_STAND


@pytest.mark.parametrize("text", TO_US)
def test_the_same_words_said_to_us_speak_to_us(text: str) -> None:
    seen = mention(text, "critique negative complaint", form=READ, venue="own", addressed=None)
    assert Case(seen, SHOP).form == "critique"
