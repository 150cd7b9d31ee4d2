"""Who may press: what comes twice, from guests, from elsewhere or forged changes nothing more."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from acme import BRAND, NOON, mention, news
from rigs.desk_scene import HATE, at_slack
from rigs.effort import PATIENCE
from rigs.local_slack import wait
from slack_bolt import App, BoltRequest
from sqlalchemy import text

from listener.channels.slack.door.errors import SlackDownError, SlackRefusedError
from listener.channels.slack.look.buttons import Pressed
from listener.channels.slack.presses.admit import Place
from listener.channels.slack.presses.bolt import Listeners
from listener.channels.slack.presses.line import Hands
from listener.channels.slack.presses.people import Person, _person
from listener.settings.brand import Brand
from listener.store.store import Store

TEAM, LEA, ALERTS = "T0ACME", "U0LEA", "C0ALERTS"


class Fake:
    """A workspace whose people are known, and that keeps what they are told."""

    def __init__(self, team: str = TEAM, *, is_member: bool = True) -> None:
        self.team, self.is_member = team, is_member
        self.told: list[tuple[str, str]] = []
        self.opened: list[dict[str, Any]] = []
        self.fails: Exception | None = None

    def person(self, user: str) -> Person:
        if self.fails:
            raise self.fails
        return Person(user, "Léa", self.is_member)

    def tell(self, channel: str, user: str, text: str, *_: object) -> None:  # noqa: ARG002
        self.told.append((user, text))

    def open(self, trigger: str, view: dict[str, Any]) -> None:  # noqa: ARG002
        self.opened.append(view)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    found = Store.open(f"sqlite:///{tmp_path / 'desk.db'}")
    found.upgrade()
    news(tmp_path, found, mention(1, HATE), mention(2, "Everything here is broken, always"))
    yield found
    found.close()


def place(store: Store, fake: Fake, brand: Brand) -> Place:
    return Place(fake, {brand.name: brand}, store, lambda: NOON, lambda: None, None)  # type: ignore[arg-type]


@contextmanager
def heard(store: Store, *brands: Brand, app: str | None = None, of: list[Fake] | None = None) -> Iterator[tuple[App, Fake]]:  # fmt: skip
    """An app over the rows, and the first of its workspaces."""
    fakes = of or [Fake()]
    places = [place(store, fake, brand) for fake, brand in zip(fakes, brands, strict=True)]
    hands = Hands()
    yield Listeners(places, app).app(hands), fakes[0]
    assert hands.stop(PATIENCE)


def pressed(store: Store, name: str = "take", **changed: Any) -> dict[str, Any]:
    """One press as Slack tells it, with these parts of it changed."""
    state = store.state(1)
    assert state
    told: dict[str, Any] = {
        "type": "block_actions",
        "api_app_id": "A0OURS",
        "team": {"id": TEAM},
        "user": {"id": LEA, "name": "lea", "team_id": TEAM},
        "channel": {"id": ALERTS},
        "container": {"type": "message", "message_ts": "1.1", "channel_id": ALERTS},
        "trigger_id": "13.37.abc",
        "actions": [{"type": "button", "action_id": f"press:{name}", "block_id": "b", "value": str(Pressed(name, 1, state.version))}],
    }  # fmt: skip
    return told | changed


def press(app: App, store: Store, name: str = "take", **changed: Any) -> int:
    """The answer's status."""
    body = pressed(store, name, **changed)
    return app.dispatch(BoltRequest(mode="socket_mode", body=body)).status


def acts(store: Store) -> list[str]:
    return [row.name for row in store.acts([BRAND.name, "Other"])]


def test_a_member_in_our_channel_may(store: Store) -> None:
    with heard(store, at_slack()) as (app, fake):
        assert press(app, store) == 200
    assert acts(store) == ["take"]
    assert fake.told == [(LEA, "It is yours.")]


