"""A name that means other things: a firm's, by how it stands in its sentence; and whose doubt is asked about."""

import pytest
from test_strategy_kit import mention

from listener.advice.leaves import Leaf
from listener.advice.reading.relevance import relevance
from listener.advice.tree import decide
from listener.settings.brand import Brand, Fact
from listener.settings.place import Place

THISTLE = Brand(
    name="Thistle",
    names=("Thistle Broadband",),
    handles=("@thistlebb",),
    context=("broadband", "router", "wifi", "engineer", "outage", "bill"),
    not_us=("thistle seed", "a field of thistle", "Scotch thistle"),
    fact=(
        Fact(
            id="speed",
            text="The slowest line runs at 80 megabits, contracts last 12 months.",
            keywords=("speed", "contract"),
        ),
    ),
    allowed_gestures=("a month without charge after an interruption",),
    place=(Place(name="Cawdor Exchange"),),
)
MERIDIAN = Brand(
    name="Meridian",
    names=("Meridian Bakery",),
    handles=("@meridianbakes",),
    context=("bakery", "bread", "loaf", "croissant", "sourdough"),
    not_us=("the prime meridian", "Meridian, Mississippi", "Meridian Tower"),
)
CORMORAN = Brand(
    name="Cormoran",
    names=("Librairie Cormoran",),
    handles=("@cormoran_livres",),
    language="fr",
    context=("librairie", "livre", "rayon", "libraire", "dédicace"),
    not_us=("un cormoran", "cormoran huppé", "colonie de cormorans"),
)
OPHELIE = Brand(
    name="Ophélie",
    names=("Ophélie Fitness",),
    handles=("@ophelie_fit",),
    language="fr",
    context=("salle", "cours", "coach", "vestiaire", "muscu"),
    not_us=("Ophélie et Hamlet", "ma copine Ophélie", "prénom Ophélie"),
)


def _score(text: str, brand: Brand) -> float:
    return relevance(mention(text, about_brand=False), brand)[0]


@pytest.mark.parametrize(
    ("brand", "text"),
    [
        (THISTLE, "Day nine and Thistle have still not sent the thing back."),
        (THISTLE, "I switched to Thistle in March and my evenings are mine again."),
        (THISTLE, "Thistle cuts its prices for the over-sixties"),
        (THISTLE, "Honestly the Thistle support line is where hope goes to die."),
        (THISTLE, "Anyone else with Thistle? Third letter this week."),
        (THISTLE, "Two engineers in one week and Thistle owes me both afternoons."),
        (THISTLE, "my Thistle thing blinks green all night, it is my lighthouse now"),
        (MERIDIAN, "Meridian said they would call back; that was Tuesday."),
        (MERIDIAN, "Bought two from Meridian this morning, both gone by noon."),
        (MERIDIAN, "Meridian's till staff deserve a medal."),
        (CORMORAN, "J'ai commandé chez Cormoran le mois dernier, j'attends encore."),
        (CORMORAN, "Cormoran ouvre une deuxième adresse à Nantes"),
        (CORMORAN, "Toujours aucune nouvelle de Cormoran depuis ma lettre du 3."),
        (CORMORAN, "Merci à Cormoran d'avoir gardé mon parapluie."),
        (CORMORAN, "Cormoran lève deux millions et s'installe à Brest"),
        (OPHELIE, "Je suis inscrite chez Ophélie depuis deux ans."),
        (OPHELIE, "L'appli d'Ophélie plante encore."),
        (OPHELIE, "J'ai résilié mon abonnement chez Ophélie, quel soulagement."),
        (MERIDIAN, "Sketched the Meridian waiting room on a napkin."),
    ],
)
def test_a_name_used_as_a_firms_is_ours(brand: Brand, text: str) -> None:
    assert _score(text, brand) >= brand.thresholds.ours_from


@pytest.mark.parametrize(
    ("brand", "text"),
    [
        (THISTLE, "Pulled thistle all morning, hands like pincushions. Never again."),
        (THISTLE, "The old Thistle Inn burned down last night."),
        (THISTLE, "Thistle again: do they count as weeds? Every bit of thistle here has a bee on it."),
        (THISTLE, "every thistle in this garden has my blood on it"),
        (MERIDIAN, "Mr Meridian taught me maths in 1988."),
        (MERIDIAN, "They shut Meridian Avenue until Friday."),
        (CORMORAN, "Sur le Cormoran Bleu, le vieux rafiot d'Yves, on prend l'eau."),
        (CORMORAN, "Un cormoran a chez nous ses habitudes, il vide le bassin."),
        (CORMORAN, "Cormorans et hérons au lever du jour."),
        (OPHELIE, "Joyeux anniversaire Ophélie, bisous de Mamie."),
        (OPHELIE, "On a dîné chez Ophélie et Marc, quel régal."),
        (OPHELIE, "Ma copine a vu Ophélie au théâtre, elle a pleuré."),
        (OPHELIE, "relu Ophélie cet hiver, toujours aussi triste"),
        (MERIDIAN, "Finished rereading Meridian on the train."),
    ],
)  # fmt: skip
def test_a_name_used_as_a_things_or_anothers_is_not(brand: Brand, text: str) -> None:
    assert _score(text, brand) < brand.thresholds.not_ours_under


