"""What acts ask and write of drafts: those of one mention, and the text that is approved."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import col, select

from listener.advice.drafts.precedents import Precedent
from listener.store.base import columns_of
from listener.store.drafting import (
    Suggestion,
    Undrafted,
    answers_since,
    bring_forward,
)
from listener.store.joins import tag_of_decision
from listener.store.outgoing import Outgoing, columns
from listener.store.precedents import precedents_of
from listener.store.room import Room
from listener.store.tables import (
    ApprovalRow,
    DecisionRow,
    MentionRow,
    NoticeRow,
    SuggestionRow,
    TagRow,
    VectorRow,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """A person's word on a text; ApprovalRow says what the columns mean."""

    leaf: str
    n: int
    text: str
    edited: float | None
    who: str
    by: str
    is_last: bool


def decided(room: Room) -> Undrafted | None:
    """The mention with what its drafts rest on; None where it has no decision."""
    query = (
        select(MentionRow, TagRow.lang, DecisionRow)
        .join(DecisionRow, col(DecisionRow.mention_id) == col(MentionRow.id))
        .join(TagRow, tag_of_decision(), isouter=True)
        .where(
            col(MentionRow.id) == room.id,
            col(DecisionRow.ended_at).is_(None),
        )
    )
    found = room.session.exec(query).first()
    return None if found is None else (found[0], found[1], found[2])


def vector(room: Room) -> bytes | None:
    """The mention's newest sentence vector; None where it has none."""
    query = select(VectorRow.v).where(col(VectorRow.mention_id) == room.id)
    return room.session.exec(query.order_by(col(VectorRow.id).desc())).first()


def recent(room: Room, age: timedelta) -> list[str]:
    """What the brand wrote lately, newest first."""
    return answers_since(room.session, room.brand, room.at - age)


def precedents(room: Room) -> list[Precedent]:
    """What the brand answered before, newest first."""
    return precedents_of(room.session, room.brand)


def drafts_of(room: Room) -> list[SuggestionRow]:
    """The drafts of the open decision in their order, those that were rejected among them."""
    query = select(SuggestionRow).where(col(SuggestionRow.decision_id).in_(_decision(room)))
    return list(room.session.exec(query.order_by(col(SuggestionRow.n))))


def due_of(room: Room, key: str) -> datetime | None:
    """When the notice of this key is, or was, to go out; None where there is none, or it failed."""
    row = room.session.exec(select(NoticeRow).where(col(NoticeRow.key) == key)).first()
    if row is None or row.state == "failed":
        return None
    if row.state == "pending":
        return row.next_at
    return row.made_at


def add_drafts(room: Room, rows: Sequence[Suggestion]) -> None:
    """Store the drafts that the decision has not had yet."""
    room.store.insert_new(room.session, SuggestionRow, [columns_of(row) for row in rows])


def bring(room: Room, notice: Outgoing) -> None:
    """Have drafts in their thread now: made, or brought forward where they wait or failed."""
    room.store.insert_new(room.session, NoticeRow, columns([notice]))
    bring_forward(room.session, [notice])


def want_drafts(room: Room, mention_ids: Collection[int]) -> None:
    """Let the open decisions of these mentions have drafts."""
    drafted = select(SuggestionRow.id).where(col(SuggestionRow.decision_id) == col(DecisionRow.id))
    query = select(DecisionRow).where(
        col(DecisionRow.mention_id).in_(sorted(mention_ids)),
        col(DecisionRow.ended_at).is_(None),
        ~col(DecisionRow.wants_draft),
        ~drafted.exists(),
    )
    for row in room.session.exec(query.order_by(col(DecisionRow.id))):
        row.wants_draft = True
        room.session.add(row)
        room.was({"kind": "wants", "id": row.id})


def reject_drafts(room: Room, n: int | None) -> None:
    """Show a draft of the open decision no more, or all of them."""
    for row in drafts_of(room):
        if row.rejected_at is None and n in (None, row.n):
            row.rejected_at = room.at
            room.session.add(row)
            room.was({"kind": "draft", "id": row.id})


def approve(room: Room, said: Approval) -> None:
    """Write down whose word it is, on what."""
    m = room.mention
    if m is None:
        return
    row = ApprovalRow(
        brand=room.brand,
        mention_id=m.id or 0,
        revision=m.revision,
        act_id=room.act_id,
        at=room.at,
        **columns_of(said),
    )
    room.session.add(row)
    room.session.flush()
    room.was({"kind": "approval", "id": row.id})


def _decision(room: Room) -> Any:
    return select(DecisionRow.id).where(
        col(DecisionRow.mention_id) == room.id,
        col(DecisionRow.ended_at).is_(None),
    )
