"""What decisions write: many mentions in one transaction, all or none."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Text
from sqlmodel import Session, bindparam, col, select, update

from listener.store.approved import read_back
from listener.store.base import chunks, columns_of, table_of
from listener.store.outgoing import Outgoing, columns
from listener.store.tables import AnswerRow, DecisionRow, MentionRow, NoticeRow, StateRow, StoryRow
from listener.store.taking import Kind, OutdatedError, Taking

DECISIONS = table_of(DecisionRow)
MENTIONS = table_of(MentionRow)
NOTICES = table_of(NoticeRow)
STORIES = table_of(StoryRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A row of decisions, before it is one; DecisionRow says what its columns mean."""

    brand: str
    mention_id: int
    revision: int
    tagger: str
    correction_id: int
    form: str
    tone: str
    intent: str
    leaf: str
    reason: str
    path: str
    lane: str
    alert: str
    rule: str
    signals: str
    confidence: str
    wants_draft: bool
    copied: str
    beside: str
    approvers: int
    risk: str
    risk_kind: str | None
    taken_form: str
    taken_tone: str
    sponsorship: str
    history: str
    told_by: str | None
    burst: str | None
    words: str
    due_at: datetime | None
    decided_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A row of answers, before it is one; AnswerRow says what its columns mean."""

    mention_id: int
    url: str
    text: str
    who: str
    at: datetime
    is_dated: bool


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a burst takes in when it is made, beside the mention that made it."""

    key: str
    mentions: frozenset[int]
    folds: frozenset[str]  # messages that tell of these alone: what still waits is not sent


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one decision writes."""

    mention: MentionRow
    decision: Decision
    notice: Outgoing | None = None
    answer: Answer | None = None
    gathered: Gathered | None = None
    solves: tuple[int, ...] = ()  # earlier mentions of its author, who says that it is solved
    muted: str | None = None  # the query that hides the mention


class Outcomes(Taking):
    """The writing half of the decide stage."""

    def add_decisions(
        self,
        outcomes: Sequence[Outcome],
        *,
        told: Mapping[str, str | None],
        rank: Callable[[str], int],
    ) -> int:
        """End the open decisions, write the new ones, their notices and answers, all or none; return
        how many mentions went off the queue.

        `told` has the state in which each notice was found whose story these tell of, None for
        one that was not made. Raises OutdatedError when one has another state by now (it was
        sent: what comes is news), when a mention was revised, corrected, or decided by another
        process, or when one has taken a brand that we had. A story's lead is the mention whose leaf ranks first, ties to the
        earliest.
        """
        with self.writing() as session:
            self._prove(session, Kind.BRAND)
            taken = _take(session, outcomes)
            _compare(session, told)
            connection = session.connection()
            ended = [{"of": o.mention.id, "ended_at": o.decision.decided_at} for o in outcomes]
            connection.execute(
                DECISIONS.update().where(
                    DECISIONS.c.mention_id == bindparam("of"), DECISIONS.c.ended_at.is_(None)
                ),
                ended,
            )
            connection.execute(DECISIONS.insert(), [columns_of(o.decision) for o in outcomes])
            _set_leads(session, [o.mention for o in outcomes], rank)
            self._put_notices(session, [o.notice for o in outcomes if o.notice])
            for gathered in (o.gathered for o in outcomes if o.gathered):
                _gather(session, gathered)
            answers = [columns_of(o.answer) for o in outcomes if o.answer]
            self.insert_new(session, AnswerRow, answers)
            read_back(session, [AnswerRow(**answer) for answer in answers])
            for one in (o for o in outcomes if o.solves):
                self._solve(session, one)
            return taken

    def _solve(self, session: Session, one: Outcome) -> None:
        """Close what the author of a mention had asked; what a person closed otherwise stays so."""
        ids, brand = sorted(one.solves), one.decision.brand
        fresh = {"brand": brand, "version": 0, "closed": ""}
        self.insert_new(session, StateRow, [{**fresh, "mention_id": i} for i in ids])
        session.exec(
            update(StateRow)
            .where(col(StateRow.mention_id).in_(ids), col(StateRow.closed).in_(("", "answered")))
            .values(
                closed="solved",
                closed_who=None,
                closed_at=one.decision.decided_at,
                version=StateRow.version + 1,
            )
        )

    def _put_notices(self, session: Session, made: Sequence[Outgoing]) -> None:
        """Add stories' notices, or bring waiting ones forward; a sent one stays."""
        notices = columns(made)
        self.insert_new(session, NoticeRow, notices)
        forward = NOTICES.update().where(
            NOTICES.c.key == bindparam("of"),
            NOTICES.c.state == "pending",
            NOTICES.c.next_at > bindparam("next_at"),
        )
        if notices:
            session.connection().execute(
                forward.values({n: bindparam(n) for n in ("class_", "next_at", "target")}),
                [
                    {"of": n["key"], **{k: n[k] for k in ("class_", "next_at", "target")}}
                    for n in notices
                ],
            )


