"""What a decision asks beside the tags: the rows that teach it, and what two hands said."""

from pathlib import Path

import pytest

from models.base import LEARNT, Post
from models.training.data import Example
from models.training.judged import (
    DOUBTFUL,
    HANDS,
    PRESUMED,
    QUESTIONS,
    answers,
    asked_lines,
    is_kept,
    kept_answers,
    kept_risks,
    now_lines,
    risk_lines,
    with_answers,
    without_answers,
)

POST = Example(Post(text="the bun was cold"), {"form": "critique"}, 1.0, "synthetic", "syn:1")


def test_our_lines_are_of_every_risk_in_both_languages_and_half_of_them_are_none() -> None:
    lines = list(risk_lines())
    assert len(lines) > 3_900
    assert len({one.post.text for one in lines}) > len(lines) - 5
    for lang in ("fr", "en"):
        labels = [one.labels["risk"] for one in lines if one.post.lang == lang]
        assert set(labels) == set(LEARNT["risk"])
        assert 0.45 < labels.count("none") / len(labels) < 0.6


def test_the_posts_for_the_questions_answer_all_four_both_ways() -> None:
    lines = list(asked_lines())
    for task in QUESTIONS:
        said = [one.labels[task] for one in lines]
        assert min(said.count("yes"), said.count("no")) > 200


def test_lines_of_what_cannot_wait_are_as_often_near_misses() -> None:
    said = [one.labels["know_now"] for one in now_lines()]
    assert len(said) > 800
    assert 0.4 < said.count("yes") / len(said) < 0.6


def test_two_hands_agree_or_the_answer_weighs_less(tmp_path: Path) -> None:
    (tmp_path / "hand1.tsv").write_text("syn:1\tynnn-\n", encoding="utf-8")
    (tmp_path / "hand2.tsv").write_text("syn:1\tynny-\n", encoding="utf-8")
    (one,) = with_answers([POST], tmp_path)
    assert [one.labels[task] for task in QUESTIONS] == ["yes", "no", "no", "yes"]
    assert one.labels["risk"] == "none"
    assert [one.weight_of(task) for task in QUESTIONS] == [1, 1, 1, DOUBTFUL]
    assert without_answers(one).labels == POST.labels


def test_where_nobody_was_asked_no_risk_is_presumed_and_no_answer(tmp_path: Path) -> None:
    (one,) = with_answers([POST], tmp_path)
    assert one.labels == {"form": "critique", "risk": "none"}
    assert (one.weight_of("risk"), one.weight_of("form")) == (PRESUMED, 1)


@pytest.mark.parametrize("line", ["syn:1 ynnn-", "syn:1\tyn-", "syn:1\tynnx-", "syn:1\tynnnz"])
def test_a_line_that_is_no_answer_is_refused_with_its_place(tmp_path: Path, line: str) -> None:
    (tmp_path / "hand.tsv").write_text(f"syn:0\tnnnn-\n{line}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"hand\.tsv:2: not"):
        answers(tmp_path / "hand.tsv")


def test_both_hands_answered_the_same_rows() -> None:
    one, other = (answers(path) for path in sorted(HANDS.glob("*.tsv")))
    assert one.keys() == other.keys()
    for place in range(3):  # of the press they agree on less: whether a bare headline is one
        agreed = sum(one[key][place] == other[key][place] for key in one) / len(one)
        assert agreed > 0.96


def test_what_a_run_is_judged_by_is_not_what_it_learns_from() -> None:
    kept = [*kept_risks(), *kept_answers([])]
    assert all(is_kept(one) for one in kept)
    assert 0.1 < len(kept) / len([*risk_lines(), *asked_lines()]) < 0.15
