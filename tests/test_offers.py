"""Whose word on senders to believe is offered to whoever sets a mailbox up; until then looks and weeks say what is unread."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest
from acme import BRAND, Clock, Kept, Listed, config, mention, pipeline
from letters import ALERT_TEXT, letter, proven
from rigs.mailserver import NAME, PASSWORD, USER, Certificates, MailServer, table_of
from test_digest import DUE, WEEK, everything
from test_first_look import spoken
from test_secret_again import typing

from connectors.kit.contract import Page
from connectors.kit.said import Offer, Said
from connectors.mailbox.offer import Suggested
from connectors.mailbox.reading import View, read_mail
from listener.app import App
from listener.commands import adding, keying
from listener.commands.console import console
from listener.commands.given import Given
from listener.digest import content
from listener.digest.build import build
from listener.digest.markdown import markdown
from listener.digest.page import page
from listener.settings.load import load
from listener.setup.person import Person
from listener.setup.proposals import Proposal
from listener.setup.trial import Home, tried
from listener.store.store import Store

HOST = "mx.host.example"
ALERTS = "Google Alerts <googlealerts-noreply@google.com>"
VIEW = View(ZoneInfo("UTC"), own=USER)


def alert(by: str = HOST, id_: str = "n@google.com") -> bytes:
    told = proven("google.com", by)
    return letter(ALERT_TEXT, sender=ALERTS, id_=id_, Authentication_Results=told)


def client(n: int, by: str = HOST) -> bytes:
    house = f"client{n}.example"
    told = {"Authentication_Results": proven(house, by)} if by else {}
    return letter(f"Where is my lamp {n}?", sender=f"a@{house}", id_=f"{n}@{house}", **told)


def offered(*raws: bytes) -> list[Offer]:
    found = Suggested()
    for raw in raws:
        found.add(read_mail(raw, "x", VIEW))
    return list(found.offers())


def test_a_name_on_top_of_nearly_all_mails_is_most_likely_the_servers_own() -> None:
    [offer] = offered(alert(), client(1), client(2))
    assert (offer.key, offer.value, offer.otherwise) == ("auth_server", HOST, True)
    assert "Google Alerts" in offer.asked
    sent = letter("Ours.", sender=f"We <{USER}>", id_="sent@here")
    assert offered(alert(), client(1), client(2), sent)[0].otherwise, "what we sent came in nowhere"
    assert not offered(client(1), client(2), client(3)), "nothing is unread"


@pytest.mark.parametrize(
    "raws",
    [
        (alert(), client(1, by=""), client(2, by=""), client(3, by="")),  # a forger's own line
        (alert(), client(1, by="mx.other.example"), client(2, by="mx.other.example")),
        (alert(), alert(id_="2@google.com"), alert(id_="3@google.com")),  # all of one house
        (alert(), client(1)),
    ],
)
def test_a_name_that_a_forger_may_have_written_is_not_believed_by_enter(
    raws: tuple[bytes, ...],
) -> None:
    [offer] = offered(*raws)
    assert offer.value == HOST
    assert not offer.otherwise
    assert "forger" in offer.asked


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv(NAME, PASSWORD)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    yield
    os.environ.pop(NAME, None)


@pytest.mark.usefixtures("own")
@pytest.mark.parametrize(
    ("answers", "is_written"), [(("", "", "o"), True), (("", "n", "o"), False)]
)
def test_add_asks_once_and_writes_what_was_agreed_to(
    mailbox: MailServer,
    certificates: Certificates,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    answers: tuple[str, ...],
    is_written: bool,
) -> None:
    mailbox.put(alert(), client(1), client(2))
    file = tmp_path / "config.toml"
    file.write_text('[[brand]]\nname = "Acme"\nlanguage = "fr"\n')
    told = {
        "host": "127.0.0.1",
        "port": mailbox.port,
        "security": "starttls",
        "ca_file": certificates.authority,
        "user": USER,
        "allow_private": "yes",
    }
    given = Given(settings=tuple(f"{key}={value}" for key, value in told.items()))
    typing(monkeypatch, (), answers)
    assert adding.add(App(load(file), file=file), "mailbox", given) == 0
    shown = " ".join(capsys.readouterr().out.replace("\u202f", " ").replace("\xa0", " ").split())
    assert f"{HOST} se porte garant" in shown
    assert ("auth_server" in file.read_text()) is is_written
    assert (f'auth_server = "{HOST}"' in file.read_text()) is is_written


@pytest.mark.usefixtures("own")
@pytest.mark.parametrize("is_there", [True, False])
def test_init_asks_too_and_no_script_is_taken_for_a_yes(
    mailbox: MailServer,
    certificates: Certificates,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    is_there: bool,
) -> None:
    mailbox.put(alert(), client(1), client(2))
    table = table_of(mailbox, certificates)
    home = Home("Acme", "Europe/Paris", "FR")
    found = tried(table, home, os.environ, storage=tmp_path)
    assert found.n == 2
    typing(monkeypatch, (), ("",))
    person = Person(console(), "fr", is_there=is_there)
    [one] = keying.with_keys(person, [Proposal(home, table, found)], tmp_path)
    assert one.table.get("auth_server") == (HOST if is_there else None)
    assert one.trial.n == (4 if is_there else 2)


class Partly(Listed):
    """Reads a part, and says what hides the rest."""

    def pages(self, http: httpx.Client, cursor: str | None) -> Iterator[Page]:  # noqa: ARG002
        told = Said("notices are unread: <b>write auth_server</b>", hides=True).of("x")
        yield Page(self.mentions, said=(told,))


def test_what_is_unread_is_said_in_the_look_and_the_week_until_it_is_mended(
    tmp_path: Path, store: Store
) -> None:
    shown, clock = Kept(), Clock(DUE - timedelta(days=2))
    post = mention(1, "I hate it: broken.", posted_at=DUE - timedelta(days=3))
    pipeline(config(tmp_path, Partly(name="post", mentions=(post,))), store, shown, clock).once()
    told = "post is read in part: notices are unread"
    for words in spoken(shown.looks[0]):
        assert told in words
    week = build(store, BRAND, WEEK, DUE)
    assert told in everything(week, BRAND)
    assert told in markdown(week)
    assert "<b>write" not in page(week)
    assert any(told in str(part) for one in content.thread(week, BRAND) for part in one.parts)
    clock = Clock(DUE - timedelta(days=1))
    pipeline(config(tmp_path, Listed(name="post", mentions=(post,))), store, shown, clock).once()
    assert not build(store, BRAND, WEEK, DUE).hidden, "mended, it is over at once"
