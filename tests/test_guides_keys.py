"""Where a key goes is told in one way: into tokens.env, by every kind and in both languages."""

import re

import pytest

import connectors
from connectors.kit.guide import Tongue
from listener.setup import fields

_NAMED = re.compile(r"\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*_(?:KEY|TOKEN|SECRET|PASSWORD|ID)\b")


@pytest.mark.parametrize("kind", connectors.kinds())
@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_step_that_names_a_variable_says_in_which_file(kind: str, language: Tongue) -> None:
    for step in connectors.connector_type(kind).guides[language].steps:
        assert not re.search(r"environ", step), step
        assert not _NAMED.search(step) or "tokens.env" in step, step


@pytest.mark.parametrize("kind", connectors.kinds())
@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_secret_is_asked_for_by_what_it_is(kind: str, language: str) -> None:
    """Whoever is to paste it is not told that it comes from the environment."""
    for field in fields.asked_of(kind, language):
        if field.is_secret:
            assert "environ" not in field.words
            assert field.words[-1] in ".?"
