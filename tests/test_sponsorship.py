"""Disclosures by language, and the words that look like one: the rules of models/disclosures.json."""

import json
from typing import Any

import numpy as np
import pytest

from models import disclosures, sponsorship
from models.base import TASKS
from models.disclosures import WORDS
from models.pieces import TEXT_CHARACTERS
from models.sponsorship import judge, plain

MODEL = np.array([0.9, 0.05, 0.05])  # would call everything organic
SURE = 0.6  # the lowest threshold that training sets, see fit.py


def label(text: str) -> str:
    scores = judge(text, MODEL, own=False)
    assert scores.sum() == pytest.approx(1)
    return TASKS["sponsorship"][int(scores.argmax())] if scores.max() >= SURE else "unsure"


DISCLOSED = {
    "en": [
        "Paid partnership with Acme",  # Instagram's label
        "Loving this lamp! #ad",
        "AD | My morning with the Acme lamp",
        "Ad: the lamp that changed my desk",
        "[Sponsored] Five lamps for winter",
        "(advert) New lamp day",
        "This is a paid partnership with Acme",
        "This video is sponsored by Acme, more below",
        "Advertisement feature: light at home",
        "Includes paid promotion. The lamp in my studio",
        "This post contains affiliate links.",
        "My desk. Sponsored by Acme.",
        "[AD - press trip] Two days among lamps",
        "Thanks to Acme for sponsoring this video",
        "So happy with it #𝗮𝗱",  # letters of a fancy font
        "#Sponsored by the people at Acme",
    ],
    "fr": [
        "Mon avis sur la lampe. Collaboration commerciale",
        "[Collaboration commerciale] Ma nouvelle lampe",
        "Partenariat rémunéré avec Acme",  # Instagram's label
        "Publicité : la lampe Acme",
        "Vidéo réalisée en partenariat avec Acme",
        "Contenu sponsorisé par Acme",
        "Ceci est une collaboration commerciale avec Acme",
        "Dans le cadre d’une collaboration rémunérée, j'ai testé la lampe",
        "Inclut une communication commerciale",  # YouTube's label
        "Ma lampe préférée #collaborationcommerciale",
        "Nouvelle lampe #publicité #maison",
        "Nouvelle lampe #publicite\u0301",  # the accent as a character of its own
        "Ma lampe #partenariat",
        "Pub : la lampe Acme",
    ],
    "de": [
        "Anzeige | Meine neue Lampe",
        "Anzeige. Neue Lampe, altes Ich",
        "WERBUNG I Neue Lampe von Acme",
        "[Werbung] Meine neue Lampe",
        "Werbung: Meine neue Lampe von Acme",
        "Meine neue Lampe *Werbung*",
        "Bezahlte Partnerschaft mit Acme",  # Instagram's label
        "Enthält bezahlte Werbung. Heute zeige ich euch die Lampe",
        "Werbung, da Markennennung. Die Lampe ist toll",
        "Dieses Video wird gesponsert von Acme",
        "So schön! #anzeige",
        "Dies ist eine bezahlte Kooperation mit Acme",
    ],
    "es": [
        "Colaboración pagada con Acme",  # Instagram's label
        "Publicidad: la lámpara de Acme",
        "Mi lámpara nueva #publi",
        "Mi lámpara nueva #Publicidad",
        "[Publi] Mi lámpara nueva",
        "Vídeo patrocinado por Acme",
        "Incluye promoción pagada",  # YouTube's label
        "Esto es una colaboración remunerada con Acme",
    ],
    "it": [
        "Partnership retribuita con Acme",  # Instagram's label
        "La mia nuova lampada #adv",
        "Pubblicità: la mia nuova lampada",
        "[ADV] La mia nuova lampada",
        "Contenuto sponsorizzato da Acme",
        "In collaborazione pubblicitaria con Acme",
        "Questa è una collaborazione retribuita con Acme",
        "La lampada di oggi #pubblicità",
    ],
    "pt": [
        "Parceria paga com a Acme",  # Instagram's label
        "Publi: minha lâmpada nova",
        "Minha lâmpada nova #publi",
        "Minha lâmpada nova #publicidade",
        "Inclui promoção paga",  # YouTube's label
        "Conteúdo patrocinado por Acme",
        "Isto é uma parceria paga com a Acme",
    ],
    "nl": [
        "Betaald partnerschap met Acme",  # Instagram's label
        "Advertentie | Mijn nieuwe lamp",
        "Mijn nieuwe lamp #advertentie",
        "[Reclame] Mijn nieuwe lamp",
        "Bevat betaalde promotie",  # YouTube's label
        "Dit is een betaalde samenwerking met Acme",
        "Deze video wordt gesponsord door Acme",
    ],
}

