"""Undoing: what an act changed is as it was before it.

What came of it is taken back as far as nobody was told: drafts that were let be made and did not
leave. An alert that went to another desk stays there, and says that it was taken back.
"""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeVar

from sqlmodel import SQLModel, col, func, select

from listener.store.burying import bury
from listener.store.precedents import forget_of, put_in
from listener.store.room import Room, Value
from listener.store.tables import (
    ActRow,
    AnswerRow,
    ApprovalRow,
    CorrectionRow,
    DecisionRow,
    NoticeRow,
    SuggestionRow,
)

Row = TypeVar("Row", bound=SQLModel)
Was = Mapping[str, Value]
_TIMES = ("owned_at", "closed_at")
_STATE = ("owner", "owner_by", "owned_at", "closed", "closed_who", "closed_at", "lane")


def newer(room: Room, act: ActRow) -> ActRow | None:
    """What was done since to the same mention, or gave the same order anew, and stands."""
    if act.mention_id is not None:
        query = select(ActRow).where(
            col(ActRow.mention_id) == act.mention_id,
            col(ActRow.id) > (act.id or 0),
            col(ActRow.undone_at).is_(None),
            col(ActRow.name) != "undo",
        )
        if found := room.session.exec(query.order_by(col(ActRow.id).desc())).first():
            return found
    for was in _changed(act):
        if was["kind"] == "order":
            row = room.order(str(was["what"]), was["key"])
            if row and row.act_id != act.id:
                return room.row(row.act_id)
    return None


def undone_by(room: Room, act_id: int) -> ActRow | None:
    """The act that undid another one."""
    begins = json.dumps({"act": str(act_id)})[:-1]
    query = select(ActRow).where(
        col(ActRow.name) == "undo", col(ActRow.said).startswith(begins, autoescape=True)
    )
    return room.session.exec(query).first()


def put_back(room: Room, act: ActRow) -> None:
    """Let all be as it was before an act."""
    for was in reversed(_changed(act)):
        if back := _BACK.get(str(was["kind"])):
            back(room, was)
    act.undone_at = room.at
    room.session.add(act)


def _changed(act: ActRow) -> list[Was]:
    found: list[Was] = json.loads(act.changed)
    return found


def _state(room: Room, was: Was) -> None:
    row = room.state_row(int(was["mention"] or 0))
    for name in (name for name in _STATE if name in was):
        value = was[name]
        is_time = name in _TIMES and value is not None
        setattr(row, name, datetime.fromisoformat(str(value)) if is_time else value)
    if room.mention is None or row.mention_id != room.mention.id:
        row.version += 1
    room.session.add(row)


def _order(room: Room, was: Was) -> None:
    row = room.order(str(was["what"]), was["key"])
    if row is None:
        return
    if not was["was"]:
        room.session.delete(row)
        return
    row.act_id, row.value = int(was["was"]), str(was["value"])
    row.until = datetime.fromisoformat(str(was["until"])) if was["until"] else None
    room.session.add(row)


def _correction(room: Room, was: Was) -> None:
    _forget(room, CorrectionRow, was)
    mine = col(CorrectionRow.mention_id) == room.id
    left = select(func.max(CorrectionRow.id)).where(mine)
    room.corrected_by(room.session.exec(left).one() or 0)


def _draft(room: Room, was: Was) -> None:
    if draft := room.session.get(SuggestionRow, was["id"]):
        draft.rejected_at = None
        room.session.add(draft)


def _notice(room: Room, was: Was) -> None:
    """Where it still waits."""
    row = room.session.get(NoticeRow, was["id"], with_for_update=True)
    if row and row.state == "pending":
        row.next_at = datetime.fromisoformat(str(was["next_at"]))
        room.session.add(row)


def _answer_more(room: Room, was: Was) -> None:
    if row := room.session.get(AnswerRow, was["id"]):
        row.url, row.text = str(was["url"]), str(was["text"])
        room.session.add(row)
        if not row.text:
            forget_of(room.session, AnswerRow, int(was["id"] or 0))


def _sent(room: Room, was: Was) -> None:
    """What was known of what was sent, before an answer that is taken back."""
    row = room.session.get(ApprovalRow, was["id"])
    if row is None:
        return
    known = json.loads(str(was["was"]))
    at = known["sent_at"]
    row.sent_at = datetime.fromisoformat(at) if at else None
    row.sent_edited, row.sent_verbatim = known["sent_edited"], known["sent_verbatim"]
    room.session.add(row)


def _unwanted(room: Room, was: Was) -> None:
    """Drafts that an act let be made: not made any more, and gone where they did not leave yet."""
    decision = room.session.get(DecisionRow, was["id"])
    if decision is None or decision.ended_at is not None:
        return
    key = col(NoticeRow.key) == f"drafts:{decision.mention_id}"
    told = room.session.exec(select(NoticeRow).where(key).with_for_update()).first()
    if told and (told.ts or told.state not in ("pending", "sent")):
        return  # they stand in the thread, or are on their way there
    if told:
        room.session.delete(told)
    mine = col(SuggestionRow.decision_id) == decision.id
    for draft in room.session.exec(select(SuggestionRow).where(mine)).all():
        room.session.delete(draft)
    decision.wants_draft = False
    room.session.add(decision)


def _filed(room: Room, was: Was) -> None:
    """A post that was handed in goes as one that its source took down."""
    bury(room.session, [(int(was["id"] or 0), room.at)])


def _forget(room: Room, table: type[Row], was: Was) -> None:
    if row := room.session.get(table, was["id"]):
        room.session.delete(row)
        room.session.flush()


def _unsaid(room: Room, table: type[AnswerRow | ApprovalRow], was: Was) -> None:
    """What was learned of it goes with it."""
    forget_of(room.session, table, int(was["id"] or 0))
    _forget(room, table, was)


def _precedent(room: Room, was: Was) -> None:
    v = None if was["v"] is None else str(was["v"])
    put_in(room, int(was["id"] or 0), str(was["text"]), str(was["needs"]), v)


_BACK: Mapping[str, Callable[[Room, Was], None]] = {
    "state": _state,
    "order": _order,
    "correction": _correction,
    "answer": lambda room, was: _unsaid(room, AnswerRow, was),
    "answer_more": _answer_more,
    "approval": lambda room, was: _unsaid(room, ApprovalRow, was),
    "sent": _sent,
    "draft": _draft,
    "notice": _notice,
    "filed": _filed,
    "precedent": _precedent,
    "wants": _unwanted,
    "decide": lambda room, was: room.decide_again(),  # noqa: ARG005
}
