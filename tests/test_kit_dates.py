from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.kit.reading.dates import is_day_first, read_date, read_moment
from connectors.kit.reading.zones import writes_month_first, zone_in

PARIS = ZoneInfo("Europe/Paris")


def local(text: str) -> str | None:
    """What a text says, by a clock in Paris."""
    found = read_date(text, zone=PARIS, day_first=True)
    return f"{found.astimezone(PARIS):%Y-%m-%d %H:%M:%S}" if found else None


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-03T14:05:33",
        "2026-11-03 14:05:33.0",
        "2026-11-03 13:05:33 UTC",
        "2026-11-03T13:05:33Z",
        "2026-11-03T14:05:33.000+01:00[Europe/Paris]",  # Java
        "20261103T130533Z",
        "2026/11/03 14:05:33",
        "03/11/26 14:05:33",
        "03.11.2026 14:05:33",
        "03-11-2026 14h05m33s",
        "3 novembre 2026 à 14:05:33",
        "mardi 3 novembre 2026 à 14 h 05 min 33 s",
        "mar. 3 nov. 2026, 14:05:33",  # mar. is a Tuesday here
        "Tue, 03 Nov 2026 14:05:33 +0100",
        "Nov 3, 2026 2:05:33 PM",
        "November 3rd, 2026 at 2:05:33 p.m.",
        "Tue Nov  3 14:05:33 CET 2026",  # Unix
        "Tue Nov 03 13:05:33 +0000 2026",  # Twitter
        "Tue Nov 03 2026 14:05:33 GMT+0100 (heure normale d’Europe centrale)",  # browsers
        "3 novembre 2026 14:05:33 (heure d’Europe centrale)",
        "3 nov. 2026 14:05:33 UTC+1",
        "03/Nov/2026:14:05:33 +0100",  # web servers
        "2026-11-03 13:05:33 +0000 UTC",  # Go
        "14:05:33 - 3 nov. 2026",
        "Publié le 3 novembre 2026 à 14:05:33",
        "2026-11-03 08:05:33 America/New_York",
        "2026年11月3日 14:05:33",
        "3 novembre 2026 · 14:05:33",
        "03NOV2026 14:05:33",
        "１４:05:33 3 nov 2026",  # full-width figures
        "1793711133",  # seconds since 1970
        "1793711133000",
        "46329,5871875",  # a spreadsheet's days
        "\u200e3 nov.\u00a02026\u202f14:05:33",
    ],
)
def test_one_moment_in_many_hands(text: str) -> None:
    assert local(text) == "2026-11-03 14:05:33"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1er août 2026", "2026-08-01"),
        ("1 aout 2026", "2026-08-01"),
        ("12 févr. 2026", "2026-02-12"),
        ("12 fevrier 26", "2026-02-12"),
        ("9 sept. 2026", "2026-09-09"),
        ("Vendredi, 13 Mars, 2026", "2026-03-13"),
        ("mar. 13 mars 2026", "2026-03-13"),
        ("3 mar. 2026", "2026-03-03"),
        ("14-juil.-2026", "2026-07-14"),
        ("le 8 mai 2026", "2026-05-08"),
        ("24. Dezember 2026", "2026-12-24"),
        ("2026-Nov-03", "2026-11-03"),
        ("20261103", "2026-11-03"),
        ("46329", "2026-11-03"),
        ("06-Nov-94", "1994-11-06"),
        ("Commenté en France le 3 novembre 2026", "2026-11-03"),
        ("Reviewed in the United States on November 3, 2026", "2026-11-03"),
    ],
)
def test_a_day_alone_begins_at_midnight_where_the_brand_is(text: str, day: str) -> None:
    assert local(text) == f"{day} 00:00:00"


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("3 nov 2026 9:00 AM", "09:00"),
        ("3 nov 2026 12:05 AM", "00:05"),
        ("3 nov 2026 12:05 PM", "12:05"),
        ("3 nov 2026 14:05 PM", "14:05"),  # platforms write both
        ("3 nov 2026 8 h du soir", "20:00"),
        ("3 nov 2026 14 heures", "14:00"),
        ("3 nov 2026 14.05", "14:05"),
        ("3 nov 2026 midi", "12:00"),
    ],
)
def test_the_half_of_the_day_is_obeyed(text: str, clock: str) -> None:
    assert local(text) == f"2026-11-03 {clock}:00"


