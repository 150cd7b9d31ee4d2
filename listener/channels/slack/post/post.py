"""Post: one notice after the other, each claimed before the call that may be the last we make."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

import structlog

from listener.channels.slack.door.client import Door
from listener.channels.slack.door.errors import (
    BLOCKS,
    DOUBTFUL,
    MESSAGE,
    PLACE,
    PLAIN,
    PLAINER,
    REFUSED,
    THREAD,
    SlackBusyError,
    SlackDoubtError,
    SlackDownError,
    SlackError,
    SlackRefusedError,
)
from listener.channels.slack.look.message import Message
from listener.channels.slack.post.attach import attach
from listener.channels.slack.post.slot import Slot
from listener.notices.apart import apart
from listener.notices.held import FILES
from listener.store.delivering import DIGEST, LIMITED, NOTHING_TO_SAY, THREADED
from listener.store.tables import NoticeRow
from listener.store.telling import TOGETHER, head_key

log = structlog.get_logger()
T = TypeVar("T")

REOPENED = timedelta(days=14)  # how far back what an earlier release gave up goes out after all


def post_all(slot: Slot, then: Callable[[Slot], T]) -> tuple[int, T]:
    """Post what is due, in the order of its making; return how many messages went out, and what
    `then` reads when none is left.
    """
    done, read = 0, list[T]()
    while (found := _next(slot, lambda: read.append(then(slot)))) and slot.sit_out(
        found.limited_until
    ):
        done += _post(slot, found)
    return done, read[0] if read else then(slot)


def reopen(slot: Slot) -> None:
    """Give what an earlier release gave up another try: Slack refused it, and not for its words."""
    now = slot.now
    again = slot.store.reopen_refused(
        slot.target, besides=MESSAGE | FILES, since=now - REOPENED, now=now
    )
    if again:
        log.info("slack refused these before", target=slot.target, again=again)


def fingerprint(message: Message) -> str:
    """A short hash of what a message shows."""
    told = json.dumps([message.text, message.blocks], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def has_cause(error: str | None, *causes: str) -> bool:
    """Does the error of a notice begin with one of these words?"""
    return (error or "").partition(" ")[0] in causes


@dataclass(frozen=True, slots=True)
class _Next:
    """What goes out next, with all that is asked before it does."""

    notice: NoticeRow
    door: Door
    limited_until: datetime | None  # Slack asked for patience


def _next(slot: Slot, over: Callable[[], object]) -> _Next | None:
    """What goes out next; where nothing does, `over` reads on. What hangs under a digest that came
    to nothing shares its end.
    """
    found = None
    with slot.store.reading():
        notice, lost = _first(slot)
        if notice and (door := slot.door(notice)):
            notice.thread_ts = _thread(slot, notice, door)
            found = _Next(notice, door, slot.store.limited_until(slot.target, "pending"))
        elif not lost:
            over()
    for one, error in lost:
        slot.store.set_notice(one.id or 0, state="failed", error=error)
    return found


def _first(slot: Slot) -> tuple[NoticeRow | None, list[tuple[NoticeRow, str | None]]]:
    """The first that need not wait, and what of a failed digest stands before it, with its error."""
    held, lost = dict[str, bool](), list[tuple[NoticeRow, str | None]]()
    for notice in slot.store.outbox(slot.target, "pending", slot.now):
        if notice.brand not in held:
            held[notice.brand] = slot.is_held(notice.brand)
        if held[notice.brand] or not slot.door(notice):
            continue
        if notice.class_ not in DIGEST:
            if not _waits_for_parent(slot, notice):
                return notice, lost
            continue
        before = slot.store.before_in_digest(notice)
        ends = [error for class_, state, error in before if (class_, state) == ("digest", "failed")]
        if ends:
            lost.append((notice, ends[0]))
        elif not any(state in ("pending", "sending") for _, state, _ in before):  # in their order
            return notice, lost
    return None, lost


def _parent(slot: Slot, notice: NoticeRow) -> NoticeRow | None:
    """The message that a story's news, or a digest's parts, hang under, if it is of this channel."""
    if notice.class_ in DIGEST[1:]:
        return slot.store.notice_of(notice.key.rpartition(":")[0])
    if notice.class_ not in THREADED:
        return None
    parent = slot.store.notice_of(head_key(notice))
    if parent and parent.into_id:
        parent = slot.store.notice(parent.into_id)
    return parent if parent and parent.target == slot.target else None


def _waits_for_parent(slot: Slot, notice: NoticeRow) -> bool:
    parent = _parent(slot, notice)
    return parent is not None and parent.state in ("pending", "sending")


def _thread(slot: Slot, notice: NoticeRow, door: Door) -> str | None:
    if not door.looks or notice.error in THREAD:
        return None
    parent = _parent(slot, notice)
    return parent.ts if parent and parent.state == "sent" else None


def _post(slot: Slot, found: _Next) -> bool:
    notice, door = found.notice, found.door
    notice_id, error = notice.id or 0, notice.error
    if notice.class_ == "digest_page":
        return attach(slot, notice, door)
    if not slot.store.claim_for_slack(notice_id, notice.thread_ts, slot.now):
        return False
    facts, message = None, None
    with apart(slot.store, slot.gear.brands.get(notice.brand), notice, slot.now):
        # Figures and words of one moment: what changes after it is seen by the next comparison.
        with slot.store.reading():
            facts = slot.store.facts([notice]).get(notice_id)
            message = slot.gear.render(notice)
        if message is None:
            slot.store.drop(_told_by(slot, notice), slot.now)
    if message is None:
        return False
    shown = _as_taken(message, error)
    try:
        ts = door.post(slot.channel, shown, slot.stamp(notice), notice.thread_ts)
    except SlackError as problem:
        slot.wrote()
        _failed(slot, notice, problem, has_plainer=bool(shown.plainer))
        return False
    slot.wrote()
    slot.store.set_notice(
        notice_id,
        state="sent",
        sent_at=slot.now,
        ts=ts,
        error=None,
        facts=facts,
        shown=fingerprint(message),
    )
    slot.took(notice.brand)
    return True


def _as_taken(message: Message, error: str | None) -> Message:
    """What Slack is shown of a message after this error: ever plainer. A server that broke may have broken on
    what is newest.
    """
    if has_cause(error, PLAIN):
        return Message(message.text)
    is_plainer = message.plainer and has_cause(error, PLAINER, *DOUBTFUL)
    return Message(message.text, message.plainer) if is_plainer else message


def _told_by(slot: Slot, notice: NoticeRow) -> list[int]:
    """A notice, with those that it was to tell together."""
    members = slot.store.merged_into(notice.id or 0) if notice.class_ in TOGETHER else []
    return [row.id or 0 for row in (notice, *members)]


def _failed(slot: Slot, notice: NoticeRow, problem: SlackError, *, has_plainer: bool) -> None:
    """Write down what a call's failure means for its notice."""
    notice_id, now, code = notice.id or 0, slot.now, problem.code
    set_notice = slot.store.set_notice
    match problem:
        case SlackBusyError():
            later = now + timedelta(seconds=problem.retry_after)
            set_notice(notice_id, state="pending", next_at=later, error=LIMITED)
            log.info("slack asks for patience", target=slot.target, until=later.isoformat())
        case SlackDownError():
            set_notice(notice_id, state="pending", error=code)
            slot.trouble(problem, notice.made_at, notice.brand)
        case SlackDoubtError():
            set_notice(notice_id, error=code)  # it stays in `sending`
            slot.trouble(problem, notice.made_at, notice.brand)
        case SlackRefusedError() if slot.is_direct:
            # Beside what is told elsewhere: who cannot be reached misses no more than before.
            set_notice(notice_id, state="sent", sent_at=now, error=code)
            log.info("slack takes no message to a lead", cause=code)
        case SlackRefusedError() if code in THREAD and notice.class_ in DIGEST:
            # A person deleted the digest: its parts go with it.
            set_notice(notice_id, state="sent", sent_at=now, error=NOTHING_TO_SAY)
        case SlackRefusedError() if code in THREAD and notice.thread_ts:
            set_notice(notice_id, state="pending", error=code)  # next without the thread
        case _ if code in BLOCKS and has_plainer:
            set_notice(notice_id, state="pending", next_at=now, error=f"{PLAINER} {code}")
            log.info("slack takes no table", notice=notice_id, cause=code)
        case _ if code in MESSAGE or _is_its_own_fault(slot, notice, code):
            _refused_alone(slot, notice, code)
        case _:
            slot.hold(notice, code)


def _is_its_own_fault(slot: Slot, notice: NoticeRow, code: str) -> bool:
    """Was it refused before, with a code that we do not know, and others were taken since?"""
    if code in PLACE or not notice.started_at:
        return False
    if has_cause(notice.error, PLAIN):  # found so a moment ago
        return True
    since = notice.started_at
    return has_cause(notice.error, REFUSED) and slot.store.was_sent_since(
        slot.target, notice.brand, since
    )


def _refused_alone(slot: Slot, notice: NoticeRow, code: str) -> None:
    """Slack takes others: once more in plain words, then apart from what it was told with."""
    notice_id = notice.id or 0
    if not has_cause(notice.error, PLAIN):
        slot.store.set_notice(notice_id, state="pending", next_at=slot.now, error=f"{PLAIN} {code}")
        log.error("slack refused the blocks", notice=notice_id, cause=code)
    elif apart := slot.store.unmerge(notice_id, code, slot.now):
        log.error("slack refused what was told together", notice=notice_id, apart=apart)
    else:
        slot.operators.fail(notice, code)
