"""What was taken of a day's budget: written down before it is spent, by all processes together."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from connectors.kit.taken import Settled
from listener.store.base import Base, table_of
from listener.store.tables import SpendingRow

SPENDINGS = table_of(SpendingRow)


class _NoRoomError(Exception):
    """One of the days is full: the transaction is undone."""


class Spending(Base):
    """Budgets by purse and day."""

    def spend(self, purse: str, days: Sequence[str], n: int, *, limit: int) -> bool:
        """Take n parts of each of these days, all or none; False where one has no room for them.

        It is on disk when this returns. What comes back of it comes back by `settle`.
        """
        try:
            with self.writing() as session:
                for day in sorted(days):  # one order for all, so that no two wait for each other
                    self._begin(session, purse, day)
                    self._add(session, purse, day, n, limit)
        except _NoRoomError:
            return False
        return True

    def spend_all(self, purse: str, day: str, *, limit: int) -> None:
        """The service says that nothing is left of a day, whoever had it."""
        with self.writing() as session:
            self._begin(session, purse, day)
            of_day = (SPENDINGS.c.purse == purse, SPENDINGS.c.day == day, SPENDINGS.c.n < limit)
            session.connection().execute(SPENDINGS.update().where(*of_day).values(n=limit))

    def spent(self, purse: str, day: str) -> int:
        """Parts that were taken of a day."""
        query = select(SpendingRow.n).where(
            col(SpendingRow.purse) == purse, col(SpendingRow.day) == day
        )
        with self.reader() as session:
            return session.exec(query).one_or_none() or 0

    def _begin(self, session: Session, purse: str, day: str) -> None:
        row = self.insert_into(SPENDINGS).values(purse=purse, day=day, n=0)
        session.connection().execute(row.on_conflict_do_nothing(index_elements=["purse", "day"]))

    @staticmethod
    def _add(session: Session, purse: str, day: str, n: int, limit: int) -> None:
        spent = SPENDINGS.c.n
        has_room = (SPENDINGS.c.purse == purse, SPENDINGS.c.day == day, spent + n <= limit)
        found = session.connection().execute(
            SPENDINGS.update().where(*has_room).values(n=spent + n)
        )
        if not found.rowcount:
            raise _NoRoomError


def settle(session: Session, settled: Sequence[Settled]) -> None:
    """Bring what was taken to what it cost, of the days that it was taken of, in the caller's transaction.

    Each is settled once: if the transaction is undone, it stays as it was taken.
    """
    back = [
        (one.taken.purse, day, one.taken.n - one.cost)
        for one in settled
        if one.taken.close() and one.cost >= 0
        for day in one.taken.days
    ]
    for purse, day, n in sorted(back):  # one order for all, as in `spend`
        spent = SPENDINGS.c.n
        of_day = (SPENDINGS.c.purse == purse, SPENDINGS.c.day == day, spent >= n)
        session.connection().execute(SPENDINGS.update().where(*of_day).values(n=spent - n))