def test_what_slack_delivers_twice_is_one_act(store: Store) -> None:
    state = store.state(1)
    with heard(store, at_slack()) as (app, _):
        press(app, store)
    with heard(store, at_slack()) as (app, fake):  # to another process, after the first was done
        body: dict[str, Any] = {"actions": [{"type": "button", "action_id": "press:take", "value": str(Pressed("take", 1, state.version if state else ""))}]}  # fmt: skip
        press(app, store, **body)
    assert acts(store) == ["take"]
    assert "already" in fake.told[0][1]


ELSEWHERE: list[dict[str, Any]] = [
    {"team": {"id": "T0OTHER"}},
    {"team": None},
    {"user": {"id": LEA, "team_id": "T0OTHER"}},
    {"api_app_id": "A0THEIRS"},
    {"channel": {"id": "C0OTHER"}},
    {"channel": None},
]


@pytest.mark.parametrize("changed", ELSEWHERE)
def test_what_comes_from_elsewhere_changes_nothing(
    store: Store, changed: dict[str, Any], capfd: pytest.CaptureFixture[str]
) -> None:
    with heard(store, at_slack(), app="A0OURS") as (app, fake):
        assert press(app, store, **changed) == 200
    assert acts(store) == []
    assert fake.told == []
    assert "a press was refused" in capfd.readouterr().out


OLD = "C0OLD"  # where alerts came before the settings named another channel
THERE: dict[str, Any] = {"channel": {"id": OLD}}


def posted(store: Store, ts: str | None) -> None:
    """All that was told stands in that channel."""
    with store.writing() as session:
        moved = text("UPDATE notices SET target = :to, ts = :ts")
        session.execute(moved, {"to": f"slack:{OLD}", "ts": ts})


def box(ts: str, **more: Any) -> dict[str, Any]:
    return {"type": "message", "message_ts": ts, "channel_id": OLD, **more}


def test_what_we_posted_to_a_channel_before_can_be_pressed_there(store: Store) -> None:
    posted(store, "1.1")
    with heard(store, at_slack()) as (app, fake):
        assert press(app, store, **THERE, container=box("1.1")) == 200
        row = store.acts([BRAND.name])[0]
        undo: list[dict[str, Any]] = [{"type": "button", "action_id": "undo", "value": str(row.id)}]
        press(app, store, **THERE, container=box("9.9", is_ephemeral=True), actions=undo, trigger_id="2")  # fmt: skip
        press(app, store, "answered", **THERE, container=box("1.1"), trigger_id="3")
        [window] = wait(lambda: fake.opened)
        sent = {"view": {**window, "id": "V1"}, "type": "view_submission"}
        told = {key: pressed(store)[key] for key in ("team", "user")} | sent
        app.dispatch(BoltRequest(mode="socket_mode", body=told))
    assert sorted(acts(store)) == ["answered", "take", "undo"]


ELSEWHERE_THERE: list[tuple[str | None, dict[str, Any]]] = [
    ("1.1", {"container": box("9.9")}),  # another message
    ("1.1", {"container": None}),
    ("1.1", {"container": box("1.1"), "user": {"id": LEA, "team_id": "T0OTHER"}}),
    ("1.1", {"container": box("1.1"), "channel": {"id": "C0OTHER"}}),
    (None, {"container": box("1.1")}),  # it never came there
    (None, {"container": box("9.9", is_ephemeral=True)}),
]


@pytest.mark.parametrize(("ts", "changed"), ELSEWHERE_THERE)
def test_what_we_never_posted_to_a_channel_cannot_be_pressed_there(
    store: Store, ts: str | None, changed: dict[str, Any]
) -> None:
    posted(store, ts)
    with heard(store, at_slack()) as (app, _):
        assert press(app, store, **(THERE | changed)) == 200
    assert acts(store) == []


