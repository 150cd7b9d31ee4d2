"""Collect: visit one source, and store each page before the next is asked for."""

import random
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import structlog

from connectors.kit.contract import Connector, Mention, Page
from connectors.kit.errors import (
    SourceBusyError,
    SourceChangedError,
    SourceError,
    SourceRefusedError,
)
from connectors.kit.state import HttpState
from connectors.kit.text import canonical_url
from listener.brand import Brand
from listener.config import Source
from listener.secret import author_key
from listener.store.errors import StoreError
from listener.store.ingest_row import Arrival, mention_values
from listener.store.pages import Added
from listener.store.store import Store
from listener.store.tables import SourceRow
from models.addressed import is_addressed

log = structlog.get_logger()

LONGEST = timedelta(hours=24)
EVER = datetime.min.replace(tzinfo=UTC)
SHORTEST = 1.0  # seconds that a wait of 0 counts for when it grows
JITTER = 0.1  # of a wait, so that sources that failed together do not come back together


@dataclass(frozen=True, slots=True)
class Visit:
    """What one poll brought."""

    source: str
    new: int = 0
    revised: int = 0
    deleted: int = 0
    refused: tuple[str, ...] = ()  # items that could not be read: where and why
    error: str | None = None  # what, where, what to do; None after a success
    first: bool = False  # it was the first complete poll

    @property
    def is_news(self) -> bool:
        """Is there something for the stages after it?"""
        return bool(self.new or self.revised or self.deleted or self.first)


@dataclass(frozen=True, slots=True)
class Collector:
    """What every poll needs beside its source."""

    store: Store
    client: Callable[[Source, HttpState], httpx.Client]
    key: bytes  # for author hashes
    clock: Callable[[], datetime]
    chance: Callable[[], float] = random.random

    def collect(self, source: Source, brand: Brand) -> Visit:
        """Poll one source; its failures are stored, never raised. Raises StoreError."""
        row = self.store.source(source.name)
        state = HttpState.from_json(row.http_state)
        counts = _Counts()
        try:
            read = self._read(source, brand, row, state, counts)
        except SourceError as error:
            return self._failed(source, row, error, counts)
        except StoreError:
            raise  # not the source's fault; it stays due
        except Exception as error:  # a connector's own fault must not stop the other sources
            if not row.failures:
                log.error(  # noqa: TRY400  # no traceback: its last line may hold a mention's text
                    "connector broke",
                    source=source.name,
                    error=type(error).__name__,
                    at=_places(error),
                )
            broken = SourceChangedError(
                f"{source.name}: the connector broke on this reply ({type(error).__name__}); "
                "please report it"
            )
            return self._failed(source, row, broken, counts)
        now = self.clock()
        wait = timedelta(seconds=max(source.connector.poll_minutes * 60.0, state.not_before))
        first = self.store.finish_poll(
            row.id or 0,
            # While older items are unread, a 304 must not end the next poll.
            http_state=row.http_state if read.behind else state.to_json(),
            next_poll_at=now + min(wait, LONGEST),
            now=now,
            complete=not read.behind,
            reached=read.reached(source.connector),
        )
        if row.failures:
            log.info("source is back", source=source.name, after_failures=row.failures)
        log.info(
            "collected", source=source.name, new=counts.added.new, revised=counts.added.revised
        )
        return counts.visit(source.name, first=first)

    def _read(
        self, source: Source, brand: Brand, row: SourceRow, state: HttpState, counts: "_Counts"
    ) -> "_Read":
        """Store every page."""
        read = _Read(has_cursor=row.cursor is not None)
        before = self.store.newest()
        with self.client(source, state) as http:
            for page in source.connector.pages(http, row.cursor):
                arrival = arrival_of(source.connector, brand, row, self.clock())
                values = [
                    values_of(m, arrival, brand, source.kind, self.key) for m in page.mentions
                ]
                added = self.store.add_page(row.id or 0, values, page.cursor, before=before)
                counts.add(added, page.refused)
                read.add(page)
        return read

    def _failed(
        self, source: Source, row: SourceRow, error: SourceError, counts: "_Counts"
    ) -> Visit:
        now = self.clock()
        if isinstance(error, SourceRefusedError):
            self.store.turn_off(row.id or 0, str(error), now)
            log.warning("source turned off", source=source.name)
        else:
            at = now + self._backoff(source, row.failures, error)
            self.store.fail_poll(row.id or 0, error=str(error), next_poll_at=at, now=now)
            if not row.failures:
                log.warning("source is down", source=source.name, why=type(error).__name__)
        return counts.visit(source.name, error=str(error))

    def _backoff(self, source: Source, failures: int, error: SourceError) -> timedelta:
        """Twice as long after each failure, at most a day; never before the source's own word.

        That word may be a short one. It is taken at first, and grows like any wait when the
        source goes on to refuse.
        """
        grown = 2.0 ** min(failures, 12)
        wait = source.connector.poll_minutes * 60 * grown
        asked = error.retry_after if isinstance(error, SourceBusyError) else None
        if asked is None:
            wait *= 1 + JITTER * (2 * self.chance() - 1)
        else:
            wait = max(asked, min(wait, max(asked, SHORTEST) * grown))
        return min(timedelta(seconds=wait), LONGEST)


