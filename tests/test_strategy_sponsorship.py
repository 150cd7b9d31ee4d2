"""Sponsorship: rules first, the tagger second, a person above both."""

from typing import Any

import pytest
from test_strategy_kit import BRAND, belief, mention

from listener.strategy.leaves import Leaf
from listener.strategy.sponsorship import sponsorship
from listener.strategy.tree import decide


@pytest.mark.parametrize(
    ("text", "more", "label", "why"),
    [
        ("Mon test du Vélorine #ad", {}, "disclosed", "a platform's hashtag"),
        ("Collaboration commerciale. Voici mon Vélorine", {}, "disclosed", "the law's words"),
        ("Paid partnership with Vélorine", {}, "disclosed", "the same in English"),
        ("Mon Vélorine, avec le code LEO20 c'est moins cher", {}, "suspected", "a code and our name"),
        ("Get yours https://shop.example/?ref=leo", {}, "suspected", "an affiliate link"),
        ("My Vélorine, sponsored by nobody, #ad", {"sponsorship": "suspected"}, "disclosed", "a rule beats the tagger"),
        ("Mon Vélorine", {"sponsorship": "suspected"}, "suspected", "without a rule the tagger stays"),
        ("Mon Vélorine #ad", {"sponsorship": belief("organic", by_person=True)}, "organic", "a person beats the rule"),
        ("My Vélorine, sponsored?", {"sponsorship": "disclosed"}, "suspected", "the tagger and a hint, but no disclosure"),
        ("Ma tarte en Vélorine", {"sponsorship": "disclosed"}, "unsure", "the tagger alone cannot make a disclosure"),
        ("Vélorine: not sponsored, code LEO20", {"sponsorship": "suspected"}, "organic", "says that nobody paid"),
        ("Merci Vélorine pour ce vélo prêté par Vélorine", {}, "suspected", "a benefit in kind"),
        ("Vélo offert par mon mari. Merci Vélorine !", {}, "organic", "somebody else gave it"),
        ("Vélorine, code de la route 2026", {}, "organic", "another sort of code"),
        ("Vélorine, contenu sponsorisé interdit", {"genre": "news"}, "organic", "the press writes about it"),
        ("#address of Vélorine?", {}, "organic", "a whole hashtag, not its beginning"),
    ],
)  # fmt: skip
def test_rules_tell_organic_disclosed_and_suspected(
    text: str, more: dict[str, Any], label: str, why: str
) -> None:
    assert sponsorship(mention(text, **more), BRAND).label == label, why


def test_a_code_that_does_not_work_is_a_complaint_and_not_an_advert() -> None:
    said = mention("@velorine mon code promo LEO20 ne marche pas", "critique negative complaint")
    assert decide(said, BRAND).leaf is Leaf.REPAIR


def test_an_undisclosed_partner_is_asked_for_the_label() -> None:
    said = mention("Mon Vélorine, code LEO20", "discussion positive praise", role="partner")
    assert decide(said, BRAND).leaf is Leaf.ETHICS
