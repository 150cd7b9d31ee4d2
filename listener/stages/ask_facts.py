"""Ask people, once for each last day that nears and once when it is over, whether a fact still holds."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from listener.notices.fact_ends import due, fact_ends
from listener.settings.brand import Brand
from listener.store.outgoing import Outgoing


class Asks(Protocol):
    """What is written down of it."""

    def periods_made(self, keys: Collection[str]) -> set[str]:
        """See store/delivering.py."""

    def add_notice_once(
        self, period_keys: Sequence[str], notice: Outgoing, *, now: datetime
    ) -> bool:
        """See store/delivering.py."""


def ask_facts(store: Asks, brand: Brand, now: datetime) -> bool:
    """Make the notice of those that nobody was asked about yet; False where there are none."""
    asked = due(brand, now)
    known = store.periods_made(asked) if asked else set()
    fresh = {key: fact for key, fact in asked.items() if key not in known}
    if not fresh:
        return False
    notice = fact_ends(brand, fresh, now)
    return store.add_notice_once(list(fresh), notice, now=now)
