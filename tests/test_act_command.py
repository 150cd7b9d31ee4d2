"""The shell as a door: what is written after `listener act`, and what is answered."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from acme import BRAND, NOON, Clock, Listed, config, mention, news
from typer.testing import CliRunner

from listener.app import App
from listener.cli import app as program
from listener.commands import acting
from listener.commands.acting import Given
from listener.desk.found import acts
from listener.desk.times import since, until
from listener.settings.config import ConfigError
from listener.store.store import Store
from listener.words import say

PARIS = ZoneInfo("Europe/Paris")
LEA = Given(who="Léa")


@pytest.fixture
def app(tmp_path: Path, sqlite: Store) -> App:
    """Two complaints that were told."""
    posts = (mention(1, "I hate it, it is broken"), mention(2, "My bell is broken"))
    news(tmp_path, sqlite, *posts)
    settings = config(tmp_path, Listed(name="forum", mentions=posts))
    return App.over(settings, Clock(), store=sqlite, key=b"k" * 32)


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines()]


@pytest.mark.parametrize(("language", "said"), [("en", "take it"), ("fr", "je m'en occupe")])
def test_an_unknown_act_is_told_all_of_them_in_words(app: App, language: str, said: str) -> None:
    brand = app.brand.model_copy(update={"language": language})
    one = App.over(
        app.config.model_copy(update={"brand": (brand,)}), app.clock, store=app.store, key=b"k" * 32
    )
    with pytest.raises(ConfigError) as error:
        acting.act(one, "xyz", [], LEA)
    told = str(error.value)
    assert f"take ({said})" in told
    for name in acts():
        assert f"{name} ({say(language, f'act.name.{name}')})" in told


def test_it_is_taken_and_the_next_is_told_who_has_it(
    app: App, capsys: pytest.CaptureFixture[str]
) -> None:
    assert acting.act(app, "take", ["1"], LEA) == 0
    assert lines(capsys.readouterr().out) == [
        "It is yours.",
        "To take it back: listener act undo 1",
    ]
    assert acting.act(app, "take", ["1"], Given(who="Paul")) == 1
    told = capsys.readouterr()
    assert (lines(told.err), told.out) == (["Léa has it already (Tue 10 Nov 13:00)."], "")
    assert acting.mine(app, "léa".upper()) == 0 == acting.mine(app, "Paul")
    first, *_, last = lines(capsys.readouterr().out)
    assert first.startswith("#1 ")
    assert last == "Paul has nothing open."


def test_who_did_what_is_listed_with_what_was_taken_back(
    app: App, capsys: pytest.CaptureFixture[str]
) -> None:
    acting.act(app, "correct", ["1", "tone", "negative"], LEA)
    acting.act(app, "snooze", ["1", "3d"], LEA)
    acting.act(app, "undo", ["2"], Given(who="Paul"))
    capsys.readouterr()
    assert acting.acts(app, 1) == 0
    undo, snooze, correct, version = lines(capsys.readouterr().out)
    assert "Paul takes back: not now." in undo
    assert "Léa wants quiet on this story until Fri 13 Nov 13:00." in snooze
    assert snooze.endswith("at the shell  taken back")
    assert "Léa corrects the tone: negative." in correct
    assert version.startswith("Version 1.")


WRITTEN = {
    "hand_over": ["Zoé"], "answered": ["https://a.example/r"], "correct": ["not_us"],
    "reject_draft": ["stiff"], "snooze": ["tomorrow"], "escalate": ["press"],
    "who_is": ["partner"], "ask_colleague": ["Zoé"], "take": [], "hand_back": [], "no_reply": [],
    "fixed": [], "approve_draft": ["A"],
}  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize("name", WRITTEN)
def test_an_act_is_done_once_and_never_on_an_older_version(
    app: App, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    words, given = ["1", *WRITTEN[name]], replace(LEA, anyway=name == "approve_draft")
    if name == "hand_back":
        acting.act(app, "take", ["1"], LEA)
    assert acting.act(app, name, words, replace(given, seen="1.OTHER.0")) == 1
    assert "look at the alert again" in capsys.readouterr().err
    said = [acting.act(app, name, words, given) for _ in range(2)]
    assert said[0] == 0
    capsys.readouterr()
    assert [row.name for row in app.store.acts(["Acme"])].count(name) == 1


def test_every_line_of_an_act_can_be_written_and_told(
    app: App, capsys: pytest.CaptureFixture[str]
) -> None:
    apart = {
        "draft", "hold", "propose", "setting", "describe", "label", "file", "undo", "decline",
        "forget",  # of a precedent: test_lessons.py
        "vouch",
    }  # fmt: skip
    done = []
    for name in acts():
        if name in apart:
            continue
        before = "hand_back"
        if name == before:
            acting.act(app, "take", ["1"], LEA)
        assert acting.act(app, name, ["1", *WRITTEN.get(name, [])], LEA) == 0, name
        row = app.store.acts(["Acme"], limit=1)[0]
        done.append(row.name)
        assert acting.act(app, "undo", [str(row.id)], LEA) == 0, name
        if name == before:
            acting.act(app, "undo", [str((row.id or 0) - 1)], LEA)
    assert acting.act(app, "hold", ["on"], LEA) == 0
    assert acting.act(app, "propose", ["https://a.example/feed"], LEA) == 0
    assert acting.act(app, "setting", ["closed", "24/12/2026"], LEA) == 0
    assert acting.act(app, "describe", ["handles", "@acme, acme_fr"], LEA) == 0
    assert acting.act(app, "label", ["1", "critique", "negative", "yes"], LEA) == 0
    assert acting.act(app, "file", ["1"], LEA) == 0
    assert acting.act(app, "decline", ["0123456789abcdef", "fact", "Two years."], LEA) == 0
    assert acting.act(app, "vouch", ["warranty", "2027-06-30"], LEA) == 0
    assert len(done) == len(acts()) - len(apart)
    capsys.readouterr()
    assert acting.acts(app, None) == 0
    told = capsys.readouterr().out
    assert "Léa puts routine advice on hold." in told
    assert "Léa would have us listen to https://a.example/feed" in told
    assert "Léa adds to the settings: a closed day, Thu 24 Dec" in told
    assert "Léa changes the settings. Handles: @acme, @acme_fr" in told
    assert "Léa declines a fact that drafts may quote: Two years." in told
    assert "Léa says it is still true, until Wed 30 Jun 2027: Batteries are under" in told
    assert "Léa: this is not about us." in told


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("take", []),
        ("take", ["x"]),
        ("take", ["1", "2"]),
        ("correct", ["1", "tone", "angry"]),
        ("snooze", ["1", "soonish"]),
        ("hold", ["perhaps"]),
        ("answered", ["1", "javascript:alert(1)"]),
        ("approve", ["1", "D"]),
        ("vouch", ["warranty", "some day"]),
    ],
)
def test_what_is_no_act_is_told_how_to_write_it(app: App, name: str, said: list[str]) -> None:
    with pytest.raises(ConfigError, match=f"write it as: listener act {name}"):
        acting.act(app, name, said, LEA)
    assert app.store.acts(["Acme"]) == []


def test_an_act_that_is_none_is_told_which_there_are(app: App) -> None:
    with pytest.raises(ConfigError, match="did you mean 'take'"):
        acting.act(app, "taek", ["1"], LEA)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("2h", NOON + timedelta(hours=2)),
        ("3 d", NOON + timedelta(days=3)),
        ("3j", NOON + timedelta(days=3)),
        ("tomorrow", datetime(2026, 11, 11, 9, tzinfo=PARIS)),
        ("demain", datetime(2026, 11, 11, 9, tzinfo=PARIS)),
        ("2026-12-24", datetime(2026, 12, 24, 9, tzinfo=PARIS)),
        ("2026-12-24T14:30", datetime(2026, 12, 24, 14, 30, tzinfo=PARIS)),
        ("2026-12-24T14:30+00:00", datetime(2026, 12, 24, 15, 30, tzinfo=PARIS)),
        ("soon", None),
        ("99999999d", None),
        ("9999-12-31", None),
        ("9999-12-31T23:59-14:00", None),
        ("0001-01-01", None),
    ],
)
def test_times_are_read_as_people_write_them(word: str, expected: datetime | None) -> None:
    assert until(word, NOON, PARIS) == expected


@pytest.mark.parametrize("word", ["0001-01-01", "0001-01-01T00:00+14:00", "9999-12-31T23:59-14:00"])
def test_a_day_at_the_end_of_the_calendar_is_no_time(word: str) -> None:
    assert since(word, NOON, PARIS) is None
    assert since("0002-01-01", NOON, PARIS) == datetime(2, 1, 1, tzinfo=PARIS)


def test_the_command_line_takes_options_wherever_they_stand(tmp_path: Path) -> None:
    settings = tmp_path / "config.toml"
    settings.write_text(f'[storage]\ndir = "{tmp_path}/data"\n[[brand]]\nname = "{BRAND.name}"\n')
    run = CliRunner().invoke(
        program, ["act", "take", "--who", "Léa", "7", "--config", str(settings)]
    )
    assert (run.exit_code, run.stdout) == (1, "")
    assert "There is no such alert" in run.stderr


def test_drafts_are_shown_with_what_speaks_against_them(
    app: App, capsys: pytest.CaptureFixture[str]
) -> None:
    assert acting.act(app, "draft", ["1"], LEA) == 0
    told = capsys.readouterr().out
    assert "Draft A, not sent" in told
    assert "Draft B, not sent" in told
    assert "Camille, from Acme" in told


def test_an_answer_is_approved_from_a_file_and_stands_alone_to_be_copied(
    app: App, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "answer.txt"
    file.write_text("Sorry that it is broken, we look into it.\nCamille, from Acme\n", "utf-8")
    assert acting.act(app, "approve", ["1"], Given(who="Léa", text=str(file))) == 0
    shown = capsys.readouterr().out
    assert "\n\nSorry that it is broken, we look into it.\nCamille, from Acme\n\n" in shown
    assert "Answer here: https://acme.example/post/1" in lines(shown)
    assert "To take it back: listener act undo 1" in lines(shown)
    assert acting.act(app, "approve", ["2", "B"], LEA) == 0
    assert app.store.acts(["Acme"], limit=1)[0].name == "approve_draft"


def test_what_speaks_against_an_answer_is_told_and_how_to_approve_it_anyway(
    app: App, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "answer.txt"
    file.write_text("It is broken: we promise you 90 €.\nCamille, from Acme", "utf-8")
    given = Given(who="Léa", text=str(file))
    assert acting.act(app, "approve", ["1"], given) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert "promises “we promise”" in told.err
    assert "“90 €” stands in no fact" in told.err
    assert "--anyway" in told.err
    assert app.store.acts(["Acme"]) == []
    assert acting.act(app, "approve", ["1"], replace(given, anyway=True)) == 0


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (None, "No such file"),
        (b"", "it is empty"),
        (b"\xff\xfe\x00", "not written in UTF-8"),
        (b"a" * 9_001, "9001 characters, and an answer has 9000 at most"),
        ("é".encode() * 80_000, "an answer has 9000 at most"),
    ],
)
def test_a_file_that_holds_no_answer_is_told(
    app: App, tmp_path: Path, content: bytes | None, problem: str
) -> None:
    file = tmp_path / "answer.txt"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ConfigError, match=problem):
        acting.act(app, "approve", ["1"], Given(who="Léa", text=str(file)))
    assert app.store.acts(["Acme"]) == []
