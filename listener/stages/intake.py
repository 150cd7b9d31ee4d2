"""Intake: from the pages of one visit to the rows of their mentions, with what is said to operators."""

from collections.abc import Callable
from datetime import datetime

from connectors.kit.contract import Page
from connectors.kit.recheck import Rechecked
from listener.settings.brand import Brand
from listener.settings.config import Source
from listener.stages.arrive import arrival_of, is_export, values_of
from listener.stages.authors import Signatures
from listener.stages.cuts import told_of_cuts
from listener.stages.first_release import old_ids
from listener.stages.overflow import Rest
from listener.stages.sift import sifted
from listener.stages.signed import told_of_own
from listener.stages.tell import heard
from listener.store.ingest_row import Columns, stored_key
from listener.store.matters import Heard
from listener.store.pages import Added
from listener.store.store import Store
from listener.store.tables import SourceRow


class Intake:
    """What the pages of one visit share on their way to the store."""

    def __init__(
        self,
        store: Store,
        source: Source,
        brand: Brand,
        row: SourceRow,
        *,
        newest: int,
        key: bytes,
        clock: Callable[[], datetime],
    ) -> None:
        self._store, self._source, self._brand, self._row = store, source, brand, row
        self._key, self._clock = key, clock
        self._connector = source.connector
        # Where ids are a platform's own, none hides another: no second look is needed.
        self._before = 0 if self._connector.realm else newest
        self._signs: set[str] = set()
        self._is_later = False  # of a file that holds what came before, what is new is news

    def page(self, page: Page) -> Page:
        """The page with what is to be told of it; it begins a file, or goes on with one."""
        is_event = self._connector.keeps_all
        page = sifted(page, self._connector, self._brand, self._store, self._row.id or 0)
        page = told_of_cuts(page, self._clock(), is_event=is_event)
        page = told_of_own(page, self._connector, self._brand, self._signs)
        if page.starts:
            self._before, self._is_later = self._store.newest(), False
        return page

    def said(self, page: Page) -> list[Heard]:
        """What operators are to know of it."""
        return [
            *heard(page.refused, self._clock(), is_event=self._connector.keeps_all),
            *heard(page.unclear, self._clock(), is_event=True),
            *heard(page.said, self._clock()),
        ]

    def rows(self, page: Page) -> Rest:
        """Its rows, none of them stored yet."""
        rows = self._values(page)
        if self._connector.keeps_all:
            self._store.rename_ids(self._row.id or 0, old_ids(rows, self._brand.tz))
        return Rest(
            rows,
            {row["external_id"] for row in rows},
            page.cursor,
            self._before,
            self._row.settings_hash,
            not self._connector.keeps_all,
            changed=frozenset(map(stored_key, page.changed)),
            zone=self._connector.days_in or self._brand.tz,
            news_for=self._brand.thresholds.news_for,
            counted=page.counted,
            seen_at=self._clock() if isinstance(self._connector, Rechecked) else None,
        )

    def stored(self, added: Added) -> None:
        """What became of a page's rows."""
        self._is_later = self._is_later or added.is_later

    def _values(self, page: Page) -> list[Columns]:
        now, news_for = self._clock(), self._brand.thresholds.news_for
        is_first = not self._is_later and is_export(self._connector, page.mentions, now, news_for)
        look = "file" if is_first else "old" if page.is_late else None
        arrival = arrival_of(self._connector, self._brand, self._row, now, look=look)
        signed = Signatures(
            self._key,
            page.mentions,
            connector=self._connector,
            kind=self._source.kind,
            source_id=self._row.id or 0,
            brand=self._brand,
        )
        return [
            values_of(m, arrival, self._brand, signed.of(m), page.rows.get(m.external_id))
            for m in page.mentions
        ]
