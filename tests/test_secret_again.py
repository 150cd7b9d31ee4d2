"""A password that is refused in `init` and `add` is asked for again, and kept nowhere."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rigs.mailserver import NAME, PASSWORD, USER, Certificates, MailServer, table_of

from connectors.kit.errors import SourceRefusedError
from connectors.mailbox.source import Mailbox
from listener.app import App
from listener.commands import adding, keying
from listener.commands.console import console
from listener.commands.given import Given
from listener.settings.load import load
from listener.setup.person import BACK, Person
from listener.setup.proposals import Proposal
from listener.setup.showing import fault_words
from listener.setup.trial import Home, Trial, tried

WRONG = "canari-faux"
HOME = Home("Acme", "Europe/Paris", "FR")


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv(NAME, "")
    del os.environ[NAME]
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    yield
    os.environ.pop(NAME, None)


@pytest.fixture
def table(mailbox: MailServer, certificates: Certificates) -> dict[str, Any]:
    return table_of(mailbox, certificates)


def typing(
    monkeypatch: pytest.MonkeyPatch, hidden: tuple[str, ...], seen: tuple[str, ...] = ()
) -> list[str]:
    """What a person types, hidden and not; the list fills with what was hidden."""
    left, shown, typed = iter(hidden), iter(seen), []

    def hide(_: str = "") -> str:
        typed.append(next(left))
        return typed[-1]

    monkeypatch.setattr("getpass.getpass", hide)
    monkeypatch.setattr("builtins.input", lambda _="": next(shown))
    return typed


def keyed(table: dict[str, Any], tmp_path: Path) -> Proposal:
    one = Proposal(HOME, table, Trial(missing=(NAME,)))
    [found] = keying.with_keys(Person(console(), "fr"), [one], tmp_path)
    return found


def test_init_asks_again_until_it_is_right(
    table: dict[str, Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    typing(monkeypatch, (WRONG, PASSWORD))
    found = keyed(table, tmp_path)
    assert found.trial.is_good
    assert os.environ[NAME] == PASSWORD
    told = " ".join(capsys.readouterr().out.replace("\u202f", " ").split())
    assert "mot de passe refusé" in told
    assert "Un autre essai ?" in told
    assert WRONG not in told
    assert PASSWORD not in told


@pytest.mark.parametrize("typed", [(WRONG, ""), (WRONG,) * keying.TRIES])
def test_what_is_left_out_keeps_no_wrong_password(
    table: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: tuple[str, ...]
) -> None:
    asked = typing(monkeypatch, typed)
    found = keyed(table, tmp_path)
    assert found.trial == Trial(missing=(NAME,)), "it is told with what wants a key"
    assert NAME not in os.environ
    assert len(asked) == len(typed)


def test_the_way_back_leads_to_the_address(
    table: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = {**table, "user": "autre@acme.example"}

    def proposed(*_: object) -> Iterator[dict[str, str]]:
        yield {"user": USER}

    monkeypatch.setattr(Mailbox, "proposed", proposed)
    typing(monkeypatch, (WRONG, BACK, PASSWORD), ("pas une adresse", USER))
    found = keyed(wrong, tmp_path)
    assert found.trial.is_good
    assert found.table == table


def test_add_asks_again_and_leads_back(
    table: dict[str, Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "config.toml").write_text('[[brand]]\nname = "Acme"\nlanguage = "fr"\n')
    app = App(load(tmp_path / "config.toml"), file=tmp_path / "config.toml")
    keys = ("port", "security", "ca_file", "allow_private")
    given = Given(settings=tuple(f"{key}={table[key]}".lower() if key == "allow_private" else f"{key}={table[key]}" for key in keys))  # fmt: skip
    typing(
        monkeypatch,
        (BACK, WRONG, WRONG, BACK, PASSWORD),
        ("autre@acme.example", "127.0.0.1", "", "", "INBOX", USER, "", "", "o", "o"),
    )
    assert adding.add(app, "mailbox", given) == 0
    text = (tmp_path / "config.toml").read_text()
    assert f'user = "{USER}"' in text
    told = " ".join(capsys.readouterr().out.split())
    for secret in (WRONG, PASSWORD):
        assert secret not in told + text
    kept = tmp_path / "tokens.env"
    assert kept.read_text() == f"{NAME}='{PASSWORD}'\n"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert "c'est rangé dans tokens.env" in told
    assert load(tmp_path / "config.toml").faults == ()
    assert NAME not in os.environ


def test_only_what_another_key_may_open_is_asked_for_again(
    table: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [SourceRefusedError("", status=s).of_login for s in (401, 403, 404, None)] == [
        True, True, False, False,
    ]  # fmt: skip
    asked = typing(monkeypatch, (PASSWORD,))
    found = keyed({**table, "folders": ["Nowhere"]}, tmp_path)
    assert "Nowhere" in found.trial.fault
    assert len(asked) == 1


def test_init_asks_for_the_server_where_the_addresss_own_is_none(
    table: dict[str, Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    typed = typing(monkeypatch, (PASSWORD,), ("127.0.0.1",))
    found = keyed(table | {"host": "imap.nowhere.invalid"}, tmp_path)
    assert found.trial.is_good, found.trial
    assert found.table["host"] == "127.0.0.1"
    assert typed == [PASSWORD], "the password is asked for once"
    assert "Je ne trouve pas de serveur imap.nowhere.invalid" in capsys.readouterr().out
    typing(monkeypatch, (PASSWORD,), ("",))
    left = keyed(table | {"host": "imap.nowhere.invalid"}, tmp_path)
    assert left.trial.fault


@pytest.mark.parametrize(
    ("changed", "remedy"),
    [
        ({"security": "tls"}, 'essayez security = "starttls"'),
        ({"ca_file": None}, "donnez dans ca_file le fichier de son certificat"),
    ],
)
def test_a_line_that_is_not_secure_is_told_with_what_to_write(
    table: dict[str, Any], tmp_path: Path, changed: dict[str, Any], remedy: str
) -> None:
    told = {k: v for k, v in (table | changed).items() if v is not None}
    found = tried(told, HOME, {NAME: PASSWORD}, storage=tmp_path)
    assert remedy in fault_words(found.fault, "fr")
