"""Release: alerts that the day's limit held are told at once where it allows more, gravest first."""

from collections.abc import Mapping
from datetime import datetime

from listener.advice.leaves import URGENT
from listener.advice.time import bundles
from listener.notices import targets
from listener.settings.brand import Brand
from listener.stages.gather import midnight
from listener.store.store import Store
from listener.store.tables import NoticeRow


def release(store: Store, brands: Mapping[str, Brand], now: datetime) -> int:
    """Tell at once what was held today, as far as the limit of now allows; return how many."""
    if found := allowed(store, brands, now):
        store.tell_at_once(found, now)
    return len(found)


def allowed(store: Store, brands: Mapping[str, Brand], now: datetime) -> dict[int, str]:
    """The notices that may go, by id, each with its target.

    What was held before today keeps the hour that was told: nobody is woken at midnight.
    """
    found: dict[int, str] = {}
    with store.reader():
        held = store.held_alerts(brands.keys(), now)
        for name in {row.brand for row, _ in held}:
            found |= _allowed(store, brands[name], held, now)
    return found


def count(store: Store, brand: Brand, now: datetime) -> int:
    """How many alerts of the brand's day count against its limit."""
    return len(store.instant_since(brand.name, midnight(now, brand), outside=URGENT))


def _allowed(
    store: Store, brand: Brand, held: list[tuple[NoticeRow, str]], now: datetime
) -> dict[int, str]:
    """The targets of those that may go, by id."""
    room = brand.thresholds.alerts_a_day - count(store, brand, now)
    lanes = {row.id: lane for row, lane in held if row.brand == brand.name}
    if room <= 0:
        return {}
    weighed = store.weigh(
        [row for row, _ in held if row.id in lanes and _is_of_today(row, brand, now)]
    )
    ranked = sorted(weighed, key=lambda one: one[1].order)[:room]
    return {row.id or 0: targets.target(brand, "instant", lanes[row.id]) for row, _ in ranked}


def _is_of_today(row: NoticeRow, brand: Brand, now: datetime) -> bool:
    """Made today, and waiting for the bundle alone: not for the end of a snooze."""
    return row.made_at >= midnight(now, brand) and row.next_at <= bundles.next_at(
        "grouped", row.made_at, brand
    )
