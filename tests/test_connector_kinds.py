"""Every kind of source has its tests, and they run the shared conformance suite."""

import ast
from pathlib import Path

import pytest

import connectors
from connectors.kit.contract import Connector

TESTS = Path(__file__).parent


@pytest.mark.parametrize("kind", connectors.kinds())
def test_a_kind_keeps_the_contract_in_a_test_of_its_own(kind: str) -> None:
    called = {
        node.func.id
        for node in ast.walk(ast.parse((TESTS / f"test_connector_{kind}.py").read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert "check_contract" in called or (
        # Only a kind that reads no site may do without the replies.
        kind == "inbound" and {"check_mentions", "check_settings"} <= called
    )


@pytest.mark.parametrize("kind", connectors.kinds())
def test_a_kind_is_one_documented_class(kind: str) -> None:
    found = connectors.connector_type(kind)
    assert issubclass(found, Connector)
    assert found.__doc__
    assert found.model_config["extra"] == "forbid"
    assert found.model_config["frozen"]


def test_an_unknown_kind_names_the_known_ones() -> None:
    with pytest.raises(LookupError, match=r"unknown kind 'rrs': choose one of .*rss"):
        connectors.connector_type("rrs")


def test_a_kind_may_be_a_folder() -> None:
    found = connectors.connector_type("mastodon")
    assert (TESTS.parent / "connectors" / "mastodon" / "source.py").exists()
    assert found.__name__ == "Mastodon"
    assert "kit" not in connectors.kinds()
