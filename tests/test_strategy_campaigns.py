"""Calls to leave a brand, and letters that several sign: told at once, also of one account among peers."""

import pytest
from test_strategy_kit import BRAND, mention

from listener.advice.tree import decide
from listener.settings.brand import Brand

TALK = "discussion negative complaint"


def _brand(name: str, handle: str) -> Brand:
    return BRAND.model_copy(update={"name": name, "handles": (handle,), "not_us": ()})


CORAIL = _brand("Énergie Corail", "@energiecorail")
GASPARD = _brand("Fournil Gaspard", "@fournilgaspard")
LARKWIRE = _brand("Larkwire", "@larkwire")
PENHALLOW = _brand("Penhallow", "@penhallowhotel")

CALLS = [
    (CORAIL, "Hausse de 18 % chez Énergie Corail. Le 1er février, on résilie tous. #ByeCorail Faites tourner."),
    (CORAIL, "Nous, associations de locataires, de consommateurs et de familles, demandons solennellement à Énergie Corail de suspendre les coupures avant l'hiver. Lettre ouverte signée par 11 organisations."),
    (GASPARD, "Plus un centime chez Fournil Gaspard tant que les invendus finissent à la benne. Copiez-collez ce texte sur votre mur."),
    (GASPARD, "#BoycottGaspard. Moi c'est fini, et vous ?"),
    (CORAIL, "Plus un sou pour vous à partir de lundi, on est 400 dans le groupe à partir. #QuittonsCorail"),
    (LARKWIRE, "Cancel day is 1 March. Everyone out. #DropLarkwire share this far and wide"),
    (PENHALLOW, "An open letter to the Penhallow, from the Harbour Residents' Association, the Sailing Club and the Wildlife Trust: we ask you to withdraw the jetty plan before 10 December."),
    (LARKWIRE, "Not another penny of mine goes to Larkwire until they put the Cornwall call centre back. Who's with me? #ByeByeLarkwire"),
    (LARKWIRE, "Copy and paste this if you're leaving Larkwire too. They will only listen when their shareholders do."),
    (PENHALLOW, "Boycott the Penhallow until the chambermaids get their back pay. Pass it on."),
    (LARKWIRE, "#EmptyTheWire tonight at nine."),
    (CORAIL, "Nous soussignés, onze clubs et syndicats, exigeons d'Énergie Corail le retour du guichet."),
]  # fmt: skip
OTHERS = [
    (CORAIL, "Je quitte Énergie Corail, trop cher pour mon studio, je passe chez la concurrence le mois prochain.", TALK),
    (CORAIL, "@energiecorail je résilie au 1er février, comment je fais ?", "critique neutral question"),
    (GASPARD, "Boycotter Fournil Gaspard ? Franchement pour une histoire de sacs en papier, faut pas pousser.", TALK),
    (GASPARD, "On part tous en vacances le 1er août, Fournil Gaspard va nous manquer !", "discussion neutral none"),
    (GASPARD, "@fournilgaspard copier-coller l'adresse de livraison ne marche pas sur votre site", "critique negative complaint"),
    (PENHALLOW, "Not a penny to pay at the Penhallow for the kids, they stay free under 12. Lovely.", "discussion neutral none"),
    (LARKWIRE, "@larkwire I'm leaving on 1 January when the contract ends. Do I return the router?", "critique neutral question"),
    (LARKWIRE, "They tried to boycott Larkwire in 2019, remember? Nobody did, and we all still moan about it.", TALK),
    (LARKWIRE, "@larkwire thank you for the open letter, it explained the price change clearly.", "critique neutral none"),
    (GASPARD, "Bye bye Fournil Gaspard, dernier jour de mon stage, merci à toute l'équipe #byegaspard", "discussion positive praise"),
    (LARKWIRE, "Saying goodbye to Larkwire after ten years, moving to Spain. Best broadband I've had. #byelarkwire", "discussion positive praise"),
    (CORAIL, "#ByeByeParis, Énergie Corail ferme son agence et je dois rouler une heure.", TALK),
    (LARKWIRE, "Not one penny of compensation from Larkwire, a week offline.", TALK),
    (GASPARD, "Copiez ce numéro avant d'appeler Fournil Gaspard, l'autre sonne dans le vide.", TALK),
]  # fmt: skip


@pytest.mark.parametrize(("brand", "text"), CALLS)
def test_a_call_to_leave_is_told_at_once_whoever_makes_it(brand: Brand, text: str) -> None:
    verdict = decide(mention(text, TALK), brand)
    assert (verdict.leaf, verdict.alert) == ("ESCALATE_PR", "instant"), verdict.reason


@pytest.mark.parametrize(("brand", "text", "tags"), OTHERS)
def test_who_only_leaves_or_speaks_of_a_boycott_calls_nobody(
    brand: Brand, text: str, tags: str
) -> None:
    assert decide(mention(text, tags), brand).leaf != "ESCALATE_PR"


def test_an_article_a_review_and_a_retweet_report_a_call() -> None:
    text = "Boycott the Penhallow until the chambermaids get their back pay. Pass it on."
    for more in (
        {"genre": "news"},
        {"genre": "review", "venue": "review"},
        {"text": f"RT @ann: {text}"},
    ):
        told = mention(more.pop("text", text), "share negative complaint", **more)
        assert decide(told, PENHALLOW).leaf != "ESCALATE_PR", more
