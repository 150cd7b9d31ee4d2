"""A quote holds the author's words about us, and nothing else."""

from hypothesis import given
from hypothesis import strategies as st
from test_strategy_kit import BRAND

from listener.advice.reading.quote import CUT, quote

LONG = "Il faisait beau ce matin au marché. " * 8


def test_a_short_text_is_quoted_whole() -> None:
    assert quote("Vélorine,\n toujours en retard !", BRAND) == "Vélorine, toujours en retard !"


def test_a_long_text_keeps_the_sentences_that_concern_us() -> None:
    text = f"{LONG}Mon Vélorine est en panne depuis lundi. {LONG}"
    shown = quote(text, BRAND, limit=120)
    assert "Mon Vélorine est en panne depuis lundi." in shown
    assert shown.startswith(CUT)
    assert shown.endswith(CUT)


def test_kept_sentences_stay_in_their_order() -> None:
    text = f"Vélorine m'a vendu un vélo. {LONG}Il est cassé. {LONG}Vélorine ne répond pas."
    shown = quote(text, BRAND, limit=160)
    first, last = shown.index("m'a vendu"), shown.index("ne répond pas")
    assert first < last


def test_one_endless_sentence_is_cut_at_a_words_end() -> None:
    shown = quote("Vélorine " * 80, BRAND, limit=50)
    assert shown == f"{'Vélorine ' * 4}Vélorine"[: len(shown) - len(CUT) - 1] + f" {CUT}"


@given(st.text(max_size=700), st.integers(20, 300))
def test_a_quote_is_within_its_limit_and_holds_only_the_authors_words(
    text: str, limit: int
) -> None:
    shown = quote(text, BRAND, limit)
    assert len(shown) <= limit
    whole = " ".join(text.split())
    for piece in shown.split(CUT):
        assert piece.strip() in whole
