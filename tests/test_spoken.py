"""Errors as a French reader is told them."""

import ast
import re
from pathlib import Path

import pytest

from listener.config import ConfigError
from listener.config_load import load
from listener.spoken import sentences, spoken

ROOT = Path(__file__).parent.parent
# What a person meets who writes settings or runs a command; the rest is said by the catalogue, or
# is for developers.
FOR_PEOPLE = (
    "listener/brand.py",
    "listener/written.py",
    "listener/config.py",
    "listener/config_load.py",
    "listener/config_file.py",
    "listener/lock.py",
    "listener/secret.py",
    "listener/troubles.py",
    "listener/store/errors.py",
    "listener/store/engine.py",
    "listener/commands/databases.py",
    "connectors/rss.py",
    "connectors/mastodon.py",
    "connectors/kit/guard.py",
    "connectors/kit/fetch.py",
    "connectors/kit/feed_limits.py",
)


def _template(node: ast.AST) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(
            v.value if isinstance(v, ast.Constant) and isinstance(v.value, str) else "{}"
            for v in node.values
        )
    return None


def _raised(path: Path) -> set[str]:
    calls = [
        node.exc
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call)
    ]
    found = {_template(arg) for call in calls for arg in call.args}
    return {one for one in found if one and re.search(r"[a-z]{3} [a-z]", one)}


@pytest.mark.parametrize("file", FOR_PEOPLE)
def test_each_error_that_people_meet_is_known_in_french(file: str) -> None:
    for english in _raised(ROOT / file):
        told = english.partition("\n")[0].replace("{}", "x1")
        assert spoken("fr", told) != told, english


def test_a_sentence_keeps_its_place_and_its_blanks() -> None:
    told = "config.toml: source[0] (blog).ulr: unknown key: 'ulr'? did you mean 'url'?"
    assert spoken("fr", told) == (
        "config.toml: source[0] (blog).ulr: clé inconnue : 'ulr'. Vouliez-vous dire 'url' ?"
    )
    assert spoken("en", told) == told
    told = "web.port: Input should be less than or equal to 65535 (it says '99999')"
    assert spoken("fr", told) == "web.port: il faut au plus 65535 (il y a '99999')"


def test_what_is_not_known_stays_as_it_is() -> None:
    assert spoken("fr", "blog: something odd: with colons; and more") == (
        "blog: something odd: with colons; and more"
    )


def test_settings_of_a_french_brand_are_told_in_french(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('[[brand]]\nname = "Étoile"\nlanguage = "fr"\nhandels = ["@e"]\n')
    with pytest.raises(
        ConfigError, match=r"clé inconnue : 'handels'\. Vouliez-vous dire 'handles'"
    ):
        load(path, {})


def test_the_blanks_of_both_languages_are_the_same_in_number() -> None:
    for one in sentences():
        blanks = one.pattern.groups
        assert one.french.count("{}") <= blanks, one.french
        assert one.french.format(*["x"] * blanks)


def test_a_long_hostile_line_takes_time_in_step_with_its_length() -> None:
    # Every sentence is tried: none may look back over what it has read for each letter.
    assert spoken("fr", "? did you mean " * 5_000).startswith("?")
    for text in ("no answer (" * 150, "{}? did you mean " * 100, ": " * 900, "; " * 900):
        spoken("fr", text[:2_000])
