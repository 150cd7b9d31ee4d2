"""The card beside the weights says what scores.json says, and nothing typed by hand."""

import json
import re

from models.tagger import WEIGHTS
from models.training.card import card, figure

SCORES = json.loads((WEIGHTS / "scores.json").read_text(encoding="utf-8"))


def test_the_card_is_the_one_that_the_scores_give() -> None:
    assert (WEIGHTS / "CARD.md").read_text(encoding="utf-8") == card(SCORES)


def test_every_score_of_the_card_has_its_interval_and_its_n() -> None:
    shown = card(SCORES).partition("## Scores")[2].partition("## ")[0]
    rows = re.findall(r"^\| (?:form|tone|intent|irony)\b.*\| (.+) \|$", shown, re.MULTILINE)
    assert len(rows) > 20
    for row in rows:
        assert re.fullmatch(r"\d\.\d{3} \(\d\.\d\d to \d\.\d\d, n \d+\)", row), row


def test_a_figure_is_printed_with_its_interval() -> None:
    told = {"value": 0.6724, "low": 0.611, "high": 0.713, "n": 816}
    assert figure(told) == "0.672 (0.61 to 0.71, n 816)"


def test_the_measured_scores_reach_the_floor() -> None:
    form = SCORES["form"]
    pairs = form["critique and discussion by language"]
    assert form["with context"]["value"] >= 0.60
    assert form["text alone"]["value"] >= 0.50
    assert pairs["en"]["value"] >= 0.87
    assert pairs["fr"]["value"] >= 0.58
    assert SCORES["tone"]["all"]["value"] >= 0.71
    assert SCORES["intent"]["all"]["value"] >= 0.61
