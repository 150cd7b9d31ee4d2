"""`listener add`: what is asked, tried, shown and written."""

import os
import tomllib
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from listener.app import App
from listener.commands import adding
from listener.commands.given import Given
from listener.settings.config import ConfigError
from listener.settings.load import load
from listener.setup import fields
from listener.setup.tomltext import CannotInsertError, Table, with_source

FEED = """<rss version="2.0"><channel><title>La Mie</title>
<item><title>Un</title><link>https://a.example/1</link><description>Le pain de La Mie</description></item>
<item><title>Deux</title><link>https://a.example/2</link><description>La galette</description></item>
</channel></rss>"""
PAGE = """<!doctype html><html><head>
<link rel="alternate" type="application/rss+xml" title="Actus" href="/feed.xml"></head></html>"""
BEFORE = """# les miens
[[brand]]
name = "La Mie"  # à nous
language = "fr"

[[source]]
kind = "inbound"
name = "inbox"
# day_first = true

# la suite
[web]
port = 0
"""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    pages = tmp_path / "site"
    pages.mkdir()
    (pages / "feed.xml").write_text(FEED)
    (pages / "index.html").write_text(PAGE)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(pages)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def app(tmp_path: Path) -> App:
    file = tmp_path / "config.toml"
    file.write_text(BEFORE)
    return App(load(file), file=file)


def written(app: App) -> str:
    assert app.file
    return app.file.read_text()


def keeps(new: str, old: str) -> bool:
    """Does every line that was there stand there still, in its order?"""
    left = iter(new.splitlines())
    return all(line in left for line in old.splitlines() if line.strip())


def feed(url: str, *more: str, **given: object) -> Given:
    return Given(settings=(f"url={url}", "allow_private=yes", *more), yes=True, **given)  # type: ignore[arg-type]


