"""Ctrl-C in `init` and `add` says, in one's own language, what is saved and what is not."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from listener.app import App
from listener.commands import adding, starting
from listener.commands.console import console
from listener.commands.given import Given
from listener.commands.starting import Wanted
from listener.settings.load import load
from listener.setup.person import Person
from listener.setup.trial import Trial

ANSWERS = ("La Mie", "", "", "", "", "", "", "")
NAME = "TRUSTPILOT_KEY"


@pytest.fixture(autouse=True)
def person(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr(starting, "proposals", lambda *_, **__: [])
    yield
    os.environ.pop(NAME, None)


def typing(monkeypatch: pytest.MonkeyPatch, *said: str) -> None:
    """These, and Ctrl-C after them."""
    left = iter(said)

    def typed(_: str = "") -> str:
        try:
            return next(left)
        except StopIteration:
            raise KeyboardInterrupt from None

    monkeypatch.setattr("builtins.input", typed)


def told(capsys: pytest.CaptureFixture[str]) -> str:
    shown = capsys.readouterr().out.replace("\xa0", " ").replace("\u202f", " ")
    return " ".join(shown.split())


@pytest.mark.parametrize(
    ("lang", "n", "words"),
    [
        ("fr", 3, "Arrêté. Rien n'est écrit"),
        ("en", 3, "Stopped. Nothing is written"),
        ("fr", 8, "Arrêté, mais config.toml est déjà écrit, avec vos réponses et vos sources."),
        ("en", 8, "Stopped, but config.toml is written already"),
    ],
)
def test_who_stops_init_is_told_whether_the_settings_are_written(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    lang: str,
    n: int,
    words: str,
) -> None:
    file = tmp_path / "config.toml"
    typing(monkeypatch, *ANSWERS[:n])
    assert starting.init(file, Wanted(language=lang), "en") == 130
    assert words in told(capsys)
    assert file.exists() == (n == 8)
    assert sum(one.suffix == ".toml" for one in tmp_path.iterdir()) == (n == 8)


def test_settings_that_were_there_stay_and_the_first_look_goes_on_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "config.toml"
    file.write_text("# mine\n")
    typing(monkeypatch, "o", "La Mie")
    assert starting.init(file, Wanted(language="fr"), "en") == 130
    assert "Arrêté. config.toml reste tel quel." in told(capsys)
    assert file.read_text() == "# mine\n"

    def stopped(*_: object, **__: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("listener.commands.runs.once", stopped)
    typing(monkeypatch, *ANSWERS, "o")
    assert starting.init(file, Wanted(language="fr", replace=True), "en") == 130
    assert "config.toml est écrit, et ce qui était déjà lu est gardé" in told(capsys)


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ((), "Gardé nulle part : ce que vous avez tapé pour TRUSTPILOT_KEY."),
        (("o", "o"), "Rangé dans tokens.env : TRUSTPILOT_KEY."),
    ],
)
def test_who_stops_add_is_told_what_became_of_the_key(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    answers: tuple[str, ...],
    words: str,
) -> None:
    file = tmp_path / "config.toml"
    before = '[[brand]]\nname = "La Mie"\nlanguage = "fr"\n'
    file.write_text(before)
    monkeypatch.setattr("getpass.getpass", lambda _: "canari")
    monkeypatch.setattr("listener.setup.trial.tried", lambda *_, **__: Trial(n=1))

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("listener.setup.fitting.write_source", stopped)
    typing(monkeypatch, *answers)
    given = Given(settings=("unit=lamie.example",))
    assert adding.add(App(load(file), file=file), "trustpilot", given) == 130
    shown = told(capsys)
    assert "Arrêté. config.toml reste tel quel." in shown
    assert words in shown
    assert "canari" not in shown
    assert file.read_text() == before
    assert (tmp_path / "tokens.env").exists() == bool(answers)


def test_a_yes_or_no_says_what_it_waits_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typing(monkeypatch, "peut-être", "n")
    assert not Person(console(), "fr").agrees("Tout lire maintenant ?", otherwise=True)
    assert "Tapez o pour oui, n pour non ; Entrée vaut oui." in told(capsys)


@pytest.mark.parametrize("is_given", [True, False])
def test_steps_are_shown_once_and_what_enter_means_is_said(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    is_given: bool,
) -> None:
    file = tmp_path / "config.toml"
    file.write_text('[[brand]]\nname = "La Mie"\nlanguage = "fr"\n')
    monkeypatch.setattr("getpass.getpass", lambda _: "canari")
    all_of_it = ("user=a@b.example", "host=imap.b.example", "folders=INBOX")
    given = Given(settings=all_of_it if is_given else ())
    typing(monkeypatch, *(() if is_given else ("a@b.example", "imap.b.example")))
    found = Trial(fault="x")
    monkeypatch.setattr("listener.setup.trial.tried", lambda *_, **__: found)
    assert adding.add(App(load(file), file=file), "mailbox", given) == 130
    shown = told(capsys)
    assert ("Les courriels qu'on vous écrit" in shown) is not is_given
    assert ("Les étapes : listener kinds mailbox" in shown) is is_given
    assert ("[Entrée : INBOX]" in shown) is not is_given
