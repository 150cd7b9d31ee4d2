"""Kinds of posts told apart by what they say: insults, thanks handed on, causes elsewhere, pitches, peers unheard."""

from typing import Any

import pytest
from test_strategy_kit import BRAND, belief, mention

from listener.advice.leaves import Leaf
from listener.advice.reading.spam import is_pitch, is_spam
from listener.advice.reading.text import fold
from listener.advice.tree import decide

BLAME = "critique negative complaint"
OUTSIDE = {"answers": {"outside_hands": 0.9}}
MIXED = {"mixed": 0.94, "positive": 0.02, "neutral": 0.02, "negative": 0.02}
KIND = {"positive": 0.7, "negative": 0.2, "mixed": 0.05, "neutral": 0.05}
PITCH = "Hi, our agency can fix that for you: first page of Google. Shall I send the audit?"


@pytest.mark.parametrize(
    ("text", "tags", "more", "leaf", "why"),
    [
        ("gros nazes", BLAME, {}, Leaf.MONITOR_ABUSE, "an insult and no more"),
        (
            "bande de gros guignols, allez tous vous faire voir",
            BLAME,
            {},
            Leaf.MONITOR_ABUSE,
            "two",
        ),
        ("shower of idiots, get stuffed", BLAME, {}, Leaf.MONITOR_ABUSE, "in English"),
        ("gros nazes, deux semaines sans réponse", BLAME, {}, Leaf.REPAIR, "a matter is told"),
        (
            "Une dame du guichet m'a prêté son parapluie. Dites-lui de ma part, svp.",
            "critique positive question",
            {"intent": belief("unsure", 0.4, best="question")},
            Leaf.THANK,
            "handed on, though it says please",
        ),
        (
            "The lad at the desk found my scarf. Tell him from me, please.",
            "critique positive question",
            {"intent": belief("unsure", 0.4, best="question")},
            Leaf.THANK,
            "the same",
        ),
        ("Colis en retard, grève nationale", BLAME, {}, Leaf.ACKNOWLEDGE, "a strike of all"),
        ("Late because of the snow", BLAME, {}, Leaf.ACKNOWLEDGE, "the weather"),
        ("Card network down all day, wasn't just you", BLAME, {}, Leaf.ACKNOWLEDGE, "they say so"),
        (
            "Trois heures de retard sur le quai",
            BLAME,
            OUTSIDE,
            Leaf.ACKNOWLEDGE,
            "as the model reads",
        ),
        (
            "Trois heures de retard, aucune annonce",
            BLAME,
            OUTSIDE,
            Leaf.REPAIR,
            "left without a word",
        ),
        ("Three hours late, nobody told us why", BLAME, OUTSIDE, Leaf.REPAIR, "the same"),
        (PITCH, BLAME, {}, Leaf.NOT_US, "a pitch blames and asks only to sell"),
        (PITCH, BLAME, {"rating": 1, "venue": "review"}, Leaf.REPAIR, "a review is a customer's"),
        (
            "Permis sans examen, diplôme garanti, écrivez sur WhatsApp",
            "own neutral none",
            {"venue": "own"},
            Leaf.NOT_US,
            "papers sold without an exam",
        ),
        # How it is said does not hide what it is.
        (
            "@velorine does the battery survive frost? serious question",
            "critique negative complaint",
            {},
            Leaf.ANSWER,
            "it says that it is meant",
        ),
        (
            "@velorine does the battery survive anything?",
            "critique negative complaint",
            {},
            Leaf.REPAIR,
            "blame put as a question",
        ),
        (
            "Un grand merci pour l'humour, facturé deux fois pour une chaîne",
            "critique negative none",
            {"irony": belief("irony")},
            Leaf.REPAIR,
            "what was billed is a matter, in jest too",
        ),
        (
            "My Vélorine in bamboo, plans in my profile",
            "critique positive praise",
            {"genre": "social_comment"},
            Leaf.CREATOR,
            "whose plans are there made a work",
        ),
        (
            "Late because of the snow, the bike is lovely",
            "critique unsure unsure",
            {
                "tone": belief("mixed", 0.94, best="mixed", scores=MIXED),
                "intent": belief("none"),
                "rating": 4,
                "venue": "review",
            },
            Leaf.ACKNOWLEDGE,
            "half kind, and the cause lies elsewhere",
        ),
    ],
)
def test_it_is_taken_for_what_it_is(
    text: str, tags: str, more: dict[str, Any], leaf: Leaf, why: str
) -> None:
    told = {"addressed": True, "venue": "own", **more}
    assert decide(mention(text, tags, **told), BRAND).leaf is leaf, why


def test_whose_trade_it_is_hears_it_from_customers() -> None:
    trade = BRAND.model_copy(update={"context": ("SEO", "backlinks")})
    assert is_pitch(fold(PITCH), BRAND)
    assert not is_pitch(fold(PITCH), trade)
    assert not is_spam(fold("Le permis sans examen, ça n'existe pas"))


@pytest.mark.parametrize(
    ("text", "replied", "key"),
    [
        ("Quelqu'un sait si Vélorine reprend les batteries ?", None, "cannot see"),
        (
            "Quelqu'un sait si Vélorine reprend les batteries ? Zéro réponse ailleurs",
            None,
            "account",
        ),
        ("Does Vélorine take batteries back? Nobody on the other thread knew", None, "account"),
        ("Does Vélorine take batteries back? Nobody answered", True, "answering"),
    ],
)
def test_who_was_left_without_an_answer_by_peers_needs_help(
    text: str, replied: bool | None, key: str
) -> None:
    """Nobody of ours speaks there, so that the reason tells whether help was seen to be needed."""
    brand = BRAND.model_copy(update={"language": "en", "handles": ()})
    told = mention(text, "discussion neutral question", genre="forum_post", peers_replied=replied)
    verdict = decide(told, brand)
    assert key in verdict.reason


def test_what_sounds_kind_and_may_be_a_danger_is_told_as_that() -> None:
    kind = belief("unsure", 0.6, best="positive", scores=KIND)
    risk = {"none": 0.35, "safety": 0.65}
    told = {"addressed": True, "venue": "own", "tone": kind}
    told_to = "critique positive praise"
    grave = decide(mention("Super séance, le banc a bougé", told_to, **told, risk=risk), BRAND)
    plain = decide(mention("Super séance, le banc a bougé", told_to, **told), BRAND)
    assert grave.leaf is plain.leaf is Leaf.ASK_TRIAGE
    assert "la sécurité de quelqu'un" in grave.reason
    assert "mot gentil" in plain.reason
