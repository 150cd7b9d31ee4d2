"""Every kind of source has its tests, and they run the shared conformance suite."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

import connectors
from connectors.kit.contract import Connector
from connectors.kit.errors import SourceChangedError
from connectors.kit.guide import Tongue
from listener.settings.reference import example

TESTS = Path(__file__).parent
ROOT = TESTS.parent


@pytest.mark.parametrize("kind", connectors.kinds())
def test_a_kind_keeps_the_contract_in_a_test_of_its_own(kind: str) -> None:
    called = {
        node.func.id
        for node in ast.walk(ast.parse((TESTS / f"test_connector_{kind}.py").read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    # Only a kind that reads no site may do without the replies, or one with a line of its own.
    files = {"check_mentions", "check_settings"} if kind == "inbound" else {"check_contract"}
    assert ({"check_conversation"} if _has_a_line(kind) else files) <= called


def _has_a_line(kind: str) -> bool:
    folder = ROOT / "connectors" / kind
    held = folder.rglob("*.py") if folder.is_dir() else [folder.with_suffix(".py")]
    return any("connectors.kit.http.sockets" in file.read_text("utf-8") for file in held)


@pytest.mark.parametrize("kind", connectors.kinds())
def test_a_kind_is_one_documented_class(kind: str) -> None:
    found = connectors.connector_type(kind)
    assert issubclass(found, Connector)
    assert found.__doc__
    assert found.model_config["extra"] == "forbid"
    assert found.model_config["frozen"]


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("kind", connectors.kinds())
def test_a_kind_says_in_each_language_what_it_is_and_asks_for(kind: str, language: Tongue) -> None:
    guide = connectors.connector_type(kind).guides[language]
    for words in (guide.title, guide.covers, guide.misses, guide.cost, guide.terms):
        assert words.strip() == words
        assert words
    assert 0 < guide.minutes < 24 * 60
    assert bool(guide.steps) <= bool(guide.needs), "steps to what?"
    other = connectors.connector_type(kind).guides["fr" if language == "en" else "en"]
    assert guide.covers != other.covers
    assert len(guide.steps) == len(other.steps)


@pytest.mark.parametrize("kind", connectors.kinds())
def test_what_a_kind_says_in_french_fills_the_blanks_of_its_english(kind: str) -> None:
    guides = connectors.connector_type(kind).guides
    assert not guides["en"].words, "English stands in the code"
    for english, french in guides["fr"].words.items():
        assert english.count("{}") >= french.count("{}"), english
        assert french.format(*["x"] * english.count("{}")) != english


HOSTILE = (
    b"",
    b"\xef\xbb\xbf",
    b"null",
    b"<!DOCTYPE html><html><body>Are you a robot?</body></html>",
    b'{"error": "so it is"}',
    b'{"a": [1, 2',
    b"[" * 100_000,
    b"\0" * 64,
    b"\xff\xfe<\xd8",
    b"true",
    b"12",
    b'"x"',
)


@pytest.mark.parametrize("kind", connectors.kinds())
def test_a_saved_reply_that_is_none_is_told_and_breaks_nothing(kind: str) -> None:
    for reply in HOSTILE:
        with pytest.raises(SourceChangedError) as caught:
            print(reply, connectors.connector_type(kind).mentions_in(reply))
        assert str(caught.value)
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize("kind", connectors.kinds())
def test_what_a_listener_add_asks_for_are_settings(kind: str) -> None:
    found = connectors.connector_type(kind)
    assert set(found.add_asks) <= set(found.model_fields)


def test_an_unknown_kind_names_the_known_ones() -> None:
    with pytest.raises(LookupError, match=r"unknown kind 'rrs': choose one of .*rss"):
        connectors.connector_type("rrs")


def test_a_kind_may_be_a_folder() -> None:
    found = connectors.connector_type("mastodon")
    assert (TESTS.parent / "connectors" / "mastodon" / "source.py").exists()
    assert found.__name__ == "Mastodon"
    assert "kit" not in connectors.kinds()


@pytest.mark.parametrize("kind", connectors.kinds())
def test_the_example_of_a_kind_is_a_table_that_toml_reads(kind: str) -> None:
    """With what is commented out put in: each default is written so that it is that default."""
    shown = re.sub(r"(?m)^# (\w+ = )", r"\1", example(kind, "en"))
    [table] = tomllib.loads(shown)["source"]
    for key, field in connectors.connector_type(kind).model_fields.items():
        default = field.get_default(call_default_factory=True)
        if isinstance(default, dict | bool | int | str):
            assert table[key] == default, key
