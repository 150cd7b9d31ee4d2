"""The formulas of SPEC 4, by example and by property."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listener.figures.metrics import (
    coverage,
    gap_time,
    median,
    net_sentiment,
    review_score,
    rolling_sentiment,
    share,
    times,
    wilson,
)

MONDAY = datetime(2026, 11, 9, tzinfo=UTC)
WEEK = (MONDAY, MONDAY + timedelta(days=7))
counts = st.integers(0, 5000)
spans = st.lists(st.timedeltas(timedelta(0), timedelta(days=30)), max_size=60)


def test_the_balance_is_positives_less_negatives_over_both() -> None:
    found = net_sentiment(30, 10)
    assert found.net == pytest.approx(0.5)
    assert (found.n, found.positive, found.negative) == (40, 30, 10)


def test_under_twenty_for_or_against_there_is_no_balance() -> None:
    assert net_sentiment(19, 0).net is None
    assert net_sentiment(20, 0).net == 1


def test_wilsons_interval_is_that_of_the_textbook() -> None:
    # 10 of 20 and 1 of 10, as published for 95 %.
    assert wilson(10, 20) == pytest.approx((0.2993, 0.7007), abs=1e-4)
    assert wilson(1, 10) == pytest.approx((0.0179, 0.4042), abs=1e-4)


@given(counts, counts)
def test_the_balance_lies_in_its_range_and_turns_with_its_sides(p: int, n: int) -> None:
    found, turned = net_sentiment(p, n), net_sentiment(n, p)
    if found.net is None or found.low is None or found.high is None:
        assert p + n < 20
        return
    assert -1 <= found.low <= found.net + 1e-9
    assert found.net - 1e-9 <= found.high <= 1
    assert turned.net == pytest.approx(-found.net)
    assert turned.low == pytest.approx(-found.high)


def test_a_week_with_too_few_opinions_is_told_over_four() -> None:
    assert rolling_sentiment([(30, 10), (1, 1)])[1] == 1
    found, weeks = rolling_sentiment([(5, 1), (5, 1), (5, 1), (5, 1), (99, 0)])
    assert weeks == 4
    assert (found.positive, found.negative) == (20, 4)
    assert rolling_sentiment([(1, 1), (1, 1)])[0].net is None
    assert rolling_sentiment([(1, 1), (1, 1)], few=4)[0].net == 0
    assert rolling_sentiment([(1, 1), (1, 1)], few=2)[1] == 1


@given(counts, counts)
def test_a_share_lies_in_its_range_and_needs_its_cases(a: int, b: int) -> None:
    hits, n = min(a, b), max(a, b)
    found = share(hits, n)
    assert (found.value is None) == (n < 5)
    if found.value is not None and found.low is not None and found.high is not None:
        assert 0 <= found.low <= found.value + 1e-9
        assert found.value - 1e-9 <= found.high <= 1


def test_response_times_are_a_median_and_a_90th_percentile() -> None:
    hours = [timedelta(hours=h) for h in (10, 1, 2, 3, 4, 5, 6, 7, 8, 9)]
    found = times(hours)
    assert found.median == timedelta(hours=5.5)
    assert found.p90 == timedelta(hours=9)
    assert times(hours[:4]).median is None


@given(spans)
def test_one_slow_answer_more_moves_the_median_by_one_place_at_most(found: list[timedelta]) -> None:
    before, after = times(found, few=1), times([*found, timedelta(days=365)], few=1)
    ordered = sorted(found)
    if before.median is not None and after.median is not None:
        assert after.median in ordered or len(ordered) % 2 or after.median <= ordered[-1]
        assert before.p90 in ordered


@given(st.lists(st.floats(-1e6, 1e6) | st.none(), max_size=40))
def test_the_median_has_as_many_below_as_above(values: list[float | None]) -> None:
    middle, known = median(values), [v for v in values if v is not None]
    if middle is None:
        assert not known
    else:
        assert sum(v < middle for v in known) <= len(known) / 2
        assert sum(v > middle for v in known) <= len(known) / 2


def test_a_review_score_leans_on_seven_of_three_and_a_half() -> None:
    assert review_score([]) == 3.5
    now = timedelta()
    assert review_score([(5.0, now)]) == pytest.approx((24.5 + 5) / 8)
    old = review_score([(5.0, timedelta(days=180))])
    assert old == pytest.approx((24.5 + 2.5) / 7.5)


@given(st.lists(st.tuples(st.integers(1, 5), st.timedeltas(timedelta(0), timedelta(days=3000)))))
def test_a_review_score_never_leaves_the_stars(reviews: list[tuple[int, timedelta]]) -> None:
    assert 1 <= review_score(reviews) <= 5


def test_coverage_is_what_was_read_of_the_minutes_of_every_source() -> None:
    day = (1, MONDAY, MONDAY + timedelta(days=1))
    assert coverage([day], 2, WEEK) == pytest.approx(1 - 1 / 14)
    assert coverage([], 3, WEEK) == 1
    assert coverage([], 0, WEEK) is None


def test_gaps_that_overlap_count_once_a_source_and_only_inside_the_week() -> None:
    hour = timedelta(hours=1)
    gaps = [
        (1, MONDAY - hour, MONDAY + hour),
        (1, MONDAY, MONDAY + 2 * hour),
        (2, MONDAY, MONDAY + hour),
        (2, MONDAY + timedelta(days=8), MONDAY + timedelta(days=9)),
    ]
    assert gap_time(gaps, WEEK) == 3 * hour


@given(
    st.lists(
        st.tuples(
            st.integers(1, 3),
            st.timedeltas(timedelta(days=-9), timedelta(days=9)),
            st.timedeltas(timedelta(0), timedelta(days=9)),
        ),
        max_size=12,
    )
)
def test_coverage_is_a_share_whatever_the_gaps(
    gaps: list[tuple[int, timedelta, timedelta]],
) -> None:
    dated = [(s, MONDAY + start, MONDAY + start + length) for s, start, length in gaps]
    found = coverage(dated, 3, WEEK)
    assert found is not None
    assert -1e-9 <= found <= 1