@pytest.mark.parametrize(
    "text",
    [
        "hier",
        "il y a 3 jours",
        "3 days ago",
        "novembre 2026",
        "3 novembre",
        "2026-W45-2",
        "2026",
        "14:05",
        "2026-11-03 14:60",
        "2026-11-03 25:00",
        "2026-11-03 13:05 AM",
        "2026-11-03 PM",
        "3 nov 2026 le matin",
        "3 nov 2026 14:05 XYZ",
        "3 nov 2026 14:05 IST",  # Ireland, Israel or India
        "2026-11-03T14:05+25:00",
        "3-5 novembre 2026",
        "3 nov. 2026 et 4 nov. 2026",
        "32/01/2026",
        "29/02/2026",
        "00/01/1900",
        "30/12/1899",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-23:59",
        "1.79E+12",
        "N/A",
        "",
    ],
)
def test_a_date_half_understood_is_none(text: str) -> None:
    assert local(text) is None


def test_day_or_month_first_is_asked_of_the_whole_file() -> None:
    assert is_day_first(["03/11/2026", "13/11/2026 10:00"], otherwise=False) is True
    assert is_day_first(["03/11/2026", "11/13/26 2:05 PM"], otherwise=True) is False
    assert is_day_first(["03/11/2026", "2026-11-13", "x", ""], otherwise=False) is False
    assert is_day_first(["13/11/2026", "11/13/2026"], otherwise=True) is None
    assert read_date("11/03/2026", day_first=False) == datetime(2026, 11, 3, tzinfo=UTC)
    assert read_date("03/11/2026", day_first=None) is None
    assert read_date("11/13/2026", day_first=None) == datetime(2026, 11, 13, tzinfo=UTC)
    assert read_date("03.11.2026", day_first=False) == datetime(2026, 11, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("date", "hour"),
    [
        ("03/11/2026", "14:05"),
        ("3 nov. 2026", "14h05"),
        ("2026-11-03 00:00:00", "2:05 PM"),  # a spreadsheet's day
        ("46329", "0,586805556"),
        ("2026-11-03 14:05", "whatever"),  # the day's own clock is enough
    ],
)
def test_a_day_and_its_hour_may_stand_in_two_cells(date: str, hour: str) -> None:
    found = read_moment(date, hour, zone=PARIS, day_first=True)
    assert found == datetime(2026, 11, 3, 13, 5, tzinfo=UTC)


def test_an_hour_that_cannot_be_read_leaves_no_silent_midnight() -> None:
    assert read_moment("03/11/2026", "late", zone=PARIS, day_first=True) is None


def test_hours_that_a_change_of_clocks_skips_or_repeats_are_taken_once() -> None:
    assert read_date("2026-03-29 02:30", zone=PARIS) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert read_date("2026-10-25 02:30", zone=PARIS) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_column_may_tell_the_zone() -> None:
    assert zone_in("review created (utc)") == UTC
    assert zone_in("date [europe/paris]") == PARIS
    assert zone_in("date (optional)") is None


def test_where_the_month_stands_first() -> None:
    assert writes_month_first("America/Chicago", "FR")
    assert writes_month_first("Europe/Paris", "US")
    assert not writes_month_first("America/Toronto", "CA")


@given(st.text("0123456789/-:. hTZ+apm,()[]'nov", max_size=60) | st.text(max_size=60))
def test_no_text_breaks_the_reading(text: str) -> None:
    found = read_date(text, zone=PARIS, day_first=True)
    assert found is None or found.tzinfo is UTC
    assert is_day_first([text], otherwise=True) in (True, False, None)
    read_moment(text, text, zone=PARIS)


@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)),  # noqa: DTZ001
    st.sampled_from(
        [
            "%d/%m/%Y %H:%M:%S",
            "%d.%m.%y %H:%M:%S",
            "%d %b %Y %I:%M:%S %p",
            "%B %d, %Y %H:%M:%S",
            "%a %b %d %H:%M:%S UTC %Y",
            "%Y-%m-%dT%H:%M:%S",
        ]
    ),
)
def test_what_is_written_is_read(date: datetime, form: str) -> None:
    date = date.replace(year=max(date.year, 1990) if "%Y" in form else 2026, microsecond=0, day=1)
    assert read_date(date.strftime(form), day_first=True) == date.replace(tzinfo=UTC)


@given(
    st.integers(0, 40),
    st.sampled_from("/.-"),
    st.integers(0, 40),
    st.integers(1969, 2100),
    st.sampled_from(["", " 14:05", " 9:05:33", " 24:00", " 25:00", " 14:60"]),
    st.sampled_from([True, False, None]),
)
def test_the_short_way_through_usual_dates_says_what_the_grammar_says(
    one: int, sign: str, two: int, year: int, clock: str, day_first: bool | None
) -> None:
    text = f"{one}{sign}{two}{sign}{year}{clock}"
    found = read_date(text, zone=PARIS, day_first=day_first)
    assert found == read_date(f"le {text}", zone=PARIS, day_first=day_first)
