"""Sponsorship: rules first, the tagger second, a person above both."""

import json
from typing import Any

import numpy as np
import pytest
from test_strategy_kit import BRAND, belief, mention

from listener.advice.leaves import Leaf
from listener.advice.reading.sponsorship import has_code, sponsorship
from listener.advice.tree import decide
from models.disclosures import WORDS
from models.pieces import TEXT_CHARACTERS
from models.sponsorship import OVERLAP, judge, pages

UNDECIDED = np.array([0.6, 0.2, 0.2])


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
        ("Mon vélo, sponsorisé par Vélorine", {}, "disclosed", "in one sentence with our name it is of us"),
        ("Un congrès sponsorisé par Acme. J'y vais en Vélorine", {}, "organic", "somebody else's event"),
        ("Notre équipe sponsorisée par Vélorine a perdu", {}, "organic", "talk about others"),
        ("Video sponsorisee par eux : mon Vélorine", {}, "disclosed", "written without accents"),
        ("The #ad of Vélorine on TV", {}, "organic", "talk about adverts"),
        ("Mon Vélorine #vélo #ville #été #rue #soleil #ad", {"sponsorship": "suspected"}, "suspected", "at the end of a long row nobody reads it"),
        ("Un Vélorine a long terme", {"title": "[Sponsorisé] Notre essai"}, "disclosed", "a title says it"),
        ("Pub : le Vélorine", {"title": "Notre essai"}, "disclosed", "a label opens the text, under a title"),
        ("Mon Vélorine. " + "Il roule. " * 900 + "Cet article contient des liens affiliés.", {}, "disclosed", "at the end of a long article"),
        ("Vélorine m'a prêté ce vélo", {}, "suspected", "a benefit in kind, loosely worded"),
        ("Merci à toute l'équipe Vélorine pour l'envoi", {}, "suspected", "words between"),
        ("New ride, #gifted by @velorine", {}, "suspected", "a hashtag in the middle"),
        ("Mon Vélorine, offert par mon mari", {}, "organic", "a gift from somebody near"),
        ("My Vélorine was not gifted by anyone", {}, "organic", "denied"),
        ("Vélorine, promo code LEO", {}, "organic", "too short to be a code"),
        ("Mon Vélorine, code AB1", {}, "suspected", "a short code with a figure"),
        ("Error code AB12 on my Vélorine", {}, "organic", "another sort of code"),
        ("My promo code LEO20 for Vélorine has expired", {}, "organic", "a code that fails is no offer"),
        ("Vélorine does not fail. Take code LEO20", {}, "suspected", "it is not the code that fails"),
        ("Mon Vélorine, ma semaine", {"disclosed": True}, "disclosed", "its author marked it on the platform"),
        ("Vélorine: not sponsored", {"disclosed": True}, "disclosed", "a mark outweighs the words"),
        ("Mon Vélorine", {"disclosed": True, "sponsorship": belief("organic", by_person=True)}, "organic", "a person beats the mark"),
        ("Mon Vélorine du jour #spon", {"sponsorship": "disclosed"}, "suspected", "a hashtag is a hint"),
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


RULES = json.loads(WORDS.read_text(encoding="utf-8"))
WORDED = {
    "en": ("This is an #ad for Vélorine", "My Vélorine, out of my own pocket", "Vélorine was so nice, a bike on loan from them", "With the ambassadors", "Vélorine, use my discount code LEAH"),
    "fr": ("Vélorine, contenu sponsorisé par eux", "Mon Vélorine, personne ne me paie", "Un vélo prêté par Vélorine", "Mes partenaires", "Vélorine, code de réduction LEAH"),
    "de": ("Bezahlte Partnerschaft mit Vélorine", "Mein Vélorine, unbezahlte Werbung", "Eine Leihgabe von Vélorine", "In Kooperation", "Vélorine, Rabattcode LEAH"),
    "es": ("Colaboración pagada con Vélorine", "Mi Vélorine, de mi bolsillo", "Bici prestada por Vélorine", "Colaboración", "Vélorine, código de descuento LEAH"),
    "it": ("Collaborazione pubblicitaria con Vélorine", "La mia Vélorine, di tasca mia", "Vélorine mi ha prestato la bici", "Collaborazione", "Vélorine, codice sconto LEAH"),
    "pt": ("Parceria paga com a Vélorine", "A minha Vélorine, ninguém me paga", "Bicicleta emprestada pela Vélorine", "Parceria", "Vélorine, código de desconto LEAH"),
    "nl": ("Betaalde samenwerking met Vélorine", "Mijn Vélorine, zelf betaald", "Een fiets in bruikleen van Vélorine", "Samenwerking", "Vélorine, kortingscode LEAH"),
}  # fmt: skip


