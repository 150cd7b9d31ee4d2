"""T1 to T5 of RELIABILITY B3: one digest a brand and ISO week, whatever the clocks do."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rigs.effort import examples

from listener.advice.time import periods
from listener.advice.time.periods import bounds, due_at, due_digest, missed_weeks, week_of
from listener.settings.brand import Brand, DigestTime
from listener.settings.written import Day

ZONES = (
    "Europe/Paris",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "Pacific/Apia",
)
START = datetime(2026, 1, 7, 12, 0, tzinfo=UTC)
END = START + timedelta(days=3 * 365 + 1)  # 2026 has a week 53, 2028 a leap day
TICK = timedelta(hours=5, minutes=7)  # falls on another minute of each day
LAST = START + (END - START) // TICK * TICK  # the last tick
PARIS = ZoneInfo("Europe/Paris")


def brand(zone: str = "Europe/Paris", day: Day = "mon", at: time = time(8, 30)) -> Brand:
    return Brand(name="Acme", zone=zone, digest=DigestTime(weekday=day, at=at))


@dataclass
class Played:
    """What a daemon did: which digests it made and when, which weeks it listed as missed."""

    made: list[tuple[str, datetime]] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    @property
    def weeks(self) -> list[str]:
        return [week for week, _ in self.made]


def play(ticks: Iterable[datetime], settings_at: Callable[[datetime], Brand]) -> Played:
    """The daemon's loop: list what was missed, make what is due, remember both by key."""
    played, known, alive = Played(), set[str](), None
    for now in ticks:
        one = settings_at(now)
        for week in missed_weeks(now, one, known, since=START, alive=alive):
            known.add(periods.period_key(week, one))
            played.missed.append(week)
        while week_due := due_digest(now, one, known, since=START, alive=alive):
            known.add(periods.period_key(week_due, one))
            played.made.append((week_due, now))
        alive = now
    return played


def ticks(down: Iterable[tuple[datetime, timedelta]] = ()) -> Iterator[datetime]:
    """Three years of ticks, without those of the standstills."""
    off = [(start, start + span) for start, span in down]
    now = START
    while now <= LAST:
        if not any(start <= now < end for start, end in off):
            yield now
        now += TICK


def owed(one: Brand) -> list[str]:
    """Every week from the first that was listened to whose digest fell due in the three years."""
    week, found = week_of(START, one.tz), []
    while due_at(week, one) <= LAST:
        found.append(week)
        week = periods.before(week, -1)
    return found


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("at", [time(2, 30), time(9, 0)])
@pytest.mark.parametrize("day", ["sun", "mon"])
@pytest.mark.slow
@pytest.mark.long
def test_three_years_give_one_digest_a_week(zone: str, at: time, day: Day) -> None:
    one = brand(zone, day, at)
    played = play(ticks(), lambda _: one)
    assert played.weeks == owed(one)
    assert len(played.weeks) > 150
    assert not played.missed
    assert all(timedelta() <= now - due_at(week, one) < TICK for week, now in played.made)


@pytest.mark.long
@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("span", [timedelta(hours=1), timedelta(days=3), timedelta(days=14)])
@pytest.mark.slow
def test_a_standstill_over_the_due_time_is_made_good_once_within_the_grace(
    zone: str, span: timedelta
) -> None:
    one = brand(zone)
    dues = [due_at(week, one) for week in owed(one)]
    down = [(due - span / 2, span) for due in dues[5:140:11]]
    played = play(ticks(down), lambda _: one)
    assert sorted([*played.weeks, *played.missed]) == owed(one)
    assert Counter(played.weeks).most_common(1)[0][1] == 1
    late = {week: now - due_at(week, one) for week, now in played.made}
    assert max(late.values()) <= periods.GRACE
    if span < timedelta(days=4):
        assert not played.missed
    else:
        # The first of the two weeks is older than the grace, the last one is seven days late.
        assert len(played.missed) >= len(down)


def test_a_week_that_is_later_than_the_grace_is_listed_and_not_posted() -> None:
    one, week = brand(), "2026-W10"
    now = due_at(week, one) + timedelta(hours=49)
    known = {periods.period_key("2026-W09", one)}
    assert due_digest(now, one, known) is None
    assert missed_weeks(now, one, known) == (week,)
    assert due_digest(now - timedelta(hours=2), one, known) == week


days = st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"])
hours_ = st.times().map(lambda t: t.replace(second=0, microsecond=0))


