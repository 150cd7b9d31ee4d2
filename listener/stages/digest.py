"""Digest: each brand's week, made once when it is due, and its messages in the outbox.

The files come first and the period's row with the notices after them, in one transaction: what
died in between is made again, and is the same.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from listener.advice.time import periods
from listener.digest.make import make
from listener.digest.notices import notices
from listener.notices import outbox, targets
from listener.notices.contract import to_ops
from listener.notices.missed import Missed
from listener.notices.no_digest import NoDigest
from listener.settings.brand import Brand
from listener.settings.config import Config
from listener.store.errors import StoreError
from listener.store.store import Store

log = structlog.get_logger()

CATCH_UP = timedelta(minutes=30)  # a week waits no longer for what is still being read of it
REST = timedelta(minutes=5)  # after a failure


@dataclass
class Digests:
    """Makes what is due; remembers only what a restart may forget. For one thread at a time."""

    alive: datetime | None = None  # the last moment before now at which we were at work
    _due: dict[str, datetime] = field(default_factory=dict)  # period key: when it was found due
    _failed: dict[str, datetime] = field(default_factory=dict)  # brand: when it last failed

    def is_due(self, store: Store, config: Config, now: datetime) -> bool:
        """Is a week of any brand to be made, or to be recorded as missed?

        Where that cannot be told it is: `make` holds each brand's faults apart, and tells them.
        """
        try:
            return any(self._is_open(store, brand, now) for brand in config.brand)
        except StoreError:
            raise
        except Exception:
            return True

    def _is_open(self, store: Store, brand: Brand, now: datetime) -> bool:
        known, since = _known(store, brand, now)
        if since is None and not known:
            return False
        alive = self.alive
        return bool(
            periods.due_digest(now, brand, known, since=since, alive=alive)
            or periods.missed_weeks(now, brand, known, since=since, alive=alive)
        )

    def make(
        self, store: Store, config: Config, *, clock: Callable[[], datetime], once: bool = False
    ) -> int:
        """Make every brand's weeks that are due, each brand apart; return how many.

        A week waits a little until its mentions were read, unless all was done `once` before.
        """
        now, made = clock(), 0
        for brand in config.brand:
            failed = self._failed.get(brand.name)
            if failed is not None and timedelta(0) <= now - failed < REST and not once:
                continue
            try:
                made += self._weeks(store, config, brand, now=now, once=once)
            except StoreError:  # nobody's digest can be made: the database is away
                raise
            except Exception as error:  # the other brands go on; the type only, no texts
                self._fell(store, brand, error, now)
            else:
                if self._failed.pop(brand.name, None):
                    log.info("digests work again", brand=brand.name)
        self.alive = now
        return made

    def _weeks(
        self, store: Store, config: Config, brand: Brand, *, now: datetime, once: bool
    ) -> int:
        with store.reading():
            known, since = _known(store, brand, now)
            if since is None and not known:  # nothing was heard yet
                return 0
            missed = periods.missed_weeks(now, brand, known, since=since, alive=self.alive)

            def next_week() -> str | None:
                week = periods.due_digest(now, brand, known, since=since, alive=self.alive)
                is_early = not once and week and self._is_early(store, config, brand, week, now)
                return None if is_early else week

            week = next_week()
        if missed:
            _miss(store, brand, missed, now)
        count = 0
        while week:
            key = periods.period_key(week, brand)
            made = make(
                store, brand, week, brands=config.brand, storage=config.storage.dir, now=now
            )
            rows = notices(made, brand, config.brand, now)
            if store.add_notices_once([key], rows, now=now):
                log.info("digest made", brand=brand.name, week=week)
                count += 1
            known.add(key)
            self._due.pop(key, None)
            week = next_week()
        return count

    def _is_early(
        self, store: Store, config: Config, brand: Brand, week: str, now: datetime
    ) -> bool:
        """Is the week's end still being read, as after a weekend switched off?"""
        found = self._due.setdefault(periods.period_key(week, brand), now)
        if not timedelta(0) <= now - found < CATCH_UP:
            return False
        sources = [source.name for source in config.source if source.brand == brand.name]
        start, end = periods.bounds(week, brand.tz)
        with store.reader():
            return bool(
                store.due_sources(sources, now) or store.undecided_between(brand.name, start, end)
            )

    def _fell(self, store: Store, brand: Brand, error: Exception, now: datetime) -> None:
        """Tell it once: in the log, and to the operators once a week."""
        if brand.name not in self._failed:
            log.error("no digest", brand=brand.name, error=type(error).__name__)
        self._failed[brand.name] = now
        week = periods.last_finished(now, brand)
        envelope = to_ops(brand, f"ops:digest:{brand.name}:{week}", now)
        notice = NoDigest(envelope=envelope, week=week, cause=type(error).__name__)
        try:
            outbox.add(store, notice)
        except StoreError:
            log.warning("no notice of it", brand=brand.name)


def _known(store: Store, brand: Brand, now: datetime) -> tuple[set[str], datetime | None]:
    """Weeks that are made or missed, and since when the brand is listened to."""
    with store.reader():
        known, since = store.digests_made(brand.name), store.listened_since(brand.name)
    return known, min(since, now) if since else None  # a clock ahead may have written it


def _miss(store: Store, brand: Brand, weeks: tuple[str, ...], now: datetime) -> None:
    """Record weeks that nobody will make, and say so here; the next digest lists them, too."""
    keys = [periods.period_key(week, brand) for week in weeks]
    envelope = to_ops(brand, f"missed:{keys[-1]}", now, target=targets.TERMINAL)
    notice = Missed(envelope=envelope, weeks=weeks)
    if store.add_notice_once(keys, notice, now=now):
        log.warning("digests missed", brand=brand.name, weeks=weeks)
