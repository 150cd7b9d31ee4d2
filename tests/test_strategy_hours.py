"""Due times count the hours in which somebody is there, over nights, holidays and clock changes."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from test_strategy_kit import BRAND

from listener.advice.time.hours import due, open_minutes
from listener.settings.brand import Brand, Hours, Team

PARIS = ZoneInfo("Europe/Paris")
DAILY = ("00:00-24:00",)
ALWAYS = Hours(mon=DAILY, tue=DAILY, wed=DAILY, thu=DAILY, fri=DAILY, sat=DAILY, sun=DAILY)
NIGHT = ("01:00-05:00",)
NIGHTS = Hours(mon=NIGHT, tue=NIGHT, wed=NIGHT, thu=NIGHT, fri=NIGHT, sat=NIGHT, sun=NIGHT)

moments = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 1)).map(  # noqa: DTZ001 (zone set)
    lambda moment: moment.replace(tzinfo=UTC)
)
# Up to the shortest of these teams' days, together: from a day on, days are counted.
delays = st.integers(1, 90).map(lambda minutes: timedelta(minutes=minutes))


def local(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=PARIS)  # type: ignore[misc,arg-type]


def with_hours(hours: Hours, *, holidays: bool = False) -> Brand:
    return BRAND.model_copy(update={"team": Team(hours=hours, public_holidays=holidays)})


def test_a_delay_runs_on_over_the_night() -> None:
    end = due(local(2026, 11, 9, 16, 0), timedelta(hours=4), BRAND, clock=False)
    assert end == local(2026, 11, 10, 11, 0)


def test_a_day_of_hours_is_the_next_working_day_at_the_same_time() -> None:
    for hours, due_day in ((24, 26), (48, 27), (72, 30)):  # from Wednesday the 25th; 30 is Monday
        end = due(local(2026, 11, 25, 14, 0), timedelta(hours=hours), BRAND, clock=False)
        assert end == local(2026, 11, due_day, 14, 0)
    night = due(local(2026, 11, 25, 3, 0), timedelta(hours=24), BRAND, clock=False)
    assert night == local(2026, 11, 26, 9, 0)
    holiday = due(local(2026, 11, 10, 14, 0), timedelta(hours=24), BRAND, clock=False)
    assert holiday == local(2026, 11, 12, 14, 0)
    half = due(local(2026, 11, 25, 14, 0), timedelta(hours=26), BRAND, clock=False)
    assert half == local(2026, 11, 26, 16, 0)


def test_more_hours_are_never_due_sooner() -> None:
    for brand in (BRAND, with_hours(NIGHTS), with_hours(Hours(tue=("09:00-12:00", "14:00-18:00")))):
        ends = [
            due(local(2026, 11, 10, 11, 0), timedelta(hours=n), brand, clock=False)
            for n in range(1, 100)
        ]
        assert ends == sorted(ends)


def test_weekends_and_public_holidays_are_closed() -> None:
    friday = local(2026, 11, 6, 17, 0)
    assert due(friday, timedelta(hours=2), BRAND, clock=False) == local(2026, 11, 9, 10, 0)
    armistice = local(2026, 11, 10, 17, 0)
    assert due(armistice, timedelta(hours=2), BRAND, clock=False) == local(2026, 11, 12, 10, 0)


def test_a_closed_day_of_the_operator_is_closed() -> None:
    team = Team(closed=(date(2026, 11, 10),))
    brand = BRAND.model_copy(update={"team": team})
    assert due(local(2026, 11, 9, 17, 30), timedelta(hours=1), brand, clock=False) == local(
        2026, 11, 12, 9, 30
    )


def test_a_mention_of_the_night_starts_counting_in_the_morning() -> None:
    end = due(local(2026, 11, 10, 3, 0), timedelta(hours=1), BRAND, clock=False)
    assert end == local(2026, 11, 10, 10, 0)


def test_danger_runs_on_the_clock() -> None:
    sunday = local(2026, 11, 8, 3, 0)
    assert due(sunday, timedelta(minutes=15), BRAND, clock=True) == local(2026, 11, 8, 3, 15)


def test_two_spans_a_day_leave_out_the_lunch() -> None:
    day = ("14:00-18:00", "09:00-12:00")
    brand = with_hours(Hours(tue=day))
    end = due(local(2026, 11, 10, 11, 0), timedelta(hours=2), brand, clock=False)
    assert end == local(2026, 11, 10, 15, 0)


def test_hours_that_two_spans_share_count_once() -> None:
    brand = with_hours(Hours(tue=("09:00-14:00", "12:00-18:00", "13:00-15:00")))
    whole = local(2026, 11, 10, 0, 0), local(2026, 11, 10, 23, 0)
    assert open_minutes(*whole, brand) == 9 * 60
    end = due(local(2026, 11, 10, 11, 0), timedelta(hours=4), brand, clock=False)
    assert end == local(2026, 11, 10, 15, 0)


def test_the_night_that_is_an_hour_short_counts_an_hour_less() -> None:
    brand = with_hours(NIGHTS)
    spring = open_minutes(local(2026, 3, 29, 0, 0), local(2026, 3, 29, 12, 0), brand)
    usual = open_minutes(local(2026, 3, 28, 0, 0), local(2026, 3, 28, 12, 0), brand)
    autumn = open_minutes(local(2026, 10, 25, 0, 0), local(2026, 10, 25, 12, 0), brand)
    assert (spring, usual, autumn) == (180, 240, 300)


def test_a_country_the_library_does_not_know_has_no_holidays() -> None:
    brand = BRAND.model_copy(update={"country": "XX"})
    hour = local(2026, 11, 11, 10, 0), local(2026, 11, 11, 11, 0)
    assert open_minutes(*hour, brand) == 60
    assert open_minutes(*hour, BRAND) == 0


def test_a_team_that_never_opens_again_is_counted_by_the_clock() -> None:
    days = tuple(date(2026, 11, 10) + timedelta(days=n) for n in range(1000))
    brand = BRAND.model_copy(update={"team": Team(hours=Hours(tue=DAILY), closed=days)})
    start = local(2026, 11, 10, 9, 0)
    assert due(start, timedelta(hours=1), brand, clock=False) == start + timedelta(hours=1)


@given(moments, delays)
def test_exactly_the_delay_lies_in_open_time_before_what_is_due(
    now: datetime, delay: timedelta
) -> None:
    for brand in (BRAND, with_hours(NIGHTS)):
        end = due(now, delay, brand, clock=False)
        assert abs(open_minutes(now, end, brand) - delay.total_seconds() / 60) < 1e-6
        assert end >= now + delay


@given(moments, delays, delays)
def test_two_delays_in_a_row_are_one(now: datetime, one: timedelta, two: timedelta) -> None:
    halfway = due(now, one, BRAND, clock=False)
    assert due(halfway, two, BRAND, clock=False) == due(now, one + two, BRAND, clock=False)


@given(moments, delays)
def test_a_team_that_is_always_there_counts_like_a_clock(now: datetime, delay: timedelta) -> None:
    brand = with_hours(ALWAYS)
    assert due(now, delay, brand, clock=False) == due(now, delay, brand, clock=True)


@given(moments, moments)
def test_open_minutes_are_never_negative_nor_more_than_the_time(a: datetime, b: datetime) -> None:
    start, end = min(a, b), min(max(a, b), min(a, b) + timedelta(days=9))
    assert 0 <= open_minutes(start, end, BRAND) <= (end - start).total_seconds() / 60
    assert open_minutes(end, start, BRAND) == 0