def arrival_of(
    connector: Connector, brand: Brand, row: SourceRow, now: datetime, *, silent: bool | None = None
) -> Arrival:
    """What the mentions of a page share; those of a source's first complete poll are silent."""
    return Arrival(
        source_id=row.id or 0,
        brand=brand.name,
        now=now,
        silent=row.first_look_at is None if silent is None else silent,
        about_brand=connector.about_brand,
    )


def values_of(
    mention: Mention, arrival: Arrival, brand: Brand, kind: str, key: bytes
) -> dict[str, object]:
    """The columns of a mention's row; its author counts by a keyed hash of the source's id."""
    author = mention.author
    return mention_values(
        mention,
        arrival,
        author_key=author_key(key, kind, author.id) if author else None,
        addressed=is_addressed(
            mention.text,
            handles=brand.handles,
            names=brand.all_names,
            venue=mention.venue,
            source_says=mention.addressed,
            is_reply=mention.parent_url is not None,
        ),
        url_key=url_key(mention.url),
    )


def url_key(url: str | None) -> str | None:
    """A canonical address, short enough for an index."""
    return canonical_url(url)[:500] if url else None


@dataclass
class _Read:
    """What the pages of one poll tell of how far back it reached."""

    has_cursor: bool
    behind: bool = False  # older items remain for later polls
    is_empty: bool = True  # no page came
    oldest: datetime | None = None

    def add(self, page: Page) -> None:
        self.behind, self.is_empty = page.behind, False
        self.has_cursor = self.has_cursor or page.cursor is not None
        dates = [m.posted_at for m in page.mentions if m.posted_at]
        self.oldest = min([*dates, *([self.oldest] if self.oldest else [])], default=None)

    def reached(self, connector: Connector) -> datetime | None:
        """Since when nothing can have been missed; None where the poll does not tell.

        A cursor is a promise, and no page means that nothing changed. A feed shows its newest
        items: where one is older than a gap, those of the gap were still among them.
        """
        if self.behind:
            return None
        if connector.keeps_all or self.has_cursor or self.is_empty:
            return EVER
        return self.oldest


class _Counts:
    def __init__(self) -> None:
        self.added = Added()
        self.refused: list[str] = []

    def add(self, added: Added, refused: tuple[str, ...]) -> None:
        self.added += added
        self.refused += refused

    def visit(self, source: str, *, error: str | None = None, first: bool = False) -> Visit:
        a = self.added
        return Visit(source, a.new, a.revised, a.deleted, tuple(self.refused), error, first)


def _places(error: Exception) -> list[str]:
    """Where it broke, innermost last: for a report, without a word of what was read."""
    frames = traceback.extract_tb(error.__traceback__)[-5:]
    return [f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in frames]
