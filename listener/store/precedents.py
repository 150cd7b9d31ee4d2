"""Precedents in the database: what waits to become one, what there is, and what takes one away."""

import base64
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, delete, or_, select, update

from listener.advice.drafts.precedents import Precedent
from listener.store.base import columns_of
from listener.store.inserting import Inserting
from listener.store.room import Room
from listener.store.tables import (
    ActRow,
    AnswerRow,
    ApprovalRow,
    DecisionRow,
    MentionRow,
    PrecedentRow,
    VectorRow,
)

MOST = 400  # precedents of a brand that drafts are looked for in: the newest


@dataclass(frozen=True, slots=True)
class Given:
    """An answer that was given, or a text that was approved last, with what it answered."""

    mention: MentionRow
    leaves: tuple[str, ...]  # what the tree said of the mention, newest first
    answer_id: int
    approval_id: int
    text: str
    who: str  # who signed it
    at: datetime
    tagger: str
    vector: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """A row of precedents, before it is one; PrecedentRow says what its columns mean."""

    brand: str
    mention_id: int
    answer_id: int
    approval_id: int
    lang: str
    leaf: str
    matter: str
    text: str
    needs: str
    tagger: str
    v: bytes | None
    at: datetime


_Row = tuple[MentionRow, int, int, str, str, datetime]  # mention, answer, approval, text, who, when


class Precedence(Inserting):
    """What the team answered before."""

    def unlearned(self, brands: Collection[str], *, limit: int) -> list[Given]:
        """What these brands answered or approved, and nobody looked at yet; of a mention the last answer,
        else the last text that was approved.
        """
        with self.reader() as session:
            answers = session.exec(_answers(brands).limit(limit)).all()
            told = {m.id for m, _ in answers}
            found: list[_Row] = [(m, a.id or 0, 0, a.text, a.who, a.at) for m, a in answers]
            if len(found) < limit:
                approvals = session.exec(_approvals(brands).limit(limit - len(found))).all()
                found += [
                    (m, 0, a.id or 0, a.text, a.who, a.at) for m, a in approvals if m.id not in told
                ]
            if not found:
                return []
            ids = [one[0].id or 0 for one in found]
            leaves, vectors = _leaves(session, ids), _vectors(session, ids)
        last = {one[0].id or 0: one for one in sorted(found, key=lambda one: (one[1], one[2]))}
        return [
            Given(m, tuple(leaves.get(id_, ())), answer, approval, text, who, at, tagger, vector)
            for id_, (m, answer, approval, text, who, at) in last.items()
            for tagger, vector in (vectors.get(id_, ("", None)),)
        ]

    def learn(self, learned: Sequence[Learned]) -> None:
        """Keep these, each in the place of what was kept of its mention before; none whose answer or approval
        was taken back meanwhile, and none of a mention that was deleted.
        """
        with self.writing() as session:
            for one in learned:
                if _still(session, one):
                    mine = col(PrecedentRow.mention_id) == one.mention_id
                    session.exec(delete(PrecedentRow).where(mine))
                    self.insert_new(session, PrecedentRow, [columns_of(one)])

    def precedents(self, brand: str, *, limit: int = MOST) -> list[Precedent]:
        """The newest of a brand, newest first."""
        with self.reader() as session:
            return precedents_of(session, brand, limit=limit)

    def drop_precedent(self, id_: int, brands: Collection[str]) -> bool:
        """Take one of these brands' out for good; was there one?"""
        mine = (
            col(PrecedentRow.id) == id_,
            col(PrecedentRow.brand).in_(list(brands)),
            col(PrecedentRow.text) != "",
        )
        with self.writing() as session:
            return bool(
                session.exec(
                    update(PrecedentRow).where(*mine).values(text="", needs="[]", v=None)
                ).rowcount
            )


def precedents_of(session: Session, brand: str, *, limit: int = MOST) -> list[Precedent]:
    """The newest of a brand, newest first."""
    query = (
        select(PrecedentRow)
        .where(col(PrecedentRow.brand) == brand, col(PrecedentRow.text) != "")
        .order_by(col(PrecedentRow.id).desc())
        .limit(limit)
    )
    return [
        Precedent(
            id=row.id or 0,
            mention=row.mention_id,
            at=row.at,
            lang=row.lang,
            leaf=row.leaf,
            matter=row.matter,
            text=row.text,
            needs=frozenset(json.loads(row.needs)),
            tagger=row.tagger,
            vector=row.v,
        )
        for row in session.exec(query)
    ]


def precedent_in(room: Room, id_: int) -> PrecedentRow | None:
    """One of the brand's that drafts are still made of."""
    row = room.session.get(PrecedentRow, id_, with_for_update=True)
    return row if row and row.brand == room.brand and row.text else None


def drop_in(room: Room, id_: int) -> None:
    """Take one out, so that it can be put back."""
    if row := precedent_in(room, id_):
        v = base64.b64encode(row.v).decode() if row.v else None
        room.was({"kind": "precedent", "id": id_, "text": row.text, "needs": row.needs, "v": v})
        row.text, row.needs, row.v = "", "[]", None
        room.session.add(row)


def put_in(room: Room, id_: int, text: str, needs: str, v: str | None) -> None:
    """Put one back, unless another answer took its place."""
    row = room.session.get(PrecedentRow, id_, with_for_update=True)
    if row and not row.text:
        row.text, row.needs = text, needs
        row.v = base64.b64decode(v) if v else None
        room.session.add(row)


def forget_of(session: Session, table: type[AnswerRow | ApprovalRow], id_: int) -> None:
    """An answer, or an approval, is no more: nor is what was learned of it."""
    of = PrecedentRow.answer_id if table is AnswerRow else PrecedentRow.approval_id
    session.exec(delete(PrecedentRow).where(col(of) == id_))


