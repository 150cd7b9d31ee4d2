"""One target's turn: what may be written to it, when, and what is said when it cannot be."""

import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from listener.channels.slack.door import stamps
from listener.channels.slack.door.client import Door
from listener.channels.slack.door.errors import PLACE, REFUSED, SEEN, SlackError
from listener.channels.slack.door.times import Times
from listener.channels.slack.look.message import Message
from listener.channels.slack.post.hold import Hold
from listener.channels.slack.post.operators import Operators
from listener.notices import targets
from listener.settings.brand import Brand
from listener.store.store import Store
from listener.store.tables import NoticeRow
from listener.store.taking import Kind

log = structlog.get_logger()

AT_ONCE = 50_000  # notices that one look takes up
LONGEST_REST = timedelta(minutes=1)
LOOK, LONGEST_LOOK = timedelta(seconds=15), timedelta(minutes=10)  # at a history that is refused


class Renderer(Protocol):
    """What makes a message of a notice."""

    def __call__(self, notice: NoticeRow) -> Message | None:
        """The message as the rows stand now; None when there is nothing left to say."""

    def stands_alone(self, notice: NoticeRow) -> bool:
        """Must it keep its own message, even after an outage?"""


@dataclass(frozen=True, kw_only=True)
class Gear:
    """What all slots share."""

    store: Store
    brands: Mapping[str, Brand]
    door: Callable[[Brand, str], Door | None]  # into the workspace of a target
    render: Renderer
    key: bytes  # the installation's
    clock: Callable[[], datetime]
    pause: Callable[[float], bool] = field(default_factory=lambda: threading.Event().wait)
    limits: Times = field(default_factory=Times)


