"""Health: is the listener doing its work? Green, or red with the reasons in words."""

import shutil
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from listener.guard.secret import FILE, fingerprint
from listener.settings.numbers import HealthBounds
from listener.store.errors import NEWER, NewerReleaseError, StoreError
from listener.store.watching import Watching

NO_TICK = 60.0  # seconds


class Pulse:
    """When the clock last ticked, on a clock that nobody can put back."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._last = clock, clock()

    def beat(self) -> None:
        """A tick went well."""
        self._last = self._clock()

    def age(self) -> float:
        """Seconds since the last tick that went well; before the first, since the start."""
        return self._clock() - self._last


@dataclass(frozen=True, slots=True)
class Failing:
    """A source that does not answer."""

    name: str
    since: datetime  # since when it owes an answer
    failures: int  # in a row
    code: str | None = None

    def told(self, now: datetime) -> str:
        """In words: a status or a word of ours says why, for an error may hold a secret."""
        times = "once" if self.failures == 1 else f"{self.failures} times in a row"
        late = f" for {span(now - self.since)}" if self.since < now else ""
        return f"source {self.name}: failing{late}, {times} ({self.code or 'error'})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the rules are told; absent means that it could not be looked at."""

    now: datetime
    tick_age: float  # seconds
    disk_free: float | None = None  # share of the disk that holds the data, 0 to 1
    unsent_since: datetime | None = None  # of the notices that are due, the longest waiting
    failing: tuple[Failing, ...] = ()
    slack: tuple[str, ...] = ()  # why Slack is shut to us
    troubles: tuple[str, ...] = ()  # looks that failed, in words
    settings: tuple[str, ...] = ()  # in what the file is not in force as it stands
    bounds: HealthBounds = field(default_factory=HealthBounds)


@dataclass(frozen=True, slots=True)
class Health:
    """The verdict: green without a reason, else red; `notes` are no reason yet."""

    reasons: tuple[str, ...] = ()
    tick_age: float = 0.0
    notes: tuple[str, ...] = ()

    @property
    def is_green(self) -> bool:
        """Does everything work?"""
        return not self.reasons

    def to_json(self) -> dict[str, Any]:
        """For the health page."""
        return {
            "status": "green" if self.is_green else "red",
            "reasons": list(self.reasons),
            "notes": list(self.notes),
            "last_tick_seconds": round(self.tick_age, 1),
        }


def judge(seen: Seen) -> Health:
    """Every rule, in the order in which a person would look."""
    reasons, bounds = [*seen.troubles], seen.bounds
    if seen.tick_age > NO_TICK:
        reasons.append(f"clock: no tick for {span(timedelta(seconds=seen.tick_age))}")
    if seen.disk_free is not None and seen.disk_free < bounds.disk_free:
        reasons.append(f"disk: {seen.disk_free:.1%} free, it takes {bounds.disk_free:.0%}")
    if seen.unsent_since is not None and seen.now - seen.unsent_since > timedelta(
        minutes=bounds.unsent_minutes
    ):
        reasons.append(f"notices: the oldest waits for {span(seen.now - seen.unsent_since)}")
    too_long = timedelta(hours=bounds.failing_hours)
    bad = [
        f for f in seen.failing if f.failures >= bounds.failures or seen.now - f.since > too_long
    ]
    reasons += [f.told(seen.now) for f in bad]
    reasons += [f"slack: {why}" for why in seen.slack]
    failing = (f.told(seen.now) for f in seen.failing if f not in bad)
    return Health(tuple(reasons), seen.tick_age, (*seen.settings, *failing))


def span(of: timedelta) -> str:
    """A stretch of time in its largest whole unit: "90 s", "12 min", "30 h", "4 days"."""
    seconds = int(of.total_seconds())
    for unit, least, name in ((86400, 3, "days"), (3600, 2, "h"), (60, 2, "min")):
        if seconds >= least * unit:
            return f"{seconds // unit} {name}"
    return f"{seconds} s"


@dataclass(frozen=True, kw_only=True)
class Watch:
    """Looks at everything the rules want to know, whenever it is called; never raises."""

    store: Watching
    sources: Mapping[str, timedelta]  # of the settings: name, and the time between two polls
    folder: Path  # where the data is
    clock: Callable[[], datetime]
    pulse: Pulse
    slack: Callable[[], Iterable[str]] = tuple  # why Slack is shut to us; empty while it is open
    heartbeat: Callable[[], Iterable[str]] = tuple  # why the uptime service is not reached
    settings: Callable[[], Iterable[str]] = tuple  # in what the file is not in force
    standing: Callable[[], Iterable[str]] = tuple  # which stages stand still
    brands: Collection[str] | None = None  # whose messages are to leave; None: any
    bounds: HealthBounds = field(default_factory=HealthBounds)

    def __call__(self) -> Health:
        """Look, and judge."""
        now, troubles = self.clock(), [*self.heartbeat(), *self.standing()]
        unsent, failing = None, tuple[Failing, ...]()
        slack = tuple[str, ...]()
        try:
            self.store.check_release()
            unsent = self.store.unsent_since(now, self.brands)
            failing = tuple(self._failing())
            slack = tuple(self.slack())
            troubles += self._key()
        except NewerReleaseError:
            troubles.append(f"release: {NEWER}")
        except StoreError as error:
            troubles.append(f"database: cannot be read ({type(error).__name__})")
        except Exception as error:  # a page that breaks tells nothing; the type only, no texts
            troubles.append(f"health: cannot look ({type(error).__name__})")
        return judge(
            Seen(
                now=now,
                tick_age=self.pulse.age(),
                disk_free=free_share(self.folder),
                unsent_since=unsent,
                failing=failing,
                slack=slack,
                troubles=tuple(troubles),
                settings=tuple(self.settings()),
                bounds=self.bounds,
            )
        )

    def _key(self) -> Iterable[str]:
        """Is the installation's key still there, and still the one of the database?"""
        if (known := self.store.key_fingerprint()) is None:
            return
        try:
            found = bytes.fromhex((self.folder / FILE).read_text("ascii").strip())
            is_it = fingerprint(found) == known
        except (OSError, ValueError):
            is_it = False
        if not is_it:
            yield "key: secret.key is gone or is another one: put it back from a backup"

    def _failing(self) -> Iterable[Failing]:
        for state in self.store.source_states(self.sources):
            if state.down_since is not None:
                # Its last good poll is known; only the one after it can have failed.
                since = state.down_since + self.sources[state.name]
                yield Failing(state.name, since, state.failures, state.code)


def free_share(folder: Path) -> float | None:
    """The share of a folder's disk that is free; None where it cannot be told."""
    try:
        usage = shutil.disk_usage(folder)
    except OSError:
        return None
    return usage.free / usage.total if usage.total else None
