"""Who waits for us is answered where they asked, and what came as promised closes, however dry."""

from datetime import timedelta
from typing import Any

import pytest
from test_strategy_kit import BRAND, NOW, contact, mention

from listener.advice.tree import decide

TALK, CALM = "discussion negative complaint", "discussion neutral none"
REPLY = {"replies_to_our_answer": True, "our_answers_before": 1, "venue": "own"}


def _before(days: int, **more: Any) -> dict[str, Any]:
    return {"contacts": (contact(at=NOW - timedelta(days=days), **more),)}


WAITING = [
    ("Trois semaines que j'attends que Vélorine me rembourse une selle comptée deux fois.", _before(21)),
    ("Bientôt quatre mois et toujours aucune nouvelle de Vélorine pour mon cadre.", _before(110)),
    ("Deux mois après mon avis, pas un mot de Vélorine.", _before(60, tone="mixed", leaf="ACKNOWLEDGE")),
    ("Vélorine m'a promis un virement sous huit jours. On en est à vingt, toujours rien.", _before(20, answered=True)),
    ("Still chasing Vélorine for an invoice. Three weeks.", _before(20, leaf="ANSWER", intent="question", tone="neutral")),
    ("Vélorine said they'd call in two days. It's been twelve.", _before(13, answered=True)),
    ("Same here with Vélorine. A fortnight and I've had no answer at all.", _before(40)),
    ("Does anyone else's shop just not ring back? Vélorine left me hanging, heard nothing since.", _before(90)),
]  # fmt: skip
NOT_WAITING = [
    ("Vélorine augmente encore, comme tout le monde.", TALK, _before(50)),
    ("Vélorine augmente encore, comme tout le monde.", TALK, _before(9, answered=True)),
    ("Toujours pas déçu de mon Vélorine, trois ans déjà.", "discussion positive praise", _before(50)),
    ("Vélorine still hasn't opened in Lyon, has it?", CALM, _before(50)),
    ("No answer from Vélorine to the strike, says my paper.", TALK, {}),
    ("Still waiting for Vélorine to drop a cargo bike.", TALK, _before(300)),
    ("Aucune nouvelle de Vélorine pour ma commande.", TALK, _before(9, leaf="THANK", tone="positive")),
    ("Aucune nouvelle de Vélorine pour ma commande.", TALK, _before(9, form="discussion")),
]  # fmt: skip
CLOSES = [
    "Bien reçu ce matin, merci, on peut clore.",
    "c'est bon, virement arrivé. Pas trop tôt, mais c'est fait",
    "Ah enfin, le colis est là. Vous aviez dit jeudi, c'était jeudi. Rien à redire.",
    "C'est arrivé, merci, affaire classée.",
    "Router turned up, working. Cheers.",
    "Invoice came through, ta.",
    "Credit showed up today. You said Friday and it was Friday, can't complain.",
    "Right, that's done then. Took a while but you kept your word.",
]
GOES_ON = [
    "Got your message, but the refund still isn't in.",
    "Bien reçu votre réponse, mais toujours pas de virement.",
    "You did what you said? No, you did half of it.",
    "Le colis est là, mais le cadre est cassé.",
    "Got it. So nobody is coming then.",
    "Reçu un avoir de 3 €, j'en attendais 30.",
    "It turned up in the wrong colour.",
    "Remboursement arrivé, mais la moitié seulement.",
]


@pytest.mark.parametrize(("text", "before"), WAITING)
def test_who_waits_for_us_is_answered_where_they_asked(text: str, before: dict[str, Any]) -> None:
    verdict = decide(mention(text, TALK, **before), BRAND)
    assert verdict.leaf == "RESUME", verdict.reason


@pytest.mark.parametrize(("text", "tags", "before"), NOT_WAITING)
def test_what_is_over_or_not_waited_for_is_not_resumed(
    text: str, tags: str, before: dict[str, Any]
) -> None:
    assert decide(mention(text, tags, **before), BRAND).leaf != "RESUME"


@pytest.mark.parametrize("text", CLOSES)
def test_what_came_as_promised_closes_however_dry(text: str) -> None:
    for tags in ("critique neutral none", "critique negative complaint"):
        assert decide(mention(text, tags, **REPLY), BRAND).leaf == "CLOSE", tags


@pytest.mark.parametrize("text", GOES_ON)
def test_what_is_not_there_or_not_right_goes_on(text: str) -> None:
    for tags in ("critique neutral none", "critique negative complaint"):
        assert decide(mention(text, tags, **REPLY), BRAND).leaf == "REPAIR", tags
