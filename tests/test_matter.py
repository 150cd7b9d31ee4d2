"""What goes wrong for many at once is read in whatever words; what is one person's stays theirs."""

import pytest

from listener.advice.reading.matter import is_delicate, matters
from listener.advice.reading.typical import typical

OUTAGE = (
    "L'appli ne s'ouvre plus depuis ce matin, erreur 503 à chaque fois @acme",
    "@acme impossible de me connecter, ça affiche « erreur 503 » en boucle",
    "Votre application est plantée ? Écran blanc au démarrage à Lyon",
    "@acme l'application est en panne ou c'est moi ? rien ne charge",
    "Encore une panne... je ne peux pas ouvrir l'appli Acme pour débloquer mon vélo",
    "503 Service indisponible sur acme, et moi qui suis devant la borne à Lille",
    "@acme bonjour, votre appli refuse de se lancer depuis 20 minutes, message d'erreur serveur",
    "@acme your app is down, error 503 since 7am",
    "Can't open the Acme app this morning, just spins and then error 503",
    "@acme app won't load for me in Nantes, anybody else?",
    "Server error again @acme. I can't log in and I'm late for work.",
    "Is Acme's app broken? It crashes as soon as I open it.",
    "503 on the app, 503 on the website. Nice Monday @acme",
)


@pytest.mark.parametrize("text", OUTAGE)
def test_an_outage_is_one_matter_in_whatever_words(text: str) -> None:
    assert matters(text) == {"outage"}
    assert not is_delicate(text)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("@acme j'ai été débité deux fois pour le même abonnement", "charged"),
        ("@acme you charged me twice this month, I want my money back", "charged"),
        ("Augmentation de prix sans prévenir chez Acme, je suis déçu", "price"),
        ("ce soir panne réseau mobile et box dans les Yvelines", "network"),
        ("No internet at all in Leeds since noon @acme", "network"),
    ],
)
def test_so_are_a_network_a_charge_and_a_price(text: str, named: str) -> None:
    assert matters(text) == {named}


@pytest.mark.parametrize(
    "text",
    [
        "@acme ma commande devait arriver lundi, toujours rien reçu",  # one person's parcel
        "@acme my brakes squeal since your workshop serviced the bike",
        "L'appli Acme vide la batterie de mon téléphone en deux heures",  # of an app, and no outage
        "Dark mode in the Acme app is unreadable",
        "@acme password reset mail never comes",
        "Le pain d'hier était rassis, je suis déçue @acme",
        "Un mois sans internet et trois techniciens @acme",  # a case of its own
        "plus d'internet depuis le 26 septembre @acme",
        "App has been down for me for 3 weeks @acme, nobody cares",
        "The app works again after the error 503 this morning, thanks @acme",  # over
        "Bus 503 was late again",
    ],
)
def test_what_is_one_persons_is_no_matter_of_many(text: str) -> None:
    assert matters(text) == frozenset()


def test_a_long_text_is_about_more_than_one_thing() -> None:
    text = "The app is down. "
    assert matters(text)
    assert not matters(text + "And then there is the shop, where I have been so often. " * 12)


@pytest.mark.parametrize(
    "text",
    [
        "l'appli ne s'ouvre plus et ma fille est allergique, j'ai besoin de la liste",
        "app down, and I smell burning from the charger, the battery is smoking",
        "appli en panne, mon avocat vous écrira",
        "app is down, deleting my data under GDPR please",
        "L'appli est en panne. Je suis journaliste à Radio Ouest, qui peut me répondre ?",
    ],
)
def test_a_word_of_danger_of_rights_or_of_the_press_keeps_it_alone(text: str) -> None:
    assert is_delicate(text)


def test_the_typical_words_are_one_authors_own_and_name_no_single_place() -> None:
    french = [text for text in OUTAGE if "appli" in text]
    told = typical(french, ["Acme"], ["Lyon", "Nantes"])
    assert told.rstrip("…") in " ".join(french)
    assert "appli" in told
    assert "@" not in told
    assert len(told) <= 60
    # Cut where a clause ends.
    assert typical(OUTAGE[:7], ["Acme"]) == "L'appli ne s'ouvre plus depuis ce matin…"
    assert typical(["@acme Bonjour, rien ne va plus ici"], ["Acme"]) == "rien ne va plus ici"
    here = ["app down in Lyon again", "the app is down again", "down, the app, since seven"]
    assert typical(here, ["Acme"], ["Lyon"]) == "the app is down again"
    assert typical(["", "https://acme.example/1"], ["Acme"]) == ""