LOOK_ALIKES = {
    "en": [
        "Adele is on the radio #adele #adventure",
        "Saw your stupid ad again, make it stop",
        "The #ad on TV was awful",
        "Too many ads in this app",
        "Is this sponsored by Acme?",
        "So, paid partnership with Acme?",
        "Nice video. Sponsored by Acme, or what?",
        "You're sponsored by Acme, no wonder you like it",
        "Not a paid partnership, I bought it myself",
        "This is not a paid promotion",
        "Sponsored by nobody but my wallet",
        "The guide to the fair, sponsored by Acme, is out",
        "Our team sponsored by Acme lost again",
        "Another sponsored post in my feed, great",
        "My business partner and I tried it",
        "Gifted by my mum for Christmas",
        "Admin: please close this thread",
        "The app stops with error code E1234",
        "It came, with zip code AB12CD misspelt",
    ],
    "fr": [
        "Trop de publicité dans cette appli",
        "Marre de la #publicité avant chaque vidéo",
        "Publicité mensongère, à fuir",
        "Encore une vidéo sponsorisée, je me désabonne",
        "oh un article sponsorisé, quelle surprise",
        "Vous êtes sponsorisé par une marque d'huile",
        "C'est sponsorisé par Acme ?",
        "Ce n'est pas une collaboration commerciale",
        "Sans partenariat rémunéré, promis",
        "Mon partenaire de tennis adore sa lampe",
        "Un partenaire de confiance",
        "Vélo offert par mon mari",
        "On se retrouve au pub : deux bières",
        "Le code de la porte a changé",
        "Erreur avec le code ERREUR sur la box",
    ],
    "de": [
        "Ich habe Anzeige erstattet",
        "Anzeige gegen Acme wegen Betrugs",
        "Die Werbung nervt",
        "Zu viel #werbung in der App",
        "Keine bezahlte Werbung, selbst gekauft",
        "Schon wieder eine Werbung von Acme",
        "Wird das gesponsert von Acme?",
        "Das wurde mir geschenkt, danke Oma",
        "Unbezahlte Werbung, selbst gekauft: die Lampe ist klasse",
        "Werbungskosten kann man absetzen",
        "Anzeigetafel kaputt",
    ],
    "es": [
        "Publicidad engañosa, no compréis",
        "Hay demasiada publicidad en la app",
        "Harto de la #publicidad",
        "No es una colaboración pagada",
        "¿Está patrocinado por Acme?",
        "El equipo patrocinado por Acme perdió",
        "Vi el anuncio en la tele",
        "Es una publicación pública #publicación",
    ],
    "it": [
        "Pubblicità ingannevole, lasciate perdere",
        "Troppa pubblicità in questa app",
        "Basta con la #pubblicità",
        "Non è una collaborazione retribuita",
        "È sponsorizzato da Acme?",
        "La squadra sponsorizzata da Acme ha perso",
        "Avventura fantastica #adventure",
        "Non è sponsorizzato da nessuno",
    ],
    "pt": [
        "Publicidade enganosa, não comprem",
        "Tanta publicidade nesta app",
        "Farto da #publicidadeenganosa",
        "Não é uma parceria paga",
        "Isso é patrocinado por Acme?",
        "O clube patrocinado por Acme perdeu",
        "A minha parceira adorou",
    ],
    "nl": [
        "Deze advertentie klopt niet",
        "Te veel reclame in de app",
        "De #reclame op tv is irritant",
        "Geen betaalde samenwerking, zelf gekocht",
        "Is dit gesponsord door Acme?",
        "De samenwerking met de klantenservice verliep goed",
        "Reclamebureau gezocht",
        "Lamp gekregen van mijn zus",
    ],
}

