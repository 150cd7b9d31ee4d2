"""Whether a column names places of the brand, or where an author lives, a score, a date, a platform.

A wrong place sends a complaint to the wrong shop: of a town that may be the author's nothing is read.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from connectors.inbound.cells import number_of, plain, read_flag, read_rating
from connectors.inbound.column import Column, bare
from connectors.kit.reading.dates import read_date

_ASKED = 20  # cells
_TOWNS = frozenset(
    (
        "location",
        "location name",
        "city",
        "ville",
        "town",
        "town city",
        "city town",
        "adresse",
        "address",
    )
)
_SPEAKERS = frozenset(("author_handle", "author_followers"))
_READERS = frozenset(("shares", "views"))
# What only somebody's own address stands beside.
_POST_CODES = frozenset(
    ("code postal", "cp", "postal code", "postcode", "post code", "zip", "zip code", "zipcode")
)
_OF_A_PERSON = frozenset(
    (
        *("email", "e mail", "mail", "email address", "adresse email", "adresse mail", "adresse e mail"),
        *("telephone", "tel", "phone", "phone number", "mobile", "portable", "numero de telephone"),
        *("civilite", "date de naissance", "birthday"),
    )
)  # fmt: skip
# What guests give points for; a hotel's location is one of them.
_SCORED = frozenset(
    ("cleanliness", "comfort", "facilities", "value for money", "sleep quality", "rooms")
)
_PLATFORMS = frozenset(
    (
        *("app store", "apple", "apple app store", "itunes", "ios", "google play", "google play store"),
        *("play store", "android", "google", "google maps", "google business profile", "gmb"),
        *("google my business", "trustpilot", "tripadvisor", "facebook", "instagram", "twitter", "x"),
        *("youtube", "tiktok", "linkedin", "booking", "booking.com", "yelp", "amazon", "web", "site"),
        *("website", "site web", "site internet", "app", "application", "mobile", "online", "en ligne"),
        *("desktop", "email", "e-mail", "avis verifies", "pages jaunes", "pagesjaunes", "internet"),
    )
)  # fmt: skip
_HOST = re.compile(r"(?:https?://)?(?:[\w-]{1,63}\.){1,5}[a-z]{2,24}/?", re.IGNORECASE)
_MONEY = re.compile(
    r"[\d .,\u00a0\u202f]{1,20}(?:€|£|\$|eur|usd|gbp)|[€£$][\d .,]{1,20}", re.IGNORECASE
)
_TEN = 10
_LONG = 8  # words of a sentence, or of a whole address
_ENDS = (".", "!", "?", "…")


def names_places(cells: Sequence[str]) -> bool:
    """Can these cells be names of places?"""
    some = [cell.strip() for cell in cells[:_ASKED]]
    return not any(all(told) for told in zip(*map(_others, some), strict=True))


def _others(cell: str) -> Iterator[bool]:
    """What a cell is that is no place's name."""
    word = plain(cell)
    yield word in _PLATFORMS or _HOST.fullmatch(cell) is not None
    yield read_flag(cell) is not None and not cell.isdecimal()  # shop 1
    yield not cell.isdecimal() and read_date(cell, day_first=True) is not None
    yield _MONEY.fullmatch(word) is not None
    yield not cell.isdecimal() and read_rating(cell, scale=10) is not None
    yield len(cell.split()) >= _LONG and cell.endswith(_ENDS)


def are_points(cells: Sequence[str]) -> bool:
    """May each be points out of ten? So may the number of a shop: one such column proves nothing."""
    numbers = [number_of(cell) for cell in cells[:_ASKED]]
    return bool(numbers) and all(number is not None and number <= _TEN for number in numbers)


def without_homes(found: list[Column], titles: Sequence[str]) -> list[Column]:
    """Without towns that are the author's, and without what guests give points for."""
    of = {column.field for column in found}
    said = {bare(title) for title in titles if len(title) <= 80}
    is_social = of & _SPEAKERS or (of & _READERS and "rating" not in of)
    no_place = set[str]()
    if is_social or (said & _POST_CODES and said & _OF_A_PERSON):
        no_place |= _TOWNS
    if said & _SCORED:
        no_place.add("location")
    return [
        replace(column, field="")
        if column.field == "place" and bare(column.title) in no_place
        else column
        for column in found
    ]
