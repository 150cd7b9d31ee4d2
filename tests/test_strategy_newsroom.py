"""The press: who asks for a reaction without a question mark, who only is a customer, what is wrong in a piece."""

from typing import Any

import pytest
from test_strategy_kit import BRAND, mention

from listener.advice.tree import decide
from listener.settings.brand import Fact

FACTS = (
    Fact(id="breakfast", text="Breakfast is included in every room rate.", keywords=("breakfast",)),
    Fact(id="contract", text="Contracts last 12 months.", keywords=("contract", "contracts")),
    Fact(id="fees", text="La résiliation est gratuite, sans frais.", keywords=("frais de résiliation", "résiliation")),
    Fact(id="sunday", text="Ouvert le dimanche matin de 7 h à 13 h.", keywords=("dimanche",)),
    Fact(id="chiens", text="Les chiens sont les bienvenus toute l'année.", keywords=("chiens",)),
)  # fmt: skip
KNOWING = BRAND.model_copy(update={"fact": FACTS})
TO_US = {"venue": "own", "genre": "social_comment"}

NEWSROOMS = [
    "Hi, I write for the Coastal Gazette. We're preparing a feature on seaside hotels and would like to include your view by Thursday.",
    "Good afternoon, producer on Radio Fenland's breakfast show here. We'd love someone on air tomorrow at 7.40.",
    "Morning, news desk at the Ferry Courier. We go to press at six and are looking for a line from you on the outage.",
    "Hello, consumer desk at the Hill Post. We're running a piece on Sunday and would like a comment from whoever is responsible.",
    "Bonjour, rédaction de La Dépêche du Val. Nous publions samedi un sujet sur les coupures et souhaitons recueillir votre réaction avant vendredi midi.",
    "Bonjour, je suis reporter à Radio Vallon, je prépare un sujet sur le prix du pain et j'aimerais un commentaire de votre direction.",
    "Service conso du Progrès des Monts : on boucle demain un papier sur vos régularisations, merci de nous donner votre version.",
    "Notre rédaction enquête sur les retours ; nous attendons votre point de vue avant parution.",
]  # fmt: skip
CUSTOMERS = [
    ("@velorine I checked out on Sunday and was charged for a lock I never opened. Could you look at it please?", {"role": "journalist"}),
    ("@velorine bonsoir, mon espace client n'affiche plus rien depuis lundi, vous pouvez regarder ?", {"role": "journalist"}),
    ("@velorine carte demandée le 2, toujours rien, et la boutique me fait avancer. Vous pouvez regarder ?", {"role": "journalist"}),
    ("I'm a journalist by the way, not that it matters, but my order of 40 bells never came. Can someone refund me?", TO_US),
    ("Je suis journaliste, ce qui ne change rien, mais ma facture est fausse depuis mars. Pouvez-vous la corriger ?", TO_US),
    ("I'm writing about the saddle you sent in May, it was used, my name is not on the label. Could somebody swap it?", TO_US),
    ("Je vous écris à propos d'un article commandé sur votre site, je l'ai reçu cassé. Pouvez-vous le remplacer ?", TO_US),
    ("I sent photographs as asked and my claim got no reply. I'm a reporter, I know how to wait, but eight weeks?", TO_US),
]  # fmt: skip
STILL_PRESS = [
    ("@velorine pour un article sur les impayés : combien de coupures cet hiver ?", {"role": "journalist"}),
    ("@velorine do you confirm that 400 jobs go in Truro?", {"role": "journalist"}),
    ("Je prépare un sujet sur mon immeuble et vos retards. Pouvez-vous réagir ?", TO_US),
    ("I'm a journalist and our readers have a problem with your locks. What do you say?", TO_US),
]  # fmt: skip
NO_PRESS = [
    ("J'ai lu le papier de l'Écho sur vous, dommage pour l'ambiance.", "critique neutral none"),
    ("We're running a piece of cable through the wall, can your engineer come on Saturday?", "critique neutral question"),
    ("Je publie samedi les photos de la fête sur mon mur.", "critique neutral none"),
    ("My daughter writes for the school paper, she loved the tour.", "critique positive praise"),
    ("Le Progrès a parlé de vous hier, bravo à l'équipe.", "critique positive praise"),
    ("Bonjour, je boucle ma valise : le vélo passe-t-il en soute ?", "critique neutral question"),
    ("The programme of the ride is great, who is on the show bike?", "critique neutral question"),
    ("Your article number 12 is missing in my parcel.", "critique negative complaint"),
]  # fmt: skip
WRONG = [
    "Vélorine, which charges £18 for breakfast on top of the room, is trying to win back families.",
    "Vélorine, whose contracts run for 24 months, came last in the survey.",
    "Vélorine, qui facture 60 € de frais de résiliation, voit ses clients partir.",
    "Vélorine, fermé le dimanche depuis janvier, laisse ses habitués sans croissants.",
    "Vélorine a fermé ses portes aux chiens cette année.",
    "Vélorine n'accepte plus les chiens depuis le printemps.",
    "Guests must pay for breakfast at Vélorine.",
    "Chez Vélorine, la résiliation est devenue payante : il faut payer 30 €.",
]
RIGHT = [
    "Vélorine, whose contracts run for 12 months, came last in the survey.",
    "Vélorine, ouvert le dimanche matin, a gagné le prix.",
    "Rival Ferncliff charges £18 for breakfast, while at Vélorine it is included.",
    "Vélorine ne facture aucun frais de résiliation et perd pourtant des clients.",
    "Vélorine renonce à son siège de Brest. Le loyer passait de 60 € à 90 € le mètre carré.",
    "Les chiens restent les bienvenus chez Vélorine, le voisin leur a fermé ses portes.",
    "At Vélorine, breakfast is served until ten.",
    "Vélorine ouvre une usine de chiens robots.",
]


