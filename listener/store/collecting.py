"""What the collect stage asks of the store: pages of mentions, and how far a source was read."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session, col, exists, func, select, update

from connectors.kit.counted import Counted
from connectors.kit.taken import Settled
from listener.store.base import BATCH, chunks, table_of
from listener.store.candidates import Look
from listener.store.counting import Counting
from listener.store.gaps import TOLD, open_gap
from listener.store.healing import SLEW
from listener.store.ingest_row import NEWS, Columns, clean, stored_key
from listener.store.matters import Heard, Matters, hear
from listener.store.outgoing import Outgoing, columns
from listener.store.pages import Added, add_batch
from listener.store.rechecking import note_shown
from listener.store.second_look import rename
from listener.store.spending import settle
from listener.store.syncing import Syncing
from listener.store.tables import GapRow, MentionRow, NoticeRow, SourceRow
from listener.store.taking import Kind, Taking
from listener.store.turns import Turns

SOURCES, MENTIONS = table_of(SourceRow), table_of(MentionRow)
STANDSTILL = "standstill"  # why of a gap in which the listener itself did not run
LATE = timedelta(minutes=15)  # a poll later than this was missed: a restart is no standstill
FARTHEST = timedelta(hours=25)  # no due time lies further ahead, unless a clock erred


class Collecting(Counting, Matters, Syncing, Taking):
    """Sources, their cursors, their gaps, and the mentions they yield."""

    def source(self, name: str) -> SourceRow:
        """One source; LookupError where there is none of that name."""
        with self.reader() as session:
            row = session.exec(select(SourceRow).where(col(SourceRow.name) == name)).one_or_none()
        if row is None:
            raise LookupError(f"no source is named {name}")
        return row

    def due_sources(self, names: Sequence[str], now: datetime) -> list[str]:
        """Which of these are due: never polled first, then the longest overdue.

        Those that failed come last, for they may keep us waiting again. A due time that a clock
        ahead of this one set is no reason to wait.
        """
        due = col(SourceRow.next_poll_at)
        erred = (col(SourceRow.polled_at) > now + SLEW) | (due > now + FARTHEST)
        query = (
            select(SourceRow.name)
            .where(
                col(SourceRow.name).in_(list(names)),
                due.is_(None) | (due <= now) | erred,
            )
            .order_by(col(SourceRow.failures) > 0, due.asc().nulls_first(), col(SourceRow.id))
        )
        with self.reader() as session:
            return list(session.exec(query).all())

    def left_alone(self, names: Sequence[str], now: datetime) -> list[SourceRow]:
        """Those of these that even a person who asks does not ask: their own word, or a refusal."""
        asked = col(SourceRow.asked_until)
        asks = (asked > now) & (asked <= now + FARTHEST)
        query = select(SourceRow).where(
            col(SourceRow.name).in_(list(names)),
            col(SourceRow.failures) > 0,
            col(SourceRow.off_reason).is_not(None) | asks,
        )
        with self.reader() as session:
            rows = session.exec(query.order_by(col(SourceRow.id))).all()
        due = set(self.due_sources(names, now))
        return [row for row in rows if row.name not in due]

    def note_standstill(self, names: Sequence[str], now: datetime) -> int:
        """Open a gap for each of these sources whose poll was missed; return how many."""
        missed = (
            col(SourceRow.name).in_(list(names)),
            col(SourceRow.last_ok_at).is_not(None),
            col(SourceRow.next_poll_at) < now - LATE,
            ~exists().where(
                col(GapRow.source_id) == col(SourceRow.id), col(GapRow.to_at).is_(None)
            ),
        )
        with self.reader() as session:
            ids = [row.id or 0 for row in session.exec(select(SourceRow).where(*missed))]
        for source_id in ids:
            with self.writing() as session:
                open_gap(session, _hold(session, source_id), STANDSTILL, now)
        return len(ids)

    def newest(self) -> int:
        """The number of the last mention stored, 0 for none."""
        with self.reader() as session:
            return _newest(session)

    def known_of(self, source_id: int, external_ids: Iterable[str]) -> set[str]:
        """Those of these ids, as they are stored, that mentions of a source go by."""
        found: set[str] = set()
        with self.reader() as session:
            for ids in chunks(map(stored_key, external_ids)):
                query = select(MentionRow.external_id).where(
                    col(MentionRow.source_id) == source_id, col(MentionRow.external_id).in_(ids)
                )
                found |= set(session.exec(query))
        return found

    def rename_ids(self, source_id: int, new_ids: Mapping[str, str]) -> None:
        """Let mentions of a source go by new ids, given by those that they have."""
        if new_ids:
            with self.writing() as session:
                _hold(session, source_id)
                rename(session.connection(), source_id, new_ids)

    def add_page(
        self,
        source_id: int,
        page_rows: Sequence[Columns],
        cursor: str | None,
        *,
        before: int | None = None,
        said: Sequence[Heard] = (),
        settled: Sequence[Settled] = (),
        counted: Sequence[Counted] = (),
        ids: Collection[str] | None = None,
        is_window: bool = False,
        changed: Collection[str] = (),
        zone: tzinfo = UTC,
        news_for: timedelta = NEWS,
        seen_at: datetime | None = None,
    ) -> Added:
        """Store a page, what is `said` by it to operators, what it cost, what it `counted`, and its cursor, all or none.

        No cursor leaves the old one. The rows are those of `mention_values`. Of one external_id
        twice the last one counts. A visit of several pages says the `newest` mention `before` it:
        what it stored itself is not looked through for the same post under another id. Of a page
        that is stored in parts `ids` are those of all. `seen_at`: of kinds that are asked again. `is_window`, `changed`, `zone`,
        `news_for`: see Look.
        """
        rows = {row["external_id"]: row for row in page_rows}
        added = Added(unchanged=len(page_rows) - len(rows))
        with self.writing() as session:
            source = self._visited(session, source_id)
            hear(session, source, said)
            settle(session, settled)
            self.keep_counts(session, source, counted)
            turns = Turns(session, source.turns)
            since = _newest(session) if before is None else before
            look = Look(
                source_id,
                ids or rows.keys(),
                since,
                is_window,
                changed,
                zone,
                source.last_ok_at,
                news_for,
            )
            kept = list(rows.values())
            for start in range(0, len(kept), BATCH):
                added += add_batch(session, look, turns, kept[start : start + BATCH])
            if seen_at:
                note_shown(session, source_id, kept, seen_at)
            new = {"cursor": cursor, "turns": turns.to_json()}
            if values := {name: value for name, value in new.items() if value is not None}:
                _set(session, source_id, **values)
        return added

    def retry(self, name: str) -> None:
        """Let a source that waits after failures be asked at the next run."""
        with self.writing() as session:
            session.exec(
                update(SourceRow)
                .where(col(SourceRow.name) == name)
                .values(off_reason=None, next_poll_at=None, asked_until=None, failures=0)
            )

    def finish_poll(
        self,
        source_id: int,
        *,
        next_poll_at: datetime,
        now: datetime,
        complete: bool,
        http_state: str | None,
        cursor: str | None = None,
        reached: datetime | None = None,
        notices: Sequence[Outgoing] = (),
    ) -> bool:
        """A poll ended well; is this the end of the source's first look?

        `http_state` is stored as given: hand in the old one where there is no new one. All that
        the source had since `reached` has been read now: gaps that began later are filled.
        `notices` are made beside it.
        """
        with self.writing() as session:
            row = self._visited(session, source_id)
            first = complete and row.first_look_at is None
            _set(
                session,
                source_id,
                failures=0,
                last_error=None,
                last_code=None,
                off_reason=None,
                asked_until=None,
                last_ok_at=now,
                polled_at=now,
                http_state=http_state,
                next_poll_at=next_poll_at,
                first_look_at=now if first else row.first_look_at,
                cursor=row.cursor if cursor is None else cursor,
            )
            of_it = col(GapRow.source_id) == source_id
            session.exec(update(GapRow).where(of_it, col(GapRow.to_at).is_(None)).values(to_at=now))
            if reached is not None:
                missed = (col(GapRow.from_at) >= reached, col(GapRow.filled_at).is_(None))
                session.exec(update(GapRow).where(of_it, *missed).values(filled_at=now))
            self.insert_new(session, NoticeRow, columns(notices))
        return first

    def _visited(self, session: Session, source_id: int) -> Row[Any]:
        """The source's row, for the visit that holds it. Raises OutdatedError for one that is stale."""
        row = _hold(session, source_id)
        self._prove_one(session, Kind.SOURCE, row.name)
        return row

    def note_gap(self, source_id: int, why: str, now: datetime) -> None:
        """From now on something may be missed, though the source answers."""
        with self.writing() as session:
            open_gap(session, _hold(session, source_id), why, now)

    def fail_poll(
        self,
        source_id: int,
        *,
        error: str,
        next_poll_at: datetime,
        now: datetime,
        code: str | None = None,
        refused: bool = False,
        http_state: str | None = None,
        notices: Sequence[Outgoing] = (),
        asked_until: datetime | None = None,
    ) -> int:
        """A poll failed; return how many failed in a row. The first one opens a gap.

        `refused`: the source does not let us in, so other settings are tried at once. Without an
        `http_state` the old one stays. `asked_until` is its own word, if it gave one.
        """
        with self.writing() as session:
            row = self._visited(session, source_id)
            told = clean(error, TOLD)
            _set(
                session,
                source_id,
                failures=row.failures + 1,
                last_error=told,
                last_code=code,
                off_reason=told if refused else None,
                polled_at=now,
                next_poll_at=next_poll_at,
                asked_until=asked_until,
                http_state=http_state or row.http_state,
            )
            open_gap(session, row, error, now)
            self.insert_new(session, NoticeRow, columns(notices))
        return int(row.failures) + 1


def _newest(session: Session) -> int:
    return session.exec(select(func.max(MentionRow.id))).one() or 0


def _hold(session: Session, source_id: int) -> Row[Any]:
    """The source's row, kept from other writers until the transaction ends."""
    query = SOURCES.select().where(SOURCES.c.id == source_id).with_for_update()
    row = session.connection().execute(query).one_or_none()
    if row is None:
        raise LookupError(f"no source has the id {source_id}")
    return row


def _set(session: Session, source_id: int, **values: Any) -> None:
    session.connection().execute(SOURCES.update().where(SOURCES.c.id == source_id).values(**values))
