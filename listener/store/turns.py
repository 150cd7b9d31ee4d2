"""Fair queueing (turns): mentions wait for their tag so that each source gets its turn, however much one brings.

Each mention is given a number when it is stored, and the lowest is tagged first. A source's
mentions count on from its last one, and never from before the one that is being tagged now: so
25,000 posts of one source lie 25,000 turns deep, and the next post of another is up next. This is
fair queueing with posts of equal size (Demers, Keshav and Shenker, 1989).
"""

import json
from collections.abc import Sequence

from sqlalchemy import literal_column
from sqlmodel import Session, col, select

from listener.store.base import table_of
from listener.store.ingest_row import Columns
from listener.store.tables import MentionRow, SourceRow

MENTIONS = table_of(MentionRow)
URGENT, USUAL, SILENT = range(3)
# As the partial index has it: SQLite does not see that a bound value is the same.
QUEUED = MENTIONS.c.stage == literal_column("'tag'")


class Turns:
    """The turns of one source, in one transaction that holds its row."""

    def __init__(self, session: Session, stored: str) -> None:
        self._session = session
        self._last = _read(stored)
        self._floor: dict[int, int] = {}  # the turn that is being served, by urgency
        self._is_changed = False

    def give(self, rows: Sequence[Columns]) -> list[Columns]:
        """The same rows with their turns."""
        return [{**row, "turn": self._next(row["urgency"])} for row in rows]

    def to_json(self) -> str | None:
        """For `sources.turns`; None where it stays as it was."""
        return json.dumps(self._last) if self._is_changed else None

    def _next(self, urgency: int) -> int:
        if urgency not in self._floor:
            self._floor[urgency] = self._served(urgency)
        self._last[urgency] = max(self._last[urgency] + 1, self._floor[urgency])
        self._is_changed = True
        return self._last[urgency]

    def _served(self, urgency: int) -> int:
        """The lowest turn that waits; where none does, the highest that any source was given."""
        lowest = (
            select(MentionRow.turn)
            .where(QUEUED, col(MentionRow.urgency) == urgency)
            .order_by(col(MentionRow.turn))
            .limit(1)
        )
        found = self._session.exec(lowest).first()
        if found is not None:
            return found
        return max(_read(told)[urgency] for told in self._session.exec(select(SourceRow.turns)))


def _read(stored: str) -> list[int]:
    return [int(turn) for turn in json.loads(stored)]
