"""Due work, asked by the clock: is there any, and for whom?"""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlmodel import col, select

from listener.store.asides import Asides
from listener.store.deciding import Deciding
from listener.store.delivering import Delivering
from listener.store.drafting import Drafting
from listener.store.tables import MentionRow


class Coming(Asides, Deciding, Drafting, Delivering):
    """Questions that are cheap to ask at every tick."""

    def is_between(self, stages: Collection[str]) -> bool:
        """Does a mention wait for one of these stages?"""
        between = select(MentionRow.id).where(col(MentionRow.stage).in_(stages)).limit(1)
        with self.reader() as session:
            return session.exec(between).first() is not None

    def is_to_decide(self, brands: Collection[str], *, waits: Iterable[str], now: datetime) -> bool:
        """Is anything to be looked at again, or drafted? `waits` holds the leaves of what is looked
        at again later.
        """
        with self.reader():
            return self.is_to_reopen(waits, now) or bool(self.undrafted(brands, limit=1))

    def is_to_show(self, brands: Collection[str], target: str, now: datetime) -> bool:
        """Has `target`, where the stages themselves show, anything to be shown?"""
        return bool(self.due_notices(target, now, brands=brands, limit=1))
