"""Refresh: the message of a story follows its story, by editing it in place."""

from datetime import timedelta

import structlog

from listener.channels.slack.door.errors import (
    MESSAGE,
    PLACE,
    SlackBusyError,
    SlackError,
    SlackRefusedError,
)
from listener.channels.slack.look.message import Message
from listener.channels.slack.post.post import fingerprint
from listener.channels.slack.post.slot import Slot
from listener.store.delivering import LIMITED
from listener.store.errors import StoreError
from listener.store.tables import NoticeRow

log = structlog.get_logger()


Shown = tuple[list[NoticeRow], dict[int, str]]
"""Messages whose stories changed, and what these hold now, by the message's id."""


def look(slot: Slot) -> Shown:
    """What of a target's messages may have changed."""
    with slot.store.reader():
        parents = _followed(slot)
        facts = slot.store.facts(parents)
    return [p for p in parents if facts.get(p.id or 0) != p.facts], facts


def refresh(slot: Slot, shown: Shown) -> int:
    """Edit the messages whose card changed; return how many.

    An edit may be repeated, so whatever goes wrong it is simply tried again at the next tick.
    """
    (parents, facts), edited = shown, 0
    for parent in parents:
        now_known = facts.get(parent.id or 0)
        door = slot.door(parent)
        if door is None or not door.looks:
            continue
        if slot.is_held(parent.brand):
            continue
        message = _rendered(slot, parent)
        if message is None or fingerprint(message) == parent.shown:
            slot.store.set_notice(parent.id or 0, facts=now_known)
            continue
        if not slot.may_write("sent") or not _edit(slot, parent, message):
            break
        slot.store.set_notice(
            parent.id or 0, facts=now_known, shown=fingerprint(message), error=None
        )
        edited += 1
    return edited


def _followed(slot: Slot) -> list[NoticeRow]:
    """The messages that their brands want to be kept up to date."""
    now = slot.now
    since = {name: now - one.thresholds.followed_for for name, one in slot.gear.brands.items()}
    found = slot.store.parents(slot.target, min(since.values(), default=now))
    return [p for p in found if p.sent_at and p.sent_at >= since.get(p.brand, now)]


def _rendered(slot: Slot, parent: NoticeRow) -> Message | None:
    """What it is to show now; one that cannot be shown any more stays as it stands."""
    try:
        return slot.gear.render(parent)
    except StoreError:
        raise
    except Exception as error:  # the type only: a text may be a mention's
        name = type(error).__name__
        log.error("slack keeps the old message", notice=parent.id, error=name)  # noqa: TRY400
        return None


def _edit(slot: Slot, parent: NoticeRow, message: Message) -> bool:
    """Put a message in the place of the old one; False when it is to be tried again."""
    door = slot.door(parent)
    if door is None:
        return False
    try:
        door.update(slot.channel, parent.ts or "", message, slot.stamp(parent))
    except SlackBusyError as error:
        later = slot.now + timedelta(seconds=error.retry_after)
        slot.store.set_notice(parent.id or 0, next_at=later, error=LIMITED)
        return False
    except SlackRefusedError as error:
        log.warning("slack keeps the old message", notice=parent.id, error=error.code)
        if error.code in PLACE:  # the channel or all of Slack is shut: again when it is open
            slot.hold_edits(parent.brand, error.code)
            return False
        # Deleted by a person, or too old to edit: what stands there stands.
        if error.code in MESSAGE:
            slot.operators.alarm(error.code, parent.brand)
    except SlackError as error:
        slot.trouble(error, slot.now, parent.brand)
        return False
    else:
        slot.took(parent.brand)
    finally:
        slot.wrote()
    return True
