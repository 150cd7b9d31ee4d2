"""What is planned: told beside what is said meanwhile, in the brand's days and words."""

from datetime import UTC, date, datetime, timedelta

import pytest
from acme import BRAND
from pydantic import ValidationError

from listener.notices.planned import planned, setting_words, written_words
from listener.settings.added import added, with_added
from listener.settings.event import Event

LAUNCH = Event(text="launch of the kettle", start=date(2026, 12, 3), end=date(2026, 12, 5))
FAIR = Event(text="fair", start=date(2026, 12, 5))
BUSY = BRAND.model_copy(update={"event": (FAIR, LAUNCH)})


def at(day: int, hour: int = 12) -> datetime:
    return datetime(2026, 12, day, hour, tzinfo=UTC)


def test_what_was_under_way_is_told_the_earliest_first() -> None:
    assert planned(BUSY, at(1), at(2)) == []
    assert planned(BUSY, at(4), at(4)) == [
        "Planned from Thu 3 Dec to Sat 5 Dec: launch of the kettle."
    ]
    assert [told.split(": ")[1] for told in planned(BUSY, at(1), at(9))] == [
        "launch of the kettle.",
        "fair.",
    ]
    french = BUSY.model_copy(update={"language": "fr"})
    assert planned(french, at(5), at(5))[1] == "Prévu le sam. 5 déc.\xa0: fair."


def test_its_days_are_those_of_the_brands_zone() -> None:
    late = at(5, 23) + timedelta(minutes=30)  # the 6th in Paris
    assert planned(BUSY, late, late) == []


def test_it_ends_when_it_has_begun() -> None:
    with pytest.raises(ValidationError, match="before its start"):
        Event(text="x", start=date(2026, 12, 3), end=date(2026, 12, 2))


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("3/12/2026 - 5/12/2026 launch of the kettle", "launch of the kettle (Thu 3 Dec – Sat 5 Dec)"),
        ("2026-12-03 2026-12-03 launch", "launch (Thu 3 Dec)"),
        ("2026-12-03 24 hours of Acme", "24 hours of Acme (Thu 3 Dec)"),
    ],
)  # fmt: skip
def test_it_is_written_as_its_days_and_its_words(written: str, shown: str) -> None:
    row = added("event", written)
    assert (
        setting_words(row, BRAND, at(1)) == written_words("event", written, BRAND, at(1)) == shown
    )
    assert len(with_added(BRAND, [row, row]).event) == 1


@pytest.mark.parametrize("written", ["launch", "2026-12-03", "2026-12-03 2026-12-05", "2026-12-05 2026-12-03 x"])  # fmt: skip
def test_what_has_no_day_or_no_words_is_none(written: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        added("event", written)


@pytest.mark.parametrize(
    ("kind", "written", "shown"),
    [
        ("closed", "24/12/2026", "jeu. 24 déc."),
        ("closed", "2027-01-01", "ven. 1er janv. 2027"),
        ("event", "2026-12-03 2026-12-05 salon", "salon (jeu. 3 déc. – sam. 5 déc.)"),
        ("event", "2026-12-03 salon", "salon (jeu. 3 déc.)"),  # its key, where it is taken away
        ("closed", "soon", "soon"),
        ("gesture", "2026-12-24", "2026-12-24"),
    ],
)
def test_a_day_is_said_in_the_brands_language(kind: str, written: str, shown: str) -> None:
    french = BRAND.model_copy(update={"language": "fr"})
    assert written_words(kind, written, french, at(1)) == shown
