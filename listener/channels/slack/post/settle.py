"""Exactly once: was a message posted whose answer we never saw? The channel's history knows."""

import zlib
from collections import defaultdict
from collections.abc import Container, Iterator, Sequence
from datetime import datetime, timedelta

import structlog

from listener.channels.slack.door.client import Door
from listener.channels.slack.door.errors import (
    CHANNEL,
    REFUSED,
    THREAD,
    SlackBusyError,
    SlackError,
    SlackRefusedError,
)
from listener.channels.slack.door.stamps import Stamp
from listener.channels.slack.post.attach import page_of
from listener.channels.slack.post.elsewhere import is_left
from listener.channels.slack.post.slot import Slot
from listener.notices.digest_page import Page
from listener.store.tables import NoticeRow
from listener.store.taking import Kind

log = structlog.get_logger()

SKEW = timedelta(minutes=5)  # between Slack's clock and ours
FARTHEST = timedelta(days=1)  # back from the last try, where there was more than one


def settle(slot: Slot, sending: Sequence[NoticeRow]) -> None:
    """Look for every notice found in `sending` whose grace is over.

    Found: sent. Not there on any page: it waits again. Unreadable: we keep waiting, since a
    second alert is worse than a late one as long as there is hope to know.
    """
    for rows in _groups(slot, sending):
        if slot.is_resting() or slot.is_held(rows[0].brand) or not slot.may_look:
            return
        if not slot.store.hold(Kind.SLACK, slot.target):
            return
        ripe = {row.id for row in rows if _is_ripe(slot, row)}  # before the search, not after
        try:
            found = _look(slot, rows)
        except SlackBusyError as error:
            later = slot.now + timedelta(seconds=error.retry_after)
            for row in rows:
                slot.store.set_notice(row.id or 0, next_at=later)
            return
        except SlackRefusedError as error:
            _unreadable(slot, rows, error)
            return
        except SlackError as error:
            slot.trouble(error, min(_started(r) for r in rows), rows[0].brand)
            return
        slot.looked()
        slot.calm()
        _write(slot, rows, found, ripe)


def _groups(slot: Slot, sending: Sequence[NoticeRow]) -> Iterator[list[NoticeRow]]:
    """Rows that one search answers for: of one brand, in the channel or in one thread.

    Where the grace of one is over the others are looked for, too.
    """
    groups = defaultdict[tuple[str, str | None], list[NoticeRow]](list)
    for row in sending:
        if slot.door(row):
            groups[row.brand, row.thread_ts].append(row)
    yield from (rows for rows in groups.values() if any(_is_ripe(slot, r) for r in rows))


def _is_ripe(slot: Slot, row: NoticeRow) -> bool:
    """Would Slack show it by now, if it had taken it?"""
    return row.next_at <= slot.now and _started(row) + slot.limits.grace <= slot.now


def _look(slot: Slot, rows: Sequence[NoticeRow]) -> dict[Stamp, str]:
    door = slot.door(rows[0])
    if door is None or not door.looks or slot.is_direct:
        return {}  # at least once: a webhook shows nothing, and we may not read what is a person's
    first = min(
        _started(r) if r.attempts < 2 else max(r.made_at, _started(r) - FARTHEST) for r in rows
    )
    try:
        return _find(slot, door, rows, first - SKEW)
    except SlackRefusedError as error:
        if error.code in THREAD:
            return {}  # the thread is gone, and what hung under it
        if error.code != "missing_scope":
            raise
        # Without the right to read, doubt can only be answered by posting again.
        log.warning("slack history not granted: at least once", target=slot.target)
        slot.operators.alarm("history_scope", rows[0].brand)
        return {}


def _find(slot: Slot, door: Door, rows: Sequence[NoticeRow], since: datetime) -> dict[Stamp, str]:
    """Messages by their stamp; a file carries none, but in its thread its name is its own."""
    thread = rows[0].thread_ts
    pages = {slot.stamp(row): page for row in rows if (page := _page(row))}
    wanted = {slot.stamp(row) for row in rows} - pages.keys()
    found = door.find(slot.channel, wanted, since, thread) if wanted else {}
    for stamp, page in pages.items():
        if ts := door.find_file(slot.channel, page.name, since, thread):
            found[stamp] = ts
    return found


def _page(row: NoticeRow) -> Page | None:
    try:
        return page_of(row)
    except (KeyError, TypeError, ValueError, zlib.error):  # told where it is to be posted
        return None


def _unreadable(slot: Slot, rows: Sequence[NoticeRow], error: SlackRefusedError) -> None:
    log.warning("slack history refused", target=slot.target, error=error.code)
    brand = slot.gear.brands.get(rows[0].brand)
    if error.code in CHANNEL and brand and is_left(slot, brand):
        # Nobody will ever read it here: told twice is better than never.
        for row in rows:
            told = f"{REFUSED} {error.code}"
            slot.store.set_notice(row.id or 0, state="pending", next_at=slot.now, error=told)
        return
    slot.look_later()
    if slot.now - min(_started(r) for r in rows) >= slot.limits.outage:
        slot.operators.alarm("history_unreadable", rows[0].brand)


def _write(
    slot: Slot, rows: Sequence[NoticeRow], found: dict[Stamp, str], ripe: Container[int | None]
) -> None:
    for row in rows:
        now, ts = slot.now, found.get(slot.stamp(row))
        if ts:
            slot.store.set_notice(row.id or 0, state="sent", sent_at=now, ts=ts, error=None)
        elif row.id in ripe:
            slot.store.set_notice(row.id or 0, state="pending", next_at=now)
        else:
            continue
        log.info("slack settled", target=slot.target, notice=row.id, found=bool(ts))


def _started(row: NoticeRow) -> datetime:
    return row.started_at or row.made_at
