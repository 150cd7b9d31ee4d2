"""`listener add` never leaves settings behind that cannot be read: names, folders and keys that two would have."""

from pathlib import Path
from typing import Any

import pytest
from test_add_command import BEFORE, feed, keeps

from listener.app import App
from listener.cli import main
from listener.commands import adding
from listener.commands.given import Given
from listener.settings.config import ConfigError
from listener.settings.load import load
from listener.setup import trial

HOOKED = f'{BEFORE}\n[[source]]\nkind = "inbound"\nname = "hooked"\nfolder = "hooked"\nhook_token = "${{HOOK}}"\n'


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A config.toml with an inbox, in the folder of whoever types."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LISTENER_CONFIG", raising=False)
    monkeypatch.setenv("HOOK", "a-token-that-is-long-enough-for-a-hook-0123456789")
    file = tmp_path / "config.toml"
    file.write_text(BEFORE)
    return file


@pytest.fixture
def untried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever tries a source has asked too much."""

    def tried(*_: object, **__: object) -> None:
        raise AssertionError("it was tried")

    monkeypatch.setattr(trial, "tried", tried)
    monkeypatch.setattr(trial, "looked_up", tried)


def add(file: Path, kind: str, given: Given) -> int:
    return adding.add(App(load(file), file=file), kind, given)


@pytest.mark.usefixtures("untried")
def test_a_name_that_is_taken_is_refused_with_a_free_one(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    more = ("--set", "url=https://a.example/f", "--yes")
    monkeypatch.setattr("sys.argv", ["listener", "add", "rss", "--name", "inbox", *more])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    told = " ".join(capsys.readouterr().err.split())
    assert "--name: 'inbox' est déjà le nom d'une autre source" in told
    assert "'inbox-2'" in told
    assert file.read_text() == BEFORE


@pytest.mark.usefixtures("untried")
def test_the_name_of_a_source_that_is_left_out_is_taken_too(file: Path) -> None:
    text = f'{BEFORE}\n[[source]]\nkind = "rss"\nname = "blog"\nurl = "nowhere"\n'
    file.write_text(text)
    with pytest.raises(ConfigError, match=r"'blog' is another source's name already.*'blog-2'"):
        add(file, "rss", feed("https://a.example/f", name="blog"))
    assert file.read_text() == text


@pytest.mark.parametrize("name", ["L'été", "a\n[[source]]", "x" * 65, "", "-a"])
@pytest.mark.usefixtures("untried")
def test_what_is_no_name_is_refused_before_the_trial(file: Path, name: str) -> None:
    with pytest.raises(ConfigError, match=r"^--name"):
        add(file, "rss", feed("https://a.example/f", name=name))
    assert file.read_text() == BEFORE


@pytest.mark.usefixtures("untried")
def test_a_second_inbox_needs_a_folder_of_its_own(file: Path) -> None:
    with pytest.raises(ConfigError, match=r"deux sources lisent le dossier .*`folder`"):
        add(file, "inbound", Given(yes=True))
    assert file.read_text() == BEFORE


def test_a_second_inbox_with_its_folder_is_written(file: Path) -> None:
    assert add(file, "inbound", Given(settings=("folder=other",), yes=True)) == 0
    assert load(file).faults == ()
    assert [source.name for source in load(file).source] == ["inbox", "inbound"]
    assert keeps(file.read_text(), BEFORE)


@pytest.mark.usefixtures("untried")
def test_a_hooks_secret_is_of_one_source(file: Path) -> None:
    file.write_text(HOOKED)
    assert load(file).faults == ()
    with pytest.raises(ConfigError, match="hooked"):
        add(file, "inbound", Given(settings=("folder=other", "hook_token=${HOOK}"), yes=True))
    assert file.read_text() == HOOKED


def test_what_turns_out_wrong_once_it_is_written_is_taken_back(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody gave the name to another source while this one was tried."""
    theirs = (
        f'\ufeff{BEFORE}\n[[source]]\nkind = "rss"\nname = "blog"\nurl = "https://b.example/f"\n'
    )

    def tried(*_: Any, **__: Any) -> trial.Trial:
        file.write_text(theirs)
        return trial.Trial(n=1)

    monkeypatch.setattr(trial, "tried", tried)
    monkeypatch.setattr(trial, "looked_up", lambda _, settings, **__: settings)
    with pytest.raises(ConfigError, match="'blog' sert deux fois"):
        add(file, "rss", feed("https://a.example/f", name="blog"))
    assert file.read_text() == theirs
    assert load(file).faults == ()
