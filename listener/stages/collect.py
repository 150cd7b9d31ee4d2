"""Collect: visit one source, and store each page before the next is asked for."""

import random
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import httpx
import structlog

from connectors.kit.contract import Page
from connectors.kit.errors import (
    SourceBusyError,
    SourceChangedError,
    SourceError,
    SourceRefusedError,
)
from connectors.kit.http.addresses import shown_url
from connectors.kit.http.state import HttpState
from connectors.kit.said import Said
from listener.notices.matters import in_words
from listener.settings.brand import Brand
from listener.settings.config import Source
from listener.settings.numbers import HealthBounds
from listener.stages.again import ask_again, hide_unseen
from listener.stages.ids import of_ids
from listener.stages.intake import Intake
from listener.stages.overflow import PAGES, ROUNDS, Rest, much
from listener.stages.purse import paid
from listener.stages.tell import back, down, heard, tell
from listener.stages.visit import Counts, PollRead, Visit
from listener.store.errors import StoreError
from listener.store.store import Store
from listener.store.tables import SourceRow
from listener.store.taking import Kind, OutdatedError

log = structlog.get_logger()

LONGEST = timedelta(hours=24)
LONG = timedelta(hours=6)  # of a wait that a source asks for: more is told at once
SHORTEST = 1.0  # seconds that a shorter wait counts for when it grows
# Of a failure without a reply's status: short, for the health page, and never a text.
_KINDS = {SourceBusyError: "busy", SourceChangedError: "changed", SourceRefusedError: "refused"}
JITTER = 0.1  # of a wait, so that sources that failed together do not come back together


