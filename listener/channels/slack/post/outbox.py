"""The outbox: each alert reaches Slack once, whatever breaks.

A notice goes pending → sending → sent or failed. The claim is committed before the call, so that
a process that dies leaves `sending` behind; nothing in `sending` is posted again before the
channel's history was searched for its stamp. Slack has no other way to post once.
"""

import threading
from collections.abc import Collection
from dataclasses import dataclass

from listener.channels.slack.post.elsewhere import send_elsewhere
from listener.channels.slack.post.gather import gather
from listener.channels.slack.post.post import post_all, reopen
from listener.channels.slack.post.refresh import Shown, look, refresh
from listener.channels.slack.post.settle import settle
from listener.channels.slack.post.slot import AT_ONCE, Gear, Slot
from listener.notices import targets
from listener.store.tables import NoticeRow
from listener.store.taking import Kind


class Outbox:
    """Every Slack target of this process, each with its own slot."""

    def __init__(self, gear: Gear) -> None:
        self.gear = gear
        self._slots: dict[str, Slot] = {}
        self._heard: dict[str, dict[str, str]] = {}  # by target, by brand
        self._lock = threading.Lock()

    def deliver(self, target: str) -> int:
        """Do all that can be done now for one target; return how many messages were written.

        To be run by one thread a target; of several processes one has it at a time, and what the
        others bring is due at its next turn. It may be stopped anywhere and run again.
        """
        store, slot = self.gear.store, self._slot(target)
        slot.begin()
        found, has_heard = _found(slot), target in self._heard
        if not (found.is_any or has_heard) or not store.hold(Kind.SLACK, target):
            return 0
        try:
            slot.catch_up()
            slot.heed(self._take(target))
            # Another process may have had it since we looked.
            return _turn(slot, found if store.is_sqlite else _found(slot))
        finally:
            store.release(Kind.SLACK, target)

    @property
    def holds(self) -> bool:
        """Does Slack refuse anything of ours?"""
        return any(slot.holds for slot in self._known())

    def ask_soon(self, brands: Collection[str]) -> None:
        """Slack is said to take these brands' messages: what it refused is tried at the next turn."""
        for slot in self._known():
            slot.ask_soon(brands)

    def hear(self, target: str, brand: str, cause: str) -> None:
        """From another thread: with which code Slack would refuse a brand's messages; "": it is open.

        Heeded in the target's next turn: the tables may not be there yet.
        """
        with self._lock:
            self._heard.setdefault(target, {})[brand] = cause

    def _take(self, target: str) -> dict[str, str]:
        with self._lock:
            return self._heard.pop(target, {})

    def targets(self) -> set[str]:
        """Targets that something waits for, and those whose messages are kept up to date."""
        known = (targets.targets(brand) for brand in self.gear.brands.values())
        return self.gear.store.slack_targets().union(*known)

    def _known(self) -> list[Slot]:
        with self._lock:
            return list(self._slots.values())

    def _slot(self, target: str) -> Slot:
        with self._lock:
            if target in self._slots:
                return self._slots[target]
        slot = Slot(self.gear, target)
        reopen(slot)
        with self._lock:
            return self._slots.setdefault(target, slot)


@dataclass(frozen=True, slots=True)
class _Found:
    """What there is to do for a target."""

    sending: list[NoticeRow]  # in doubt
    due: list[NoticeRow]
    shown: Shown  # looked for only where nothing else is to be done first

    @property
    def is_any(self) -> bool:
        return bool(self.sending or self.due or self.shown[0])


def _found(slot: Slot) -> _Found:
    with slot.store.reading():
        sending = slot.store.outbox(slot.target, "sending")
        due = slot.store.outbox(slot.target, "pending", slot.now, limit=AT_ONCE)
        return _Found(sending, due, ([], {}) if sending or due else look(slot))


def _turn(slot: Slot, found: _Found) -> int:
    due = found.due
    if not found.sending and not due:
        return refresh(slot, found.shown)
    if found.sending:
        settle(slot, found.sending)
        if slot.is_quiet():
            return 0
        due = slot.store.outbox(slot.target, "pending", slot.now, limit=AT_ONCE)
    if send_elsewhere(slot, due):
        due = slot.store.outbox(slot.target, "pending", slot.now, limit=AT_ONCE)
    gather(slot, due)
    done, shown = post_all(slot, look) if due else (0, look(slot))
    return done + refresh(slot, shown)
