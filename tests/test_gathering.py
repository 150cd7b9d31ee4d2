"""When several people say the same at once, that is one thing to tell."""

from dataclasses import replace
from datetime import timedelta

from acme import NOON

from listener.advice.gathering import (
    Bounds,
    Voice,
    calls_again,
    crowd,
    has_doubled,
    is_open,
)

BOUNDS = Bounds(people=4, span=timedelta(hours=1), quiet=timedelta(hours=24))


def voice(n: int, minutes: float, *, author: str | None = "", instant: bool = True) -> Voice:
    who = f"a{n}" if author == "" else author
    at = NOON + timedelta(minutes=minutes)
    return Voice(n, n, at, who, frozenset({"outage"}), "REPAIR", instant)


def test_four_people_within_the_hour_are_a_burst_and_three_are_not() -> None:
    said = [voice(n, n) for n in range(1, 4)]
    assert crowd(said[-1], said[:2], BOUNDS) == ()
    assert [v.mention for v in crowd(voice(4, 4), said, BOUNDS)] == [1, 2, 3, 4]


def test_over_a_longer_time_they_are_none() -> None:
    assert crowd(voice(4, 75), [voice(n, n * 20) for n in range(3)], BOUNDS) == ()


def test_one_person_four_times_is_one_person_and_nobody_knows_who_is_none() -> None:
    assert crowd(voice(4, 4, author="x"), [voice(n, n, author="x") for n in range(3)], BOUNDS) == ()
    nobody = [voice(n, n, author=None) for n in range(3)]
    assert crowd(voice(4, 4, author=None), nobody, BOUNDS) == ()


def test_one_story_is_one_message_already() -> None:
    thread = [replace(voice(n, n), story=1) for n in range(1, 4)]
    assert crowd(replace(voice(4, 4), story=1), thread, BOUNDS) == ()


def test_where_none_is_to_be_told_at_once_nothing_is() -> None:
    peers = [voice(n, n, instant=False) for n in range(1, 4)]
    assert crowd(voice(4, 4, instant=False), peers, BOUNDS) == ()
    assert len(crowd(voice(4, 4), peers, BOUNDS)) == 4


def test_it_goes_on_until_it_was_quiet_for_a_day() -> None:
    said = [voice(n, n) for n in range(4)]
    assert is_open(said, NOON + timedelta(hours=20), BOUNDS)
    assert not is_open(said, NOON + timedelta(hours=25), BOUNDS)
    assert not is_open(said, NOON - timedelta(hours=2), BOUNDS)  # and was none before


def test_a_straggler_is_no_news_and_as_many_again_after_a_lull_are() -> None:
    morning = [voice(n, n) for n in range(6)]
    evening = [voice(10 + n, 600 + n) for n in range(4)]
    assert calls_again(evening[0], morning, BOUNDS) == ""
    assert calls_again(evening[3], [*morning, *evening[:3]], BOUNDS) == "m10"
    assert calls_again(voice(20, 30), morning, BOUNDS) == ""  # it goes on


def test_it_has_doubled_at_eight_and_at_sixteen() -> None:
    told = [
        n for n in range(4, 20) if has_doubled(voice(n, n), [voice(i, i) for i in range(n)], BOUNDS)
    ]
    assert [n + 1 for n in told] == [8, 16]
    again = [voice(i, i) for i in range(8)]
    assert has_doubled(voice(3, 9), again, BOUNDS) == 0  # nobody new
