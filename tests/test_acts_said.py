"""What whoever acts is told: who may and why, who undid it, until when it sleeps."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from acme import BRAND, NOON, Clock, Kept, Listed, config, mention, pipeline

from listener.app import App
from listener.commands import acting
from listener.commands.acting import Given
from listener.desk.contract import Desk, Done, Who
from listener.desk.found import act
from listener.notices.cards import card
from listener.settings.brand import People
from listener.store.store import Store

LEA, PAUL, ZOE = Who("U1", "Léa", "slack"), Who("U2", "Paul", "slack"), Who("U3", "Zoé", "slack")
LED = BRAND.model_copy(update={"people": People(leads=("U2", "U3"))})
FIRE = "Your heater exploded and burnt my child"


@pytest.fixture
def desk(tmp_path: Path, sqlite: Store) -> Desk:
    """A complaint, 1, and a danger, 2."""
    found = (mention(1, "I hate it, my battery is broken"), mention(2, FIRE))
    for posts in ((), found):
        settings = config(tmp_path, Listed(name="forum", mentions=posts), brand=LED)
        pipeline(settings, sqlite, Kept(), Clock()).once()
    return Desk(sqlite, {LED.name: LED})


def do(desk: Desk, name: str, who: Who = LEA, *, after: float = 0, **values: Any) -> Done:
    made = act(name)(**({"mention": 1} | values))
    return made.apply(desk, who, NOON + timedelta(hours=after))


REFUSED: list[tuple[str, dict[str, Any], str, str]] = [
    ("no_reply", {"mention": 2}, "It may be a danger", "peut-être un danger"),
    ("correct", {"mention": 2, "tag": "not_us"}, "It may be a danger", "peut-être un danger"),
    ("snooze", {"what": "author", "ends": NOON + timedelta(hours=2)}, "more than this story", "plus que cette affaire"),
    ("hold", {"mention": 0, "brand": "Acme", "on": True}, "the whole team", "toute l'équipe"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "values", "english", "french"), REFUSED)
def test_who_is_no_lead_is_told_why_and_who_may(
    desk: Desk, name: str, values: dict[str, Any], english: str, french: str
) -> None:
    do(desk, "take", PAUL)  # how people call U2 is known from then on
    done = do(desk, name, **values)
    called = desk.store.called(done.leads)
    assert done.outcome == "leads"
    for lang, why in (("en", english), ("fr", french)):
        said = done.said(lang, LED.tz, called)
        assert why in said
        assert "Paul, U3" in said
    assert do(desk, name, ZOE, **values).outcome == "done"


def test_where_nobody_is_listed_the_refusal_says_where_to(desk: Desk) -> None:
    other = Desk(desk.store, {BRAND.name: BRAND})
    said = do(other, "no_reply", mention=2).said("en", BRAND.tz)
    assert said.startswith("It may be a danger")
    assert "[brand.people]" in said


def test_what_only_a_lead_does_only_a_lead_takes_back(desk: Desk) -> None:
    held = do(desk, "hold", PAUL, mention=0, brand="Acme", on=True)
    refused = do(desk, "undo", mention=0, act=held.act)
    assert (refused.outcome, refused.leads, refused.why) == ("leads", ("U2", "U3"), "hold")


def test_who_undoes_twice_is_told_who_undid_it_and_when(desk: Desk) -> None:
    taken = do(desk, "take")
    do(desk, "undo", PAUL, after=1, mention=0, act=taken.act)
    again = do(desk, "undo", after=2, mention=0, act=taken.act)
    assert again.outcome == "already"
    assert again.said("en", LED.tz) == "Paul has taken that back already (Tue 10 Nov 14:00)."
    assert again.said("fr", LED.tz) == "Paul est déjà revenu dessus (mar. 10 nov. 14:00)."


@pytest.fixture
def app(desk: Desk, tmp_path: Path) -> App:
    """The same at the shell."""
    settings = config(tmp_path, Listed(name="forum"), brand=LED)
    return App.over(settings, Clock(), store=desk.store, key=b"k" * 32)


def test_what_sleeps_is_not_due_and_says_until_when(
    app: App, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in ("1", "2"):
        acting.act(app, "take", [number], Given(who="U2"))
    acting.act(app, "snooze", ["2", "3d"], Given(who="U2"))
    capsys.readouterr()
    assert acting.mine(app, "U2") == 0
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    due, _, asleep, _ = lines
    assert due.startswith("#1 ")
    assert asleep.startswith("#2 ")
    assert "Quiet until Fri 13 Nov 13:00" in asleep
    assert "before" not in asleep
    assert "within" not in asleep


def test_a_snoozed_card_is_due_again_when_it_is_over(desk: Desk) -> None:
    def shown(hours: float) -> tuple[str | None, bool, bool]:
        record = desk.store.record(1)
        assert record is not None
        made = card(record, LED, NOON + timedelta(hours=hours))
        return made.due, made.overdue, "before" in made.headline

    before = shown(0)
    do(desk, "snooze", ends=NOON + timedelta(hours=30))
    assert before[0]
    assert before[2]
    assert shown(29) == (None, False, False)
    assert shown(31)[1], "it was due long ago"
