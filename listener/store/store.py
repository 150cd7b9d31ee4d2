"""Every query over the tables, in one place; a file for each stage that asks."""

from typing import Self

from sqlalchemy import URL

from listener.store.acting import Acting
from listener.store.asking import Asking
from listener.store.bursts import Bursts
from listener.store.clocks import Clocks
from listener.store.collecting import Collecting
from listener.store.coming import Coming
from listener.store.engine import open_engine
from listener.store.errors import StoreError
from listener.store.expiring import Expiring
from listener.store.figures import Figures
from listener.store.firsts import Firsts
from listener.store.grouping import Grouping
from listener.store.healing import Healing
from listener.store.lessons import Lessons
from listener.store.listing import Listing
from listener.store.looking import Looking
from listener.store.muting import Muting
from listener.store.pasts import Pasts
from listener.store.precedents import Precedence
from listener.store.rechecking import Rechecking
from listener.store.refusing import Refusing
from listener.store.releasing import Releasing
from listener.store.removing import Removing
from listener.store.replies import Replies
from listener.store.revisions import UNFINISHED
from listener.store.rewording import Rewording
from listener.store.sampling import Sampling
from listener.store.spacing import Spacing
from listener.store.spending import Spending
from listener.store.states import States
from listener.store.tagging import Tagging
from listener.store.upkeep import Upkeep
from listener.store.waits import Waits
from listener.store.watching import Watching
from listener.store.weighing import Weighing


class Store(
    Acting,
    States,
    Asking,
    Bursts,
    Clocks,
    Coming,
    Collecting,
    Tagging,
    Grouping,
    Pasts,
    Precedence,
    Replies,
    Rechecking,
    Refusing,
    Releasing,
    Removing,
    Lessons,
    Rewording,
    Listing,
    Firsts,
    Looking,
    Muting,
    Sampling,
    Spacing,
    Spending,
    Weighing,
    Figures,
    Watching,
    Expiring,
    Healing,
    Upkeep,
    Waits,
):
    """The database of one installation. Safe to share between threads."""

    @classmethod
    def open(cls, url: str | URL, *, to_copy_into: bool = False) -> Self:
        """Open a database and prove that it answers; `upgrade` brings its tables up to date.

        Raises StoreError, which says what, where, and what to do; also for half of a copy, into which
        only the copy goes on.
        """
        store = cls(open_engine(url))
        try:
            if (store.revision() or "").startswith(UNFINISHED) and not to_copy_into:
                raise StoreError(
                    f"{store.place}: a copy into it did not end: run `listener db copy` again, or empty it"
                )
        except BaseException:
            store.close()
            raise
        return store