WEAK = {
    "en": ["Lovely lamp #gifted", "What a nice #collab", "New lamp on my desk (gifted)", "In partnership with Acme", "PR sample, thoughts below", "Proud #AcmePartner", "Look what they sent #spon"],
    "fr": ["Lampe offerte par Acme", "Merci pour la soirée (invitation)", "Merci pour le voyage presse", "Ma lampe #ambassadrice", "En collaboration avec Acme", "Ma lampe #pub"],
    "de": ["In Kooperation mit Acme", "Die Lampe wurde mir kostenlos zur Verfügung gestellt", "Neue Lampe #rezensionsexemplar"],
    "es": ["En colaboración con Acme", "Lámpara cortesía de Acme", "Mi lámpara #embajadora"],
    "it": ["In collaborazione con Acme", "Prodotto fornito da Acme", "La mia lampada #suppliedby"],
    "pt": ["Em parceria com a Acme", "Minha lâmpada #recebidos", "Enviado pela marca, obrigada"],
    "nl": ["In samenwerking met Acme", "Lamp gekregen van Acme", "Mijn lamp #samenwerking"],
}  # fmt: skip

SUSPECTED = {
    "en": ["Use my code LEA20 at checkout", "20% off with promo code LEAH", "https://shop.example/p?tag=lea-21", "Get it here https://amzn.to/3abc"],
    "fr": ["-20 % avec le code NINA", "Avec mon code LEA20 c'est moins cher", "Le lien : https://shop.example/aff/12"],
    "de": ["Mit meinem Code LEA20 spart ihr", "Nutzt den Rabattcode LEAH"],
    "es": ["Usa mi código LEA20", "Con el código de descuento LEAH"],
    "it": ["Usa il mio codice LEA20", "Con il codice sconto LEAH"],
    "pt": ["Use meu cupom LEAH", "Com o código LEA20 fica mais barato"],
    "nl": ["Met mijn code LEA20 krijg je korting", "Gebruik de kortingscode LEAH"],
}  # fmt: skip

FAILING = {
    "en": "I use promo code LEA20 and it doesn't work",
    "fr": "Avec le code promo LEA20, ça ne marche pas",
    "de": "Mit dem Rabattcode LEA20 funktioniert nicht",
    "es": "Con el código LEA20 no me funciona",
    "it": "Con il codice LEA20 non funziona",
    "pt": "Com o código LEA20 não funciona",
    "nl": "Met kortingscode LEA20, werkt niet",
}


def rows(table: dict[str, list[str]]) -> list[Any]:
    return [
        pytest.param(text, id=f"{lang}-{n}") for lang in table for n, text in enumerate(table[lang])
    ]


@pytest.mark.parametrize("text", rows(DISCLOSED))
def test_a_disclosure_is_seen(text: str) -> None:
    assert label(text) == "disclosed"


@pytest.mark.parametrize("text", rows(LOOK_ALIKES))
def test_what_looks_like_a_disclosure_is_left_to_the_model(text: str) -> None:
    assert (judge(text, MODEL, own=False) == MODEL).all()


@pytest.mark.parametrize("text", rows(WEAK))
def test_a_sign_leaves_the_question_open(text: str) -> None:
    assert label(text) == "unsure"


@pytest.mark.parametrize("text", rows(SUSPECTED))
def test_a_code_or_an_affiliate_link_is_suspected(text: str) -> None:
    assert label(text) == "suspected"


@pytest.mark.parametrize("lang", FAILING)
def test_a_code_that_fails_is_a_complaint(lang: str) -> None:
    assert label(FAILING[lang]) == "organic"


