"""`listener parse` in a folder without config.toml: what it tells needs no settings, whatever the locale."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

import connectors
from connectors.kit.contract import Connector, Page
from connectors.kit.said import Said
from connectors.kit.saved import pages_in
from listener.cli import app as program
from listener.commands import parsing
from listener.shell import language
from listener.words import catalogue, say

PAGES = Path(__file__).parent / "pages"
LOCALES = ("C", "C.UTF-8", "POSIX", "de_DE.UTF-8", "", "fr_CA.UTF-8")
REMARK = Said("2 texts were cut", "texts_cut", n=2, most=100)


@pytest.fixture(params=LOCALES)
def locale(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A folder with nothing in it, on a machine of this locale."""
    for name in ("LC_ALL", "LC_MESSAGES", "LISTENER_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", request.param)
    monkeypatch.chdir(tmp_path)
    return str(request.param)


def _remarked(reader: type[Connector], reply: bytes) -> Iterator[Page]:
    """What a reply holds, read here, and a remark about it."""
    yield from pages_in(reader, reply)
    yield Page(said=(REMARK,))


@pytest.mark.parametrize("kind", connectors.kinds())
def test_each_kind_tells_its_remarks(
    kind: str, locale: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(parsing, "_pages", _remarked)
    (tmp_path / "dropped.csv").write_text("text,date\nLe pain est bon,2026-11-20\n")
    files = sorted(file for file in (PAGES / kind).rglob("*") if file.is_file())
    for file in files or [tmp_path / "dropped.csv"]:
        done = CliRunner().invoke(program, ["parse", kind, str(file)])
        lang = "fr" if locale.startswith("fr") else "en"
        told = say(lang, "said.texts_cut", n=2, most=100)
        assert " ".join(told.split()) in " ".join(done.output.split())


def test_a_locale_without_words_is_spoken_to_in_english(locale: str) -> None:
    assert language(None) == ("fr" if locale.startswith("fr") else "en")
    assert catalogue("C.") == catalogue("en")
