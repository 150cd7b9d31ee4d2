"""Is it about our brand? Names, places and the operator's lists."""

from typing import Any

import pytest
from test_strategy_kit import BRAND, mention

from listener.advice.reading.relevance import NEAR, relevance
from listener.settings.brand import Brand

ORANGE = Brand(
    name="Orange",
    handles=("@orange_fr",),
    own_sites=("www.orange.example",),
    context=("fibre", "forfait", "opérateur"),
    not_us=("orange pressée", "the quick recipe for a sweet orange marmalade jam"),
    exclude=("Agent Orange",),
)


@pytest.mark.parametrize(
    ("text", "more", "expected", "why"),
    [
        ("Panne de fibre chez Orange", {}, "ours", "name and context"),
        ("ORANGE : la fibre coupée", {}, "ours", "case is nothing"),
        ("Orange, j'aime bien", {}, "unsure", "a name with other senses, no context"),
        ("J'aime bien Orange", {}, "ours", "the other senses have no capital"),
        ("Une orange pressée, svp", {}, "other", "a not_us phrase"),
        ("My recipe for sweet marmalade with orange, a quick jam", {}, "other", "like a not_us example"),
        ("orange pressée chez @orange_fr", {"addressed": True}, "ours", "addressed beats not_us"),
        ("Agent Orange, la fibre du Vietnam", {"addressed": True}, "other", "an exclude word beats addressed"),
        ("Agent Orange", {"venue": "own"}, "ours", "our own page is ours"),
        ("L'orangerie et la fibre", {}, "other", "a whole word, not a part"),
        ("Voir orange.example/aide", {}, "ours", "our own site"),
        ("La même chose ici", {"thread_title": "Fibre Orange en panne"}, "ours", "the thread names us"),
        ("Pareil", {"parent_text": "Mon forfait Orange"}, "ours", "the parent names us"),
        ("Rien à voir", {}, "other", "no name"),
        ("Nul", {"venue": "review"}, "ours", "a review of us"),
        ("Nul", {"about_brand": True}, "ours", "its source is about us"),
        ("merci", {"replies_to_our_answer": True}, "ours", "it replies to us"),
        ("Une orange par jour, pas de forfait. Tout est dans l'écorce", {}, "other", "a word of the trade by accident"),
        ("Ma fibre orange est morte. Merci", {}, "ours", "a word of the trade beside the name"),
        ("le forfait et la fibre, on en parle, chez moi orange coupe. Encore", {}, "ours", "two words of the trade"),
        ("Pas de forfait, pas de réponse chez orange. Merci", {}, "ours", "nobody is at a fruit's"),
        ("Crash at start since 4.3", {"genre": "issue"}, "ours", "a tracker is a product's"),
        ("Un mode sombre, svp", {"genre": "feedback_forum"}, "ours", "so is a forum of ideas"),
        ("orange pressée, bug du bouton", {"genre": "issue"}, "other", "a not_us phrase in a tracker"),
    ],
)  # fmt: skip
def test_relevance_follows_place_lists_and_names(
    text: str, more: dict[str, Any], expected: str, why: str
) -> None:
    score, said = relevance(mention(text, **{"about_brand": False, **more}), ORANGE)
    found = (
        "ours"
        if score >= BRAND.thresholds.ours_from
        else "other"
        if score < BRAND.thresholds.not_ours_under
        else "unsure"
    )
    assert found == expected, why
    assert said.endswith(".")


@pytest.mark.parametrize(
    ("text", "is_near"),
    [
        ("Nous testons douze opérateurs, et le vôtre coupe : souhaitez-vous réagir ?", True),
        ("My meter melted behind your opérateur box", True),
        ("Nous testons douze opérateurs, et l'un d'eux coupe", False),
        ("Et votre avis sur la météo ?", False),
        ("La fibre et le forfait", True),
    ],
)
def test_who_is_asked_of_a_thing_of_our_trade_may_be_us(text: str, is_near: bool) -> None:
    # Danger and the press are looked for from there on; whoever reads no more of it sees no difference.
    score, _ = relevance(mention(text, about_brand=False), ORANGE)
    assert (score == NEAR) is is_near
    assert score < BRAND.thresholds.not_ours_under


def test_an_accent_or_its_absence_is_the_same_name() -> None:
    for text in ("Velorine est là", "VÉLORINE est là", "deux Vélorines"):
        assert relevance(mention(text, about_brand=False), BRAND)[0] >= BRAND.thresholds.ours_from


@pytest.mark.parametrize("slip", ["velorin", "vellorine", "velroine", "velurine"])
def test_a_name_one_slip_away_is_asked_about(slip: str) -> None:
    score, _ = relevance(mention(f"mon {slip} est en panne", about_brand=False), BRAND)
    assert BRAND.thresholds.not_ours_under <= score < BRAND.thresholds.ours_from


def test_a_name_written_without_spaces_around_it_is_found() -> None:
    brand = BRAND.model_copy(update={"name": "資生堂"})
    assert (
        relevance(mention("資生堂の口紅", about_brand=False), brand)[0]
        >= BRAND.thresholds.ours_from
    )
