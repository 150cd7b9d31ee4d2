"""Former staff who tell of harassment, danger or offences; customers and guests who leave are none of them."""

import pytest
from test_strategy_kit import BRAND, mention

from listener.advice.tree import decide

TALK = "discussion negative complaint"
STAFF = [
    "J'ai bossé deux ans au fournil de Vélorine. Le chef de nuit touchait les apprenties. Je suis parti en mars.",
    "Ancienne conseillère chez Vélorine : on nous faisait écrire de faux consentements pour vendre l'option.",
    "J'étais en CDD chez Vélorine, la presse tournait sans carter de protection.",
    "Viré de Vélorine en avril après avoir signalé les insultes racistes du chef de plateau.",
    "I left the Vélorine warehouse in August. The foreman threw things at the juniors and HR told us to toughen up.",
    "Used to work nights at Vélorine's call centre. The supervisor cornered new girls by the lifts.",
    "Ex-Vélorine fitter here. We were told to climb racks without harnesses.",
    "I did two summers at the Vélorine workshop. They kept our passports and docked our tips.",
    "J'ai quitté l'atelier Vélorine en juin, le responsable coinçait les nouvelles dans la réserve.",
    "J'ai travaillé à Vélorine Nantes jusqu'à l'été. Le chef hurle sur les apprentis devant les clients.",
    "I worked at Vélorine until June. The manager screams at the juniors every single day.",
    "Sacked by Vélorine in May for asking why the invoices were forged.",
]
GUESTS = [
    "J'ai quitté Vélorine en juin, leur service client me harcelait d'appels.",
    "J'ai travaillé à côté de Vélorine, ça sentait bon le caoutchouc.",
    "I left the Vélorine shop in August with a tan, their staff shouted at us in the queue.",
    "Used to work near Vélorine's office. Nice building.",
    "I left Vélorine in June, their bill kept climbing.",
    "Ancienne vendeuse chez Vélorine, je recommande, bonne ambiance.",
    "My team left the Vélorine bar after twenty minutes, nobody served us, they shouted at us.",
    "J'ai quitté le plateau téléphonique de Vélorine après 40 minutes d'attente et des insultes.",
]


@pytest.mark.parametrize("text", STAFF)
def test_what_former_staff_report_goes_to_one_person(text: str) -> None:
    verdict = decide(mention(text, TALK, genre="forum_post"), BRAND)
    assert (verdict.leaf, verdict.alert) == ("WORKPLACE", "instant"), verdict.reason


@pytest.mark.parametrize("text", GUESTS)
def test_a_customer_who_left_worked_for_nobody(text: str) -> None:
    assert decide(mention(text, TALK, genre="forum_post"), BRAND).leaf != "WORKPLACE"


def test_an_employer_is_known_by_the_short_of_its_name_where_the_post_names_it_too() -> None:
    brand = BRAND.model_copy(update={"name": "Rusty Anchor", "handles": ("@rustyanchor",)})
    told = "Worked at the Anchor till June. The boss gropes the new girls."
    with_us = decide(mention(f"{told} @rustyanchor", TALK, genre="tweet"), brand)
    without = decide(mention(told, TALK, genre="tweet"), brand)
    assert (with_us.leaf, without.leaf) == ("WORKPLACE", "LET_STAND")
