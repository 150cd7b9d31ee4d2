"""Operators: what the people who run the bot are told of one channel, once, and where they will see it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from listener.channels.slack.door.errors import CHANNEL
from listener.notices import outbox, targets
from listener.notices.contract import OPS
from listener.notices.held import AUTH, BACK, ELSEWHERE, OVER, Held
from listener.settings.brand import Brand
from listener.store.outgoing import Envelope
from listener.store.refusing import DIRECT
from listener.store.store import Store
from listener.store.tables import NoticeRow

log = structlog.get_logger()

SELF = frozenset({"unreachable", "history_unreadable"})  # causes that Slack itself cannot tell


@dataclass
class Operators:
    """What is told of one target."""

    store: Store
    brands: Mapping[str, Brand]
    target: str
    clock: Callable[[], datetime]
    # By brand: the cause that was told last, or how it ended, and where.
    _told: dict[str, tuple[str, str] | None] = field(default_factory=dict)

    def told(self, brand: str) -> str | None:
        """The cause that they were told of and that is not over; None where there is none."""
        last = self._last(brand)
        return None if last is None or last[0] in OVER else last[0]

    def forget(self) -> None:
        """Another process may have told them since."""
        self._told.clear()

    def tell(self, cause: str, brand: str) -> None:
        """Messages are kept back: told once until it is over."""
        if self.told(brand) != cause:
            to = self._place(brand, is_open=cause in CHANNEL)
            self._say(cause, brand, to)
            if to == targets.TERMINAL and cause in CHANNEL:
                self._say_to_leads(cause, brand)
            log.error("slack wants a person", target=self.target, cause=cause)

    def close(self, brand: str) -> None:
        """What they were told of is over: they hear it where they were told."""
        if self.told(brand) and (last := self._last(brand)):
            self._say(BACK, brand, last[1])
            for lead in self.store.told_directly(self.target, brand, besides=OVER):
                self._say_to(lead, BACK, brand)
            log.info("slack takes our messages again", target=self.target)

    def left(self, brand: str) -> None:
        """What waited goes where the settings now send its like."""
        self._say(ELSEWHERE, brand, self._place(brand, is_open=True))

    def alarm(self, cause: str, brand: str) -> None:
        """A cause that keeps nothing back: told once a day."""
        if outbox.add(self.store, self._held(cause, brand)):
            log.error("slack wants a person", target=self.target, cause=cause)

    def fail(self, notice: NoticeRow, cause: str) -> None:
        """Give a notice up that Slack refuses for what it is."""
        told = self.store.fail_notice(notice.id or 0, cause, self._held(cause, notice.brand))
        log.error("slack refused", target=self.target, notice=notice.id, cause=cause, told=told)

    def _last(self, brand: str) -> tuple[str, str] | None:
        if brand not in self._told:
            self._told[brand] = self.store.last_told(self.target, brand)
        return self._told[brand]

    def _say(self, cause: str, brand: str, to: str) -> None:
        self._told[brand] = cause, to
        envelope = self._to(to, cause, brand, self.clock().isoformat())
        channel = targets.channel(self.target)
        outbox.add(self.store, Held(envelope=envelope, cause=cause, channel=channel, is_kept=True))

    def _say_to_leads(self, cause: str, brand_name: str) -> None:
        """No channel is left that tells it: each lead reads it in a message of their own."""
        if brand := self.brands.get(brand_name):
            for lead in targets.direct_targets(brand):
                self._say_to(lead, cause, brand_name)

    def _say_to(self, lead: str, cause: str, brand: str) -> None:
        once = f"{self.clock().isoformat()}:{targets.channel(lead)}"
        envelope = self._to(lead, cause, brand, once, of=DIRECT)
        channel = targets.channel(self.target)
        outbox.add(self.store, Held(envelope=envelope, cause=cause, channel=channel, is_kept=True))

    def _held(self, cause: str, brand: str) -> Held:
        to = self._place(brand, is_open=cause not in AUTH | SELF)
        envelope = self._to(to, cause, brand, f"{self.clock():%Y-%m-%d}")
        return Held(envelope=envelope, cause=cause, channel=targets.channel(self.target))

    def _place(self, brand_name: str, *, is_open: bool) -> str:
        """The operators' channel, else another one of the brand's that Slack does not refuse us; the
        terminal where none is, or where it is not only this one that is shut.
        """
        brand = self.brands.get(brand_name)
        if brand is None or not is_open:
            return targets.TERMINAL
        first = (targets.target(brand, OPS), targets.target(brand, "instant"))
        for to in (*first, *sorted(targets.targets(brand))):
            last = self.store.last_told(to, brand_name)
            if to != self.target and (last is None or last[0] in OVER):
                return to
        return targets.TERMINAL

    def _to(
        self, target: str, cause: str, brand: str, once: str, *, of: str = f"{OPS}:"
    ) -> Envelope:
        now = self.clock()
        return Envelope(
            brand=brand,
            key=f"{of}{self.target}:{cause}:{once}",
            target=target,
            class_=OPS,
            made_at=now,
            due_at=now,
        )
