"""Due work, asked by the clock: is there any, and for whom?"""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlmodel import col, select

from listener.store.asides import Asides
from listener.store.deciding import Deciding
from listener.store.delivering import Delivering
from listener.store.drafting import Drafting
from listener.store.tables import MentionRow

BETWEEN = ("tag", "retag", "group", "decide")  # stages for which a mention may wait


class Coming(Asides, Deciding, Drafting, Delivering):
    """Questions that are cheap to ask at every tick."""

    def is_work(
        self, brands: Collection[str], *, target: str, waits: Iterable[str], now: datetime
    ) -> bool:
        """Does a stage after collect, or `target`, where the stages themselves show, have work?

        `waits` holds the leaves of what is looked at again later.
        """
        between = select(MentionRow.id).where(col(MentionRow.stage).in_(BETWEEN)).limit(1)
        with self.reader() as session:
            return (
                session.exec(between).first() is not None
                or self.is_to_try()
                or self.is_to_reopen(waits, now)
                or bool(self.undrafted(brands, limit=1))
                or bool(self.due_notices(target, now, brands=brands, limit=1))
            )
