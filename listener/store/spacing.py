"""Rate limit over machines: when each host may be asked next is a row, by the server's clock."""

from datetime import timedelta
from math import inf, nextafter
from typing import Any

from sqlalchemy import text
from sqlmodel import col, delete, func, select

from listener.store.base import Base, table_of
from listener.store.tables import HostRow

HOSTS = table_of(HostRow)
WORN = timedelta(days=1)  # after it, a host that nobody asks any more is forgotten


class Spacing(Base):
    """Turns at hosts, for all processes together. On PostgreSQL alone."""

    def book(self, host: str, interval: float, at_most: float) -> float:
        """Take the next turn at a host; return in how many seconds it is.

        One that is further than `at_most` is not taken, so nobody waits behind it.
        """
        now, gap = func.clock_timestamp(), timedelta(seconds=interval)
        first = self.insert_into(HOSTS).values(host=host, next_at=now + gap)
        taken: Any = first.on_conflict_do_update(
            index_elements=["host"],
            set_={"next_at": func.greatest(HOSTS.c.next_at, now) + gap},
            where=HOSTS.c.next_at <= now + timedelta(seconds=at_most),
        ).returning(func.extract("epoch", HOSTS.c.next_at - gap - now))
        missing = select(func.extract("epoch", col(HostRow.next_at) - now)).where(
            col(HostRow.host) == host
        )
        with self.writing() as session:
            connection = session.connection()
            # What a server that stops at once forgets is a second of spacing.
            connection.execute(text("SET LOCAL synchronous_commit = off"))
            found = connection.execute(taken).scalar_one_or_none()
            if found is not None:
                return max(0.0, float(found))
            left = float(connection.execute(missing).scalar_one())
        return max(left, nextafter(at_most, inf))  # it may have come since: it is not ours

    def forget_hosts(self) -> None:
        """Remove those that were not asked for a day."""
        with self.writing() as session:
            session.exec(delete(HostRow).where(col(HostRow.next_at) < func.now() - WORN))
