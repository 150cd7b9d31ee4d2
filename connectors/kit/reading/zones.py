"""Time zones as dates name them: offsets, short names, and the words of browsers and platforms."""

import re
from datetime import UTC, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

# Of short names that several zones share, the one that RFC 822 means; others (IST) are unknown.
_SHORT = {
    **dict.fromkeys(("utc", "gmt", "ut", "wet"), 0.0),
    **dict.fromkeys(("cet", "met", "west", "bst", "mez"), 1.0),
    **dict.fromkeys(("cest", "mest", "eet", "mesz"), 2.0),
    **dict.fromkeys(("eest", "msk"), 3.0),
    **dict.fromkeys(("edt", "ast"), -4.0),
    **dict.fromkeys(("est", "cdt"), -5.0),
    **dict.fromkeys(("cst", "mdt"), -6.0),
    **dict.fromkeys(("mst", "pdt"), -7.0),
    **dict.fromkeys(("pst", "akdt"), -8.0),
    **dict.fromkeys(("jst", "kst"), 9.0),
    **dict.fromkeys(("aedt",), 11.0),
    **dict.fromkeys(("aest",), 10.0),
}
_REGIONS = {
    "et": "America/New_York",
    "ct": "America/Chicago",
    "mt": "America/Denver",
    "pt": "America/Los_Angeles",
    "eastern time": "America/New_York",
    "central time": "America/Chicago",
    "mountain time": "America/Denver",
    "pacific time": "America/Los_Angeles",
    "heure de l'est": "America/Toronto",
    "heure d'europe centrale": "Europe/Paris",
    "heure d'europe de l'ouest": "Europe/Lisbon",
    "heure de paris": "Europe/Paris",
    "heure francaise": "Europe/Paris",
    "central european time": "Europe/Paris",
    "paris time": "Europe/Paris",
    "london time": "Europe/London",
}
_SEASONS = {
    "heure normale d'europe centrale": 1.0,
    "heure d'hiver d'europe centrale": 1.0,
    "heure d'ete d'europe centrale": 2.0,
    "central european standard time": 1.0,
    "central european summer time": 2.0,
    "temps universel coordonne": 0.0,
    "temps universel": 0.0,
    "coordinated universal time": 0.0,
    "greenwich mean time": 0.0,
    "british summer time": 1.0,
    "eastern standard time": -5.0,
    "eastern daylight time": -4.0,
    "pacific standard time": -8.0,
    "pacific daylight time": -7.0,
}
_LOCAL = ("heure locale", "local time")  # no zone at all
_WORDS = sorted([*_SHORT, *_REGIONS, *_SEASONS, *_LOCAL], key=len, reverse=True)
_NAMED = re.compile(rf"(?<![a-z0-9/'])(?:{'|'.join(map(re.escape, _WORDS))})(?![a-z0-9/'])")
_FROM_UTC = re.compile(r"(?:utc|gmt)\s?([+-])(\d{1,2}):?(\d{2})?(?![\d/.-])")
_IANA = re.compile(r"(?<![a-z0-9])[a-z]+/[a-z_]+(?:/[a-z_]+)?(?![a-z0-9])")
_ZULU = re.compile(r"(?<=\d)\s?z(?![a-z0-9])")
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_US = re.compile(
    r"US/.*|America/(New_York|Detroit|Chicago|Denver|Boise|Phoenix|Los_Angeles|Anchorage|Juneau"
    r"|Indiana/.*|Kentucky/.*|North_Dakota/.*)|Pacific/Honolulu"
)


def offset(sign: str, hours: str, minutes: str | None) -> tzinfo:
    """The zone of +01:00; raises ValueError for what none has."""
    span = timedelta(hours=int(hours), minutes=int(minutes or 0))
    if span > timedelta(hours=14):
        raise ValueError("no zone is that far from UTC")
    return timezone(span if sign == "+" else -span)


def take_zone(text: str, *, known: tzinfo | None = None) -> tuple[str, tzinfo | None]:
    """A folded date without the zone it names, and that zone: `known` where it is told already.

    What is no zone we know stays in the text.
    """
    if known is not None:  # browsers add the zone in words, in their own language
        text = _ASIDE.sub(" ", text)
    if found := _FROM_UTC.search(text):
        return _ASIDE.sub(" ", _without(text, found)), known or offset(*found.groups())
    if (found := _IANA.search(text)) and (name := _iana().get(found[0])):
        return _without(text, found), known or ZoneInfo(name)
    if found := _NAMED.search(text):
        return _without(text, found), known or _named(found[0])
    if found := _ZULU.search(text):
        return _without(text, found), known or UTC
    return text, known


def zone_in(title: str) -> tzinfo | None:
    """The zone that a folded column title names in brackets, such as "created (utc)"."""
    for aside in _ASIDE.findall(title):
        rest, zone = take_zone(aside[1:-1])
        if zone and not rest.strip():
            return zone
    return None


def writes_month_first(zone: str, country: str) -> bool:
    """Is this one of the places that write 11/03/2026 for 3 November?"""
    return country == "US" or bool(_US.fullmatch(zone))


def _without(text: str, found: re.Match[str]) -> str:
    return re.sub(r"\(\s*\)|\[\s*\]", " ", f"{text[: found.start()]} {text[found.end() :]}")


def _named(name: str) -> tzinfo | None:
    if name in _LOCAL:
        return None
    if name in _REGIONS:
        return ZoneInfo(_REGIONS[name])
    return timezone(timedelta(hours=_SHORT[name] if name in _SHORT else _SEASONS[name]))


@cache
def _iana() -> dict[str, str]:
    return {name.lower(): name for name in available_timezones()}
