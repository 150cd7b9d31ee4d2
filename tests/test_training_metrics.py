"""Figures: what they count, and intervals that know pairs, parts and posts."""

import numpy as np
import pytest

from models.training.metrics import (
    area,
    area_figure,
    calibration_error,
    gain_figure,
    kappa,
    macro_f1,
    macro_figure,
    mean_figure,
    pair_figure,
    share_figure,
    with_interval,
)

AB, ABC = ("a", "b"), ("a", "b", "c")
CHANCE = np.random.default_rng(1)
TRUE = np.array(list("abcab" * 60))
GOOD = np.where(CHANCE.random(300) < 0.9, TRUE, "c")
POOR = np.where(CHANCE.random(300) < 0.5, GOOD, "a")


def test_drawing_counts_is_drawing_rows() -> None:
    quick = macro_figure(TRUE, GOOD, ABC)
    plain = with_interval(lambda rows: macro_f1(TRUE[rows], GOOD[rows], ABC), len(TRUE))
    assert quick.value == pytest.approx(plain.value)
    assert quick.low == pytest.approx(plain.low, abs=0.01)
    assert quick.high == pytest.approx(plain.high, abs=0.01)


def test_rows_of_other_classes_count_against_a_class_only_where_they_are_among() -> None:
    true, said = np.array(list("aabbcc")), np.array(list("aabbaa"))
    assert macro_figure(true, said, AB).value == 1
    told = macro_figure(true, said, AB, among=ABC)
    assert told.value == pytest.approx((2 / 3 + 1) / 2)
    assert told.n == 6


def test_the_mean_over_parts_weighs_a_small_part_like_a_large_one() -> None:
    small = (np.array(list("ab")), np.array(list("ba")))
    told = mean_figure([(TRUE, TRUE), small], AB)
    assert told.value == 0.5
    assert told.n == 242


def test_a_gain_on_the_same_rows_is_surer_than_two_figures_apart() -> None:
    other = GOOD.copy()
    other[:12] = "c"
    gain = gain_figure([(TRUE, GOOD, other)], ABC)
    apart = macro_f1(TRUE, GOOD, ABC) - macro_f1(TRUE, other, ABC)
    assert gain.value == pytest.approx(apart)
    assert gain.low > 0
    alone = macro_figure(TRUE, GOOD, ABC)
    assert gain.high - gain.low < alone.high - alone.low


def test_nothing_gains_over_itself() -> None:
    told = gain_figure([(TRUE, POOR, POOR)], ABC)
    assert (told.value, told.low, told.high) == (0, 0, 0)


def test_a_share_of_nothing_says_so_by_its_n() -> None:
    assert share_figure(np.array([], bool)).n == 0
    assert pair_figure(np.ones((3, 3), bool), np.zeros((3, 3), bool)).n == 0


def test_pairs_are_counted_once_and_none_with_itself() -> None:
    of = np.ones((4, 4), bool)
    hits = np.eye(4, dtype=bool)
    hits[0, 1] = hits[1, 0] = True
    told = pair_figure(hits, of)
    assert told.n == 6
    assert told.value == pytest.approx(1 / 6)


def test_calibration_error_weighs_each_bin_by_its_rows() -> None:
    right = np.array([True] * 6 + [False] * 2)
    sure = np.array([0.95] * 6 + [0.55] * 2)
    assert calibration_error(right, sure) == pytest.approx((6 * 0.05 + 2 * 0.55) / 8)


def test_the_area_counts_pairs_and_half_of_what_scores_the_same() -> None:
    scores, mine = np.array([0.9, 0.5, 0.5, 0.1]), np.array([True, True, False, False])
    assert area(scores, mine) == pytest.approx(3.5 / 4)
    assert area(-scores, mine) == pytest.approx(0.5 / 4)
    assert np.isnan(area(scores, np.ones(4, bool)))


def test_the_area_of_a_rare_kind_has_an_interval_too() -> None:
    scores, mine = CHANCE.random(200), np.arange(200) < 2
    told = area_figure(scores + 0.3 * mine, mine)
    assert told.low <= told.value <= told.high


def test_kappa_is_what_two_agree_beyond_chance() -> None:
    one = np.array([True] * 20 + [False] * 80)
    other = np.array([True] * 10 + [False] * 80 + [True] * 10)
    # They agree on 80 of 100, and by chance on 0.2 * 0.2 + 0.8 * 0.8.
    assert kappa(one, other) == pytest.approx((0.8 - 0.68) / (1 - 0.68))
    assert kappa(one, one) == 1
    assert kappa(np.ones(9, bool), np.ones(9, bool)) == 0
