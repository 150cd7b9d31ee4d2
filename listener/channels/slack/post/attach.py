"""Attach: the digest's page in its thread. Whatever becomes of it, alerts do not wait for it."""

from datetime import timedelta

import structlog

from listener.channels.slack.door.client import Door
from listener.channels.slack.door.errors import (
    PLACE,
    THREAD,
    SlackBusyError,
    SlackDoubtError,
    SlackDownError,
    SlackError,
    SlackRefusedError,
)
from listener.channels.slack.post.slot import Slot
from listener.notices import outbox
from listener.notices.apart import apart
from listener.notices.digest_page import DigestPage, Page
from listener.store.delivering import NOTHING_TO_SAY
from listener.store.tables import NoticeRow

log = structlog.get_logger()

TRIES = 8  # each after twice the wait of the one before: four hours
WAIT = timedelta(minutes=1)  # after the first


def attach(slot: Slot, notice: NoticeRow, door: Door) -> bool:
    """Upload the page and show it, claimed before; Slack tells no ts of it, and it has no stamp."""
    notice_id, page = notice.id or 0, None
    with apart(slot.store, slot.gear.brands.get(notice.brand), notice, slot.now):
        page = page_of(notice)
        if page is None:
            slot.store.set_notice(notice_id, state="sent", sent_at=slot.now, error=NOTHING_TO_SAY)
    if page is None:
        return False
    if not slot.store.claim_for_slack(notice_id, notice.thread_ts, slot.now):
        return False
    try:
        door.share(slot.channel, door.upload(page), page, notice.thread_ts)
    except SlackError as problem:
        slot.wrote()
        _failed(slot, notice, problem)
        return False
    slot.wrote()
    slot.store.set_notice(notice_id, state="sent", sent_at=slot.now, error=None)
    slot.took(notice.brand)
    return True


def page_of(notice: NoticeRow) -> Page | None:
    """The file of a digest's notice; None for any other, and once it was emptied."""
    told = outbox.read(notice)
    return told.page if isinstance(told, DigestPage) else None


def _failed(slot: Slot, notice: NoticeRow, problem: SlackError) -> None:
    """Write down what it means; refused for what it is, a page is never tried again."""
    notice_id, now, code = notice.id or 0, slot.now, problem.code
    set_notice = slot.store.set_notice
    match problem:
        case SlackRefusedError() if code in THREAD:  # a person deleted the digest
            set_notice(notice_id, state="sent", sent_at=now, error=NOTHING_TO_SAY)
        case SlackRefusedError() if code in PLACE and code != "missing_scope":
            slot.hold(notice, code)
        case SlackRefusedError():
            log.warning("slack refused the digest's page", target=slot.target, cause=code)
            slot.operators.fail(
                notice, "files_scope" if code == "missing_scope" else "files_refused"
            )
        case _ if notice.attempts + 1 >= TRIES:
            log.warning("the digest's page does not get through", target=slot.target, cause=code)
            slot.operators.fail(notice, "files_unreachable")
        case SlackBusyError():  # the other methods have limits of their own
            later = now + timedelta(seconds=problem.retry_after)
            set_notice(notice_id, state="pending", next_at=later, error="files_busy")
        case SlackDownError():  # files go to a host of their own, which a firewall may not know
            later = now + WAIT * 2**notice.attempts
            set_notice(notice_id, state="pending", next_at=later, error=code)
        case SlackDoubtError():
            set_notice(notice_id, error=code)  # it stays in `sending`
            slot.trouble(problem, notice.made_at, notice.brand)
