"""What people approved as an answer, and what was sent after that: read, and read back."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from listener.figures.edits import distance, is_verbatim
from listener.figures.sent import Sent
from listener.store.base import Base
from listener.store.tables import AnswerRow, ApprovalRow, MentionRow

CLOCKS = timedelta(minutes=10)  # by which a source's clock may be behind ours


@dataclass(frozen=True, slots=True)
class Approved:
    """The text that people approved last for a mention."""

    act: int  # of the last of them
    text: str
    n: int  # the draft that it came from; 0: none
    who: tuple[str, ...]  # the first of them first
    by: tuple[str, ...]  # who they are at their doors
    at: datetime
    is_last: bool  # it needs nobody else


class Approvals(Base):
    """What figures and messages ask of them."""

    def approved(self, mention_id: int) -> Approved | None:
        """What was approved last for a mention as it stands now."""
        with self.reader() as session:
            m = session.get(MentionRow, mention_id)
            return approved_of(session, m) if m else None

    def approval(self, act_id: int) -> ApprovalRow | None:
        """What one act approved; None once it is taken back."""
        query = select(ApprovalRow).where(col(ApprovalRow.act_id) == act_id)
        with self.reader() as session:
            return session.exec(query).first()

    def sent_between(self, brand: str, since: datetime, until: datetime) -> list[Sent]:
        """A brand's approved answers that were seen sent in a stretch of time, oldest first."""
        query = (
            select(ApprovalRow)
            .join(MentionRow, col(MentionRow.id) == col(ApprovalRow.mention_id))
            .where(
                col(MentionRow.muted).is_(None),
                col(ApprovalRow.brand) == brand,
                col(ApprovalRow.sent_at) >= since,
                col(ApprovalRow.sent_at) < until,
            )
            .order_by(col(ApprovalRow.sent_at), col(ApprovalRow.id))
        )
        with self.reader() as session:
            return [
                Sent(row.mention_id, row.leaf, row.sent_at, row.sent_edited, row.sent_verbatim)
                for row in session.exec(query)
                if row.sent_at and row.sent_edited is not None and row.sent_verbatim is not None
            ]


def is_same(one: str, other: str) -> bool:
    """Are two texts the same but for their spaces, which a window may change?"""
    return one.split() == other.split()


def approved_of(session: Session, m: MentionRow, leaf: str | None = None) -> Approved | None:
    """What was approved last for a mention; with `leaf` only where the tree still says that of it, and
    its author has not changed it since.
    """
    query = select(ApprovalRow).where(col(ApprovalRow.mention_id) == m.id)
    if leaf is not None:
        query = query.where(col(ApprovalRow.leaf) == leaf, col(ApprovalRow.revision) == m.revision)
    rows = session.exec(query.order_by(col(ApprovalRow.id))).all()
    if not rows:
        return None
    last = rows[-1]
    alike = [row for row in rows if is_same(row.text, last.text)]
    return Approved(
        act=last.act_id,
        text=last.text,
        n=last.n,
        who=tuple(dict.fromkeys(row.who for row in alike)),
        by=tuple(dict.fromkeys(row.by for row in alike)),
        at=last.at,
        is_last=last.is_last,
    )


@dataclass(frozen=True, slots=True)
class Was:
    """What was known of an approval before an answer was read back."""

    id: int
    sent_at: datetime | None
    sent_edited: float | None
    sent_verbatim: bool | None


def read_back(session: Session, answers: Sequence[AnswerRow]) -> list[Was]:
    """Write down how far these answers are from what was approved before them; what was known of it.

    Of several answers the nearest counts.
    """
    changed: list[Was] = []
    said = [answer for answer in answers if answer.text.strip()]
    last = _last(session, {answer.mention_id for answer in said}) if said else {}
    for answer in said:
        row = last.get(answer.mention_id)
        if row is None or not row.text or (answer.is_dated and answer.at < row.at - CLOCKS):
            continue
        found = distance(row.text, answer.text)
        if row.sent_edited is not None and row.sent_edited <= found:
            continue
        changed.append(Was(row.id or 0, row.sent_at, row.sent_edited, row.sent_verbatim))
        row.sent_at, row.sent_edited = answer.at, found
        row.sent_verbatim = is_verbatim(row.text, answer.text)
        session.add(row)
    return changed


def _last(session: Session, mention_ids: Collection[int]) -> dict[int, ApprovalRow]:
    """Of each of these mentions the approval that stands: the last that needed nobody else."""
    query = select(ApprovalRow).where(
        col(ApprovalRow.mention_id).in_(sorted(mention_ids)), col(ApprovalRow.is_last)
    )
    rows = session.exec(query.order_by(col(ApprovalRow.id))).all()
    return {row.mention_id: row for row in rows}
