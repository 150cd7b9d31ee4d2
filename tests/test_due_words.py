"""Until when, as a person expects it: in the brand's zone and language, over working days."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from contents import CardOf, alert, bundle, changed

from listener.advice.time.hours import due
from listener.settings.brand import Brand
from listener.words.due import until, until_when

PARIS = ZoneInfo("Europe/Paris")
TUESDAY = datetime(2026, 11, 10, 14, 17, tzinfo=PARIS)
BRANDS = {lang: Brand(name="Vélorine", language=lang) for lang in ("fr", "en")}


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=PARIS).astimezone(UTC)


@pytest.mark.parametrize(
    ("moment", "english", "french"),
    [
        (at(10, 14, 32), "within 15 minutes (before 14:32)", "dans les 15 minutes (avant 14 h 32)"),
        (at(10, 14, 18), "within a minute (before 14:18)", "dans la minute (avant 14 h 18)"),
        (at(10, 15, 17), "within the hour (before 15:17)", "dans l'heure (avant 15 h 17)"),
        (at(10, 18), "before 18:00 today", "avant 18 h aujourd'hui"),
        (at(11, 9), "before 9:00 tomorrow", "demain avant 9 h"),
        (at(11, 0), "before midnight today", "avant minuit aujourd'hui"),
        (at(16, 12), "by Monday noon", "lundi avant midi"),
        (at(16, 9, 30), "by Monday 9:30", "lundi avant 9 h 30"),
        # A weekday alone would be tomorrow's week.
        (at(17, 12), "by noon, Tue 17 Nov", "mar. 17 nov. avant midi"),
        (at(10, 14), "was due before 14:00 today", "prévu aujourd'hui avant 14 h"),
        (at(9, 18), "was due Mon 9 Nov, 18:00", "prévu lun. 9 nov. avant 18 h"),
    ],
)
def test_it_is_said_as_people_say_it(moment: datetime, english: str, french: str) -> None:
    assert until_when("en", moment, PARIS, now=TUESDAY) == english
    said = until_when("fr", moment, PARIS, now=TUESDAY)
    assert said.replace("\u00a0", " ") == french


def test_what_only_waits_is_said_as_a_wait() -> None:
    told = until_when("en", at(10, 15), PARIS, now=TUESDAY, is_wait=True)
    assert told == "until 15:00 today"
    assert until_when("fr", at(11, 12), PARIS, now=TUESDAY, is_wait=True) == "jusqu'à demain midi"


@pytest.mark.parametrize(
    ("moment", "english", "french"),
    [
        (
            at(10, 14, 32),
            "before 14:32",
            "avant 14 h 32",
        ),  # how long there is grows old in a headline
        (at(10, 18), "before 18:00", "avant 18 h"),
        # Read tomorrow, "tomorrow" would be another day.
        (at(11, 9), "by Wednesday 9:00", "mercredi avant 9 h"),
        (at(16, 12), "by Monday noon", "lundi avant midi"),
        (at(10, 14), "late since 14:00", "en retard depuis 14 h"),
        (at(9, 18), "late since Mon 9 Nov, 18:00", "en retard depuis le lun. 9 nov., 18 h"),
    ],
)
def test_a_headline_says_it_by_the_clock(moment: datetime, english: str, french: str) -> None:
    assert until("en", moment, PARIS, now=TUESDAY) == english
    assert until("fr", moment, PARIS, now=TUESDAY).replace("\u00a0", " ") == french


def test_a_headline_says_until_when_one_waits() -> None:
    assert until("en", at(10, 15), PARIS, now=TUESDAY, is_wait=True) == "until 15:00"
    assert until("fr", at(11, 12), PARIS, now=TUESDAY, is_wait=True) == "jusqu'à mercredi midi"


def test_today_is_the_brands_and_not_the_machines() -> None:
    late = datetime(2026, 11, 10, 23, 30, tzinfo=UTC)  # the 11th in Paris
    assert until_when("en", at(11, 9), PARIS, now=late) == "before 9:00 today"


def test_four_hours_asked_late_on_a_friday_are_due_by_monday_noon() -> None:
    friday = at(13, 17)
    moment = due(friday, timedelta(hours=4), BRANDS["en"], clock=False)
    assert until_when("en", moment, PARIS, now=friday) == "by Monday noon"


def test_the_card_says_it_in_its_headline_and_each_readers_own_clock_below() -> None:
    card = CardOf(
        mention=1, story=1, level="high", severity="● To answer", headline="● Put right before 18:00", short="● Put right before 18:00",
        labels="To us", quote="Hello",
        url=None, parent_url=None, context=None, author="Vic", times="", why="", confidence="sure",
        about="", organic="", copies=None, advice="Put right", meaning="Own it.", reason="So.",
        due="before 18:00 today", overdue=False, drafts=(), answered=False, source="demo",
        posted_at=at(10, 14), collected_at=at(10, 14, 5), due_at=at(10, 18),
    )  # fmt: skip
    for message in (alert(card, BRANDS["en"]), bundle("grouped", [card], BRANDS["en"])):
        assert "Put right before 18:00" in message.text
    own_clock = f"due <!date^{int(at(10, 18).timestamp())}^"
    assert own_clock in alert(card, BRANDS["en"]).text
    assert own_clock not in alert(changed(card, answered=True), BRANDS["en"]).text