@settings(max_examples=examples(6, thorough=12))
@given(
    st.lists(
        st.tuples(st.integers(1, 3 * 365 * 24), st.sampled_from(ZONES), days, hours_),
        min_size=1,
        max_size=8,
    )
)
@pytest.mark.slow
def test_changes_of_zone_weekday_and_hour_leave_no_week_out_and_give_none_twice(
    changes: list[tuple[int, str, Day, time]],
) -> None:
    moments = [START, *(START + timedelta(hours=c[0]) for c in sorted(changes))]
    brands = [brand(), *(brand(*c[1:]) for c in sorted(changes))]

    def settings_at(now: datetime) -> Brand:
        return brands[bisect_right(moments, now) - 1]

    played = play(ticks(), settings_at)
    assert not played.missed
    assert played.weeks == sorted(set(played.weeks))
    expected, last = owed(brand()), settings_at(END)
    must = [week for week in expected if due_at(week, last) <= LAST]
    assert set(must) <= set(played.weeks)


@settings(max_examples=examples(6, thorough=12))
@given(
    st.sampled_from(ZONES),
    days,
    hours_,
    st.lists(
        st.tuples(
            st.integers(0, 3 * 365 * 24),
            st.sampled_from([timedelta(hours=-1), timedelta(days=1), timedelta(hours=30)]),
        ),
        max_size=6,
    ),
)
@pytest.mark.slow
def test_a_clock_that_steps_back_or_forward_gives_no_digest_twice(
    zone: str, day: Day, at: time, steps: list[tuple[int, timedelta]]
) -> None:
    def stepping() -> Iterator[datetime]:
        for now in ticks():
            yield now
            for when, step in steps:
                if now <= START + timedelta(hours=when) < now + TICK:
                    yield now + step

    one = brand(zone, day, at)
    played = play(stepping(), lambda _: one)
    assert not played.missed
    assert played.weeks == sorted(set(played.weeks))
    assert set(owed(one)) <= set(played.weeks)


def test_a_daemon_that_asks_every_fifteen_seconds_over_both_changes_fires_once() -> None:
    one = brand(day="sun", at=time(2, 30))
    for change in (datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC)):
        known = {periods.period_key(periods.before(week_of(change, PARIS), 2), one)}
        fired = []
        for n in range(4 * 60 * 6):
            now = change + timedelta(seconds=15 * n)
            if week := due_digest(now, one, known):
                known.add(periods.period_key(week, one))
                fired.append(now)
        # 02:30 is skipped in spring and comes twice in autumn: 03:30 and the first 02:30.
        assert [f"{now.astimezone(PARIS):%H:%M%z}" for now in fired] == (
            ["03:30+0200"] if change.month == 3 else ["02:30+0200"]
        )


def test_a_day_that_a_zone_skips_whole_still_has_its_digest() -> None:
    # Samoa had no 30 December 2011, a Friday.
    one = brand("Pacific/Apia", "fri", time(9))
    assert due_at("2011-W51", one) == datetime(2011, 12, 30, 19, 0, tzinfo=UTC)
    assert bounds("2011-W52", one.tz)[1] - bounds("2011-W52", one.tz)[0] == timedelta(days=6)


@pytest.mark.parametrize("zone", ZONES)
def test_weeks_follow_each_other_without_a_gap_or_an_overlap(zone: str) -> None:
    one, week = ZoneInfo(zone), "2025-W40"
    lengths = set()
    for _ in range(200):
        start, end = bounds(week, one)
        assert week_of(start, one) == week
        assert week_of(end - timedelta(microseconds=1), one) == week
        week = periods.before(week, -1)
        assert bounds(week, one)[0] == end
        lengths.add((end - start) / timedelta(hours=1))
    changing = {"Asia/Kolkata": {168.0}, "Pacific/Apia": {168.0}}
    half = {"Australia/Lord_Howe": {167.5, 168.0, 168.5}}
    assert lengths == (changing | half).get(zone, {167.0, 168.0, 169.0})


def test_week_53_and_the_year_end_have_their_place() -> None:
    new_year = datetime(2027, 1, 1, 12, tzinfo=UTC)
    assert week_of(new_year, PARIS) == "2026-W53"
    assert periods.before("2027-W01") == "2026-W53"
    assert periods.before("2026-W53", -1) == "2027-W01"
    assert due_at("2026-W53", brand()) == datetime(2027, 1, 4, 7, 30, tzinfo=UTC)
    keys = [periods.before("2029-W01", n) for n in range(160, -1, -1)]
    assert keys == sorted(set(keys))


@pytest.mark.parametrize("wrong", ["2026-46", "2027-W53", "W46", "2026-W00", "2026-W46 "])
def test_a_week_that_does_not_exist_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"week"):
        bounds(wrong, PARIS)


def test_a_new_brand_owes_no_digest_of_the_weeks_before_it_came() -> None:
    one = brand()
    assert due_digest(START, one, set(), since=START) is None
    assert missed_weeks(START, one, set(), since=START) == ()


def test_one_brands_digest_is_not_anothers() -> None:
    one, other = brand(), Brand(name="Acme: two")
    now = due_at("2026-W10", one)
    made = {periods.period_key("2026-W10", other), periods.period_key("2026-W09", one)}
    assert due_digest(now, one, made) == "2026-W10"
