"""Retention in the database: texts and names whose time is over, and forgetting them.

Rows stay, with tags, decisions, counts and times, so no figure changes. A sentence vector goes
with its text, since it gives away what the text said; so do the reason and the path of a
decision and the drafts, which quote it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, literal
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, delete, exists, func, or_, select, update

from listener.store.base import BATCH
from listener.store.inserting import Inserting
from listener.store.tables import (
    ActRow,
    AnswerRow,
    ApprovalRow,
    AuthorRow,
    DecisionRow,
    MentionRow,
    NoticeRow,
    PeriodRow,
    StoryRow,
    SuggestionRow,
    VectorRow,
)
from listener.store.unshown import MARK, is_unseen, is_unshown

TOGETHER = 5_000  # rows a transaction
PATIENCE = timedelta(days=7)  # what a stage has not done by then keeps no text any more
UNTOLD = timedelta(days=15)  # nor what nobody was told by then: Slack may refuse for two weeks

Condition = ColumnElement[bool]


class Expiring(Inserting):
    """Texts and names that may be kept no longer. `after` is the last id of the batch before."""

    def worn_texts(self, before: datetime, *, after: int = 0) -> list[int]:
        """Mentions whose words are to be forgotten, at most 5,000: old ones, and deleted ones."""
        return self._ids(_worn_text(before), after)

    def forget_texts(self, mention_ids: Sequence[int], before: datetime) -> int:
        """Blank what these mentions said and everything that quotes it; how many there were."""
        with self.writing() as session:
            ids = _held(session, mention_ids, _worn_text(before))
            _forget_words(session, ids)
            theirs = col(ApprovalRow.mention_id).in_(ids)
            session.exec(update(ApprovalRow).where(theirs).values(text=""))
            # Nothing gives them back.
            content = func.replace(col(MentionRow.content_hash), MARK, "")
            session.exec(
                update(MentionRow).where(col(MentionRow.id).in_(ids)).values(content_hash=content)
            )
            return len(ids)

    def hide_unseen(self, source_id: int, before: datetime) -> int:
        """Take the words, and who wrote them, from up to 5,000 mentions that a source did not show since a
        time: until it does. How many there were.
        """
        unseen = is_unseen(source_id, before)
        query = select(MentionRow.id).where(unseen).limit(TOGETHER)
        with self.reader() as session:
            found = [i or 0 for i in session.exec(query)]
        if not found:
            return 0
        with self.writing() as session:
            ids = _held(session, found, unseen)
            _forget_words(session, ids)
            session.exec(
                update(MentionRow)
                .where(col(MentionRow.id).in_(ids))
                .values(
                    content_hash=literal(MARK) + col(MentionRow.content_hash),
                    author_name=None,
                    author_handle=None,
                    author_url=None,
                )
            )
            return len(ids)

    def worn_names(self, before: datetime, *, after: int = 0) -> list[int]:
        """Mentions whose author's name and handle are to be forgotten, at most 5,000."""
        return self._ids(_worn_name(before), after)

    def forget_names(self, mention_ids: Sequence[int], before: datetime) -> int:
        """Blank the author's name and handle of these mentions; how many there were."""
        with self.writing() as session:
            ids = _held(session, mention_ids, _worn_name(before))
            session.exec(
                update(MentionRow)
                .where(col(MentionRow.id).in_(ids))
                .values(author_name=None, author_handle=None, author_url=None)
            )
            return len(ids)

    def forget_authors(self, now: datetime) -> int:
        """Forget up to 5,000 names of authors whose time is over; how many there were."""
        worn = (col(AuthorRow.name).is_not(None), col(AuthorRow.name_until) < now)
        return self._blank(AuthorRow, worn, name=None, name_until=None)

    def forget_answers(self, before: datetime) -> int:
        """Forget up to 5,000 of the brand's own words of before a time; how many there were."""
        worn = (
            col(AnswerRow.at) < before,
            (col(AnswerRow.text) != "") | (col(AnswerRow.who) != ""),
        )
        return self._blank(AnswerRow, worn, text="", who="")

    def forget_approvals(self, before: datetime) -> int:
        """Forget up to 5,000 of the texts that people approved before a time; how many there were."""
        worn = (col(ApprovalRow.at) < before, col(ApprovalRow.text) != "")
        return self._blank(ApprovalRow, worn, text="")

    def forget_reasons(self, before: datetime) -> int:
        """Forget up to 5,000 reasons that people gave before a time; how many there were."""
        worn = (
            col(ActRow.at) < before,
            col(ActRow.name) == "reject_draft",
            col(ActRow.said) != "{}",
        )
        return self._blank(ActRow, worn, said="{}")

    def held(self, mention_ids: Sequence[int]) -> dict[int, tuple[bool, bool]]:
        """Of those of these mentions that there are: do we still have words, and a name?"""
        query = select(
            MentionRow.id,
            (col(MentionRow.text) != "") | col(MentionRow.title).is_not(None),
            _named(),
        )
        found: dict[int, tuple[bool, bool]] = {}
        with self.reader() as session:
            for start in range(0, len(mention_ids), BATCH):
                some = list(mention_ids[start : start + BATCH])
                for i, words, name in session.exec(query.where(col(MentionRow.id).in_(some))):
                    found[i or 0] = bool(words), bool(name)
        return found

    def wipe_journal(self) -> bool:
        """Leave nothing of what was forgotten in SQLite's journal; False while a reader needs it.

        In the file itself `secure_delete` has overwritten it. PostgreSQL does this in its own
        time (autovacuum, its log's recycling).
        """
        if not self.is_sqlite:
            return True
        with self._turn, self.engine.connect() as connection:
            raw: Any = connection.connection.driver_connection
            busy, _, _ = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy

    def happened(self, key: str) -> bool:
        """Has this period been done?"""
        with self.reader() as session:
            return (
                session.exec(select(PeriodRow.id).where(col(PeriodRow.key) == key)).first()
                is not None
            )

    def last_happened(self, prefix: str) -> datetime | None:
        """When a period whose key begins so was last done."""
        query = select(func.max(PeriodRow.at)).where(
            col(PeriodRow.key).startswith(prefix, autoescape=True)
        )
        with self.reader() as session:
            return session.exec(query).one()

    def set_happened(self, key: str, now: datetime) -> None:
        """Write down that this period is done; it belongs to no brand."""
        with self.writing() as session:
            self.insert_new(session, PeriodRow, [{"brand": "", "key": key, "at": now}])

    def _ids(self, worn: Condition, after: int) -> list[int]:
        query = select(MentionRow.id).where(worn, col(MentionRow.id) > after)
        with self.reader() as session:
            found = session.exec(query.order_by(col(MentionRow.id)).limit(TOGETHER))
            return [i for i in found if i is not None]

    def _blank(
        self,
        row: type[AuthorRow | AnswerRow | ApprovalRow | ActRow],
        worn: tuple[Condition, ...],
        **values: Any,
    ) -> int:
        with self.writing() as session:
            some = select(row.id).where(*worn).limit(TOGETHER).with_for_update(skip_locked=True)
            ids = list(session.exec(some))
            session.exec(update(row).where(col(row.id).in_(ids)).values(**values))
            return len(ids)


