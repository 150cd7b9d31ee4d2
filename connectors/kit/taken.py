"""What was taken of a budget for one request, until its reply says what it cost.

Some services bill by what a reply holds: the most that it may hold is taken before it is asked for, and
what it did not hold comes back in the transaction that stores what it did. Whatever dies before that
commits has spent it all.
"""

import os
from dataclasses import dataclass, field


@dataclass(slots=True, eq=False)
class Taken:
    """Parts that a purse took before a request. It is written down nowhere."""

    purse: str
    days: tuple[str, ...]  # of which it was taken, by the service's calendar of that moment
    n: int
    once: list[int] = field(default_factory=lambda: [os.getpid()], repr=False)

    def close(self) -> bool:
        """Whether it is settled now: once at most, and by the process that took it alone.

        It is closed before anything is written, so that a transaction that fails gives nothing back.
        """
        try:
            return self.once.pop() == os.getpid()  # one thread gets it
        except IndexError:
            return False


@dataclass(frozen=True, slots=True)
class Settled:
    """What a request cost by its reply, of what was taken for it; more where the reply held more."""

    taken: Taken
    cost: int  # parts
