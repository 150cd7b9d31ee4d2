"""Back-pressure: of a reply that holds more than a poll may bring, the rest waits for the next polls.

It is kept in memory, and the source is not asked again until it is stored. What a stop loses of
it is read again, for the reply is not remembered as read before its last item is stored.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo

from connectors.kit.counted import Counted
from connectors.kit.said import Said
from connectors.kit.taken import Settled
from listener.store.ingest_row import NEWS, Columns
from listener.store.matters import Heard
from listener.store.pages import Added
from listener.store.store import Store

SLICE = 1_000  # rows stored together
ROUNDS = 5  # so many times the cap in all, where a source is read page by page
PAGES = 1_000  # of one poll


@dataclass(frozen=True, slots=True)
class Rest:
    """What is not stored yet of a page."""

    rows: Sequence[Columns]
    ids: Collection[str]  # of the whole page
    cursor: str | None  # what the page promises once all of it is stored
    before: int  # the newest mention before the visit that read it
    settings: str  # hash of the source's settings then
    is_window: bool  # see the store's Look
    changed: Collection[str] = ()  # see the store's Look
    zone: tzinfo = UTC  # see the store's Look
    news_for: timedelta = NEWS  # see the store's Look
    seen_at: datetime | None = None  # see the store's add_page
    counted: Sequence[Counted] = ()  # hours that the page brings
    http_state: str = ""  # what the replies told, to be remembered at the end

    def store(
        self,
        store: Store,
        source_id: int,
        most: int,
        said: Sequence[Heard] = (),
        settled: Sequence[Settled] = (),
    ) -> tuple[Added, "Rest | None"]:
        """Store rows until so many were new; what became of them, and what remains."""
        added, rows = Added(), self.rows
        while True:
            now, rows = rows[:SLICE], rows[SLICE:]
            cursor = None if rows else self.cursor
            added += store.add_page(
                source_id,
                now,
                cursor,
                before=self.before,
                said=said,
                settled=settled,
                counted=self.counted,
                ids=self.ids,
                is_window=self.is_window,
                changed=self.changed,
                zone=self.zone,
                news_for=self.news_for,
                seen_at=self.seen_at,
            )
            said, settled = (), ()
            if not rows:
                return added, None
            if added.new + added.revised >= most:
                return added, replace(self, rows=rows)


def much(most: int) -> Said:
    """What operators are told of a source that brings more than a poll may."""
    text = f"it brings more than {most:,} items at a time: they are taken in turns"
    return Said(text, "much", ends=True, n=most)
