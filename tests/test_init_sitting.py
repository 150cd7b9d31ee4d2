"""One sitting: from an empty folder to the first look with a feed, an app, a mailbox and a workbook."""

from datetime import datetime
from pathlib import Path

import pytest
from letters import letter
from rigs.mailserver import PASSWORD, USER, Certificates, MailServer
from test_init_command import script
from workbooks import write_workbook

from listener.app import App
from listener.commands import starting
from listener.commands.starting import Wanted
from listener.settings.load import load


@pytest.mark.slow
def test_a_bakery_is_listening_in_one_sitting(
    tmp_path: Path,
    shop: str,
    mailbox: MailServer,
    certificates: Certificates,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MAILBOX_PASSWORD", PASSWORD)
    now = datetime.now().replace(microsecond=0)  # noqa: DTZ005
    mailbox.put(letter("Votre pain était moisi, je veux être remboursée.", subject="Remboursement"))
    inbox = tmp_path / "data" / "inbox"
    inbox.mkdir(parents=True)
    rows: list[list[str | float | datetime]] = [
        ["Date", "Auteur", "Note", "Avis"],
        [now, "Inès", 2, "Attente interminable au comptoir."],
    ]
    write_workbook(inbox / "avis.xlsx", {"Avis": rows})
    asked = script(
        tmp_path,
        shop,
        mailbox=USER,
        leave_out=["hackernews", "mastodon"],
        settings={
            "appstore": {"url": shop, "allow_private": True},
            "mailbox": {
                "host": "127.0.0.1",
                "port": mailbox.port,
                "security": "starttls",
                "ca_file": str(certificates.authority),
                "allow_private": True,
            },
        },
    )
    assert starting.init(tmp_path / "config.toml", Wanted(asked), "fr") == 0
    told = " ".join(capsys.readouterr().out.split())
    for words in (
        "Premier coup d'œil",
        "pain était moisi",
        "débité deux fois",
        "Attente interminable",
    ):
        assert words in told
    assert PASSWORD not in (tmp_path / "config.toml").read_text()
    assert "MAILBOX_PASSWORD=…" in told
    app = App(load(tmp_path / "config.toml"))
    rows_of = {row.name: row.last_ok_at for row in app.store.sources()}
    assert all(rows_of[name] for name in ("appstore", "comments", "site", "inbox", "mailbox"))
    app.store.close()
