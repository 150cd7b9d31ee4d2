"""What Apple's two doors to an app's reviews share: its number, and where its reviews stand."""

import re

_ON_A_PAGE = re.compile(r"/id(\d{5,20})\b")


def app_number(told: object) -> str:
    """The app's number, of itself or of an address on apps.apple.com; ValueError for another text."""
    text = str(told).strip()
    found = text if re.fullmatch(r"\d{5,20}", text) else app_on(text)
    if not found:
        raise ValueError("expected the app's number, or its address on apps.apple.com")
    return found


def app_on(link: str) -> str | None:
    """The number of the app whose page the address is of."""
    found = _ON_A_PAGE.search(link[:500])
    return found[1] if found else None


def app_page(number: str) -> str:
    """The page of an app by its number, with or without the id in front."""
    return f"https://apps.apple.com/app/id{number.removeprefix('id')}"


def review_url(store: str | None, app: str | None, id_: str) -> str | None:
    """The app's reviews in that store: Apple has no page for one; the id keeps them apart."""
    if not (store and app):
        return None
    return f"https://apps.apple.com/{store.lower()}/app/id{app}?see-all=reviews#{id_}"
