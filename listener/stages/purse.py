"""The purse of the installation: what sources spend is taken from it in the database, before they ask."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from connectors.kit.budget import Budget, Spender
from connectors.kit.contract import Connector
from connectors.kit.taken import Taken
from listener.store.store import Store


@dataclass(frozen=True, slots=True)
class StoredPurse:
    """A connectors.kit.budget.Purse over the store."""

    store: Store
    clock: Callable[[], datetime]

    def take(self, budget: Budget, n: int) -> Taken | None:
        """See Purse."""
        days = budget.days(self.clock())
        if not self.store.spend(budget.purse, days, n, limit=budget.limit):
            return None
        return Taken(budget.purse, days, n)

    def room(self, budget: Budget) -> int:
        """See Purse."""
        days = budget.days(self.clock())
        return min(budget.limit - self.store.spent(budget.purse, day) for day in days)

    def empty(self, budget: Budget) -> None:
        """See Purse."""
        day = budget.days(self.clock())[0]
        self.store.spend_all(budget.purse, day, limit=budget.limit)

    def rests(self, budget: Budget) -> float:
        """See Purse."""
        return budget.until_next(self.clock())


def paid(connector: Connector, store: Store, clock: Callable[[], datetime]) -> Connector:
    """A source that spends, paid from the store; any other as it is."""
    if isinstance(connector, Spender):
        return connector.paid_from(StoredPurse(store, clock))
    return connector


def left(connector: Connector, store: Store, now: datetime) -> list[tuple[Budget, int]]:
    """Each budget of a source, and how many parts are left of the service's present day."""
    if not isinstance(connector, Spender):
        return []
    taken = [(b, store.spent(b.purse, b.day(now))) for b in connector.budgets]
    return [(budget, max(budget.limit - n, 0)) for budget, n in taken]
