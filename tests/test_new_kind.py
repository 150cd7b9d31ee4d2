"""A kind of source is its own file: whatever else speaks of kinds follows by itself."""

import json
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import connectors
from connectors.kit.errors import SourceChangedError
from listener.commands import kinds
from listener.settings import reference
from listener.settings.config import ConfigError
from listener.settings.load import load
from listener.setup import fields
from listener.words import catalogue, spoken

CODE = '''
from typing import ClassVar

from pydantic import SecretStr, field_validator

from connectors.kit.contract import Connector, Mention, Page
from connectors.kit.errors import SourceChangedError
from connectors.kit.guide import Guide, Guides
from connectors.kit.saved import gathered, json_in


class Parrots(Connector):
    """What parrots say."""

    guides: ClassVar[Guides] = {
        "en": Guide(title="Parrots", covers="All parrots.", misses="Shy ones.", needs="A key.",
                    steps=("Ask the parrot.",), minutes=3, cost="free", terms="Ask twice."),
        "fr": Guide(title="Perroquets", covers="Tous les perroquets.", misses="Les timides.",
                    needs="Une clé.", steps=("Demandez au perroquet.",), minutes=3, cost="gratuit",
                    terms="Demandez deux fois.",
                    words={"What parrots say.": "Ce que disent les perroquets.",
                           "Which cage.": "Quelle cage.",
                           "The parrot's key.": "La clé du perroquet.",
                           "no cage is called {}": "aucune cage ne s'appelle {}"}),
    }
    cage: str
    """Which cage."""
    key: SecretStr
    """The parrot's key."""

    @field_validator("cage")
    @classmethod
    def _is_there(cls, cage):
        if cage == "none":
            raise ValueError(f"no cage is called {cage}")
        return cage

    @classmethod
    def mentions_in(cls, reply):
        found = json_in(reply)
        if not isinstance(found, list):
            raise SourceChangedError("no cage is called that")
        return gathered(found, lambda one: [Mention(external_id=one["id"], text="x", genre="news")])

    def pages(self, http, cursor):
        yield Page()
'''


@pytest.fixture
def parrots(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    home = tmp_path / "kinds"
    home.mkdir()
    (home / "parrots.py").write_text(CODE)
    monkeypatch.setattr(connectors, "__path__", [*connectors.__path__, str(home)])
    spoken.sentences_of_kinds.cache_clear()
    yield "parrots"
    sys.modules.pop("connectors.parrots", None)
    spoken.sentences_of_kinds.cache_clear()


def test_its_settings_are_read_and_its_faults_told_in_french(parrots: str, tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    brand = '[[brand]]\nname = "A"\nlanguage = "fr"\n'
    table = f'[[source]]\nkind = "{parrots}"\nname = "p"\nkey = "$PARROT"\ncage = '
    file.write_text(f'{brand}{table}"red"\n')
    [source] = load(file, {"PARROT": "canary"}).source
    assert source.kind == "parrots"
    file.write_text(f'{brand}{table}"none"\n')
    config = load(file, {"PARROT": "canary"})
    assert config.faults == (
        "config.toml: source (p).cage: aucune cage ne s'appelle none (il y a 'none')",
    )
    with pytest.raises(ConfigError):
        config.source_named("p")


def test_kinds_tells_it_in_both_languages(parrots: str, capsys: pytest.CaptureFixture[str]) -> None:
    for language, title, cage in (("en", "Parrots", "Which cage."), ("fr", "Perroquets", "Quelle cage.")):  # fmt: skip
        kinds.kinds(None, language, as_json=False)
        kinds.kinds(parrots, language, as_json=False)
        told = capsys.readouterr().out
        assert told.count(title) == 2
        assert cage in told
    assert {"kind", "name", "cage", "key"} == tomllib.loads(reference.example(parrots, "en"))["source"][0].keys()  # fmt: skip


def test_the_schema_and_what_is_asked_know_it(parrots: str) -> None:
    assert '"parrots"' in json.dumps(reference.json_schema("fr"))
    assert "Ce que disent les perroquets." in json.dumps(reference.json_schema("fr"), ensure_ascii=False)  # fmt: skip
    asked = {field.key: field for field in fields.asked_of(parrots, "fr")}
    assert asked["cage"].words == "Quelle cage."
    assert asked["key"].is_secret


def test_its_saved_replies_are_read(parrots: str) -> None:
    kind = connectors.connector_type(parrots)
    assert [one.external_id for one in kind.mentions_in(b'[{"id": "1"}]').mentions] == ["1"]
    with pytest.raises(SourceChangedError):
        kind.mentions_in(b"{}")


def test_a_french_label_has_its_space_before_the_colon(capsys: pytest.CaptureFixture[str]) -> None:
    for of in (None, "rss", "linkedin"):
        kinds.kinds(of, "fr", as_json=False)
        told = capsys.readouterr().out.replace("\u202f", "\u00a0")
        labels = [catalogue("fr")[f"kinds.{key}"] for key in ("covers", "needs", "why", "terms")]
        assert any(f"{label}\u00a0: " in told for label in labels)
        assert not any(f"{label}:" in told for label in labels)
