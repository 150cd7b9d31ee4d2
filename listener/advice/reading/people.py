"""Who speaks: role and desk, from public traces only."""

import re

from connectors.kit.reading.folding import name_key
from listener.advice.evidence import Role
from listener.settings.brand import Brand, Lane


def role(
    handle: str | None, name: str | None, brand: Brand, *, url: str | None = None
) -> Role | None:
    """What the brand's lists say of an author, by profile address, handle or full name.

    `handle` is that of an account. Half of a town is called Lucie: a name of one word, of letters
    alone, is no proof of anybody.
    """
    lists: tuple[tuple[Role, tuple[str, ...]], ...] = (
        ("staff", brand.people.staff),
        ("partner", brand.people.partners),
        ("journalist", brand.people.journalists),
        ("vip", brand.people.vips),
    )
    if not any(names for _, names in lists):
        return None
    told = {name_key(handle)} if handle else set()
    if name and not re.sub(r"[-'’.]", "", name.strip()).isalpha():
        told.add(name_key(name))
    address = profile(url or "")
    for found, names in lists:
        if any(profile(n) == address if profile(n) else name_key(n) in told for n in names):
            return found
    return None


def profile(url: str) -> str:
    """One form of a profile's address, to compare it by; nothing for what is no web address."""
    scheme, separator, rest = url.strip().casefold().partition("://")
    if not separator or scheme not in ("http", "https"):
        return ""
    return rest.partition("#")[0].removeprefix("www.").rstrip("/")


def lane(role: Role | None, *, is_press: bool, is_creation: bool, is_large: bool) -> Lane:
    """The desk that answers. `is_press` is False for a journalist's own customer problem; `is_large`
    says whether the author has a large audience.
    """
    if is_press:
        return "press"
    if is_creation or role in ("vip", "partner") or is_large:
        return "influencers"
    return "customers"
