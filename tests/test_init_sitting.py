"""One sitting: from an empty folder to the first look with a feed, an app, a mailbox and a workbook."""

import shutil
from pathlib import Path

import pytest
from rigs import bakery
from rigs.sitting import sitting
from test_init_command import script

from listener.app import App
from listener.commands import starting
from listener.commands.starting import Wanted
from listener.settings.load import load


@pytest.mark.slow
def test_a_bakery_is_listening_in_one_sitting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    here, town = tmp_path / "ecoute", tmp_path / "town"
    town.mkdir()
    inbox = here / "data" / "inbox"
    inbox.mkdir(parents=True)
    monkeypatch.chdir(here)
    monkeypatch.setenv("MAILBOX_PASSWORD", bakery.PASSWORD)
    with sitting(town) as place:
        shutil.copy(place.workbook, inbox)
        asked = script(
            here,
            place.site,
            brand=[bakery.NAME, bakery.OTHER_NAME],
            handles=list(bakery.HANDLES),
            mailbox=bakery.USER,
            leave_out=["hackernews", "mastodon"],
            settings={
                "appstore": {"url": place.store, "allow_private": True},
                "mailbox": {
                    "host": "127.0.0.1",
                    "port": place.mailbox.port,
                    "security": "starttls",
                    "ca_file": str(place.authority),
                    "allow_private": True,
                    "auth_server": bakery.MAIL_HOST,
                },
            },
        )
        assert starting.init(here / "config.toml", Wanted(asked), "fr") == 0
        told = " ".join(capsys.readouterr().out.split())
        for words in (
            "Premier coup d'œil",
            "la galette sans fève",
            "se ferme dès que je valide",
            "Vingt minutes d'attente",
            "Mon pain de samedi était moisi",
            "bout de plastique bleu",
            "aux urgences",
        ):
            assert words in told
        assert bakery.PASSWORD not in (here / "config.toml").read_text()
        assert "MAILBOX_PASSWORD=" not in told, "it is in the environment"
        app = App(load(here / "config.toml"))
        rows, counts = list(app.store.sources()), app.store.mentions_by_source()
        assert all(row.last_ok_at for row in rows)
        held = {row.name: counts[row.id][0] for row in rows if row.id in counts}
        app.store.close()
    # Of the mails two are of customers, an alert names two pages, six notices bring one each; an
    # advert is nobody's word.
    comments, shown = len(bakery.COMMENTS), [one for one in bakery.REVIEWS if one[1] == "fr"]
    expected = {"comments": comments, "appstore": len(shown), "inbox": len(bakery.FORMS)}
    assert held == expected | {"mailbox": 10}
