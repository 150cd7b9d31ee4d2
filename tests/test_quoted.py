"""What a reply quotes of a post: the clause with the number that hurts; of praise, ages, prices and grief nothing."""

from typing import get_args

import pytest
from test_strategy_kit import BRAND

from listener.advice.brief import Brief
from listener.advice.drafts.cutting import clauses
from listener.advice.drafts.quoted import About, quotation
from listener.advice.drafts.slots import known_slots
from listener.advice.leaves import Leaf
from listener.advice.reading.text import readable, sentences


def brief_of(text: str) -> Brief:
    return Brief(text=text, genre="tweet", form="critique", tone="negative", intent="complaint")


def quoted(text: str, about: About = "blame", language: str = "fr") -> str:
    return quotation(sentences(readable(text)), about, language)


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ("Bravo, cinq semaines pour une lampe et zéro nouvelle, ne changez rien.", "fr", "cinq semaines pour une lampe et zéro nouvelle"),
        ("Three of the six plates came chipped. A robot answered me.", "en", "Three of the six plates came chipped"),
        ("Livrée en 12 jours au lieu de 4. La lampe est jolie.", "fr", "Livrée en 12 jours au lieu de 4"),
        ("@acme two plumbers, two no-shows.", "en", "two plumbers, two no-shows"),
        ("Deux heures d'attente chez @acme pour une vis", "fr", "Deux heures d'attente"),
        ("J'ai recopié 60 fiches à la main. Le reste me plaît, parfait.", "fr", "J'ai recopié 60 fiches à la main"),
        ("J'ai écrit trois fois.", "fr", "J'ai écrit trois fois"),
        ("Le virement « express » de lundi n'est toujours pas là", "fr", "Le virement “express” de lundi n'est toujours pas là"),
        ('The "express" parcel of Monday is still not here', "en", "The ‘express’ parcel of Monday is still not here"),
        ("Le guichet ne répond plus, le bouton tourne dans le vide, sonne dans le vide", "fr", "Le guichet ne répond plus"),
    ],
)  # fmt: skip
def test_of_a_complaint_the_clause_with_its_number_is_quoted(
    text: str, language: str, said: str
) -> None:
    assert quoted(text, language=language) == said


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The nurse was brilliant, gentle and explained everything twice. The chairs are hard.", "en"),
        ("Ma mère de 82 ans attend. Vous exagérez.", "fr"),
        ("Trois étoiles pour le reste, sans plus", "fr"),
        ("Ten out of ten for cheek", "en"),
        ("I've bought it for three years, such a lovely soap. It leaks now.", "en"),
        ("In four years never a problem until now", "en"),
        ("J'avais payé 45 €, un prix parfait.", "fr"),
        ("It's £900 I've borrowed from my brother. Service was great.", "en"),
        ("Ici c'est 38 € la journée entière. Je vous écris de la gare.", "fr"),
        ("I'd like three replacements please, nothing works", "en"),
        ("Vous avez 14 jours pour répondre, sans quoi je saisis le juge", "fr"),
        ("You filled in both forms, they even rang twice", "en"),
        ("Service de merde depuis trois semaines", "fr"),
        ("Toujours rien au 06 12 34 56 78 depuis deux jours", "fr"),
        ("Trois relances et mon avocat prend la suite", "fr"),
        ("Told 'twice that nobody comes", "en"),
        ("Day four with no @acme box and three kids", "en"),
        ("This landed with a thud, which at thirty-two is no fun", "en"),
    ],
)  # fmt: skip
def test_praise_ages_prices_loyalty_wishes_and_halves_are_not_quoted(
    text: str, language: str
) -> None:
    assert quoted(text, language=language) == ""


@pytest.mark.parametrize(
    ("about", "text", "language", "said"),
    [
        ("ask", "On peut venir à 6 le samedi ? Merci", "fr", "On peut venir à 6 le samedi ?"),
        ("ask", "Do you sell caps? Thanks", "en", ""),
        ("ask", "We are three. Can we come?", "en", ""),
        ("idea", "Une idée comme ça : deux patères de plus dans l'entrée", "fr", "deux patères de plus dans l'entrée"),
        ("idea", "Just an idea", "en", ""),
        ("praise", "Ordered Monday, arrived Wednesday.", "en", "Ordered Monday, arrived Wednesday"),
        ("praise", "Ouvert à 8 h. Un café, deux sucres.", "fr", ""),
        ("praise", "Fixed in six minutes. We said goodbye to our dog on Friday.", "en", ""),
        ("work", "I ranked 12 oat biscuits for the fun of it", "en", "I ranked 12 oat biscuits for the fun of it"),
        ("work", "Les trois erreurs que j'ai faites le premier jour", "fr", ""),
        ("help", "Does the coat go above a 28? My shop is shut", "en", "Does the coat go above a 28?"),
        ("help", "Je passe un examen samedi. Aidez-moi.", "fr", ""),
        ("none", "Deux semaines sans réponse", "fr", ""),
    ],
)  # fmt: skip
def test_each_advice_quotes_what_it_answers(
    about: About, text: str, language: str, said: str
) -> None:
    assert quoted(text, about, language).replace("\u202f", " ") == said


def test_there_is_a_rule_for_every_advice() -> None:
    for about in get_args(About):
        assert quoted("Merci, parfait : deux semaines sans réponse ?", about) is not None


def test_a_long_clause_is_cut_where_one_may_and_neighbours_stand_together() -> None:
    long = "The lift in the left wing has been out for nine days and the one in the right wing has never once worked since I moved in"
    assert [one.words for one in clauses(long, "en", is_asked=False)] == [
        "The lift in the left wing has been out for nine days"
    ]
    pair = [one for one in clauses("Deux appels, trois mails", "fr", is_asked=False) if one.of == 2]
    assert [one.words for one in pair] == ["Deux appels, trois mails"]


def test_a_quotation_that_says_no_more_than_its_length_is_left_out() -> None:
    bare = known_slots(brief_of("Depuis neuf jours : rien."), BRAND, Leaf.REPAIR, "fr")
    assert bare["since"] == "neuf jours"
    assert "quote" not in bare
    more = known_slots(brief_of("Trois semaines sans réponse"), BRAND, Leaf.REPAIR, "fr")
    assert more["quote"] == "« Trois semaines sans réponse »"
