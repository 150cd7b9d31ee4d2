"""Elsewhere: what waits for a channel that is shut to us, and that the settings name no more, goes where they now send its like.

Else whoever names another channel, as they are told to, would never see what waited for the one before.
"""

from collections.abc import Iterator, Sequence

import structlog

from listener.channels.slack.door.errors import CHANNEL, REFUSED
from listener.channels.slack.post.slot import Slot
from listener.notices import targets
from listener.notices.contract import OPS
from listener.notices.outbox import read
from listener.settings.brand import Brand
from listener.store.delivering import DIGEST, THREADED
from listener.store.tables import NoticeRow
from listener.store.telling import TOGETHER, head_key

log = structlog.get_logger()


def send_elsewhere(slot: Slot, due: Sequence[NoticeRow]) -> int:
    """Bind what waits to the targets of now; return how much. What is in doubt stays until it is settled."""
    moved = 0
    for name in dict.fromkeys(row.brand for row in due):
        brand = slot.gear.brands.get(name)
        if brand is None or not is_left(slot, brand) or not _is_shut(slot, brand, due):
            continue
        to = dict(_bound(slot, brand))
        if not all(target.startswith(targets.SLACK) for target in to.values()):
            continue  # the terminal never shows what was made for Slack
        if n := slot.store.send_elsewhere(to, slot.now):
            log.info("slack goes elsewhere", target=slot.target, to=sorted({*to.values()}), moved=n)
            slot.operators.left(name)
            moved += n
    return moved


def is_left(slot: Slot, brand: Brand) -> bool:
    """Do the settings name other targets, and this one no more?"""
    named = targets.targets(brand)
    return bool(named) and slot.target not in named


def _is_shut(slot: Slot, brand: Brand, due: Sequence[NoticeRow]) -> bool:
    """Is there no way in any more, or does Slack say that there is none?"""
    mine = [row for row in due if row.brand == brand.name]
    codes = {code for row in mine for cause, _, code in [(row.error or "").partition(" ")] if cause == REFUSED}  # fmt: skip
    if slot.target.startswith(targets.HOOK):  # nothing comes back from there
        return bool(codes) or slot.door(mine[0]) is None
    return bool(codes & CHANNEL) or slot.operators.told(brand.name) in CHANNEL


def _bound(slot: Slot, brand: Brand) -> Iterator[tuple[int, str]]:
    """Each of what waits, with where it is to go; what hangs under a message follows it."""
    rows = slot.store.waiting_for(slot.target, brand.name)
    told = {row.id: [one.key for one in slot.store.merged_into(row.id or 0)] for row in rows if row.class_ in TOGETHER}  # fmt: skip
    lanes = slot.store.lanes([row.key for row in rows] + [key for keys in told.values() for key in keys])  # fmt: skip
    to = dict[str, str]()
    for row in rows:  # a message comes before what hangs under it
        keys = (row.key, *told.get(row.id, ()))
        lane = next((lanes[key] for key in keys if lanes.get(key)), "")
        to[row.key] = _under(slot, row, brand, to) or targets.target(brand, _class(row), lane)
        yield row.id or 0, to[row.key]


def _under(slot: Slot, row: NoticeRow, brand: Brand, to: dict[str, str]) -> str | None:
    """Where the message is, or goes, that this one hangs under; None where it hangs under none there."""
    if row.class_ not in THREADED:
        return None
    head = slot.store.notice_of(head_key(row))
    if head and head.into_id:
        head = slot.store.notice(head.into_id)
    found = to.get(head.key, head.target) if head else None
    return found if found in targets.targets(brand) else None


def _class(row: NoticeRow) -> str:
    """By which the settings know where it goes."""
    if row.class_ == "bundle":
        return str(getattr(read(row), "of", ""))
    return "digest" if row.class_ in DIGEST else OPS if row.class_ == OPS else row.class_
