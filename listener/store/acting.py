"""Acting: what a person does is written in one transaction, with what was before, so that it can be
undone, and with its row in `acts`.

Whoever acts on a mention holds its row, and its story's: of two at once the second sees what the
first did.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlmodel import col, func, select

from listener.store.base import table_of
from listener.store.inserting import Inserting
from listener.store.room import Room
from listener.store.tables import MentionRow, PeriodRow, StoryRow

PERIODS = table_of(PeriodRow)
_ORDER = 0x6163  # "ac": the advisory lock of whoever acts on all of a brand


class Acting(Inserting):
    """The one way in which a person changes anything."""

    @contextmanager
    def acting(self, mention_id: int, at: datetime) -> Iterator[Room]:
        """A transaction around one mention, which nobody else acts on meanwhile."""
        with self.writing() as session:
            query = select(MentionRow).where(col(MentionRow.id) == mention_id)
            m = session.exec(query.with_for_update()).first()
            if m and m.story_id is not None:
                story = select(StoryRow.id).where(col(StoryRow.id) == m.story_id)
                session.exec(story.with_for_update()).first()
            room = Room(self, session, m.brand if m else "", at, m)
            yield room
            room.end()

    def begin_once(self, key: str, at: datetime) -> bool:
        """Write down that something is begun; False where it was before, by whichever process."""
        with self.writing() as session:
            row = {"brand": "", "key": key, "at": at}
            made = self.insert_into(PERIODS).values(row).on_conflict_do_nothing()
            # What was written is asked for: a count of rows is not known on every database.
            found = session.connection().execute(made.returning(PERIODS.c.id))
            return found.first() is not None

    @contextmanager
    def acting_on(self, brand: str, at: datetime) -> Iterator[Room]:
        """The same around all of a brand."""
        with self.writing() as session:
            if not self.is_sqlite:
                session.connection().execute(select(func.pg_advisory_xact_lock(_ORDER)))
            room = Room(self, session, brand, at, None)
            yield room
            room.end()