@pytest.mark.parametrize(
    ("brand", "text"),
    [
        (THISTLE, "Thistle everywhere in the lower meadow, the goats refuse it."),
        (THISTLE, "Thistle Down And Other Poems Wins A Prize"),
        (CORMORAN, "Cormoran perché sur la bouée ce matin, ailes ouvertes."),
        (OPHELIE, "Ophélie a eu son bac, on est si fiers !"),
        (OPHELIE, "On part avec Ophélie en mai, vivement."),
        (MERIDIAN, "We drove through Meridian at dawn and found everything shut."),
    ],
)
def test_what_may_be_either_is_not_taken_for_ours(brand: Brand, text: str) -> None:
    assert _score(text, brand) < brand.thresholds.ours_from


@pytest.mark.parametrize(
    "text",
    [
        "Thistle routers? Two of them died.",
        "Thistle: billed twice.",
        "Thistle charged through the interruption.",
        "Thistle at Cawdor Exchange, gone dark.",
    ],
)
def test_a_word_of_the_trade_in_another_form_a_place_or_what_we_say_makes_it_ours(
    text: str,
) -> None:
    assert _score(text, THISTLE) >= THISTLE.thresholds.ours_from


def test_nobody_is_asked_whose_it_is_where_nothing_would_be_done() -> None:
    talk = "On part avec Ophélie en mai, vivement."
    assert decide(mention(talk, about_brand=False), OPHELIE).leaf is Leaf.LET_STAND
    headline = mention("Ophélie sort ses carnets", "share neutral none", about_brand=False)
    verdict = decide(headline, OPHELIE)
    assert (verdict.leaf, verdict.alert) == (Leaf.COUNT, "none")
    assert "d'autres sens" in verdict.reason
    assert verdict.confidence != "sure"


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("Ophélie, trois mois que j'attends, rendez-moi l'argent", "critique negative complaint"),
        ("Merci Ophélie, quel bonheur", "critique positive praise"),
        ("J'ai dessiné Ophélie, voici les planches", "creation positive none"),
        ("Ophélie en mai", "discussion unsure none"),
    ],
)
def test_whose_it_is_is_asked_where_it_changes_what_is_done(text: str, tags: str) -> None:
    seen = mention(text, tags, about_brand=False, addressed=None)
    assert decide(seen, OPHELIE).leaf is Leaf.ASK_TRIAGE


DANGER = {"none": 0.1, "safety": 0.9}


@pytest.mark.parametrize(
    "text",
    [
        "The engineer left the old router plugged in and it caught fire, the hall is black.",
        "Smoke coming out of the box at Cawdor Exchange, kids next door coughing.",
    ],
)
def test_what_may_be_danger_and_speaks_of_our_trade_is_shown_though_it_names_nobody(
    text: str,
) -> None:
    verdict = decide(mention(text, about_brand=False, risk=DANGER), THISTLE)
    assert (verdict.leaf, verdict.alert, verdict.risk) == (Leaf.ASK_TRIAGE, "instant", "possible")
    assert verdict.rule == "danger-possible"


@pytest.mark.parametrize(
    ("text", "risk"),
    [
        ("Smoke coming out of the box in the hall, kids next door coughing.", DANGER),  # no word of ours
        ("My router is smoking, kids next door coughing.", DANGER),  # one word
        ("The engineer swapped the router, all good.", {"none": 0.99, "safety": 0.01}),  # no danger
    ],
)  # fmt: skip
def test_the_rest_of_what_names_nobody_is_not_about_us(text: str, risk: dict[str, float]) -> None:
    assert decide(mention(text, about_brand=False, risk=risk), THISTLE).leaf is Leaf.NOT_US


@pytest.mark.parametrize(
    ("text", "brand"),
    [
        ("anyone know if thistle want ID for a new router? been waiting since monday", THISTLE),
        ("does thistle send an engineer or do i do it myself, no idea lol, my TV is dead", THISTLE),
    ],
)
def test_whoever_writes_no_capitals_but_an_abbreviation_s_may_mean_the_firm(
    text: str, brand: Brand
) -> None:
    assert _score(text, brand) >= 0.7


def test_a_town_behind_our_name_makes_it_nobody_else_s_where_the_trade_is_told() -> None:
    assert _score("Je bosse à Cormoran Vertou et on vend des livres abîmés.", CORMORAN) >= 0.7
    assert _score("On a campé sous le phare Cormoran Vertou dimanche.", CORMORAN) < 0.4
