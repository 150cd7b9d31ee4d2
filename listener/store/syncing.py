"""Sources as the settings have them, and their rows: made, brought up to date, never deleted."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from listener.store.base import Base, table_of
from listener.store.tables import MentionRow, SourceRow

INBOX = "inbound"  # the kind into whose first source of a brand files are imported
_IMPORT = re.compile(r"import-\d+")  # where imports went without one, and in the first release
MENTIONS = table_of(MentionRow)
_SYNC = 0x73796E63  # "sync": the advisory lock of whoever brings sources up to date


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """A source as the settings have it."""

    brand: str
    name: str
    kind: str
    settings_hash: str


class Syncing(Base):
    """The sources of the settings."""

    def sync_sources(self, sources: Sequence[SourceSpec]) -> None:
        """Make the rows of new sources and bring the others up to date; none is ever deleted.

        Other settings let the source be polled at once, unless it failed and waits; one that
        refused us does not wait. Another kind under an old name is a new source: it starts from its beginning.
        What was imported before the brand had an inbox becomes the inbox's, so that a file counts once.
        """
        with self.writing() as session:
            self.alone_in(session, _SYNC)  # another process may start now, too
            known = {row.name: row for row in session.exec(select(SourceRow)).all()}
            for spec in sources:
                row = known.get(spec.name)
                if row is None:
                    row = SourceRow(brand=spec.brand, name=spec.name, kind=spec.kind)
                elif row.settings_hash != spec.settings_hash:
                    row.http_state = None  # a 304 would hide what the new settings let in
                    if row.off_reason is not None or not row.failures:
                        row.off_reason = row.next_poll_at = row.last_error = None
                    row.failures = 0
                if row.kind != spec.kind:
                    row.cursor = row.http_state = row.first_look_at = row.next_poll_at = None
                row.brand, row.kind, row.settings_hash = spec.brand, spec.kind, spec.settings_hash
                session.add(row)
            session.flush()
            _join_imports(session, sources)


def _join_imports(session: Session, sources: Sequence[SourceSpec]) -> None:
    """Give the first inbox of each brand what its imports left under a source of their own."""
    inboxes = {s.brand: s.name for s in reversed(sources) if s.kind == INBOX}
    names = {spec.name for spec in sources}
    rows = session.exec(select(SourceRow).where(col(SourceRow.kind) == INBOX)).all()
    ids = {row.name: row.id for row in rows}
    other = MENTIONS.alias()
    for row in rows:
        if row.brand in inboxes and row.name not in names and _IMPORT.fullmatch(row.name):
            to = ids[inboxes[row.brand]]
            has_it = other.select().where(
                other.c.source_id == to, other.c.external_id == MENTIONS.c.external_id
            )
            moved = MENTIONS.update().where(MENTIONS.c.source_id == row.id, ~has_it.exists())
            session.connection().execute(moved.values(source_id=to))
