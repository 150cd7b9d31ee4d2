"""Who speaks: roles by the brand's lists, and the desk that answers."""

import pytest
from test_strategy_kit import BRAND

from listener.advice.evidence import Role
from listener.advice.reading.people import lane, role


@pytest.mark.parametrize(
    ("author_id", "name", "expected"),
    [
        ("@lea_presse", None, "journalist"),
        (None, "LEA_PRESSE", "journalist"),
        ("42", "Big Rider", "vip"),
        ("roue_libre", "Roue Libre", "partner"),
        (None, "sam v", "staff"),
        (None, "Big Riders", None),
        (None, None, None),
    ],
)
def test_a_role_comes_from_an_exact_name_case_and_at_sign_aside(
    author_id: str | None, name: str | None, expected: Role | None
) -> None:
    assert role(author_id, name, BRAND) == expected


def test_press_goes_before_creators_and_creators_before_customers() -> None:
    assert lane("vip", is_press=True, is_creation=True, is_large=True) == "press"
    assert lane(None, is_press=False, is_creation=True, is_large=False) == "influencers"
    assert lane("vip", is_press=False, is_creation=False, is_large=False) == "influencers"
    assert lane(None, is_press=False, is_creation=False, is_large=True) == "influencers"
    assert lane("journalist", is_press=False, is_creation=False, is_large=False) == "customers"