@dataclass(frozen=True, slots=True)
class Collector:
    """What every poll needs beside its source."""

    store: Store
    client: Callable[[Source, HttpState], httpx.Client]
    key: bytes  # for author hashes
    clock: Callable[[], datetime]
    chance: Callable[[], float] = random.random
    aloud: bool = True  # False: a person reads what each poll refused as it comes
    most: int = 2_000  # new mentions of one page that one poll stores; not of files
    failures: int = HealthBounds().failures  # in a row, from which operators are told
    rests: dict[str, Rest] = field(default_factory=dict)  # by source: what waits of its last reply

    def collect(self, source: Source, brand: Brand) -> Visit:
        """Poll one source; its failures are stored, never raised.

        Raises StoreError, and OutdatedError where another process visits it meanwhile.
        """
        visit = self._collected(source, brand)
        hide_unseen(self.store, source.connector, now=self.clock())
        return visit

    def _collected(self, source: Source, brand: Brand) -> Visit:
        with self.store.reading():
            row = self.store.source(source.name)
            # Nobody is shown a screen of what they know: `status` goes on showing it.
            known = frozenset() if self.aloud else self.store.known_matters(row.id or 0)
            has_some = self.store.has_matters(row.id or 0)
            newest = self.store.newest()
        state, counts = HttpState.from_json(row.http_state), Counts(known, has_matters=has_some)
        try:
            read = self._read(source, brand, row, state, counts, newest)
        except SourceError as error:
            return self._failed(source, brand, row, error, counts)
        except (StoreError, OutdatedError):
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
            return self._failed(source, brand, row, broken, counts)
        return self._ended(source, brand, row, state, read, counts)

    def _ended(
        self,
        source: Source,
        brand: Brand,
        row: SourceRow,
        state: HttpState,
        read: PollRead,
        counts: Counts,
    ) -> Visit:
        """Write down a poll that ended well, and tell what is to be told of it."""
        now = self.clock()
        polls = source.connector.poll_minutes * 60.0
        wait = timedelta(seconds=max(polls, state.not_before, read.rests))
        if source.name in self.rests:
            wait = timedelta(0)  # the source itself is not asked
        first = self.store.finish_poll(
            row.id or 0,
            # While older items are unread, a 304 must not end the next poll.
            http_state=row.http_state if read.behind else state.to_json(),
            next_poll_at=now + min(wait, LONGEST),
            now=now,
            complete=not read.behind,
            reached=read.reached(source.connector),
            notices=back(row, brand, least=self.failures, now=now),
        )
        if read.is_cut:
            self.store.note_gap(row.id or 0, much(self.most), now)
        ids = list(of_ids(counts.added))
        counts.told += ids
        told = [*_moved(state), *ids, *([much(self.most)] if read.is_cut else [])]
        moved = heard(told, now)
        self.store.hear(row.id or 0, moved)
        # An answer that holds no page says nothing of what the last one said.
        whole = not read.behind and (not read.is_empty or source.connector.keeps_all)
        said = [*counts.said, *moved]
        if said or counts.has_matters:  # else there is nothing to tell, nor to end
            tell(self.store, row, brand, said, whole=whole, now=now, aloud=self.aloud)
        if row.failures:
            log.info("source is back", source=source.name, after_failures=row.failures)
        log.info(
            "collected", source=source.name, new=counts.added.new, revised=counts.added.revised
        )
        return counts.visit(source.name, first=first)

    def _read(
        self,
        source: Source,
        brand: Brand,
        row: SourceRow,
        state: HttpState,
        counts: Counts,
        newest: int,
    ) -> PollRead:
        """Store every page, or what waits of the last one; `newest` is the last mention before."""
        read = PollRead(has_cursor=row.cursor is not None)
        rest = self.rests.pop(source.name, None)
        if rest and rest.settings == row.settings_hash:
            return self._go_on(source, row, rest, state, counts)
        rest = None
        most = sys.maxsize if source.connector.keeps_all else self.most
        intake = Intake(
            self.store, source, brand, row, newest=newest, key=self.key, clock=self.clock
        )
        connector = paid(source.connector, self.store, self.clock)
        connector = connector.said_by(partial(in_words, lang=brand.language))
        is_ours = partial(self.store.hold, Kind.SOURCE, source.name)
        with self.client(source, state) as http:
            for read_page in connector.pages(http, row.cursor):
                page = intake.page(read_page)
                said = intake.said(page)
                rows = intake.rows(page)
                added, rest = rows.store(self.store, row.id or 0, most, said, page.settled)
                intake.stored(added)
                counts.add(added, page, said)
                read.add(page)
                if rest or read.pages >= PAGES or counts.many >= ROUNDS * most:
                    read.behind = read.is_cut = True
                    break
                if not is_ours():
                    read.behind = True  # we hung, and another process goes on
                    break
            if not (rest or read.behind or read.rests):
                now = self.clock()
                read.behind = not ask_again(
                    self.store,
                    connector,
                    http,
                    row.id or 0,
                    intake,
                    counts,
                    is_ours=is_ours,
                    now=now,
                )
        if rest:
            self.rests[source.name] = replace(rest, http_state=state.to_json())
        return read

    def _go_on(
        self, source: Source, row: SourceRow, rest: Rest, state: HttpState, counts: Counts
    ) -> PollRead:
        """Store the next part of a page; with its last one the visit that read it is over."""
        read = PollRead(has_cursor=row.cursor is not None or rest.cursor is not None)
        added, left = rest.store(self.store, row.id or 0, self.most)
        counts.add(added, Page(), [])
        if left:
            read.behind, self.rests[source.name] = True, left
        else:
            state.take(rest.http_state)
            read.is_rest = True
        return read

    def _failed(
        self, source: Source, brand: Brand, row: SourceRow, error: SourceError, counts: Counts
    ) -> Visit:
        now = self.clock()
        state = HttpState.from_json(row.http_state)
        state.doubt()
        self.store.fail_poll(
            row.id or 0,
            error=str(error),
            next_poll_at=now + self._backoff(source, row.failures, error),
            now=now,
            code=str(error.status or _KINDS.get(type(error), "error")),
            refused=isinstance(error, SourceRefusedError),
            asked_until=_asked_until(error, now),
            http_state=state.to_json() if row.http_state else None,
            notices=down(
                row, brand, str(error), failures=row.failures + 1, least=self.failures, now=now
            ),
        )
        patience = heard(_patience(error), now)
        self.store.hear(row.id or 0, patience)
        said = [*counts.said, *patience]
        tell(self.store, row, brand, said, whole=False, now=now, aloud=self.aloud)
        if not row.failures:
            # In the log the network's own name for it, without what it says: that may hold an address.
            cause = type(error.__cause__ or error).__name__
            log.warning("source is down", source=source.name, why=type(error).__name__, cause=cause)
        return counts.visit(source.name, error=str(error))

    def _backoff(self, source: Source, failures: int, error: SourceError) -> timedelta:
        """Twice as long after each failure, at most a day; never before the source's own word.

        That word may be a short one. It is taken at first, and grows like any wait when the
        source goes on to refuse. A wait of 0, or one that is over, is no word at all.
        """
        grown = 2.0 ** min(failures, 12)
        wait = source.connector.poll_minutes * 60 * grown
        asked = error.retry_after if isinstance(error, SourceBusyError) else None
        if not asked:
            wait *= 1 + JITTER * (2 * self.chance() - 1)
        else:
            wait = max(asked, min(wait, max(asked, SHORTEST) * grown))
        return min(timedelta(seconds=wait), LONGEST)


def _moved(state: HttpState) -> list[Said]:
    """Where the source is read instead of the address in the settings."""
    shown = sorted({shown_url(target) for target in state.targets()})
    return [Said(f"it has moved to {url}", "moved", ends=True, url=url) for url in shown]


def _asked_until(error: SourceError, now: datetime) -> datetime | None:
    asked = error.retry_after if isinstance(error, SourceBusyError) else None
    return now + min(timedelta(seconds=asked), LONGEST) if asked else None


def _patience(error: SourceError) -> list[Said]:
    """What is told at once: after so long a wait the third failure comes days later."""
    asked = error.retry_after if isinstance(error, SourceBusyError) else None
    if asked is None or asked <= LONG.total_seconds():
        return []
    hours = round(asked / 3_600)
    return [Said(f"it asks to be left alone for {hours} hours", "patience", ends=True, n=hours)]


def _places(error: Exception) -> list[str]:
    """Where it broke, innermost last: for a report, without a word of what was read."""
    frames = traceback.extract_tb(error.__traceback__)[-5:]
    return [f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in frames]
