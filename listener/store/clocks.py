"""Clock skew between machines: how far this one's clock is from the database's, which all share."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlmodel import func, select

from listener.store.base import Base
from listener.store.errors import StoreError

# Half of what is healed without a word (healing.SLEW): of two machines each may be off by as much.
FAR = timedelta(seconds=30)


class ClockError(StoreError):
    """This machine's clock is too far from the database's."""


class Clocks(Base):
    """Comparing clocks. On PostgreSQL alone."""

    def ahead(self, clock: Callable[[], datetime]) -> timedelta:
        """By how much a clock is ahead of the server's, to half of the time that it takes to ask."""
        with self.reader() as session:
            connection = session.connection()
            before = clock()
            theirs: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
            return before + (clock() - before) / 2 - theirs

    def check_clock(self, clock: Callable[[], datetime]) -> None:
        """Raises ClockError: what is due, and since when, would be another thing to each of two machines."""
        ahead = self.ahead(clock)
        if abs(ahead) > FAR:
            where = "ahead of" if ahead > timedelta(0) else "behind"
            seconds = round(abs(ahead).total_seconds())
            raise ClockError(
                f"the clock of this machine is {seconds} s {where} the database's: set it right, as by "
                "NTP; until then it does nothing here"
            )
