"""The card beside the weights says what scores.json says, and nothing typed by hand."""

import json
import re

from models.tagger import WEIGHTS
from models.training.card import card
from models.training.tables import figure

SCORES = json.loads((WEIGHTS / "scores.json").read_text(encoding="utf-8"))


def test_the_card_is_the_one_that_the_scores_give() -> None:
    assert (WEIGHTS / "CARD.md").read_text(encoding="utf-8") == card(SCORES)


def test_every_score_of_the_card_has_its_interval_and_its_n() -> None:
    shown = card(SCORES).partition("## Scores")[2].partition("## ")[0]
    rows = re.findall(
        r"^\| (?:form|critique|tone|intent|irony)\b[^|]*\| (.+) \|$", shown, re.MULTILINE
    )
    assert len(rows) >= 13  # the table; what was gained beside it, where the baseline was run
    cell = r"-?\d\.\d{3} \(-?\d\.\d\d to -?\d\.\d\d"
    for row in rows:
        assert re.fullmatch(rf"\d+( \| ({cell}\))?)+|{cell}, n \d+\)", row), row


def test_the_shipped_weights_stand_beside_all_that_is_to_be_compared() -> None:
    # And in 32 bits, where the run's own weights are at hand: nobody keeps those.
    assert {
        "shipped",
        "words alone",
        "commonest of the source kind",
        "always the commonest",
    } <= SCORES["table"].keys()


def test_a_figure_is_printed_with_its_interval() -> None:
    told = {"value": 0.6724, "low": 0.611, "high": 0.713, "n": 816}
    assert figure(told) == "0.672 (0.61 to 0.71, n 816)"


def test_the_measured_scores_reach_the_floor() -> None:
    form = SCORES["form"]
    pairs = form["critique and discussion by language"]
    assert form["with context"]["value"] >= 0.75
    assert form["text alone"]["value"] >= 0.62
    assert pairs["en"]["value"] >= 0.90
    assert pairs["fr"]["value"] >= 0.76
    assert SCORES["tone"]["all"]["value"] >= 0.76
    assert SCORES["intent"]["all"]["value"] >= 0.70
