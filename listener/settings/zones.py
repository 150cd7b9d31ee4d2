"""Where the clock of a country stands (ISO 3166-1, by the time zones of tzdata)."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

HOME = "FR"
_PARIS = "Europe/Paris"
# Of countries with many zones, the one where most people live; of all others their first.
_ZONES = {
    "US": "America/New_York",
    "CA": "America/Toronto",
    "MX": "America/Mexico_City",
    "BR": "America/Sao_Paulo",
    "AU": "Australia/Sydney",
    "RU": "Europe/Moscow",
    "ES": "Europe/Madrid",
    "PT": "Europe/Lisbon",
    "DE": "Europe/Berlin",
    "CN": "Asia/Shanghai",
    "ID": "Asia/Jakarta",
    "NZ": "Pacific/Auckland",
    "AR": "America/Argentina/Buenos_Aires",
    "CL": "America/Santiago",
}
_WINTER, _SUMMER = datetime(2026, 1, 15, tzinfo=UTC), datetime(2026, 7, 15, tzinfo=UTC)


def zone_of(country: str) -> str:
    """The zone of a country, of several the one where most people live; Paris for one that is not known."""
    return _ZONES.get(country) or next(iter(_zones().get(country, ())), _PARIS)


def is_country(code: str) -> bool:
    """Has a country of this code a zone?"""
    return code in _zones()


def has_several(country: str) -> bool:
    """Do clocks in it differ, in winter or in summer?"""
    zones = [ZoneInfo(zone) for zone in _zones().get(country, ())]
    at = {(_WINTER.astimezone(z).utcoffset(), _SUMMER.astimezone(z).utcoffset()) for z in zones}
    return len(at) > 1


@cache
def _zones() -> Mapping[str, tuple[str, ...]]:
    table = (files("tzdata") / "zoneinfo" / "zone1970.tab").read_text("utf-8")
    found: dict[str, tuple[str, ...]] = {}
    for line in table.splitlines():
        if line and not line.startswith("#"):
            codes, _, zone = line.split("\t")[:3]
            for code in codes.split(","):
                found[code] = (*found.get(code, ()), zone)
    return found