def _held(session: Session, mention_ids: Sequence[int], worn: Condition) -> list[int]:
    """Those that are still so: none that was revised since, or that another process has."""
    query = select(MentionRow.id).where(col(MentionRow.id).in_(list(mention_ids)), worn)
    found = session.exec(query.order_by(col(MentionRow.id)).with_for_update(skip_locked=True))
    return [i for i in found if i is not None]


def _worn_text(before: datetime) -> Condition:
    says = or_(
        col(MentionRow.text) != "",
        col(MentionRow.title).is_not(None),
        col(MentionRow.parent_text).is_not(None),
        col(MentionRow.thread_title).is_not(None),
        exists().where(col(VectorRow.mention_id) == col(MentionRow.id)),
        exists().where(
            col(DecisionRow.mention_id) == col(MentionRow.id), col(DecisionRow.reason) != ""
        ),
        is_unshown(),
    )
    return (_over(before) | col(MentionRow.deleted_at).is_not(None)) & says


def _worn_name(before: datetime) -> Condition:
    return _over(before) & _named()


def _named() -> Condition:
    told = (MentionRow.author_name, MentionRow.author_handle, MentionRow.author_url)
    return or_(*(col(name).is_not(None) for name in told))


def _over(before: datetime) -> Condition:
    """Collected before a time, done with by every stage, and needed by nothing that is to be told."""
    collected = col(MentionRow.collected_at)
    done = (col(MentionRow.stage) == "") | (collected < before - PATIENCE)
    unsent = ("pending", "sending")
    together = aliased(NoticeRow)  # what tells it with others: a bundle, an outage
    is_fresh = col(NoticeRow.made_at) >= before - UNTOLD
    waits = exists().where(
        col(NoticeRow.story_id) == col(MentionRow.story_id),
        col(NoticeRow.state).in_(unsent)
        | exists().where(
            col(together.id) == col(NoticeRow.into_id), col(together.state).in_(unsent)
        ),
        is_fresh,
    )
    looks = select(NoticeRow.brand).where(
        col(NoticeRow.class_) == "first-look", col(NoticeRow.state).in_(unsent), is_fresh
    )
    in_look = col(MentionRow.silent) & col(MentionRow.brand).in_(looks)  # any of them may be shown
    shown = exists().where(
        col(StoryRow.id) == col(MentionRow.story_id),
        col(StoryRow.lead_id) == col(MentionRow.id),
        col(NoticeRow.story_id) == col(StoryRow.id),
        col(NoticeRow.made_at) >= before,
    )
    return (collected < before) & done & ~waits & ~in_look & ~shown


def _forget_words(session: Session, ids: Sequence[int]) -> None:
    """Blank what these mentions said and everything that quotes it."""
    decided = select(DecisionRow.id).where(col(DecisionRow.mention_id).in_(ids))
    session.exec(
        update(SuggestionRow)
        .where(col(SuggestionRow.decision_id).in_(decided))
        .values(text="", parts="[]", checks="[]")
    )
    session.exec(
        update(DecisionRow)
        .where(col(DecisionRow.mention_id).in_(ids))
        .values(reason="", path="[]", words="")
    )
    session.exec(delete(VectorRow).where(col(VectorRow.mention_id).in_(ids)))
    session.exec(
        update(MentionRow)
        .where(col(MentionRow.id).in_(ids))
        # No stage may read a blank where there was a text.
        .values(text="", title=None, parent_text=None, thread_title=None, stage="")
    )
