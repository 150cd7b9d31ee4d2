"""Odd settings are told by check, with what to write."""

from typing import Any

import pytest
from pydantic import ValidationError

from listener.commands.odd import odd
from listener.settings.brand import Brand, People


@pytest.mark.parametrize(
    ("fields", "where", "says"),
    [
        ({"due": {"escalate_now": 500}}, "due.escalate_now", "write 24 at most"),
        ({"due": {"answer_press": 25}}, "due.answer_press", "write 24 at most"),
        ({"bundles": {"grouped": []}}, "bundles.grouped", "give an hour"),
        ({"place": [{"name": "Eu"}]}, "place", "too short"),
        ({"place": [{"name": "Pau", "lead": "U012AB3CD"}]}, "place (Pau).lead", "person's name"),
        ({"people": {"staff": ["Paul"]}}, "people.staff", "no account"),
        ({"people": {"vips": ["Zoé"]}}, "people.vips", "no account"),
    ],
)
def test_what_is_odd_is_told_with_what_to_write(
    fields: dict[str, Any], where: str, says: str
) -> None:
    for language, start in (("en", f"brand (Acme).{where}"), ("fr", f"brand (Acme).{where}")):
        [line] = odd(Brand.model_validate({"name": "Acme", "language": language, **fields}))
        assert line.startswith(start)
        assert (says in line) == (language == "en")


def test_the_ordinary_is_not_odd() -> None:
    ours = {
        "name": "Acme",
        "due": {"escalate_now": 1, "repair": 100, "answer_press": 24},
        "place": [{"name": "Lyon"}, {"name": "Pau"}],
        "people": {"staff": ["@paul", "Paul Rey", "https://a.example/@paul"]},
    }
    assert not list(odd(Brand.model_validate(ours)))


@pytest.mark.parametrize(
    ("same", "says"),
    [
        ([["nadia", "nad"]], "'nadia' is a name and no account: write the profile's address"),
        (["nadia", "nad"], "'nadia' is a name and no account"),
        ([["hackernews:lucie"]], "one account alone is one person: write two or more"),
    ],
)
def test_accounts_of_one_person_are_accounts(same: object, says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        People.model_validate({"same": same})
