"""A budget: what may be spent in a day of a service's own, be it requests, units or money.

It is taken before it is spent, from a purse that outlives the process, and what may have been spent
never comes back: a run that dies between the two has spent it. What a reply shows not to have been spent
comes back with the page that holds it (kit/taken.py). A request near the service's midnight
may count to either day, and so may a clock that is some minutes wrong: it is taken from both.
"""

from abc import abstractmethod
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from hashlib import blake2b
from typing import Protocol, Self
from zoneinfo import ZoneInfo

from pydantic import PrivateAttr

from connectors.kit.contract import Connector, Page
from connectors.kit.said import Said
from connectors.kit.taken import Taken

# Longer than a request takes from its place in the queue to the service, and clocks are wrong.
SLACK = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """One limit of a day."""

    purse: str  # whoever shares it names it alike: `shared_by`
    limit: int  # parts a day, never more
    zone: str  # the service's day begins at midnight there, by the tz database
    what: str  # what is counted, as "units"; the guide has the French
    parts: int = 1  # of a unit, as 1_000_000 of a dollar

    def day(self, now: datetime) -> str:
        """The service's day, as 2026-11-20."""
        return f"{now.astimezone(ZoneInfo(self.zone)):%Y-%m-%d}"

    def days(self, now: datetime) -> tuple[str, ...]:
        """The days that a request may count to: one, or the two beside a midnight."""
        return tuple(dict.fromkeys((self.day(now - SLACK), self.day(now + SLACK))))

    def until_next(self, now: datetime) -> float:
        """Seconds until the service's next day has begun for sure."""
        here = (now - SLACK).astimezone(ZoneInfo(self.zone))
        midnight = datetime.combine(here.date() + timedelta(days=1), time(), here.tzinfo)
        return (midnight.astimezone(UTC) + SLACK - now).total_seconds()

    @property
    def spent(self) -> Said:
        """What operators are told while nothing is left of it."""
        most = f"{self.limit / self.parts:g}" if self.parts > 1 else str(self.limit)
        text = (
            f"the day's budget is used up ({most} {self.what}): reading goes on when the service's"
            " next day begins"
        )
        return Said(text, "budget_spent", what=self.what, most=most)

    @property
    def refused(self) -> Said:
        """What operators are told where the service itself says so, whatever was taken here."""
        text = (
            f"the service says that its own quota of {self.what} is used up for today, whoever used"
            " it: reading goes on when its next day begins"
        )
        return Said(text, "quota_spent", what=self.what)


class SpentError(Exception):
    """The day has no room for it, and nothing was asked; or so says the service, and `said` tells."""

    def __init__(self, budget: Budget, said: Said | None = None) -> None:
        self.budget = budget
        self.said = budget.spent if said is None else said
        super().__init__(str(self.said))


class Purse(Protocol):
    """Where it is written down what was taken: before it is spent, for all who share it."""

    def take(self, budget: Budget, n: int) -> Taken | None:
        """Take n parts, all or none; None where a day has no room for them."""

    def room(self, budget: Budget) -> int:
        """Parts that may be taken now, if nobody else takes them first."""

    def empty(self, budget: Budget) -> None:
        """The service says that nothing is left of its day: note that."""

    def rests(self, budget: Budget) -> float:
        """Seconds until the next day of a budget."""


class Pocket:
    """A purse of one process: for a try where no database is."""

    def __init__(self) -> None:
        self._taken: Counter[tuple[str, str]] = Counter()

    def take(self, budget: Budget, n: int) -> Taken | None:
        """See Purse; with nothing stored, nothing comes back."""
        days = budget.days(datetime.now(UTC))
        if n > self.room(budget):
            return None
        self._taken.update(dict.fromkeys(((budget.purse, day) for day in days), n))
        return Taken(budget.purse, days, n)

    def room(self, budget: Budget) -> int:
        """See Purse."""
        days = budget.days(datetime.now(UTC))
        return min(budget.limit - self._taken[budget.purse, day] for day in days)

    def empty(self, budget: Budget) -> None:
        """See Purse."""
        key = (budget.purse, budget.days(datetime.now(UTC))[0])
        self._taken[key] = max(self._taken[key], budget.limit)

    def rests(self, budget: Budget) -> float:
        """See Purse."""
        return budget.until_next(datetime.now(UTC))


class Spender(Connector):
    """A kind whose requests cost something."""

    _purse: Purse = PrivateAttr(default_factory=Pocket)

    @property
    @abstractmethod
    def budgets(self) -> tuple[Budget, ...]:
        """What it may spend a day; the first one is that without which it cannot read at all."""

    def paid_from(self, purse: Purse) -> Self:
        """This source, which takes what it spends from there."""
        made = self.model_copy()
        made._purse = purse
        return made

    def spend(self, budget: Budget, n: int = 1) -> Taken:
        """Take n parts before they are asked for. Raises SpentError, and then nothing may be asked."""
        taken = self._purse.take(budget, n) if n > 0 else None
        if taken is None:
            raise SpentError(budget)
        return taken

    def room(self, budget: Budget) -> int:
        """Parts of the day that are left, below 0 where the limit was lowered."""
        return self._purse.room(budget)

    def rests(self, budget: Budget) -> float:
        """Seconds until the next day of a budget."""
        return self._purse.rests(budget)

    def found_empty(self, budget: Budget) -> SpentError:
        """The service itself says that its day's budget is spent, whoever spent it."""
        self._purse.empty(budget)
        return SpentError(budget, budget.refused)

    def until_spent(self, pages: Iterator[Page]) -> Iterator[Page]:
        """The pages; where the budget ends, a last one that says so and from when it goes on."""
        try:
            yield from pages
        except SpentError as error:
            rests = self.rests(error.budget)
            yield Page(behind=True, said=(error.said,), rests=rests)


def shared_by(kind: str, secret: str) -> str:
    """The purse of all sources with one key; the key cannot be told from it."""
    return f"{kind}:{blake2b(secret.encode(), digest_size=12, person=b'purse').hexdigest()}"
