import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.inbound.cells import (
    is_nothing,
    is_rounded,
    number_of,
    read_count,
    read_flag,
    read_language,
    read_rating,
)


@pytest.mark.parametrize(
    ("cell", "stars"),
    [
        ("4", 4),
        ("4,0", 4),
        ("4,5", 4),
        ("3.4", 3),
        ("0.5", 1),
        ("4/5", 4),
        ("4.5 / 5", 4),
        ("8/10", 4),
        ("16 sur 20", 4),
        ("80 %", 4),
        ("4 out of 5", 4),
        ("4 étoiles sur 5", 4),
        ("5 étoiles", 5),
        ("1 star", 1),
        ("Rated 4 out of 5 stars", 4),
        ("Note : 4", 4),
        ("FIVE", 5),
        ("quatre étoiles", 4),
        ("★★★★☆", 4),
        ("⭐️⭐️⭐️", 3),
        ("4★", 4),
        ("STAR_RATING_UNSPECIFIED", None),
        ("N/A", None),
        ("0", None),  # no star was given, or none can be
        ("0/5", None),
        ("6", None),
        ("-1", None),
        ("moyen bof", None),
        ("", None),
    ],
)
def test_stars_in_many_hands(cell: str, stars: int | None) -> None:
    assert read_rating(cell) == stars


def test_a_bare_figure_counts_on_the_scale_of_its_column() -> None:
    assert [read_rating(cell, scale=10) for cell in ("8", "7,5", "10", "0", "11")] == [
        4,
        4,
        5,
        None,
        None,
    ]
    assert read_rating("4/5", scale=10) == 4
    assert (number_of("7,5"), number_of("7/10")) == (7.5, None)


@pytest.mark.parametrize(
    ("cell", "count"),
    [
        ("12", 12),
        ("1.234", 1_234),
        ("1,234", 1_234),
        ("1 234", 1_234),
        ("1\u202f234", 1_234),
        ("1'234", 1_234),
        ("1.234.567", 1_234_567),
        ("1.2k", 1_200),
        ("1,2 k", 1_200),
        ("12K", 12_000),
        ("3M", 3_000_000),
        ("12.0", 12),  # a spreadsheet's
        ("1 234 vues", 1_234),
        ("12 J’aime", 12),
        ("12,50", None),
        ("-5", None),
        ("99+", None),
        ("-", None),
        ("9" * 5_000, None),
    ],
)
def test_counts_in_many_hands(cell: str, count: int | None) -> None:
    assert read_count(cell) == count


@pytest.mark.parametrize(
    ("cell", "lang"),
    [
        ("fr", "fr"),
        ("fr-FR", "fr"),
        ("en_US", "en"),
        ("Français", "fr"),
        ("ENGLISH", "en"),
        ("?", None),
    ],
)
def test_languages_as_codes_and_names(cell: str, lang: str | None) -> None:
    assert read_language(cell) == lang


def test_yes_and_no() -> None:
    assert [read_flag(cell) for cell in ("Oui", "x", "VRAI", "non", "0", "maybe")] == [
        True,
        True,
        True,
        False,
        False,
        None,
    ]


def test_words_for_nothing_are_nothing_but_short_reviews_are_texts() -> None:
    assert is_nothing("  ")
    assert is_nothing("n/a")
    assert is_nothing("#REF!", is_text=True)
    assert not is_nothing("Nul", is_text=True)
    assert not is_nothing("unknown", is_text=True)


@pytest.mark.parametrize("cell", ["1.23457E+18", "1,23457e18", "1234567890123450000"])
def test_an_id_that_a_spreadsheet_cut_is_known(cell: str) -> None:
    assert is_rounded(cell)
    assert not is_rounded("1234567890123456789")
    assert not is_rounded("1000")


@given(st.text(max_size=200))
@pytest.mark.slow
def test_no_cell_breaks_the_reading(cell: str) -> None:
    assert read_rating(cell) in (None, 1, 2, 3, 4, 5)
    assert (read_count(cell) or 0) >= 0
    read_flag(cell), read_language(cell), is_nothing(cell), is_rounded(cell), number_of(cell)
