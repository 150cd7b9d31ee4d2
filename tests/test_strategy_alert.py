"""How loudly a decision is told, by the table of alert classes."""

from dataclasses import replace
from typing import Any

import pytest
from test_strategy_kit import BRAND, ENGLISH, NOW, belief, contact, mention

from listener.advice.leaves import URGENT, Leaf
from listener.advice.tree import decide
from listener.notices.severity import severity

NEG = "critique negative complaint"
TALK = "discussion negative none"
REVIEW = {"venue": "review", "genre": "review"}


@pytest.mark.parametrize(
    ("ring", "rule", "text", "tags", "more", "why"),
    [
        ("instant", "critique-negative", "@velorine toujours rien", NEG, {}, "clearly negative, to us"),
        ("grouped", "critique-negative", "@velorine toujours rien", NEG, {"tone": belief("negative", 0.7)}, "under the confidence"),
        ("instant", "question-to-us", "@velorine quelle taille ?", "critique neutral question", {}, "a question to us"),
        ("instant", "press-request", "Votre réaction, pour un article ?", "critique neutral question", {}, "a press request"),
        ("instant", "vip-author", "Vélorine, sympa", "discussion positive none", {"role": "vip"}, "a VIP, even among peers"),
        ("instant", "vip-author", "Vélorine, sympa", "discussion positive none", {"role": "journalist"}, "a journalist"),
        ("instant", "crisis-word", "Il faut un boycott de Vélorine", TALK, {}, "a crisis word with our name"),
        ("none", "counted", "Boycott du sucre. Vélorine, bof.", TALK, {}, "the crisis word stands in another sentence"),
        ("instant", "crisis-word", "@velorine c'est un scandale", "critique negative none", {"form": "unsure"}, "even where the form is unsure"),
        ("grouped", "outburst", "@velorine bande de guignols", "critique negative none", {}, "insults ask for nothing"),
        ("grouped", "outburst", "@velorine HONTE A VOUS JE VOUS HAIS", "critique negative none", {"role": "vip"}, "nor does rage, whoever rages"),
        ("instant", "one-star", "Bof", "critique negative none", {**REVIEW, "rating": 1, "tone": belief("negative", 0.6)}, "one star, with a text"),
        ("grouped", "two-stars", "Bof", "critique negative none", {**REVIEW, "rating": 2, "tone": belief("negative", 0.6)}, "two stars"),
        ("grouped", "needs-answer", "", "off neutral none", {**REVIEW, "rating": 1}, "one star without words"),
        ("instant", "danger", "La batterie a pris feu", NEG, {}, "danger"),
        ("triage", "unsure", "Vélorine, quoi", "own positive none", {}, "it reads as if it were ours"),
        ("triage", "unsure-tone", "@velorine, quoi", "critique unsure none", {"venue": "own"}, "the tone is unsure, and decides"),
        ("none", "counted", "Vélorine, quoi", "discussion unsure none", {}, "among peers every tone means staying out: nobody is asked"),
        ("triage", "deal-question", "Mon Vélorine, code LEO20", "discussion positive praise", {"sponsorship": "suspected"}, "is there a deal?"),
        ("none", "counted", "Mon Vélorine #ad", "discussion positive praise", {"sponsorship": "disclosed"}, "disclosed is only counted"),
        ("none", "counted", "Vélorine c'est nul", TALK, {}, "negative talk asks nothing of anybody"),
        ("grouped", "discussion-negative", "At Vélorine they gave my son walnuts, he is allergic", TALK, {}, "or somebody is ill"),
        ("grouped", "discussion-negative", "@velorine ma roue est voilée, une idée ?", "discussion negative complaint", {"parent_text": "Salut"}, "unless help is to be offered"),
        ("grouped", "needs-answer", "@velorine un rétroviseur ?", "critique neutral idea", {}, "something is to be done"),
        ("wins", "returning-author", "@velorine merci", "critique positive praise", {"thanks_only": 9, "contacts": (contact(answered=True),)}, "a returning author is pleased"),
        ("wins", "new-creation", "Ma carte des pistes Vélorine", "creation positive none", {}, "a new creation"),
        ("grouped", "press-piece", "Vélorine s'installe", "discussion neutral none", {"genre": "news"}, "a press article"),
        ("none", "counted", "J'aime Vélorine", "discussion positive praise", {}, "the rest is in the digest"),
        ("none", "answered", "@velorine toujours rien", NEG, {"is_answered": True}, "we answered already"),
        ("instant", "danger", "La batterie a pris feu", NEG, {"is_answered": True}, "an answer ends no danger"),
        ("none", "own-post", "Vélorine vous souhaite la bonne année", "own positive none", {"by_owner": True}, "our own post"),
    ],
)  # fmt: skip
def test_each_rule_puts_a_mention_into_its_class(
    ring: str, rule: str, text: str, tags: str, more: dict[str, Any], why: str
) -> None:
    verdict = decide(mention(text, tags, **more), BRAND)
    assert (verdict.alert, verdict.rule) == (ring, rule), why


def test_the_operator_moves_the_line_of_instant_alerts() -> None:
    said = mention("@velorine toujours rien", NEG, tone=belief("negative", 0.7))
    lower = BRAND.thresholds.model_copy(update={"instant_confidence": 0.6})
    assert decide(said, BRAND.model_copy(update={"thresholds": lower})).alert == "instant"


def test_what_a_hold_keeps_back_is_still_shown_in_a_bundle() -> None:
    held = BRAND.model_copy(update={"hold": True})
    assert decide(mention("@velorine toujours rien", NEG), held).alert == "grouped"


def test_signals_are_the_strongest_first_in_the_brands_language() -> None:
    asked = mention("@velorine où est ma commande ?", "critique negative question", rating=1)
    english = decide(asked, ENGLISH).signals
    assert english == ("addressed to @velorine", "1 star", "asks a question")
    assert decide(asked, BRAND).signals[0] == "adressé à @velorine"


def test_a_signal_is_never_told_twice() -> None:
    loud = mention("Je suis journaliste", "critique neutral question", role="journalist")
    signals = decide(replace(loud, copies=2, copy_authors=3, at=NOW), ENGLISH).signals
    assert len(set(signals)) == len(signals) == 3


def test_severity_is_told_by_a_mark_that_has_words() -> None:
    rows = {
        "danger": mention("La batterie a pris feu", NEG),
        "urgent": mention("Une réaction pour un article ?", "critique neutral question"),
        "high": mention("@velorine toujours rien", NEG),
        "normal": mention("@velorine toujours rien", NEG, tone=belief("negative", 0.7)),
        "quiet": mention("J'aime Vélorine", "discussion positive praise"),
    }
    found = {name: decide(said, BRAND) for name, said in rows.items()}
    assert {n: severity(v.leaf, v.alert, "none") for n, v in found.items()} == {n: n for n in rows}


def test_what_is_danger_or_press_is_outside_the_budget_whoever_asks() -> None:
    loud = {leaf for leaf in Leaf if severity(leaf, "instant", "none") in ("danger", "urgent")}
    assert loud == URGENT
    assert Leaf.MODERATE in URGENT
