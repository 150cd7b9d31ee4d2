"""What two readings of the model agree on, who sends people to a rival, who answers our answer, who is off duty."""

from typing import Any

import pytest
from test_strategy_kit import BRAND, mention

from listener.advice.leaves import Leaf
from listener.advice.reading.rivals import urged
from listener.advice.tree import decide

TALK = "discussion neutral none"
BLAME = "critique negative complaint"
KIND = "critique positive praise"
NOW, LATER = {"know_now": 0.9}, {"know_now": 0.3}
HALF = {"none": 0.4, "safety": 0.6}  # on its own it is too faint to be shown
SEEN = {"none": 0.17, "health": 0.83}  # on its own it is shown, and left to its everyday answer
TRADE = BRAND.model_copy(update={"context": ("batterie", "cadre", "guidon")})


@pytest.mark.parametrize(
    ("tier", "risk", "answers", "more"),
    [
        ("none", HALF, LATER, {}),
        ("possible", HALF, NOW, {}),
        ("none", {"none": 0.8, "safety": 0.2}, NOW, {}),
        ("none", HALF, NOW, {"by_owner": True}),
        ("none", {"none": 0.4, "hate": 0.6}, NOW, {}),
    ],
)
def test_a_danger_half_seen_is_possible_where_somebody_surely_has_to_know_now(
    tier: str, risk: dict[str, float], answers: dict[str, float], more: dict[str, Any]
) -> None:
    seen = mention("@velorine petite remarque", TALK, risk=risk, answers=answers, **more)
    assert decide(seen, BRAND).risk == tier


@pytest.mark.parametrize(
    ("leaf", "risk", "answers"),
    [
        (Leaf.REPAIR, SEEN, LATER),
        (Leaf.ESCALATE_NOW, SEEN, NOW),
        (Leaf.ESCALATE_NOW, HALF, NOW),
    ],
)
def test_what_may_be_a_danger_and_cannot_wait_is_handled_as_one(
    leaf: Leaf, risk: dict[str, float], answers: dict[str, float]
) -> None:
    seen = mention("@velorine le cadre travaille", BLAME, risk=risk, answers=answers)
    assert decide(seen, BRAND).leaf is leaf


@pytest.mark.parametrize(
    ("leaf", "text", "answers"),
    [
        (Leaf.NOT_US, "La batterie de mon voisin, on en parle ?", LATER),
        (Leaf.ASK_TRIAGE, "La batterie de mon voisin, on en parle ?", NOW),
        (Leaf.NOT_US, "Mon voisin, on en parle ?", NOW),
    ],
)
def test_what_cannot_wait_and_speaks_of_our_trade_is_shown_though_it_names_nobody(
    leaf: Leaf, text: str, answers: dict[str, float]
) -> None:
    verdict = decide(mention(text, TALK, answers=answers, about_brand=False), TRADE)
    assert verdict.leaf is leaf
    assert (verdict.alert == "instant") is (leaf is Leaf.ASK_TRIAGE)


RIGHT = "Au titre du RGPD, je demande une copie de toutes mes données personnelles."


@pytest.mark.parametrize(
    ("tier", "text", "kind", "share"),
    [
        ("none", RIGHT, "leak", 0.95),
        ("possible", "@velorine je vois des données", "leak", 0.95),
        ("possible", RIGHT, "health", 0.95),
        ("likely", RIGHT, "leak", 0.999),
    ],
)
def test_one_s_own_data_that_are_claimed_by_right_are_no_leak(
    tier: str, text: str, kind: str, share: float
) -> None:
    seen = mention(text, "critique neutral question", risk={"none": 1 - share, kind: share})
    assert decide(seen, BRAND).risk == tier


ANSWER = "Bonjour Roland, votre cadre repart jeudi, je surveille l'envoi. Maud"


@pytest.mark.parametrize(
    ("leaf", "parent", "venue"),
    [
        (Leaf.CLOSE, ANSWER, "own"),
        (Leaf.CLOSE, "Hi Shaz, it is on its way, three days at most.\n— Owen", "own"),
        (Leaf.LET_STAND, ANSWER, "public"),
        (Leaf.THANK, "Bonjour à tous, le magasin ferme à 19 h. Maud", "own"),
        (Leaf.THANK, "Bonjour Roland, essaie sans le câble, ça marche chez moi", "own"),
        (Leaf.THANK, "Nos horaires changent dès lundi. Maud", "own"),
    ],
)
def test_a_greeting_by_name_and_a_name_below_are_our_answer_where_we_are_host(
    leaf: Leaf, parent: str, venue: str
) -> None:
    text = "@velorine c'est arrivé vendredi, bien emballé. Affaire close, merci Maud."
    seen = mention(text, KIND, parent_text=parent, venue=venue)
    assert decide(seen, BRAND).leaf is leaf


