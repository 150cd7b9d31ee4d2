"""Addresses as people type them: without https://, with it where a host is wanted, by http:// alone."""

import tomllib
from pathlib import Path

import httpx
import pytest
from loopback import serving
from rigs.shop import FEED

import connectors
from listener.app import App
from listener.commands import adding
from listener.commands.given import Given
from listener.settings.answers import address_of
from listener.settings.config import ConfigError
from listener.settings.load import load
from listener.setup import fields
from listener.words import LANGUAGES

BARE = {
    ("rss", "url"): "example.org/feed",
    ("wordpress", "url"): "blog.example.org",
    ("discourse", "url"): "forum.example.org/sub",
    ("lemmy", "url"): "lemmy.example.org",
    ("mailbox", "token_url"): "login.example.org/token",
    ("bluesky", "host"): "pds.example.org",
}


@pytest.mark.parametrize(("kind", "key"), BARE)
def test_every_kind_takes_an_address_without_https(kind: str, key: str) -> None:
    said = BARE[kind, key]
    assert fields.read_answer(kind, key, said) == f"https://{said}"
    assert fields.read_answer(kind, key, f"HTTPS://{said}") == f"https://{said}"
    assert fields.read_answer(kind, key, f"http://{said}") == f"http://{said}"


def test_a_country_is_known_by_its_name() -> None:
    said = "france, Royaume-Uni, be, Germany, Narnia"
    told = fields.read_answer("appstore", "countries", said)
    assert told == ["fr", "gb", "be", "de", "Narnia"]
    assert fields.faults("appstore", {"countries": told}, "fr", of="countries")
    assert not fields.faults("appstore", {"countries": told[:4]}, "fr", of="countries")


def test_servers_of_a_list_and_hosts_alone() -> None:
    told = fields.read_answer("mastodon", "instances", "mamot.fr, https://piaille.fr")
    assert told == ["https://mamot.fr", "https://piaille.fr"]
    assert fields.read_answer("mailbox", "host", "https://imap.example.org/") == "imap.example.org"
    assert fields.read_answer("mailbox", "host", "imap.example.org:994") == "imap.example.org:994"
    assert fields.read_answer("mailbox", "host", "imap.example.org") == "imap.example.org"


@pytest.mark.parametrize("said", ["la mie", "feed", "ftp://example.org", "acme.example", "@acme"])
def test_what_is_no_address_or_wants_none_stays_as_it_is_said(said: str) -> None:
    assert fields.read_answer("trustpilot", "unit", said) == said
    if said != "acme.example":
        assert fields.read_answer("rss", "url", said) == said


def test_a_scheme_in_capitals_is_read() -> None:
    assert address_of("Https://Example.org/A") == "https://Example.org/A"


@pytest.mark.parametrize("kind", connectors.kinds())
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_error_shows_a_pattern(kind: str, language: str) -> None:
    model = connectors.connector_type(kind)
    for key in model.model_fields:
        for said in ("§ §", "https://example.org/a b?c#d", ""):
            for line in fields.faults(kind, {key: said}, language, of=key):
                assert "^" not in line, line
                assert "pattern" not in line, line
                if language == "fr":
                    assert "not in the form" not in line, line


def test_what_belongs_there_is_said_in_words() -> None:
    [line] = fields.faults("mailbox", {"host": "a b"}, "fr", of="host")
    assert line == (
        "host: la forme n'est pas celle qu'il faut : le serveur IMAP, par exemple imap.gmail.com (il y a 'a b')"
    )
    [line] = fields.faults("mailbox", {"host": "a b"}, "en", of="host")
    assert line.startswith("host: not in the form that is wanted: the IMAP server, such as")
    [line] = fields.faults("wordpress", {"url": "blog"}, "en", of="url")
    assert line == "url: expected an address that begins with http:// or https://"


def _app(tmp_path: Path) -> App:
    file = tmp_path / "config.toml"
    file.write_text('[[brand]]\nname = "Acme"\nlanguage = "fr"\n')
    return App(load(file), file=file)


def test_what_answers_by_http_alone_is_written_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(lambda _: httpx.Response(200, text=FEED)) as base:
        bare = base.removeprefix("http://")
        given = Given(settings=(f"url={bare}/feed", "allow_private=true"), yes=True)
        assert adding.add(_app(tmp_path), "rss", given) == 0
    [table] = tomllib.loads((tmp_path / "config.toml").read_text())["source"]
    assert table["url"] == f"{base}/feed"
    assert f"url = {base}/feed" in capsys.readouterr().out


def test_a_host_that_answers_neither_way_is_one_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(lambda _: httpx.Response(200, text=FEED)) as base:
        bare = base.removeprefix("http://")
        assert adding.add(_app(tmp_path), "rss", Given(settings=(f"url={bare}/",), yes=True)) == 1
    told = capsys.readouterr().out
    assert told.count("✗") == 1
    assert "source" not in (tmp_path / "config.toml").read_text()


def test_no_secret_goes_where_only_we_took_the_lock_off() -> None:
    settings = {"url": "https://forum.example.org", "phrases": ["acme"]}
    assert fields.in_the_clear("discourse", settings, {"url"})
    assert fields.in_the_clear("discourse", settings, set()) is None
    with_key = {**settings, "key": "${FORUM_KEY}"}
    assert fields.in_the_clear("discourse", with_key, {"url"}) is None


def test_what_is_no_address_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="il faut une adresse qui commence par http"):
        adding.add(_app(tmp_path), "rss", Given(settings=("url=la mie",), yes=True))
