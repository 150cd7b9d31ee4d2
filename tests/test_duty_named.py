"""A danger's reason says that the duty takes it only where somebody is named as duty; else what to set."""

import pytest
from test_strategy_kit import BRAND, mention

from listener.advice.leaves import Leaf
from listener.advice.tree import decide
from listener.settings.brand import Brand
from listener.settings.people import People
from listener.words import say

TOLD = {"en": "the person on duty takes it now", "fr": "l'astreinte s'en charge maintenant"}
SET = {
    "en": "the settings name nobody as on duty (duty, under [brand.people])",
    "fr": "les réglages ne disent pas qui est d'astreinte (duty, sous [brand.people])",
}
SURE = {"none": 0.01, "safety": 0.99}


def brand(language: str, duty: str) -> Brand:
    told = {"language": language, "people": People(duty=duty)}
    return BRAND.model_copy(update=told)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(
    "text",
    ["Un morceau de lame dans la tarte, je l'ai gardé.", "My Acme thing did that again today."],
    ids=["by words", "as the model reads it"],
)
def test_who_takes_a_danger_is_said_as_it_is(language: str, text: str) -> None:
    seen = mention(text, "critique negative complaint", venue="own", risk=SURE)
    with_duty = decide(seen, brand(language, "Nadia, 06 00 00 00 00"))
    without = decide(seen, brand(language, ""))
    assert with_duty.leaf is without.leaf is Leaf.ESCALATE_NOW
    assert TOLD[language] in with_duty.reason.lower()
    assert "brand.people" not in with_duty.reason
    assert SET[language] in without.reason
    assert TOLD[language] not in without.reason.lower()


def test_every_danger_tells_who_takes_it() -> None:
    for language in ("en", "fr"):
        for kind in ("self_harm", "threat", "leak", "discrimination", "safety", "health", "child"):
            assert "DUTY" in say(language, f"why.danger.{kind}", words="x", duty="DUTY")
