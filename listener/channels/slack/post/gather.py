"""Digesting a backlog: notices that one message tells together, made so before any of them is sent."""

from collections import defaultdict
from collections.abc import Sequence

from listener.advice.time.bundles import BUNDLED, messages
from listener.channels.slack.post.slot import Slot
from listener.notices.bundle import Bundle
from listener.notices.outage import Outage
from listener.settings.brand import Bundles
from listener.store.errors import StoreError
from listener.store.outgoing import Envelope
from listener.store.refusing import ALONE
from listener.store.tables import NoticeRow

IN_OUTAGE = 10  # alerts a message: each is told with its own words
MERGED = ("instant", "news")  # what an outage lets grow stale


def gather(slot: Slot, due: Sequence[NoticeRow]) -> None:
    """Merge what is due at a bundle's hour, and what grew stale while Slack was unreachable."""
    bundles: dict[tuple[str, str], list[NoticeRow]] = defaultdict(list)
    stale: dict[str, list[NoticeRow]] = defaultdict(list)
    held = {brand: slot.is_held(brand) for brand in {row.brand for row in due}}
    for row in due:
        if held[row.brand] or row.error == ALONE:
            continue
        if row.class_ in BUNDLED:
            bundles[row.brand, row.class_].append(row)
        elif row.class_ in MERGED and slot.now - row.made_at > slot.limits.stale:
            stale[row.brand].append(row)
    for (name, class_), rows in bundles.items():
        of = slot.gear.brands.get(name)
        if moot := slot.store.moot([row.id or 0 for row in rows]):
            slot.store.drop(moot, slot.now)
        weighed = slot.store.weigh([row for row in rows if row.id not in moot])
        able = {row.id for row, _ in weighed}
        # What has nothing to tell any more goes with the last.
        *parts, last = messages(weighed, of.bundles if of else Bundles())
        for part in (*parts, [*last, *(row for row in rows if row.id not in able | moot)]):
            _merge(slot, "bundle", class_, part)
    waiting = {row.brand: row for row in due if row.class_ == "outage" and not row.error}
    for brand, rows in stale.items():
        _outage(slot, rows, waiting.get(brand))


def _outage(slot: Slot, rows: Sequence[NoticeRow], head: NoticeRow | None) -> None:
    merged = [row for row in rows if not _stands_alone(slot, row)]
    if head is not None:
        room = max(0, IN_OUTAGE - len(slot.store.merged_into(head.id or 0)))
        _merge(slot, "outage", "instant", merged[:room], into=head)
        merged = merged[room:]
    old = bool(merged) and slot.now - merged[0].made_at >= slot.limits.outage
    if len(merged) > 1 and (old or len(merged) > slot.limits.many):
        for start in range(0, len(merged), IN_OUTAGE):
            _merge(slot, "outage", "instant", merged[start : start + IN_OUTAGE])


def _stands_alone(slot: Slot, row: NoticeRow) -> bool:
    """One that cannot be shown breaks no message but its own."""
    try:
        return slot.gear.render.stands_alone(row)
    except StoreError:
        raise
    except Exception:  # it is told where it is posted
        return True


def _merge(
    slot: Slot,
    kind: str,
    class_: str,
    rows: Sequence[NoticeRow],
    *,
    into: NoticeRow | None = None,
) -> None:
    if not rows:
        return
    envelope = Envelope(
        brand=rows[0].brand,
        key=into.key if into else f"{kind}:{slot.target}:{rows[0].id}",
        target=slot.target,
        class_=kind,
        # It takes the place of the first; a bundle that of the hour it was to wait for.
        made_at=min(row.next_at for row in rows) if kind == "bundle" else rows[0].made_at,
        due_at=slot.now,
    )
    head = Bundle(envelope=envelope, of=class_) if kind == "bundle" else Outage(envelope=envelope)
    slot.store.merge(head, [row.id or 0 for row in rows])
