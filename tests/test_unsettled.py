"""While config.toml has a fault, `status` says which, and shows what the database holds."""

from pathlib import Path

import pytest
from acme import Clock, CueTagger
from rigs.slack_outbox import brand
from test_slack_owed import Place

from listener.app import App
from listener.commands.looks import status
from listener.commands.unsettled import status as unsettled
from listener.settings.config import ConfigError
from listener.settings.load import load

GOOD = """
[storage]
dir = "."
[[brand]]
name = "Acme"
language = "{language}"
zone = "Europe/Paris"
[[source]]
kind = "inbound"
name = "list"
"""


def shown(
    place: Place, text: str, capsys: pytest.CaptureFixture[str], clock: Clock | None = None
) -> tuple[str, str]:
    """What `status` says on stdout and on stderr of settings that cannot be used."""
    file = place.folder / "config.toml"
    file.write_text(text)
    with pytest.raises(ConfigError) as caught:
        load(file, {})
    assert unsettled(file, caught.value, clock or place.clock) == 2
    told = capsys.readouterr()
    return " ".join(told.out.split()), told.err


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path, brand("C0A"))


@pytest.mark.parametrize(
    ("slip", "why"),
    [
        (("[[source]]", "[[source]"), "no TOML"),
        (("[[source]]", "[http]\nparallel = 'x'\n[[source]]"), "a table of the whole"),
        (('zone = "Europe/Paris"', "zone = “Europe/Paris”"), "a slip in the brand"),
        (('dir = "."', 'dir = "."\ntext_days = 0'), "a slip in the storage"),
        (("[[brand]]", "[[Brand]]"), "no brand is left"),
        (('name = "Acme"', 'nom = "Acme"'), "no brand has a name"),
    ],
)
def test_a_broken_file_hides_nothing_that_the_database_knows(
    place: Place, slip: tuple[str, str], why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (place.folder / "listener.db").read_bytes()
    out, err = shown(place, GOOD.format(language="en").replace(*slip), capsys)
    assert err.startswith("config.toml: "), why
    assert "What the database holds, as it was left:" in out
    assert "list fine just now" in out
    assert "3 messages for C0A wait, the oldest since Tue 10 Nov 13:00" in out
    assert "The settings of this brand cannot be used: mend them" in out
    assert "DANGER" in out
    assert "listener why 1" in out
    assert (place.folder / "listener.db").read_bytes() == before


def test_it_is_said_in_the_language_of_the_brand(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    out, _ = shown(place, GOOD.format(language="fr") + "[[source]\n", capsys)
    assert "Ce que contient la base" in out
    assert "Les réglages de cette marque sont inutilisables" in out


@pytest.mark.parametrize(
    "slip", ["dir = “.”", 'dir = "elsewhere"\nurl ='], ids=["not known", "not there"]
)
def test_another_database_than_the_one_meant_is_never_shown_nor_made(
    place: Place, slip: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out, _ = shown(place, GOOD.format(language="en").replace('dir = "."', slip), capsys)
    assert out == ""
    assert not (place.folder / "elsewhere").exists()
    assert not (place.folder / "data").exists()


def test_a_fault_in_one_brand_shows_the_others_and_what_waits_for_it(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    file = place.folder / "config.toml"
    faulty = GOOD.format(language="en").replace('zone = "Europe/Paris"', 'zone = "Paris"')
    source = '[[source]]\nkind = "inbound"\nname = "{}"\nbrand = "{}"\n'
    text = faulty.replace("[[source]]", '[[brand]]\nname = "Bolt"\n[[source]]\nbrand = "Acme"')
    file.write_text(text + source.format("bolts", "Bolt"))
    app = App(load(file, {}), place.clock)
    app.tagger = CueTagger()
    assert status(app) == 1
    out = " ".join(capsys.readouterr().out.split())
    assert "bolts not read yet" in out
    assert "list left out:" in out
    assert "3 messages for C0A wait" in out
    assert "The settings of this brand cannot be used" in out
    assert "listener why 1" in out


def test_a_brand_that_left_the_settings_is_none_that_is_faulty(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    file = place.folder / "config.toml"
    file.write_text(GOOD.format(language="en").replace("Acme", "Bolt").replace("list", "bolts"))
    app = App(load(file, {}), place.clock)
    app.tagger = CueTagger()
    assert status(app) == 0
    assert "C0A" not in capsys.readouterr().out
