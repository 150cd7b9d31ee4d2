"""The shops of an account: their names in Google's services, and what people call them."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from connectors.google_business.profile import Profile
from connectors.google_business.state import Place
from connectors.kit.errors import SourceChangedError
from connectors.kit.reading.text import clean

_PATH = re.compile(r"accounts/[\w-]{1,100}/locations/[\w-]{1,100}")
_ID = re.compile(r"(?:accounts|locations)/[\w-]{1,100}")
_MOST_PAGES = 50  # of a list


def names_of(given: object) -> object:
    """`locations` of the settings: a table, or a list of shops without names. Raises ValueError."""
    if isinstance(given, str):
        given = [given]
    if isinstance(given, list | tuple):
        given = dict.fromkeys(map(str, given), "")
    if not isinstance(given, Mapping):
        return given
    if not all(isinstance(path, str) and _PATH.fullmatch(path.strip()) for path in given):
        raise ValueError("write each as accounts/1/locations/2, or leave them out: all are read")
    return {path.strip(): name for path, name in given.items()}


def all_places(profile: Profile) -> tuple[Place, ...]:
    """All shops of all accounts that the login may manage, each once. Raises the SourceErrors."""
    found: dict[str, Place] = {}
    for account in _named(
        _items(profile, "mybusinessaccountmanagement", "v1/accounts", {}, "accounts")
    ):
        asked: dict[str, str | int] = {"readMask": "name,title", "pageSize": 100}
        path = f"v1/{account['name']}/locations"
        listed = _items(profile, "mybusinessbusinessinformation", path, asked, "locations")
        for shop in _named(listed):
            title = clean(str(shop.get("title") or ""))
            place = Place(f"{account['name']}/{shop['name']}", " ".join(title.split())[:200])
            found.setdefault(shop["name"], place)  # two accounts may manage it
    return tuple(found.values())


def _items(
    profile: Profile, service: str, path: str, asked: Mapping[str, str | int], key: str
) -> Iterator[Any]:
    token, seen = "", {""}
    for _ in range(_MOST_PAGES):
        more = {"pageToken": token} if token else {}
        found = profile.ask(service, path, {**asked, **more}, fresh=True)
        listed = found.get(key, []) if isinstance(found, dict) else None
        if not isinstance(listed, list) or (found and not {key, "nextPageToken"} & found.keys()):
            raise SourceChangedError(f"{path}: no list of {key}: is this Google Business?")
        yield from listed
        token = found.get("nextPageToken") or ""
        if not isinstance(token, str) or token in seen:
            return
        seen.add(token)


def _named(items: Iterator[Any]) -> Iterator[dict[str, Any]]:
    for item in items:
        name = item.get("name") if isinstance(item, dict) else None
        if isinstance(name, str) and _ID.fullmatch(name):
            yield item
