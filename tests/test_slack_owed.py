"""What waits for Slack is told by whoever is asked: `once` at its end, `status` at any time."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from acme import NOON, Clock, CueTagger, Kept, Listed, config, mention, pipeline
from pydantic import SecretStr
from rigs.slack_outbox import brand, outbox

from connectors.kit.contract import Mention
from listener.app import App
from listener.channels.slack.look.render import Rendered
from listener.channels.slack.post.owed import Owed, owed
from listener.commands.looks import status
from listener.commands.runs import once
from listener.settings.brand import Brand
from listener.settings.brand import Slack as SlackSettings
from listener.store.refusing import ALONE
from listener.store.store import Store
from listener.words import say

NOWHERE = "http://127.0.0.1:9/api/"  # nobody listens there
ILL = "I was burned by your battery and had to go to hospital. Broken, I hate it."


class Place:
    """An installation whose alerts are bound to Slack: one of danger, one that is none."""

    def __init__(self, folder: Path, shown: Brand) -> None:
        self.folder, self.clock, self.brand = folder, Clock(), shown
        (folder / "secret.key").write_text((b"k" * 32).hex())
        self.store = Store.open(f"sqlite:///{folder / 'listener.db'}")
        self.source = Listed(name="list")
        self.read()
        self.read(mention(1, ILL), mention(2, "@acme my bell is broken, why?"))

    def read(self, *mentions: object) -> None:
        self.source = Listed(name="list", mentions=mentions)
        settings = config(self.folder, self.source, brand=self.brand)
        pipeline(settings, self.store, Kept(), self.clock).once()

    def app(self, shown: Brand) -> App:
        made = App(config(self.folder, self.source, brand=shown), self.clock)
        made.tagger = CueTagger()
        return made

    def owed(self) -> list[Owed]:
        return owed(self.store, {self.brand.name: self.brand}, self.clock)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path, brand("C0A"))


def test_a_slack_that_cannot_be_reached_is_told_with_the_danger_that_waits(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    render: Any = Rendered(place.store, {place.brand.name: place.brand}, place.clock)
    box = outbox(place.store, NOWHERE, place.brand, clock=place.clock, render=render)
    for target in box.targets():
        box.deliver(target)
    [told] = place.owed()
    text = "\n".join(told.lines)
    assert "3 messages for C0A wait, the oldest since Tue 10 Nov 13:00" in text
    assert "cannot be reached (ConnectionRefusedError)" in text
    assert "DANGER" in text
    assert "listener why 1" in text
    assert "listener why 2" not in text
    assert status(place.app(place.brand)) == 1
    assert text.split()[-3:] == capsys.readouterr().out.split()[-3:]


def test_once_says_what_waits_for_slack_without_a_token_and_fails(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    bare = place.brand.slack.model_copy(update={"token": None})
    without = place.brand.model_copy(update={"slack": bare})
    assert once(place.app(without), dry_run=False) == 1
    told = " ".join(capsys.readouterr().out.split())
    assert "no token any more: put it into the variable SLACK_BOT_TOKEN" in told
    assert "DANGER" in told
    french = without.model_copy(update={"language": "fr"})
    assert status(place.app(french)) == 1
    told = " ".join(capsys.readouterr().out.split())
    assert "Il n'y a plus de jeton : donnez-le dans la variable SLACK_BOT_TOKEN" in told


def test_a_rehearsal_tells_nothing_of_slack(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    assert once(place.app(place.brand), dry_run=True) == 0
    assert "C0A" not in capsys.readouterr().out


def test_what_is_only_on_its_way_is_no_fault_until_it_is_late(place: Place) -> None:
    [told] = place.owed()
    assert not told.is_stuck
    place.clock.pass_(minutes=6)
    assert place.owed()[0].is_stuck


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("ratelimited", "asks for patience"),
        ("refused token_revoked", "does not accept our token"),
        ("fatal_error", "cannot be reached (fatal_error)"),
        ("plain invalid_blocks", "They go out at the next run"),  # a step on its way, no failure
        (ALONE, "They go out at the next run"),
    ],
)
def test_each_reason_has_its_words(place: Place, error: str, words: str) -> None:
    for row in place.store.owed(place.clock()):
        place.store.set_notice(row.id or 0, error=error)
    assert words in " ".join(place.owed()[0].lines)


def test_a_webhook_that_left_the_settings_is_told(tmp_path: Path) -> None:
    hook = SlackSettings(webhook=SecretStr("https://hooks.slack.com/services/a"))
    place = Place(tmp_path, brand("C0A").model_copy(update={"slack": hook}))
    place.brand = brand("C0A")
    [told] = place.owed()
    assert not told.has_way
    assert "no longer in the settings" in told.lines[0]
    assert "hook-" not in told.lines[0]


def test_what_waits_for_a_later_hour_is_not_owed(place: Place) -> None:
    for row in place.store.owed(place.clock()):
        place.store.set_notice(row.id or 0, next_at=place.clock() + timedelta(hours=1))
    assert place.owed() == []


class New(Place):
    """An installation whose first look waits for Slack."""

    def __init__(self, folder: Path, shown: Brand, *found: Mention) -> None:
        self.found = found
        super().__init__(folder, shown)

    def read(self, *mentions: object) -> None:
        if not mentions:
            super().read(*self.found)


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_danger_inside_a_first_look_that_waits_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str
) -> None:
    old = mention(3, "They say your battery burned a child.", posted_at=NOON - timedelta(days=900))
    shown = brand("C0A").model_copy(update={"language": lang})
    place = New(tmp_path, shown, mention(1, "I love it"), mention(2, ILL), old)
    [row] = place.store.owed(place.clock())
    assert row.class_ == "first-look"
    bare = shown.slack.model_copy(update={"token": None})
    assert once(place.app(shown.model_copy(update={"slack": bare})), dry_run=False) == 1
    told = " ".join(capsys.readouterr().out.split())
    words = say(lang, "outbox.owed_danger", n=2, ways="listener why 3, listener why 2")
    assert " ".join(words.split()) in told


def test_a_first_look_without_danger_names_none(tmp_path: Path) -> None:
    place = New(tmp_path, brand("C0A"), mention(1, "I love it"))
    [told] = place.owed()
    assert len(told.lines) == 1


def test_a_danger_that_another_message_is_to_tell_is_named(place: Place) -> None:
    rows = place.store.owed(place.clock())
    head = next(row for row in rows if row.class_ == "first-look")
    for row in rows:
        if row is not head:
            place.store.set_notice(row.id or 0, state="merged", into_id=head.id)
    [told] = place.owed()
    assert "listener why 1" in told.lines[1]