def told(text: str, tag: str = "organic") -> str:
    return sponsorship(mention(text, sponsorship=tag), BRAND).label


@pytest.mark.parametrize("lang", RULES["languages"])
def test_every_language_has_its_disclosures_denials_gifts_hints_and_codes(lang: str) -> None:
    disclosure, denial, gift, hint, code = WORDED[lang]
    assert told(disclosure) == "disclosed"
    assert told(denial, "disclosed") == "organic"
    assert told(gift) == "suspected"
    assert told(gift.replace("Vélorine", "Acme")) == "organic"  # it was not us
    assert told(hint, "disclosed") == "suspected"
    assert told(hint) == "organic"
    assert told(code) == "suspected"


@pytest.mark.parametrize("lang", RULES["languages"])
def test_every_word_of_a_language_counts_in_capitals_and_without_accents(lang: str) -> None:
    plain = str.maketrans("áàâãäçéèêëíìîïñóòôõöúùûü", "aaaaaceeeeiiiinooooouuuu")
    words = RULES["languages"][lang]
    for given, label, tag in (
        (words["unpaid"], "organic", "suspected"),
        (words["given"] + words["weak"]["gifts"], "suspected", "organic"),
        (words["hints"] + words["promo"], "suspected", "disclosed"),
    ):
        for word in given:
            said = word.replace("*", "").replace("~", "Vélorine")
            for spelt in (said, said.upper(), said.translate(plain)):
                assert told(f"Hm, {spelt} Vélorine", tag) == label, spelt


def test_a_word_has_one_place() -> None:
    for one in RULES["languages"].values():
        lists = [*one["clear"].values(), *one["weak"].values(), one["unpaid"], one["given"]]
        for words in (*lists, one["hints"]):
            assert len(set(words)) == len(words)
        assert not set(one["weak"]["phrases"]) & set(one["weak"]["gifts"] + one["given"])
        assert not set(one["weak"]["gifts"]) & set(one["given"])
        assert not set(one["clear"]["phrases"]) & set(one["weak"]["phrases"] + one["unpaid"])


def test_a_tag_does_not_read_what_is_too_loose_for_it() -> None:
    # "ref" says where a reader came from, newsletters write it too; a parcel is "sent by" a shop.
    for text in ("https://shop.example/?ref=leo", "The parcel sent by Vélorine", "Mon code LEO20"):
        assert (judge(text, UNDECIDED, own=False) == UNDECIDED).all(), text


def test_no_words_are_torn_between_two_pages() -> None:
    said = "paid partnership with Vélorine"
    for before in range(TEXT_CHARACTERS - len(said) - 2, TEXT_CHARACTERS + 2):
        assert told("x" * (before - 1) + f" {said}") == "disclosed", before


def test_a_page_begins_with_no_label_and_no_whole_word() -> None:
    first, second = pages("x" * (TEXT_CHARACTERS - OVERLAP) + "ad: a word" + "y" * OVERLAP)
    assert second.startswith("_ad: ")
    assert told(first + second.removeprefix("_")) == "organic"
    assert (
        told("x" * (TEXT_CHARACTERS - OVERLAP - 3) + " unpaid partnership" + " y" * OVERLAP)
        == "organic"
    )


def test_a_code_in_a_review_is_handed_out_or_complained_of() -> None:
    assert has_code("Never again. Use code LEO20 at Acme instead")
    assert not has_code("Never again. They refused my code LEO20")