class Slot:
    """One target of the outbox; never used by two threads at once."""

    def __init__(self, gear: Gear, target: str) -> None:
        self.gear, self.target = gear, target
        self.store, self.limits = gear.store, gear.limits
        self._doors: dict[str, Door | None] = {}
        self._last = gear.store.last_start(target)  # of the writes: when it ended
        self._troubles = 0  # in a row
        self._rest_until: datetime | None = None
        self._looks = 0  # refusals of the history in a row
        self._look_at: datetime | None = None
        self._holds: dict[str, Hold] = {}  # by brand: one may have a token that is taken
        self._eager = set[str]()  # brands of which another thread says that Slack is open
        self.operators = Operators(gear.store, gear.brands, target, gear.clock)

    @property
    def now(self) -> datetime:
        """The installation's clock."""
        return self.gear.clock()

    @property
    def channel(self) -> str:
        """The channel's id."""
        return targets.channel(self.target)

    @property
    def is_direct(self) -> bool:
        """Is it one lead's alone?"""
        return targets.is_direct(self.target)

    def door(self, notice: NoticeRow) -> Door | None:
        """The way in for a notice; None when the settings name none any more."""
        if notice.brand not in self._doors:
            brand = self.gear.brands.get(notice.brand)
            self._doors[notice.brand] = self.gear.door(brand, self.target) if brand else None
            if self._doors[notice.brand] is None:
                log.warning("no way into slack", target=self.target, brand=notice.brand)
        return self._doors[notice.brand]

    def stamp(self, notice: NoticeRow) -> stamps.Stamp:
        """The stamp of a notice in this channel."""
        return stamps.stamp(self.gear.key, self.target, notice)

    def may_write(self, state: str) -> bool:
        """Is it our turn to write a notice of this state? See sit_out."""
        return self.sit_out(self.store.limited_until(self.target, state))

    def sit_out(self, limited_until: datetime | None) -> bool:
        """Is it our turn to write? Sits out a short wait; False when it is too long, or we stop."""
        if self.is_quiet():
            return False
        now = self.now
        waits = [((self._rest_until or now) - now) if self.is_resting() else timedelta(0)]
        if self._last:
            # Never longer than the spacing: the clock may have been put back.
            waits.append(min(self._last + self.limits.spacing - now, self.limits.spacing))
        if limited_until:
            waits.append(limited_until - now)
        wait = max(waits)
        if wait > self.limits.linger:
            return False
        if wait > timedelta(0) and self.gear.pause(wait.total_seconds()):
            return False
        return self.store.hold(Kind.SLACK, self.target)

    def is_resting(self) -> bool:
        """Are we giving Slack time after it failed?"""
        # Never longer than the longest rest: the clock may have been put back.
        now, until = self.now, self._rest_until
        return until is not None and now < until <= now + LONGEST_REST

    def is_quiet(self) -> bool:
        """After two doubtful answers in a row nothing is posted until the history settled them."""
        return self._troubles > 1 and bool(self.store.outbox(self.target, "sending", limit=1))

    def is_held(self, brand: str) -> bool:
        """Does Slack refuse this brand's messages, and is it too early to ask again?"""
        hold = self._holds.get(brand)
        if hold is None:
            return False
        return not hold.is_over(self.now, self.store.newest_waiting(self.target, brand))

    def begin(self) -> None:
        """A turn begins: what another thread brought forward is tried in it."""
        while self._eager:
            if hold := self._holds.get(self._eager.pop()):
                hold.end(self.now)

    def catch_up(self) -> None:
        """The turn is ours; of several processes another may have written since our last one."""
        if not self.store.is_sqlite:
            seen = [at for at in (self._last, self.store.last_start(self.target)) if at]
            self._last = max(seen, default=None)
            self.operators.forget()

    def ask_soon(self, brands: Collection[str]) -> None:
        """From another thread: Slack is said to take what it refused of these brands."""
        self._eager |= {brand for brand in brands if brand in self._holds}

    def heed(self, heard: Mapping[str, str]) -> None:
        """Act on what Slack says of the channel, by brand the code with which it would refuse a message,
        the turn being ours: nothing need wait for it to be told.
        """
        for brand, cause in heard.items():
            hold = self._holds.get(brand)
            if cause and (hold is None or hold.code != cause):
                self.hold_edits(brand, cause)
            elif not cause and (hold.code if hold else self.operators.told(brand)) in SEEN:
                if hold and self._waits(brand):
                    hold.end(self.now)
                else:
                    self._holds.pop(brand, None)
                    self.operators.close(brand)

    def _waits(self, brand: str) -> bool:
        due = self.store.outbox(self.target, "pending", self.now, limit=AT_ONCE)
        return any(row.brand == brand for row in due)

    @property
    def holds(self) -> bool:
        """Is anything of ours refused?"""
        return bool(self._holds)

    def hold(self, notice: NoticeRow, code: str) -> None:
        """Keep a notice that Slack refused, and what waits behind it; the operators are told."""
        hold = self.hold_edits(notice.brand, code)
        # Where it may be about this message alone, the next one is to ask.
        later = timedelta(0) if code in PLACE else hold.wait + self.limits.spacing
        told = f"{REFUSED} {code}"
        self.store.set_notice(notice.id or 0, state="pending", next_at=self.now + later, error=told)

    def hold_edits(self, brand: str, code: str) -> Hold:
        """Keep a brand's messages and edits back; the operators are told."""
        hold = self._holds.get(brand)
        if hold is None:
            hold = self._holds[brand] = Hold(code, self.now)
        else:
            hold.again(code, self.now)
        log.warning("slack refuses", target=self.target, cause=code, wait=str(hold.wait))
        self.operators.tell(code, brand)
        return hold

    def took(self, brand: str) -> None:
        """Slack took a message of this brand."""
        self._holds.pop(brand, None)
        self.calm()
        self.operators.close(brand)

    @property
    def may_look(self) -> bool:
        """May the history be asked again, after it was refused?"""
        return self._look_at is None or not self._look_at - LONGEST_LOOK <= self.now < self._look_at

    def look_later(self) -> None:
        """The history is refused: ask again, each time later."""
        self._looks += 1
        self._look_at = self.now + min(LOOK * 2 ** min(self._looks, 10), LONGEST_LOOK)

    def looked(self) -> None:
        """The history was read."""
        self._looks, self._look_at = 0, None

    def wrote(self) -> None:
        """A write ended just now, well or not."""
        self._last = self.now

    def calm(self) -> None:
        """Slack answers."""
        if self._troubles > 1:
            log.info("slack is back", target=self.target)
        self._troubles, self._rest_until = 0, None

    def trouble(self, error: SlackError, oldest: datetime, brand: str) -> None:
        """Slack did not answer: rest, each time longer; tell the operators when it lasts."""
        rest = self.limits.spacing * 2 ** min(self._troubles, 10)
        self._rest_until = self.now + min(rest, LONGEST_REST)
        self._troubles += 1
        if self._troubles == 2:
            log.warning("slack is unreachable", target=self.target, error=error.code)
        is_told = self.is_direct or self._holds.get(brand)
        if self.now - oldest >= self.limits.outage and not is_told:
            self.operators.tell("unreachable", brand)
