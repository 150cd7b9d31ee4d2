"""Which fact answers a post: the one that it asks for, or none; and a draft that lacks one is no ready one."""

from json import loads

import pytest
from facts import crosswise, told
from test_strategy_kit import mention

from listener.advice.brief import Brief
from listener.advice.drafts.answering import Said, signs_of, weights
from listener.advice.drafts.grounding import best_fact
from listener.advice.leaves import Leaf
from listener.advice.reading.text import fold
from listener.desk.writing import Wanted, written
from listener.settings.brand import Brand, Fact

MOVES = (
    Fact(
        id="piano",
        text="Les pianos droits se déménagent pour 140 €, jusqu'au deuxième étage.",
        keywords=("piano", "pianos", "étage"),
    ),
    Fact(
        id="date",
        text="Un changement de date est gratuit jusqu'à cinq jours avant le déménagement.",
        keywords=("date", "reporter", "changement"),
    ),
    Fact(id="boxes", text="Les cartons se rendent à l'agence.", keywords=("carton", "cartons")),
)
BRAND = Brand(name="Hisse", language="fr", speaker="Maud", fact=MOVES)


def asked(text: str, tags: str = "critique neutral question") -> Brief:
    return Brief.of(mention(text, tags, lang="fr"))


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("Bonjour, vous déménagez aussi les pianos ?", "piano"),
        ("Notre vente est repoussée d'une semaine. Peut-on reporter la date sans frais ?", "date"),
        ("On fait quoi des cartons après ?", "boxes"),
        ("Vous travaillez aussi le dimanche ?", None),
        ("Est-ce que vous recrutez des étudiants pour l'été ?", None),
    ],
)
def test_the_fact_that_answers_is_told_or_none(text: str, fact: str | None) -> None:
    found = best_fact(asked(text), BRAND, is_asked=True)
    assert (found and found.id) == fact


@pytest.mark.parametrize("is_denied", [False, True])
def test_an_only_fact_that_nothing_points_at_is_not_told(is_denied: bool) -> None:
    alone = BRAND.model_copy(update={"fact": MOVES[2:]})
    brief = asked("Ils ne travaillent jamais le samedi, faux ?", "critique negative none")
    assert best_fact(brief, alone, is_asked=True, is_denied=is_denied) is None


@pytest.mark.parametrize(
    "text",
    [
        "Est-ce que vos cartons risquent de brûler à côté du poêle ?",
        "Vos cartons, ça va faire mal au dos de les porter, ou il y a des poignées ?",
    ],
)
def test_a_word_of_harm_in_a_question_keeps_no_fact_back(text: str) -> None:
    fact = best_fact(asked(text), BRAND, is_asked=True)
    assert fact == MOVES[2]


def test_who_was_hurt_is_recited_nothing() -> None:
    text = "Un de vos cartons m'a blessé à la main, il a fallu trois points de suture. On fait quoi des cartons ?"
    assert best_fact(asked(text, "critique negative complaint"), BRAND, is_asked=False) is None


def test_a_request_for_ones_own_data_is_answered_by_no_fact() -> None:
    text = "Je demande l'effacement de mes données, art. 17 du RGPD. Et la date du piano ?"
    assert best_fact(asked(text), BRAND, is_asked=True) is None


def test_every_sign_has_its_weight() -> None:
    brief = asked("Vous déménagez les pianos ?")
    for one in signs_of(MOVES, brief, Said("pianos", "pianos"), doubted=None):
        assert one.keys() == weights().keys() - {"always", "from"}


def named(keyword: str, text: str) -> float:
    fact = Fact(id="one", text="Voilà.", keywords=(keyword,))
    said = Said(fold(text), fold(text))
    return signs_of((fact,), asked(text), said, doubted=None)[0]["named"]


@pytest.mark.parametrize(
    ("keyword", "text", "is_named"),
    [
        ("£12", "It took 12 days to arrive.", False),
        ("£12", "Is it still £12?", True),
        ("10 %", "Nous étions 10 à table.", False),
        ("14 days", "Do I have 14 days?", True),
        ("hours", "I waited an hour for you.", False),
        ("hours", "What are your hours?", True),
        ("heures", "J'ai attendu une heure.", False),
        ("heure", "À quelle heure fermez-vous ?", True),
        ("saturday", "Are Saturdays dearer?", True),
    ],
)
def test_a_keyword_is_named_by_its_words_not_by_what_is_left_of_them(
    keyword: str, text: str, is_named: bool
) -> None:
    assert bool(named(keyword, text)) == is_named


@pytest.mark.long
def test_of_posts_of_brands_that_the_line_has_not_seen_few_get_a_wrong_fact() -> None:
    found = crosswise(list(told()))
    assert found["wrong"] <= 30
    assert found["right"] >= 200
    assert sum(found.values()) >= 300


@pytest.mark.parametrize(
    ("text", "leaf", "failed"),
    [
        ("Vous travaillez aussi le dimanche ?", Leaf.ANSWER, True),
        ("Vous déménagez aussi les pianos ?", Leaf.ANSWER, False),
        ("Personne n'est venu, deux heures à attendre.", Leaf.REPAIR, None),
    ],
)
def test_a_draft_without_the_fact_that_is_asked_for_says_so(
    text: str, leaf: Leaf, failed: bool | None
) -> None:
    wanted = Wanted(BRAND.name, asked(text), leaf, None, None)
    for row in written(wanted, BRAND, ()):
        told = [ok for label, ok, _ in loads(row.checks) if label == "répond par un de vos faits"]
        assert told == ([] if failed is None else [not failed]), row.text
