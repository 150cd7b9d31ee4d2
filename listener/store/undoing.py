"""Undoing: what an act changed is as it was before it.

But what came of it stays: drafts that were let be made, and an alert that went to another desk.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import TypeVar

from sqlmodel import SQLModel, col, func, select

from listener.store.room import Room, Value
from listener.store.tables import (
    ActRow,
    AnswerRow,
    CorrectionRow,
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
        match was["kind"]:
            case "state":
                _state(room, was)
            case "order":
                _order(room, was)
            case "correction":
                _forget(room, CorrectionRow, was)
                mine = col(CorrectionRow.mention_id) == act.mention_id
                left = select(func.max(CorrectionRow.id)).where(mine)
                room.corrected_by(room.session.exec(left).one() or 0)
            case "answer":
                _forget(room, AnswerRow, was)
            case "draft":
                if draft := room.session.get(SuggestionRow, was["id"]):
                    draft.rejected_at = None
                    room.session.add(draft)
            case "notice":
                _notice(room, was)
            case "decide":
                room.decide_again()
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


def _notice(room: Room, was: Was) -> None:
    """Where it still waits."""
    row = room.session.get(NoticeRow, was["id"], with_for_update=True)
    if row and row.state == "pending":
        row.next_at = datetime.fromisoformat(str(was["next_at"]))
        room.session.add(row)


def _forget(room: Room, table: type[Row], was: Was) -> None:
    if row := room.session.get(table, was["id"]):
        room.session.delete(row)
        room.session.flush()