def test_a_page_is_followed_to_its_feed_and_the_table_stands_among_the_sources(
    app: App, site: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert adding.add(app, "rss", feed(f"{site}/", "genre=blog_comment")) == 0
    told = capsys.readouterr().out
    assert f"Trouvé : url = {site}/feed.xml".replace(" :", "\u00a0:") in told
    assert "Le pain de La Mie" in told
    made = (
        f'[[source]]\nkind = "rss"\nname = "rss"\nurl = "{site}/feed.xml"\nallow_private = true\n'
    )
    assert f'{made}genre = "blog_comment"\n\n# la suite\n[web]' in written(app)
    assert keeps(written(app), BEFORE)
    assert load(app.file or Path()).faults == ()


def test_what_cannot_be_read_is_not_written_unless_that_is_wanted(app: App, site: str) -> None:
    assert adding.add(app, "rss", feed(f"{site}/none")) == 1
    assert written(app) == BEFORE
    assert adding.add(app, "rss", feed(f"{site}/none", anyway=True)) == 0
    assert "/none" in written(app)


def test_where_nothing_is_tried_no_trial_is_told(
    app: App, site: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("GSECRET", raising=False)
    given = Given(settings=("client_id=7-x.example", "client_secret=${GSECRET}"), yes=True)
    assert adding.add(app, "google_business", given) == 1
    told = " ".join(capsys.readouterr().out.split())
    assert "il manque GSECRET" in told
    assert "Essai" not in told
    assert written(app) == BEFORE
    assert adding.add(app, "rss", feed(f"{site}/feed.xml", name="actus")) == 0
    assert "Essai" in capsys.readouterr().out


def test_what_wants_a_login_is_written_for_it(
    app: App, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A login is of a source that stands in the settings; else neither could come first."""
    monkeypatch.setenv("GSECRET", "canary")
    given = Given(settings=("client_id=7-x.example", "client_secret=${GSECRET}"), yes=True)
    assert adding.add(app, "google_business", given) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "Il ne manque que votre accord" in told
    assert "listener login google_business" in told
    assert "canary" not in told + written(app)
    assert load(app.file or Path()).source_named("google_business").connector.login


def test_a_second_source_of_a_kind_has_a_name_of_its_own(app: App, site: str) -> None:
    assert adding.add(app, "rss", feed(f"{site}/feed.xml")) == 0
    again = App(load(app.file or Path()), file=app.file)
    assert adding.add(again, "rss", feed(f"{site}/")) == 0
    assert [one["name"] for one in tomllib.loads(written(app))["source"]] == [
        "inbox",
        "rss",
        "rss-2",
    ]


def test_a_secret_stands_in_the_settings_by_its_name_alone(
    app: App, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given = Given(
        settings=("instances=https://127.0.0.1:1", "tags=lamie", "token=${FEDI}"),
        yes=True,
        anyway=True,
    )
    assert adding.add(app, "mastodon", given) == 0
    told = capsys.readouterr().out
    assert "FEDI='…'" in told
    assert 'token = "${FEDI}"' in written(app)
    monkeypatch.setenv("FEDI", "canary")
    config = load(app.file or Path(), os.environ)
    assert "canary" in config.source[1].connector.model_dump()["token"].get_secret_value()


@pytest.mark.parametrize(
    ("kind", "key", "name", "variable"),
    [
        ("meta", "token", "meta", "META_PAGE_TOKEN"),  # its docstring names it
        ("google_business", "client_secret", "google_business", "GOOGLE_SECRET"),  # its guide does
        ("mailbox", "password", "mailbox", "MAILBOX_PASSWORD"),
        ("mailbox", "token", "mailbox", "MAILBOX_TOKEN"),
        ("meta", "token", "meta-2", "META_2_TOKEN"),
        ("mastodon", "token", "mastodon", "MASTODON_TOKEN"),
    ],
)
def test_a_secret_has_the_variable_that_its_kind_names(
    kind: str, key: str, name: str, variable: str
) -> None:
    assert fields.variable_of(kind, key, name) == variable


@pytest.mark.parametrize(
    ("kind", "settings", "told"),
    [
        ("mastodon", ("token=canary",), "does not belong on the command line"),
        ("mastodon", ("tags=x",), "--set: instances=… is needed"),
        ("rss", ("ulr=x",), "did you mean 'url'"),
        ("rss", ("url",), "write it as KEY=VALUE"),
        ("rss", ("url=feed",), "url: il faut une adresse"),
        ("rsss", (), "did you mean 'rss'"),
        ("quora", (), "Quora: "),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_written(
    app: App, kind: str, settings: tuple[str, ...], told: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        adding.add(app, kind, Given(settings=settings, yes=True))
    assert told in str(caught.value)
    assert "canary" not in str(caught.value)
    assert written(app) == BEFORE


def test_a_person_is_asked_again_where_an_answer_does_not_do(
    app: App, site: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = iter(["feed", f"{site}/feed.xml", "oui", "o"])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _: next(said))
    assert adding.add(app, "rss", Given(settings=("allow_private=oui",))) == 0
    assert "il faut une adresse" in capsys.readouterr().out
    [_, made] = tomllib.loads(written(app))["source"]
    assert made["about_brand"] is True


def test_a_person_who_says_nothing_is_told_what_is_missing_and_asked_anew(
    app: App, site: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = iter(["", "n", f"{site}/feed.xml", "n", "o"])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _: next(said))
    assert adding.add(app, "rss", Given(settings=("allow_private=oui",))) == 0
    assert "url : donnez" in " ".join(capsys.readouterr().out.replace("\u00a0", " ").split())
    assert tomllib.loads(written(app))["source"][1]["url"] == f"{site}/feed.xml"


def _asked(monkeypatch: pytest.MonkeyPatch, *said: str) -> list[str]:
    """What a person is asked who says these; the list fills as they are."""
    questions: list[str] = []
    left = iter(said)

    def ask(question: str = "") -> str:
        questions.append(question)
        return next(left)

    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", ask)
    return questions


def test_where_one_of_several_has_to_be_answered_that_is_told_before_the_first(
    app: App, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("YOUTUBE_API_KEY", "k" * 39)
    questions = _asked(monkeypatch)
    with pytest.raises((StopIteration, RuntimeError)):
        adding.add(app, "youtube", Given())
    told = " ".join(capsys.readouterr().out.replace("\u00a0", " ").split())
    assert len(questions) == 1
    assert "citez votre chaîne, une autre, une vidéo, ou une expression" in told


def test_a_preset_makes_the_address_so_none_is_asked_for(
    app: App, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    questions = _asked(monkeypatch)
    with pytest.raises((StopIteration, RuntimeError)):
        adding.add(app, "rss", Given(settings=("preset=medium", "of=acme")))
    of = {field.key: field.words for field in fields.asked_of("rss", "fr")}
    told = " ".join((capsys.readouterr().out + questions[0]).replace("\u00a0", " ").split())
    assert of["url"] not in told
    assert " ".join(of["about_brand"].split()[:4]) in told


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[web]\nport = 0\n",
        "[[source]]\nkind = 'a'\n# above web\n\n[web]\nport = 0\n",
        "[[source]]\r\nkind = 'a'\r\n\r\n[web]\r\nport = 0\r\n",
        "[[source]]\nkind = 'a'\ntext = '''\n[[source]]\n[x]\n'''\n[source.inner]\nx = 1\n",
        "[[source]]\nkind = 'a'\nlist = [\n  [1],\n  [2],\n]\n[web]\nport = 0",
    ],
)
def test_a_table_is_added_whatever_the_file_looks_like(text: str) -> None:
    table: Table = {
        "kind": "b",
        "name": 'x " y',
        "n": 1,
        "yes": True,
        "list": ["a", "b"],
        "in": {"k": "v"},
    }
    new = with_source(text, table)
    wanted = tomllib.loads(text)
    wanted.setdefault("source", []).append(table)
    assert tomllib.loads(new) == wanted
    assert keeps(new, text)
    assert ("\r\n" in new) == ("\r\n" in text)


def test_sources_in_one_list_take_no_table() -> None:
    with pytest.raises(CannotInsertError):
        with_source("source = [{ kind = 'a' }]\n", {"kind": "b"})


def test_a_mailboxs_server_is_proposed_by_its_address_and_its_password_may_come_later(
    app: App, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("MAILBOX_PASSWORD", raising=False)
    monkeypatch.setattr("getpass.getpass", lambda _: "")
    _asked(
        monkeypatch, "jo@wanadoo.fr", "", "", "o"
    )  # address, server, folders, written all the same
    assert adding.add(app, "mailbox", Given()) == 0
    told = " ".join(capsys.readouterr().out.replace("\u00a0", " ").split())
    assert "imap.orange.fr]" in told
    assert "password, token" not in told, "nothing is wrong before it is asked for"
    assert "Entrée : plus tard" in told
    assert "à défaut, INBOX" in told
    made = tomllib.loads(written(app))["source"][1]
    assert (made["host"], made["password"]) == ("imap.orange.fr", "${MAILBOX_PASSWORD}")
