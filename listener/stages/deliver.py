"""Deliver: notices that are due reach people. Those for Slack leave through its outbox."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from listener.advice.time.bundles import BUNDLED
from listener.notices import outbox
from listener.notices.apart import apart
from listener.notices.bundle import Bundle, together
from listener.notices.contract import Notice, Reading
from listener.notices.parts import Content
from listener.notices.targets import TERMINAL
from listener.settings.brand import Brand
from listener.store.outgoing import envelope_of
from listener.store.store import Store
from listener.store.tables import NoticeRow
from listener.store.taking import Kind

AT_ONCE = 50_000  # notices that bundles of one moment take up


class Show(Protocol):
    """Where notices of the target `terminal` go."""

    def show(self, notice: Notice, content: Content, brand: Brand) -> None:
        """Let people see what a notice says."""


def deliver(
    store: Store, brands: Mapping[str, Brand], show: Show, *, clock: Callable[[], datetime]
) -> int:
    """Show every notice that is due; return how many.

    A notice interrupted between its claim and its end is shown again: at least once, always. One
    that cannot be shown is tried again later, and given up alone. One of a brand that the settings
    do not have, or that cannot be used as it stands, stays as it is: nobody would see it.
    Of several processes one shows at a time: what it shows, the others find told.
    """
    told = set[int | None]()
    try:
        done = _deliver(store, brands, show, clock, told)
        # What became due while we showed, the others left to us.
        while store.let_go(Kind.TARGET):
            done += _deliver(store, brands, show, clock, told)
    finally:
        store.let_go(Kind.TARGET)
    return done


def _deliver(
    store: Store,
    brands: Mapping[str, Brand],
    show: Show,
    clock: Callable[[], datetime],
    told: set[int | None],
) -> int:
    def due_now(others: Collection[str]) -> list[NoticeRow]:
        if TERMINAL in others:
            return []
        due = store.due_notices(TERMINAL, clock(), brands=brands, limit=AT_ONCE)
        return [n for n in due if n.id not in told]

    done = 0
    bundles: dict[tuple[str, str], list[NoticeRow]] = defaultdict(list)
    # One that is due again at once, though it was told, waits for the next run.
    while due := store.take(Kind.TARGET, due_now, lambda n: n.target):
        told |= {notice.id for notice in due}
        if moot := store.moot([notice.id or 0 for notice in due]):
            store.drop(moot, clock())
        for notice in _gravest_first(store, [one for one in due if one.id not in moot]):
            if notice.class_ in BUNDLED:
                bundles[notice.brand, notice.class_].append(notice)
                continue
            store.claim([notice.id or 0], clock())
            brand = brands[notice.brand]
            with apart(store, brand, notice, clock()):
                _one(show, Reading(store=store, brand=brand, row=notice, now=clock()))
                store.sent([notice.id or 0], clock())
            done += 1
    for rows in bundles.values():
        _bundle(store, brands[rows[0].brand], show, rows, clock=clock)
        done += len(rows)
    return done


def _gravest_first(store: Store, due: Sequence[NoticeRow]) -> list[NoticeRow]:
    """In their order, but danger, and what may be one, before the others of the moment."""
    alone = [notice for notice in due if notice.class_ not in BUNDLED]
    if len(alone) < 2:
        return list(due)
    grave = {notice.id for notice, weight in store.weigh(alone) if weight.is_danger}
    return sorted(due, key=lambda notice: notice.id not in grave)


def _bundle(
    store: Store,
    brand: Brand,
    show: Show,
    rows: Sequence[NoticeRow],
    *,
    clock: Callable[[], datetime],
) -> None:
    """Show notices of one brand and class in one."""
    store.claim([row.id or 0 for row in rows], clock())
    at = Reading(store=store, brand=brand, row=rows[0], now=clock())
    content, broken = together(at, at.row.class_, rows, last=False)
    if content:
        envelope = replace(envelope_of(at.row), class_="bundle")
        show.show(Bundle(envelope=envelope, of=at.row.class_), content, brand)
    # What was only counted is told, too: it does not come again.
    store.sent([row.id or 0 for row in rows if row.id not in broken], clock())


def _one(show: Show, at: Reading) -> None:
    notice = outbox.read(at.row)
    if content := notice.content(at):
        show.show(notice, content, at.brand)
