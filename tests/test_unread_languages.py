"""Languages in which no danger is read: a person looks, and it is said."""

from dataclasses import replace
from typing import Any

import pytest
from test_strategy_kit import BRAND, ENGLISH, belief, mention

from listener.advice.reading.tongues import unread, unread_of
from listener.advice.tree import decide
from listener.commands.odd import odd

HEAT = "Der Akku wird so heiß, dass der Stecker schmilzt, was soll ich tun?"
REVIEW: dict[str, Any] = {"venue": "review", "genre": "review"}
CALM, NEG, TALK = "critique neutral none", "critique negative complaint", "discussion neutral none"


@pytest.mark.parametrize(
    ("tags", "more", "leaf", "ring"),
    [
        (NEG, {}, "REPAIR", "instant"),
        ("critique neutral question", {}, "ANSWER", "instant"),
        (CALM, {}, "ASK_TRIAGE", "triage"),  # COUNT or THANK would set aside what nobody read
        ("critique positive praise", {}, "ASK_TRIAGE", "triage"),
        (CALM, {"tone": belief("unsure", 0.4, best="neutral")}, "ASK_TRIAGE", "instant"),
        (CALM, {"rating": 2, **REVIEW}, "REPAIR", "instant"),
        (TALK, {"rating": 2, **REVIEW}, "ASK_TRIAGE", "instant"),
        (
            "critique positive praise",
            {"rating": 5, **REVIEW},
            "THANK",
            "triage",
        ),  # the stars say it
        ("discussion negative complaint", {}, "LET_STAND", "triage"),
        (TALK, {}, "LET_STAND", "none"),  # peers who blame nobody
    ],
)
def test_what_speaks_to_us_or_hurts_in_an_unread_language_reaches_a_person(
    tags: str, more: dict[str, Any], leaf: str, ring: str
) -> None:
    made = decide(mention(HEAT, tags, lang="de", **more), ENGLISH)
    assert (made.leaf, made.alert) == (leaf, ring)
    assert "written in German" in " ".join((made.reason, *made.signals)), made
    assert made.confidence == "please check"
    assert "No word of danger" not in " ".join(step.why for step in made.path)


def test_it_is_said_in_the_brands_language() -> None:
    made = decide(mention(HEAT, CALM, lang="de"), BRAND)
    assert made.rule == "unread-language"
    assert "On nous parle en allemand, et le bot lit mal cette langue" in made.reason
    assert "écrit en allemand, où le bot ne voit pas les dangers" in made.signals
    assert "dans une autre langue" in decide(mention(HEAT, CALM, lang="xx"), BRAND).reason


def test_what_a_person_has_read_is_read() -> None:
    told = mention(HEAT, CALM, lang="de")
    fixed = replace(
        told,
        form=belief("critique", 1, by_person=True),
        tone=belief("neutral", 1, by_person=True),
    )
    assert decide(fixed, BRAND).rule != "unread-language"


@pytest.mark.parametrize(
    ("text", "lang", "said"),
    [
        (HEAT, "de", "de"),
        (HEAT, "en", None),
        (HEAT, None, None),
        ("Merci, service impeccable", "ca", None),  # a guess that its words deny
        ("Servicio pésimo", "es", "es"),
    ],
)
def test_a_short_french_text_is_not_held_for_a_strangers(
    text: str, lang: str | None, said: str | None
) -> None:
    assert unread(text, lang) == said


def test_check_run_and_status_say_which_languages_are_not_read() -> None:
    assert unread_of(("fr", "EN", "de-AT", "de", "nl")) == ["de", "nl"]
    team = BRAND.model_copy(update={"languages": ("fr", "de"), "language": "fr"})
    lines = [line for line in odd(team) if ".languages" in line]
    assert len(lines) == 1
    assert "allemand" in lines[0]
    assert "aucun mot de danger" in lines[0]
    assert not [line for line in odd(BRAND) if ".languages" in line]