def test_every_language_of_the_rules_is_tested_and_complete() -> None:
    told = json.loads(WORDS.read_text(encoding="utf-8"))["languages"]
    for table in (DISCLOSED, LOOK_ALIKES, WEAK, SUSPECTED, FAILING):
        assert set(table) == set(told)
    assert len({tuple(one) for one in told.values()}) == 1  # the same keys, in the same order


@pytest.mark.parametrize("lang", DISCLOSED)
def test_every_clear_word_of_a_language_discloses(lang: str) -> None:
    clear = json.loads(WORDS.read_text(encoding="utf-8"))["languages"][lang]["clear"]
    for word in clear["hashtags"]:
        assert label(f"Acme #{word}") == "disclosed", word
        assert label(f"Acme #{word}x") != "disclosed", word
    for word in clear["phrases"]:
        assert label(f"Acme, {word} Acme") == "disclosed", word
    for word in clear["openings"]:
        assert label(f"Acme. {word} Acme") == "disclosed", word
        assert label(f"Acme {word} Acme") != "disclosed", word
    for word in clear["labels"]:
        assert label(f"[{word.upper()}] Acme") == "disclosed", word


def test_a_hashtag_at_the_end_of_a_long_row_is_only_a_sign() -> None:
    assert label("Lovely #lamp #home #light #winter #ad") == "disclosed"
    assert label("Lovely #lamp #home #light #winter #cosy #ad") == "unsure"
    assert label("#ad Lovely #lamp #home #light #winter #cosy") == "disclosed"


def test_a_sure_model_is_not_made_less_sure() -> None:
    sure = np.array([0.01, 0.98, 0.01])
    assert (judge("#ad", sure, own=False) == sure).all()


HOSTILE = {
    "a hundred kilobytes": "bonjour à tous, " * 6_500,
    "a million characters without a space": "a" * 1_000_000,
    "hashtags": "#ad" * 50_000,
    "hashtags apart": "la #ad " * 20_000,
    "phrases denied": "not sponsored by " * 10_000,
    "labels without an end": "[ad" * 50_000,
    "offers": "with use avec mit " * 10_000,
    "percentages": "-20 % " * 20_000,
    "figures": "1" * 100_000,
    "links": "http://" * 20_000,
    "controls": "\0\x1b" * 50_000,
    "blanks": "with" + " " * 100_000,
    "a family of emoji": "👨\u200d👩\u200d👧\u200d👦" * 20_000,
    "combining marks": "e" + "\u0301" * 100_000,
    "one character that becomes eighteen": "\ufdfa" * 50_000,
}


class Watched:
    """A pattern that remembers the longest text it was asked to read."""

    longest = 0

    def __init__(self, pattern: Any) -> None:
        self._pattern = pattern

    def __getattr__(self, name: str) -> Any:
        def called(text: str, *places: int) -> Any:
            Watched.longest = max(Watched.longest, len(text))
            return getattr(self._pattern, name)(text, *places)

        return called


def watched(words: Any) -> Any:
    """The same words with every pattern under watch."""
    if hasattr(words, "pattern"):
        return Watched(words)
    if isinstance(words, tuple):
        return tuple(watched(one) for one in words)
    return type(words)(*(watched(getattr(words, name)) for name in words.__slots__))


@pytest.mark.parametrize("name", HOSTILE)
def test_no_pattern_ever_reads_more_than_the_first_two_thousand_characters(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = watched(disclosures.all_words())
    monkeypatch.setattr(sponsorship, "all_words", lambda: words)
    Watched.longest = 0
    label(HOSTILE[name])
    assert 0 < Watched.longest <= TEXT_CHARACTERS
    assert len(plain(HOSTILE[name])) <= TEXT_CHARACTERS


def test_what_stands_beyond_is_not_read() -> None:
    assert label("x " * 990 + "#ad") == "disclosed"
    assert label("x " * 1000 + "#ad") == "organic"