def test_in_a_channel_of_before_only_what_was_posted_there_is_answered(store: Store) -> None:
    posted(store, "1.1")
    asked = {"command": "/listener", "text": "search battery", "team_id": TEAM, "user_id": LEA, "channel_id": OLD}  # fmt: skip
    with heard(store, at_slack()) as (app, fake):
        app.dispatch(BoltRequest(mode="socket_mode", body=asked))
        assert fake.told == []
        app.dispatch(BoltRequest(mode="socket_mode", body=asked | {"channel_id": ALERTS}))
        assert len(fake.told) == 1


def test_a_channel_of_before_is_one_of_its_own_brand_alone(store: Store) -> None:
    posted(store, "1.1")
    with heard(store, at_slack(name="Other")) as (app, fake):
        assert press(app, store, **THERE, container=box("1.1")) == 200
    assert (acts(store), fake.told) == ([], [])


def test_guests_press_nothing(store: Store) -> None:
    with heard(store, at_slack(), of=[Fake(is_member=False)]) as (app, fake):
        press(app, store)
        press(app, store, "why")
    assert acts(store) == []
    assert fake.opened == []


@pytest.mark.parametrize("error", [SlackRefusedError("missing_scope"), SlackDownError("gaierror")])
def test_whom_slack_does_not_know_presses_nothing(store: Store, error: Exception) -> None:
    with heard(store, at_slack()) as (app, fake):
        fake.fails = error
        press(app, store)
    assert acts(store) == []


VALUES = ["", "take", "take:1", "take:-1:x", "take:1e3:x", f"take:{2**40}:x", "take:99:1.REPAIR.0", "sell:1:x", "undo:1:x", "hold:1:x"]  # fmt: skip


@pytest.mark.parametrize("value", VALUES)
def test_a_value_that_is_none_of_ours_changes_nothing(store: Store, value: str) -> None:
    with heard(store, at_slack()) as (app, _):
        told = [{"type": "button", "action_id": "press:take", "value": value}]
        assert press(app, store, actions=told) == 200
    assert acts(store) == []


def test_two_brands_in_two_workspaces_act_apart(store: Store) -> None:
    other = at_slack(name="Other")
    with heard(store, at_slack(), other, of=[Fake(), Fake("T0OTHER")]) as (app, _):
        at_other: dict[str, Any] = {
            "team": {"id": "T0OTHER"},
            "user": {"id": LEA, "team_id": "T0OTHER"},
        }
        press(app, store, **at_other)  # the mention's number is of the first brand
        assert acts(store) == []
        press(app, store, "why", **at_other)
        press(app, store)
    assert acts(store) == ["take"]


def test_an_act_that_fails_ends_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("canary text")

    with heard(store, at_slack()) as (app, _):
        monkeypatch.setattr(Store, "state", broken)
        with pytest.raises(RuntimeError):
            store.state(1)
        monkeypatch.undo()
        monkeypatch.setattr(Store, "acting", broken)
        assert press(app, store) == 200
        monkeypatch.undo()
        assert press(app, store) == 200
    assert acts(store) == ["take"]


KNOWN = {"id": LEA, "team_id": TEAM, "name": "lea", "profile": {"display_name": "Léa"}}
SHUT: list[dict[str, Any]] = [
    {"is_restricted": True},
    {"is_ultra_restricted": True},
    {"is_stranger": True},
    {"is_bot": True},
    {"deleted": True},
    {"team_id": "T0OTHER"},
]


@pytest.mark.parametrize("told", SHUT)
def test_a_guest_is_no_member(told: dict[str, Any]) -> None:
    assert _person(LEA, KNOWN, TEAM) == Person(LEA, "Léa", True)
    assert not _person(LEA, KNOWN | told, TEAM).is_member


def test_why_is_a_window_with_the_way_to_the_advice(store: Store) -> None:
    with heard(store, at_slack()) as (app, fake):
        press(app, store, "why")
    [window] = fake.opened
    said = [block["text"]["text"] for block in window["blocks"] if block["type"] == "section"]
    assert "*The way to this advice*" in said
    assert sum("?" in words for words in said) >= 3