@pytest.mark.parametrize(
    ("n", "text"),
    [
        (2, "Rude staff, avoid. Use Bellweather & Co instead, amazing. Call Bellweather & Co today."),
        (1, "Fuyez. Allez plutôt au Domaine des Ormeaux."),
        (0, "We use the morning for it and call every day."),
        (0, "Appelez Vélorine, ils ne répondent jamais. Allez chez Vélorine et voyez."),
        (0, "go to the shop, they said"),
    ],
)  # fmt: skip
def test_firms_that_a_text_urges_people_to_go_to(n: int, text: str) -> None:
    assert len(urged(text, BRAND)) == n


@pytest.mark.parametrize(
    ("leaf", "text"),
    [
        (Leaf.ACKNOWLEDGE_AND_REPORT, "Rude staff, avoid. Use Bellweather & Co, amazing, call Bellweather & Co."),
        (Leaf.ACKNOWLEDGE_AND_REPORT, "Horrible. Allez plutôt au Domaine des Ormeaux, code ORMEAUX10."),
        (Leaf.REPAIR, "Service horrible, on m'a fait attendre. Allez plutôt au Domaine des Ormeaux."),
    ],
)  # fmt: skip
def test_a_review_that_is_a_rival_s_advert_is_reported(leaf: Leaf, text: str) -> None:
    seen = mention(text, BLAME, venue="review", genre="review", rating=1)
    assert decide(seen, BRAND).leaf is leaf


@pytest.mark.parametrize(
    ("leaf", "text"),
    [
        (Leaf.ANSWER_PRESS, "Hello @velorine, we're publishing at 5 tomorrow. Who could I speak to for a response?"),
        (Leaf.ANSWER_PRESS, "@velorine nous publions demain un dossier. Qui peut me répondre ?"),
        (Leaf.ANSWER, "@velorine who can I ask about the saddle?"),
    ],
)  # fmt: skip
def test_who_publishes_and_asks_for_a_voice_is_the_press(leaf: Leaf, text: str) -> None:
    assert decide(mention(text, "critique neutral question"), BRAND).leaf is leaf


@pytest.mark.parametrize(
    ("is_press", "text"),
    [
        (False, "@velorine civilian hat on, not for a piece: the order vanished. Could somebody put it back?"),
        (False, "@velorine pas pour un article cette fois : la commande a disparu. Vous pouvez la remettre ?"),
        (True, "@velorine pour un article : la commande a disparu. Vous pouvez la remettre ?"),
    ],
)  # fmt: skip
def test_a_journalist_who_is_off_duty_is_a_customer(is_press: bool, text: str) -> None:
    verdict = decide(mention(text, BLAME, role="journalist"), BRAND)
    assert (verdict.leaf is Leaf.ANSWER_PRESS) is is_press


@pytest.mark.parametrize(
    ("leaf", "answers", "role"),
    [
        (Leaf.ETHICS, {"asks_us": 0.05}, "partner"),
        (Leaf.ANSWER, {"asks_us": 0.9}, "partner"),
    ],
)
def test_a_partner_who_answers_a_question_in_the_same_breath_asks_nobody(
    leaf: Leaf, answers: dict[str, float], role: str
) -> None:
    text = "@velorine Notre secret pour rouler à quatre ? On file chez Vélorine, accueil adorable. Allez voir !"
    seen = mention(text, "critique positive question", answers=answers, role=role)
    assert decide(seen, BRAND).leaf is leaf


@pytest.mark.parametrize(
    ("leaf", "text"),
    [
        (Leaf.WORKPLACE, "J'ai roulé pour Vélorine jusqu'en septembre. On nous demandait de falsifier les relevés."),
        (Leaf.WORKPLACE, "I drove for Vélorine until May. They had us falsify the records."),
        (Leaf.LET_STAND, "J'ai roulé trois heures avec mon Vélorine. Quel falsificateur, ce GPS."),
    ],
)  # fmt: skip
def test_who_drove_for_us_worked_for_us(leaf: Leaf, text: str) -> None:
    assert decide(mention(text, "discussion negative complaint"), BRAND).leaf is leaf


@pytest.mark.parametrize(
    ("leaf", "text"),
    [
        (
            Leaf.ESCALATE_NOW,
            "@velorine Je boucle ce soir mes valises : quelle est votre réaction ?",
        ),
        (Leaf.ANSWER_PRESS, "@velorine Je boucle ce soir un article : quelle est votre réaction ?"),
    ],
)
def test_what_the_press_asks_is_answered_as_such_where_a_danger_is_only_possible(
    leaf: Leaf, text: str
) -> None:
    assert decide(mention(text, TALK, risk=SEEN, answers=NOW), BRAND).leaf is leaf