_MUTE = (
    MENTIONS.update()
    .where(MENTIONS.c.id == bindparam("of"))
    .values(muted=bindparam("by", type_=Text))
)


def _gather(session: Session, gathered: Gathered) -> None:
    """Let a burst tell what others were to tell; a message that was sent, or is, stays theirs."""
    key, open_ = gathered.key, col(DecisionRow.ended_at).is_(None)
    for some in chunks(gathered.mentions):
        theirs = col(DecisionRow.mention_id).in_(some)
        session.exec(update(DecisionRow).where(theirs, open_).values(burst=key))
    waiting = (col(NoticeRow.key).in_(gathered.folds), col(NoticeRow.state) == "pending")
    folded = session.exec(
        select(NoticeRow.key).where(*waiting).order_by(col(NoticeRow.id)).with_for_update()
    ).all()
    head = select(NoticeRow.id).where(col(NoticeRow.key) == key).scalar_subquery()
    session.exec(
        update(NoticeRow)
        .where(col(NoticeRow.key).in_(folded))
        .values(state="folded", into_id=head)
        .execution_options(synchronize_session=False)
    )
    told = col(DecisionRow.told_by).in_(folded)
    session.exec(update(DecisionRow).where(told, open_).values(told_by=key))


def _take(session: Session, outcomes: Sequence[Outcome]) -> int:
    """Take the mentions off the queue, if every one of them is as it was read; how many it were.
    With it goes which of them are hidden, as they stand: settings may have changed since they were read.
    """
    mentions = [o.mention for o in outcomes]
    ids = [m.id for m in mentions]
    held = session.exec(
        select(MentionRow.id, MentionRow.revision, MentionRow.correction_id, MentionRow.muted)
        .where(col(MentionRow.id).in_(ids), col(MentionRow.stage) == "decide")
        .order_by(col(MentionRow.id))
        .with_for_update()
    ).all()
    if {row[:3] for row in held} != {(m.id, m.revision, m.correction_id) for m in mentions}:
        raise OutdatedError
    was = {id_: muted for id_, _, _, muted in held}
    by = {o.mention.id: o.muted for o in outcomes}
    if changed := [{"of": id_, "by": query} for id_, query in by.items() if was[id_] != query]:
        session.connection().execute(_MUTE, changed)
    off = update(MentionRow).where(col(MentionRow.id).in_(ids)).values(stage="")
    return int(session.exec(off).rowcount)


def _compare(session: Session, told: Mapping[str, str | None]) -> None:
    """Are these notices as they were read? Held, so that none is sent before we end."""
    if not told:
        return
    query = select(NoticeRow.key, NoticeRow.state).where(col(NoticeRow.key).in_(list(told)))
    held = dict(session.exec(query.order_by(col(NoticeRow.id)).with_for_update()).all())
    if any(held.get(key) != state for key, state in told.items()):
        raise OutdatedError


def _set_leads(
    session: Session, mentions: Sequence[MentionRow], rank: Callable[[str], int]
) -> None:
    new: dict[int, set[int]] = defaultdict(set)
    for m in mentions:
        new[m.story_id or 0].add(m.id or 0)
    query = select(StoryRow.id, StoryRow.lead_id).where(col(StoryRow.id).in_(list(new)))
    leads = {story or 0: lead for story, lead in session.exec(query)}
    # The lead's own leaf may have changed: then all are compared, else only it and the new ones.
    whole = [story for story, lead in leads.items() if lead is None or lead in new[story]]
    known = [lead for story, lead in leads.items() if lead is not None and lead not in new[story]]
    decided = (
        select(MentionRow.story_id, MentionRow.id, MentionRow.at, DecisionRow.leaf)
        .join(DecisionRow, col(DecisionRow.mention_id) == col(MentionRow.id))
        .where(col(MentionRow.deleted_at).is_(None), col(DecisionRow.ended_at).is_(None))
    )
    compared = [*known, *(i for ids in new.values() for i in ids)]
    found: dict[int, list[tuple[int, datetime, int]]] = defaultdict(list)
    for among in (col(MentionRow.story_id).in_(whole), col(MentionRow.id).in_(compared)):
        for story, id_, at, leaf in session.exec(decided.where(among)):
            found[story or 0].append((rank(leaf), at, id_ or 0))
    better = [
        {"story": story, "lead_id": min(found[story])[2]}
        for story, lead in leads.items()
        if found[story] and min(found[story])[2] != lead
    ]
    if better:
        session.connection().execute(
            STORIES.update().where(STORIES.c.id == bindparam("story")), better
        )
