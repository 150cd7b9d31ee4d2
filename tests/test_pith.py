"""The pith of a text is a stretch of it: cut at the ends of clauses, never put together anew."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listener.advice.reading import pith
from listener.advice.reading.text import fold


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("@acme Charged twice for Care. Can I have one back?", "Charged twice for Care"),
        (
            "Bonjour, la mise à jour est géniale pour tout le monde sauf moi, "
            "maintenant elle plante avant de s'ouvrir et je perds mon temps",
            "maintenant elle plante avant de s'ouvrir",
        ),
        # What happened is said before what is wanted.
        ("Remboursez-moi. Le vélo est arrivé cassé.", "Le vélo est arrivé cassé"),
        ("A lovely ride along the canal this morning.", ""),
        ("", ""),
    ],
)
def test_the_clause_that_blames(text: str, clause: str) -> None:
    assert pith.pith(text) == clause


def test_what_leads_up_to_a_long_question_is_left_out() -> None:
    asked = pith.asked(
        "@acme Rebonjour, Inès Carvalho, Courrier des Trois-Ponts : combien de clients touchés par la"
        " panne de ce matin, et depuis quelle heure ?"
    )
    assert asked == "combien de clients touchés par la panne de ce matin…"
    assert pith.asked("Do you deliver to Jersey? And the lights") == "Do you deliver to Jersey?"
    assert pith.asked("Yes?") == ""
    assert pith.asked("They deliver.") == ""


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("I have been a customer for three years", 3),
        ("Cliente depuis 12 ans, et jamais vu ça", 12),
        ("client depuis des ans", None),
        ("customer for one years", None),
        ("my bike is three years old", None),
    ],
)
def test_how_long_an_author_says_to_be_a_customer(text: str, years: int | None) -> None:
    assert pith.years(text) == years


@given(st.text(alphabet="ab ,;:-()?!.\n'\"«»…éà", max_size=200), st.integers(10, 80))
def test_it_is_never_longer_than_asked_and_holds_only_words_of_the_text(
    text: str, limit: int
) -> None:
    shown = f"{text} broken {text}"
    for clause in (pith.pith(shown, limit=limit), pith.asked(f"{shown}?", limit)):
        assert len(clause) <= limit
        whole = " ".join(fold(shown).split())
        assert fold(clause).strip("….? ") in whole + "?"