@pytest.mark.parametrize("text", NEWSROOMS)
def test_a_newsroom_asks_though_nothing_is_asked_outright(text: str) -> None:
    for tags in ("critique neutral none", "critique neutral idea"):
        verdict = decide(mention(text, tags, **TO_US), BRAND)
        assert (verdict.leaf, verdict.alert) == ("ANSWER_PRESS", "instant"), verdict.reason


@pytest.mark.parametrize(("text", "more"), CUSTOMERS)
def test_a_journalist_with_a_trouble_of_their_own_is_a_customer(
    text: str, more: dict[str, Any]
) -> None:
    verdict = decide(mention(text, "critique negative complaint", **more), BRAND)
    assert verdict.leaf == "REPAIR", verdict.reason
    asked = decide(mention(text, "critique neutral question", **more), BRAND)
    assert asked.leaf != "ANSWER_PRESS", asked.reason


@pytest.mark.parametrize(("text", "more"), STILL_PRESS)
def test_a_journalist_at_work_stays_one(text: str, more: dict[str, Any]) -> None:
    assert decide(mention(text, "critique neutral question", **more), BRAND).leaf == "ANSWER_PRESS"


@pytest.mark.parametrize(("text", "tags"), NO_PRESS)
def test_words_of_the_press_make_no_newsroom(text: str, tags: str) -> None:
    assert decide(mention(text, tags, **TO_US), BRAND).leaf != "ANSWER_PRESS"


@pytest.mark.parametrize("text", WRONG)
def test_a_piece_that_contradicts_a_fact_is_to_be_corrected(text: str) -> None:
    verdict = decide(mention(text, genre="news"), KNOWING)
    assert (verdict.leaf, verdict.alert) == ("CORRECT_PRESS", "instant"), verdict.reason


@pytest.mark.parametrize("text", RIGHT)
def test_a_piece_that_has_the_facts_right_is_counted(text: str) -> None:
    assert decide(mention(text, genre="news"), KNOWING).leaf == "COUNT"
