"""What sources count themselves, by the hour: kept as it was counted last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session, col, func, select

from connectors.kit.counted import HOUR, Counted
from listener.figures.counted import Hour
from listener.store.base import Base, chunks, table_of
from listener.store.tables import CountRow

COUNTS = table_of(CountRow)
DAY = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Lately:
    """The last 24 hours that a source counted."""

    n: int  # posts
    until: datetime  # the end of the last one
    missing: int  # hours of them that are not known, since it began to count


class Counting(Base):
    """Hours by source."""

    def keep_counts(self, session: Session, source: Row[Any], counted: Sequence[Counted]) -> None:
        """In the caller's transaction: these hours of a source as they are counted now."""
        hours = {hour.at: hour for hour in counted}  # of one hour twice, the last one counts
        for some in chunks(hours.values()):
            rows = self.insert_into(COUNTS).values(
                [
                    {"brand": source.brand, "source_id": source.id, "at": hour.at, "n": hour.n, "series": hour.series}
                    for hour in some
                ]
            )  # fmt: skip
            told = {"n": rows.excluded.n, "series": rows.excluded.series}
            session.connection().execute(
                rows.on_conflict_do_update(index_elements=["source_id", "at"], set_=told)
            )

    def counted_between(self, brand: str, since: datetime, until: datetime) -> list[Hour]:
        """The hours of a brand's sources that begin in a stretch of time, oldest first."""
        at = col(CountRow.at)
        query = (
            select(CountRow)
            .where(col(CountRow.brand) == brand, at >= since, at < until)
            .order_by(at, col(CountRow.id))
        )
        with self.reader() as session:
            return [Hour(row.source_id, row.at, row.n, row.series) for row in session.exec(query)]

    def counted_lately(self, source_id: int, since: datetime) -> Lately | None:
        """The last 24 hours that a source counted; None where it counted none since a time."""
        at, of_it = col(CountRow.at), col(CountRow.source_id) == source_id
        with self.reader() as session:
            first, last = session.exec(select(func.min(at), func.max(at)).where(of_it)).one()
            if first is None or last is None or last < since:
                return None
            day = max(first, last + HOUR - DAY)
            n, known = session.exec(
                select(func.sum(CountRow.n), func.count()).where(of_it, at >= day)
            ).one()
        return Lately(int(n or 0), last + HOUR, int((last + HOUR - day) / HOUR) - known)
