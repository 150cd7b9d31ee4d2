"""Adverts under others' posts are about nobody here; customers who speak of an offer are."""

import pytest
from test_strategy_kit import BRAND, mention

from listener.advice.leaves import Leaf
from listener.advice.reading.spam import is_advert
from listener.advice.reading.text import fold
from listener.advice.tree import decide

ADVERTS = (
    "Volets roulants bloqués ? Devis gratuit, intervention 30 minutes, 24h/24, appelez Sonia",
    "Salut la team ! Boostez votre page, 5 000 vrais abonnés dès 19 €, contactez-nous sur WhatsApp",
    "EARN $300/DAY from home, no skills, DM 'GO' 💸",
    "Dear sir, leading manufacturer of steel tubes, best price, kindly reply for catalogue",
    "Café owners: triple your bookings with our bot. First month free. DM for a demo",
)
CUSTOMERS = (
    "Votre devis gratuit, on l'attend depuis un mois : appelez-moi",
    "The first month was free, then you charged me twice. DM me",
    "Vous livrez 24h/24 ou pas ? Personne ne répond au téléphone",
    "I work from home and the line drops at night. Please contact me",
    "Merci pour le paiement en 3x, c'était bien pratique",
)


@pytest.mark.parametrize("text", ADVERTS)
def test_an_advert_is_not_about_us_though_it_stands_on_our_page(text: str) -> None:
    told = mention(text, "discussion positive none", venue="own")
    assert decide(told, BRAND).leaf is Leaf.NOT_US


@pytest.mark.parametrize("text", CUSTOMERS)
def test_a_customer_who_speaks_of_an_offer_is_none(text: str) -> None:
    assert not is_advert(fold(text), BRAND)


def test_bargains_of_our_own_trade_are_our_customers_words() -> None:
    text = fold("Devis gratuit et paiement en 3x, vraiment ? appelez moi")
    trade = BRAND.model_copy(update={"context": ("devis gratuit", "paiement en 3x")})
    assert is_advert(text, BRAND)
    assert not is_advert(text, trade)
