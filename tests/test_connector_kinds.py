"""Every kind of source has its tests, and they run the shared conformance suite."""

import ast
import copy
import json
import re
import tomllib
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from replay import PAGES

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


# In the place of a text, a number, an object: what no service sends, and some day one does.
ODD = ({"zzq": 1}, ["zzq"], None, True, "", -1, 1e300)


def _places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield path
    inner = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value[:2])
        if isinstance(value, list)
        else ()
    )
    for key, one in inner:
        yield from _places(one, (*path, key))


def _with(value: Any, path: tuple[str | int, ...], odd: object) -> Any:
    if not path:
        return odd
    made = copy.copy(value)
    made[path[0]] = _with(made[path[0]], path[1:], odd)
    return made


@pytest.mark.parametrize(
    "file", sorted(PAGES.glob("*/*.json")), ids=lambda file: f"{file.parent.name}/{file.name}"
)
@pytest.mark.long
def test_no_reply_however_odd_is_told_in_the_words_of_python(file: Path) -> None:
    if file.parent.name not in connectors.kinds():
        return
    kind, reply = connectors.connector_type(file.parent.name), json.loads(file.read_bytes())
    # One at each place, in turn: all of them at every place are minutes of a processor, and found no more.
    for path, odd in zip(_places(reply), cycle(ODD), strict=False):
        try:
            page = kind.mentions_in(json.dumps(_with(reply, path, odd)).encode())
        except SourceChangedError as error:
            told = [str(error)]
        else:
            told = [*page.refused, *page.said, *page.unclear]
            for mention in page.mentions:
                told += map(str, _values(mention.to_json()))
        for line in told:
            assert not re.search(
                r"[\[{]'|Error\b|\bNone\b|\bTrue\b|' object|argument must|literal", line
            ), (path, odd)


def _values(told: dict[str, Any]) -> Iterator[object]:
    for value in told.values():
        if isinstance(value, dict):
            yield from _values(value)
        elif not isinstance(value, bool):
            yield value


@pytest.mark.long
def test_replies_that_failed_are_read_by_the_kit_alone() -> None:
    """`.json()` of a reply breaks on what is nested deep: kit/http/fetch.py has failed_body."""
    for path in (ROOT / "connectors").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                assert node.func.attr != "json" or node.args, path


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
