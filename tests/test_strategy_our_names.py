"""What names us beside our own name: works of ours, two of our places, a name that its article is drawn into."""

import pytest
from test_strategy_kit import mention

from listener.advice.reading.relevance import relevance
from listener.advice.reading.senses import sense
from listener.settings.brand import Brand, Fact

GAMES = Brand(
    name="Copper Gull Games",
    language="en",
    speaker="Ines",
    context=("board game", "Tidal Thieves", "New Haven", "Making Rent", "box"),
    not_us=("copper gull (weathervane)", "Tidal Thieves of the Hebrides (a film)"),
    fact=(
        Fact(id="age", text="Tidal Thieves is for 2 to 5 players.", keywords=("age",)),
        Fact(id="shop", text="Our own shop is in New Haven.", keywords=("shop",)),
    ),
)
POOLS = Brand(
    name="Naïade",
    names=("Naïade", "Piscines Naïade", "piscine des Tilleuls", "piscine Beau-Site"),
    language="fr",
    speaker="Ines",
    context=("bassin",),
    not_us=("naïade (nymphe)",),
)
PAPER = Brand(
    name="Le Fanal",
    language="fr",
    speaker="Ines",
    context=("journal", "abonnement"),
    not_us=("hôtel Le Fanal",),
)
OURS = 0.7


def about(text: str, brand: Brand, **more: str) -> float:
    return relevance(mention(text, about_brand=False, **more), brand)[0]


@pytest.mark.parametrize(
    ("text", "is_ours", "why"),
    [
        ("Finished my insert for Tidal Thieves today", True, "a game of ours"),
        ("tidal thieves emptied the rock pools again", False, "the same words without capitals"),
        ("Tidal changes. Thieves took my bike.", False, "two words that stand apart"),
        ("We moved to New Haven last spring", False, "a town of which a fact only says where"),
        ("Making Rent got harder this year", False, "what no fact knows"),
        (
            "Saw Tidal Thieves of the Hebrides (a film) last night",
            False,
            "a namesake that is listed",
        ),
    ],
)
def test_a_work_that_context_and_a_fact_name_is_ours(text: str, is_ours: bool, why: str) -> None:
    assert (about(text, GAMES) >= OURS) == is_ours, why


def test_a_threads_title_names_a_work_of_ours_too() -> None:
    text = "She sank his boat and took the rum"
    assert about(text, GAMES, thread_title="Tidal Thieves: a playthrough") >= OURS
    assert about(text, GAMES, thread_title="tidal pools, thieves and you") < OURS


def test_two_of_our_places_name_us_and_one_does_not() -> None:
    assert about("je préfère Beau-Site, les Tilleuls c'est plein", POOLS) >= OURS
    assert about("un appartement avec vue, Beau-Site, 3 pièces", POOLS) < OURS


@pytest.mark.parametrize("said", ["du Fanal", "au Fanal", "Le Fanal"])
def test_a_name_is_the_same_where_its_article_is_drawn_together(said: str) -> None:
    assert about(f"Un bel article {said} sur l'abonnement", PAPER) >= OURS
    lantern = PAPER.model_copy(update={"not_us": ("fanal (lanterne)",)})
    assert sense(f"l'article plaisant {said} hier", lantern.all_names, lantern)[0] == "firm"
    assert about("des fanaux du port", PAPER) < OURS


def test_an_english_name_of_several_words_is_ours_without_its_article() -> None:
    shop = Brand(name="The Copper Kettle", language="en", speaker="Ines")
    assert about("Breakfast at Copper Kettle was lovely", shop) >= OURS
    assert about("Grandma's copper kettle was lovely", shop) < OURS