def unlink(session: Session, mention_ids: Collection[int]) -> None:
    """Their sources took these mentions down: no precedent leads to them, or tells what they said. What of them
    was an answer of ours is no answer to learn from, and no precedent.
    """
    ids = sorted(mention_ids)
    taken, theirs = _answers_among(session, ids), col(PrecedentRow.mention_id).in_(ids)
    _strike_copies(session, theirs | col(PrecedentRow.answer_id).in_(taken))
    session.exec(update(AnswerRow).where(col(AnswerRow.id).in_(taken)).values(text=""))
    session.exec(
        update(PrecedentRow)
        .where(col(PrecedentRow.answer_id).in_(taken))
        .values(text="", needs="[]", v=None)
    )
    session.exec(update(PrecedentRow).where(theirs).values(mention_id=None, v=None))


def _strike_copies(session: Session, which: Any) -> None:
    """Nothing of these is kept to be put back: an act that took one out holds what it said."""
    dropped = session.exec(select(PrecedentRow.id).where(which, col(PrecedentRow.text) == ""))
    said = [json.dumps({"precedent": str(id_)}) for id_ in dropped]
    acts = (col(ActRow.name) == "forget", col(ActRow.said).in_(said))
    session.exec(update(ActRow).where(*acts).values(changed="[]"))


def _answers_among(session: Session, ids: Sequence[int]) -> list[int]:
    """The answers that were read from these mentions, which are not forgotten yet."""
    query = select(MentionRow.id, MentionRow.url, MentionRow.text).where(
        col(MentionRow.id).in_(ids), col(MentionRow.by_owner)
    )
    gone = {url or f"mention:{id_}": text.split() for id_, url, text in session.exec(query)}
    found: dict[str, list[tuple[int, list[str]]]] = {}
    there = select(AnswerRow.id, AnswerRow.url, AnswerRow.text)
    for id_, url, text in session.exec(there.where(col(AnswerRow.url).in_(list(gone)))):
        found.setdefault(url, []).append((id_ or 0, text.split()))
    # Of several at one address, as where a page is all that a feed tells, those that say the same.
    return [
        id_ for url, rows in found.items() for id_, words in rows
        if len(rows) == 1 or words == gone[url]
    ]  # fmt: skip


def _answers(brands: Collection[str]) -> Any:
    newer = select(PrecedentRow.id).where(
        col(PrecedentRow.mention_id) == col(AnswerRow.mention_id),
        col(PrecedentRow.answer_id) >= col(AnswerRow.id),
    )
    return (
        select(MentionRow, AnswerRow)
        .join(AnswerRow, col(AnswerRow.mention_id) == col(MentionRow.id))
        .where(*_readable(brands), col(AnswerRow.text) != "", ~newer.exists())
        .order_by(col(AnswerRow.id).desc())
    )


def _approvals(brands: Collection[str]) -> Any:
    newer = select(PrecedentRow.id).where(
        col(PrecedentRow.mention_id) == col(ApprovalRow.mention_id),
        or_(
            col(PrecedentRow.answer_id) > 0,
            col(PrecedentRow.approval_id) >= col(ApprovalRow.id),
        ),
    )
    return (
        select(MentionRow, ApprovalRow)
        .join(ApprovalRow, col(ApprovalRow.mention_id) == col(MentionRow.id))
        .where(
            *_readable(brands),
            col(ApprovalRow.is_last),
            col(ApprovalRow.text) != "",
            ~newer.exists(),
        )
        .order_by(col(ApprovalRow.id).desc())
    )


def _readable(brands: Collection[str]) -> tuple[Any, ...]:
    """Mentions of these brands that were decided, and whose words are still there."""
    decided = select(DecisionRow.id).where(col(DecisionRow.mention_id) == col(MentionRow.id))
    return (
        # Not by an index of brands: SQLite would walk all mentions at each turn, for a few answers.
        (col(MentionRow.brand) + "").in_(list(brands)),
        col(MentionRow.deleted_at).is_(None),
        (col(MentionRow.text) != "") | col(MentionRow.title).is_not(None),
        decided.exists(),
    )


def _leaves(session: Session, ids: Sequence[int]) -> dict[int, list[str]]:
    query = select(DecisionRow.mention_id, DecisionRow.leaf).where(
        col(DecisionRow.mention_id).in_(ids)
    )
    found: dict[int, list[str]] = {}
    for id_, leaf in session.exec(query.order_by(col(DecisionRow.id).desc())):
        found.setdefault(id_, []).append(leaf)
    return found


def _vectors(session: Session, ids: Sequence[int]) -> dict[int, tuple[str, bytes | None]]:
    query = select(VectorRow.mention_id, VectorRow.tagger, VectorRow.v).where(
        col(VectorRow.mention_id).in_(ids)
    )
    return {id_: (tagger, v) for id_, tagger, v in session.exec(query.order_by(col(VectorRow.id)))}


def _still(session: Session, one: Learned) -> bool:
    """Is what it was made of still there, and the mention with its words? Held until it is kept."""
    m = select(MentionRow.id).where(
        col(MentionRow.id) == one.mention_id, col(MentionRow.deleted_at).is_(None)
    )
    if session.exec(m.with_for_update()).first() is None:
        return False
    table: Any = AnswerRow if one.answer_id else ApprovalRow
    of = select(table.id).where(
        col(table.id) == (one.answer_id or one.approval_id), col(table.text) != ""
    )
    return session.exec(of.with_for_update()).first() is not None
