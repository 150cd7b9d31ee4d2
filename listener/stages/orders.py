"""Orders: what people said that holds for what comes: a hold, a snooze, who somebody is, what is not us."""

from collections.abc import Mapping
from datetime import datetime
from typing import cast

from listener.advice.evidence import Role, ToldOff
from listener.advice.reading.text import fold, holds
from listener.settings.brand import Brand
from listener.store.states import Order
from listener.store.store import Store
from listener.store.tables import MentionRow

_ROLES: Mapping[str, Role | None] = {
    "journalist": "journalist",
    "creator": "vip",
    "partner": "partner",
    "staff": "staff",
    "nobody": None,
}
_OURS = frozenset({"critique", "discussion", "share", "creation"})


class Orders:
    """What holds in some brands, read once for a batch."""

    def __init__(self, store: Store, brands: Mapping[str, Brand], now: datetime) -> None:
        self._of: dict[tuple[str, str, str], Order] = {}
        self._phrases: dict[str, list[str]] = {}
        for one in store.orders(brands.keys(), now):
            self._of[one.brand, one.what, one.key] = one
            if one.what == "not_us_phrase":
                self._phrases.setdefault(one.brand, []).append(one.key)

    def brand(self, brand: Brand) -> Brand:
        """The brand as it is now: a person's word on the hold before that of the settings."""
        order = self._get(brand.name, "hold", "")
        if order is None or (order.value == "on") is brand.hold:
            return brand
        return brand.model_copy(update={"hold": order.value == "on"})

    def role(self, m: MentionRow, listed: Role | None) -> Role | None:
        """Who its author is: as a person said, else as the lists say."""
        order = self._get(m.brand, "who", m.author_id)
        return _ROLES.get(order.value, listed) if order else listed

    def told_off(self, m: MentionRow, fixes: Mapping[str, str]) -> tuple[ToldOff | None, str]:
        """Did a person say that it is not about us? And by which phrase.

        Who says of the mention itself what it is says that it is ours.
        """
        if said := fixes.get("about"):
            return cast("ToldOff", said), ""
        if fixes.get("form") in _OURS:
            return None, ""
        if self._get(m.brand, "not_us_author", m.author_id):
            return "author", ""
        text = fold(f"{m.title or ''}\n{m.text}") if m.brand in self._phrases else ""
        for phrase in self._phrases.get(m.brand, ()):
            if holds(text, phrase):
                return "phrase", phrase
        return None, ""

    def quiet_until(self, m: MentionRow) -> datetime | None:
        """Until when nothing but danger is told of it; None where it is told."""
        keys = {"story": m.story_id, "author": m.author_id, "source": m.source_id}
        found = (self._get(m.brand, f"snooze_{what}", key) for what, key in keys.items())
        return max((one.until for one in found if one and one.until), default=None)

    def _get(self, brand: str, what: str, key: int | str | None) -> Order | None:
        return None if key is None else self._of.get((brand, what, str(key)))
