"""Heads: the messages that tell of the mention an act is about; in their threads it leaves its line."""

from sqlmodel import col, select

from listener.store.outgoing import payload_of
from listener.store.room import Room
from listener.store.tables import DecisionRow, NoticeRow
from listener.store.unsent import MOVED


def told_by(room: Room) -> NoticeRow | None:
    """The message that tells of the mention; what is told with others is told by their bundle."""
    query = (
        select(NoticeRow)
        .join(DecisionRow, col(DecisionRow.told_by) == col(NoticeRow.key))
        .where(col(DecisionRow.mention_id) == room.id)
        .order_by(col(DecisionRow.id).desc())  # corrected to nothing, it hangs where it was told
    )
    row = room.session.exec(query).first()
    if row and row.into_id and (head := room.session.get(NoticeRow, row.into_id)):
        return head
    return row


def moved(room: Room) -> list[NoticeRow]:
    """Those in the channels of other desks that it was passed on to, oldest first."""
    if room.mention is None or room.mention.story_id is None:
        return []
    query = select(NoticeRow).where(
        col(NoticeRow.story_id) == room.mention.story_id, col(NoticeRow.key).startswith(MOVED)
    )
    rows = room.session.exec(query.order_by(col(NoticeRow.id)))
    return [row for row in rows if payload_of(row).mention == room.id]
