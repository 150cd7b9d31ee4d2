"""What a team asks between two alerts: what waits and is due first, what says these words, what it taught."""

from collections.abc import Collection, Iterator
from datetime import datetime

from sqlmodel import col, func, select, tuple_

from connectors.kit.reading.folding import fold
from listener.advice.leaves import those
from listener.store.base import Base
from listener.store.joins import is_handled, is_shown
from listener.store.tables import ActRow, DecisionRow, MentionRow

SEARCHED = 20_000  # mentions of a search, the newest
_AT_ONCE = 500
_LATER = those(again=True)  # they are looked at again by themselves: nothing is due
_NAMELESS = those(nameless=True)  # for one person alone
_SAID = (
    func.coalesce(col(MentionRow.title), "")
    + "\n"
    + col(MentionRow.text)
    + "\n"
    + func.coalesce(col(MentionRow.author_name), "")
)
TAUGHT = ("correct", "who_is")


class Asking(Base):
    """Questions of the desk, each of some brands alone."""

    def waiting_for_us(
        self,
        brands: Collection[str],
        since: datetime,
        *,
        limit: int,
        late: datetime | None = None,
    ) -> tuple[int, list[int]]:
        """Mentions since a time that want something done and are open: how many, and the first due.

        With `late` only what was due before then.
        Copies are left out, for their first one stands for them; so is what only one person may see.
        """
        chosen = (
            col(MentionRow.brand).in_(list(brands)),
            col(MentionRow.at) >= since,
            is_shown(),
            ~col(MentionRow.silent),
            col(MentionRow.copy_of).is_(None),
            col(DecisionRow.ended_at).is_(None),
            col(DecisionRow.due_at).is_not(None),
            col(DecisionRow.leaf).not_in([*_LATER, *_NAMELESS]),
            ~is_handled(),
            *([col(DecisionRow.due_at) < late] if late else []),
        )
        joined = col(DecisionRow.mention_id) == col(MentionRow.id)
        many = select(func.count()).select_from(MentionRow).join(DecisionRow, joined)
        first = select(MentionRow.id).join(DecisionRow, joined).where(*chosen)
        first = first.order_by(col(DecisionRow.due_at), col(MentionRow.id)).limit(limit)
        with self.reader() as session:
            total = session.exec(many.where(*chosen)).one()
            return total, [i for i in session.exec(first) if i is not None]

    def search(self, brands: Collection[str], said: str, *, limit: int) -> list[int]:
        """The newest mentions with every one of these words in their text, title or author's name.

        Case and accents are nothing. Of the newest SEARCHED only; no words find nothing.
        """
        wanted = fold(said).split()
        found: list[int] = []
        for id_, text in self._told(brands) if wanted else ():
            folded = fold(text)
            if all(word in folded for word in wanted):
                found.append(id_)
            if len(found) == limit:
                break
        return found

    def _told(self, brands: Collection[str]) -> Iterator[tuple[int, str]]:
        """What each decided mention says, the newest first."""
        place = (col(MentionRow.at), col(MentionRow.id))
        query = (
            select(MentionRow.id, MentionRow.at, _SAID)
            .join(DecisionRow, col(DecisionRow.mention_id) == col(MentionRow.id))
            .where(
                col(MentionRow.brand).in_(list(brands)),
                is_shown(),
                col(DecisionRow.ended_at).is_(None),
                col(DecisionRow.leaf).not_in(list(_NAMELESS)),
            )
            .order_by(*(column.desc() for column in place))
        )
        # By the last one seen: others may come, and go, between two looks.
        left, below = SEARCHED, query
        while left > 0:
            with self.reader() as session:
                rows = session.exec(below.limit(min(left, _AT_ONCE))).all()
            for id_, _, said in rows:
                yield id_ or 0, said
            if len(rows) < _AT_ONCE:
                return
            left -= len(rows)
            below = query.where(tuple_(*place) < (rows[-1][1], rows[-1][0]))

    def taught(self, brands: Collection[str], *, limit: int) -> list[ActRow]:
        """What people taught of these brands' mentions that stands, newest first."""
        about = select(MentionRow.id).where(
            col(MentionRow.id) == col(ActRow.mention_id), col(MentionRow.muted).is_(None)
        )
        query = select(ActRow).where(
            col(ActRow.brand).in_(list(brands)),
            col(ActRow.name).in_(TAUGHT),
            col(ActRow.undone_at).is_(None),
            about.exists(),
        )
        with self.reader() as session:
            return list(session.exec(query.order_by(col(ActRow.id).desc()).limit(limit)))
