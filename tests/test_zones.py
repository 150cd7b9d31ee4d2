"""A brand's clock is that of its country, unless its settings say another."""

import pytest

from listener.commands.odd import odd
from listener.settings.brand import Brand
from listener.settings.zones import has_several, zone_of


@pytest.mark.parametrize(
    ("told", "zone"),
    [
        ({}, "Europe/Paris"),
        ({"country": "GB"}, "Europe/London"),
        ({"country": "BE"}, "Europe/Brussels"),
        ({"country": "US"}, "America/New_York"),
        ({"country": "RE"}, zone_of("RE")),
        ({"country": "XX"}, "Europe/Paris"),
        ({"country": "GB", "zone": "Europe/Paris"}, "Europe/Paris"),
        ({"zone": "Asia/Tokyo"}, "Asia/Tokyo"),
    ],
)
def test_a_zone_that_is_not_said_is_that_of_the_country(told: dict[str, str], zone: str) -> None:
    assert Brand.model_validate({"name": "Acme", **told}).zone == zone


@pytest.mark.parametrize(
    ("country", "several"),
    [("FR", False), ("GB", False), ("DE", False), ("BE", False), ("ES", True), ("US", True)],
)
def test_where_clocks_differ_check_says_which_is_taken(country: str, several: bool) -> None:
    assert has_several(country) is several
    told = {"name": "Acme", "country": country, "language": "fr"}
    lines = [one for one in odd(Brand.model_validate(told)) if "zone" in one]
    assert bool(lines) is several
    assert all(zone_of(country) in line for line in lines)
    said = Brand.model_validate({**told, "zone": zone_of(country)})
    assert not [one for one in odd(said) if "zone" in one], "who wrote it has chosen"
