"""Danger is never missed for a figure of speech, nor found in one."""

import pytest
from test_strategy_kit import BRAND

from listener.advice.reading.danger import crisis_word, danger
from listener.advice.reading.text import fold, folded_sentences


def kind(text: str) -> str | None:
    hit = danger(folded_sentences(text))
    return hit[0] if hit else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ma batterie a pris feu dans le garage.", "safety"),
        ("The charger burst into flames.", "safety"),
        ("J'ai pris une décharge électrique en branchant le chargeur", "safety"),
        ("Food poisoning after your lunch box", "safety"),
        ("Un cycliste est blessé, la fourche a cédé", "safety"),
        ("My friend got injured when it folded", "safety"),
        ("Je n'en peux plus, j'ai envie d'en finir", "self_harm"),
        ("I want to die and nobody cares", "self_harm"),
        ("Je sais où vous habitez", "threat"),
        ("I'll burn your store, watch out", "threat"),
        ("Nous avons vos données. Payez ou tout sort demain.", "threat"),
        ("Alerte à la bombe au magasin", "threat"),
        ("On va poser une bombe chez vous", "threat"),
        ("Votre batterie a explosé et mis le feu à ma maison", "safety"),
        ("I'm going to kill you all", "threat"),
        ("Fuite de données chez eux, tout est dehors", "leak"),
        ("I can see other customers' orders in the app", "leak"),
        ("On m'a refusé l'entrée parce que je suis noire", "discrimination"),
        ("They refused my guide dog", "discrimination"),
        ("Your shop refused entry to a guide dog", "discrimination"),
        ("Mon fils s'est étouffé avec le bouchon", "child"),
        ("A toddler swallowed the battery", "child"),
    ],
)
def test_danger_is_named_by_its_kind(text: str, expected: str) -> None:
    assert kind(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Ce prix me tue",
        "This price kills me, I'm dying over here",
        "Mort de rire devant la pub",
        "C'est une tuerie, la bombe, je meurs d'envie d'essayer",
        "I'm dying for this killer feature",
        "La facture d'électricité a explosé le budget",
        "On va mettre le feu à la piste samedi",
        "Explosion de saveurs, à mourir !",
        "To die for. It blew my mind.",
        "Aucun blessé, tout va bien",
        "Les ventes et la facture ont explosé",
        "Plus de freins à l'achat",
        "I got burned by this company, never again",
        "Votre réponse m'a blessé",
        "I will find you a better bike and I'd kill for it",
        "Une politique de prix suicidaire, du chantage",
        "Les prix prennent un coup de chaud",
        "Bath bombs are back",
        "My Kindle Fire sits beside it",
        "Un coup de main pour mon fils : quelle taille ?",
        "Children love it",
        "Il est 7 h, je suis mort de fatigue",
        "My avocado toast is on fire today",
    ],
)
def test_figures_of_speech_are_not_danger(text: str) -> None:
    assert kind(text) is None


def test_harm_needs_somebody_or_something_near_in_the_same_sentence() -> None:
    assert kind("Le soleil brûle. Un client attend.") is None
    assert kind("Un client s'est brûlé.") == "safety"


def test_a_crisis_word_counts_only_with_the_brand_in_its_sentence() -> None:
    apart = tuple(fold(p) for p in ("Boycott du sucre.", "Vélorine va bien."))
    assert crisis_word(apart, BRAND, to_us=False) is None
    assert crisis_word((fold("Boycott de Vélorine"),), BRAND, to_us=False) == "boycott"
    assert crisis_word(apart, BRAND, to_us=True) == "boycott"
