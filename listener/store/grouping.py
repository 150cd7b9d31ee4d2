"""What the group stage asks of the store."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select as rows_of
from sqlmodel import Session, bindparam, col, select, update

from listener.store.base import table_of
from listener.store.tables import AuthorRow, MentionRow, StoryRow, VectorRow
from listener.store.taking import Kind, Taking

MENTIONS = table_of(MentionRow)
STORIES = table_of(StoryRow)
VECTORS = table_of(VectorRow)
# Whole rows take several times as long to read, and every mention is read here once more.
_EARLIER = tuple(
    MENTIONS.c[name]
    for name in (
        *("id", "copy_of", "text", "url_key", "author_key", "thread_key"),
        *("source_id", "author_name", "posted_at", "genre"),
    )
)


@dataclass(frozen=True, slots=True)
class Grouped:
    """Where one mention belongs."""

    mention: MentionRow
    story_key: str
    copy_of: int | None = None  # the first mention with these words


@dataclass(frozen=True, slots=True)
class Earlier:
    """A mention that already has a story, as far as grouping compares with it."""

    id: int
    story_key: str
    copy_of: int | None
    text: str
    url_key: str | None
    author_key: str | None
    thread: tuple[int, str] | None  # source and thread key
    vector: bytes | None
    source_id: int
    author_name: str | None
    posted_at: datetime | None
    genre: str


class Grouping(Taking):
    """Mentions that lack a story, the stories, and the authors."""

    def ungrouped(self, *, limit: int, without: Collection[str] = ()) -> list[MentionRow]:
        """Tagged mentions without a story, in the order in which they were posted.

        `without` holds brands that others have taken.
        """
        order = (col(MentionRow.at), col(MentionRow.id))
        # First ids alone, from the index: the queue may be long, and its rows are wide.
        queue = select(MentionRow.id).where(col(MentionRow.stage) == "group").order_by(*order)
        if without:
            queue = queue.where(col(MentionRow.brand).not_in(list(without)))
        with self.reader() as session:
            if not (first := session.exec(queue.limit(limit)).all()):
                return []
            query = select(MentionRow).where(col(MentionRow.id).in_(first)).order_by(*order)
            return list(session.exec(query))

    def vectors(self, mention_ids: Iterable[int]) -> dict[int, bytes]:
        """The newest vector of each mention that has one."""
        query = rows_of(VECTORS.c.mention_id, VECTORS.c.v).where(
            VECTORS.c.mention_id.in_(list(mention_ids))
        )
        with self.reader() as session:
            rows = session.connection().execute(query.order_by(VECTORS.c.id))
            return {mention: v for mention, v in rows}

    def grouped_since(self, brand: str, since: datetime, *, limit: int) -> list[int]:
        """A brand's recent mentions that have a story, newest first."""
        query = (
            rows_of(MENTIONS.c.id)
            .where(
                MENTIONS.c.brand == brand,
                MENTIONS.c.at >= since,
                MENTIONS.c.story_id.is_not(None),
            )
            .order_by(MENTIONS.c.at.desc(), MENTIONS.c.id.desc())
            .limit(limit)
        )
        with self.reader() as session:  # thousands each time: straight from the connection
            return list(session.connection().execute(query).scalars())

    def earlier(self, mention_ids: Collection[int]) -> list[Earlier]:
        """These mentions, which have a story, in no order."""
        query = (
            rows_of(*_EARLIER, STORIES.c.key.label("story_key"))
            .join(STORIES, MENTIONS.c.story_id == STORIES.c.id)
            .where(MENTIONS.c.id.in_(list(mention_ids)))
        )
        with self.reader() as session:
            rows = session.connection().execute(query).all()
        vectors = self.vectors(m.id or 0 for m in rows)
        return [
            Earlier(
                id=m.id or 0,
                story_key=m.story_key,
                copy_of=m.copy_of,
                text=m.text,
                url_key=m.url_key,
                author_key=m.author_key,
                thread=(m.source_id, m.thread_key) if m.thread_key else None,
                vector=vectors.get(m.id or 0),
                source_id=m.source_id,
                author_name=m.author_name,
                posted_at=m.posted_at,
                genre=m.genre,
            )
            for m in rows
        ]

    def add_to_stories(self, grouped: Sequence[Grouped], *, name_until: datetime) -> int:
        """Make or extend the stories and authors of one brand's mentions, all or none; return how
        many mentions went on.

        Raises OutdatedError where another process has taken the brand meanwhile.
        """
        if not grouped:
            return 0
        brand = grouped[0].mention.brand
        with self.writing() as session:
            self._prove(session, Kind.BRAND)
            authors = self._add_authors(session, [g.mention for g in grouped], name_until)
            stories = self._add_stories(session, brand, grouped)
            handed_on = session.connection().execute(
                MENTIONS.update().where(
                    MENTIONS.c.id == bindparam("mention"), MENTIONS.c.stage == "group"
                ),
                [
                    {
                        "mention": g.mention.id,
                        "story_id": stories[g.story_key],
                        "author_id": authors.get(g.mention.author_key or ""),
                        "copy_of": g.copy_of,
                        "stage": "decide",
                    }
                    for g in grouped
                ],
            )
            return int(handed_on.rowcount)

    def _add_stories(
        self, session: Session, brand: str, grouped: Sequence[Grouped]
    ) -> dict[str, int]:
        """The id of each story by its key."""
        opened: dict[str, datetime] = {}
        last: dict[str, datetime] = {}
        for g in grouped:
            opened.setdefault(g.story_key, g.mention.at)
            last[g.story_key] = max(last.get(g.story_key, g.mention.at), g.mention.at)
        new = [
            {"brand": brand, "key": k, "opened_at": at, "last_at": at} for k, at in opened.items()
        ]
        self.insert_new(session, StoryRow, new)
        session.connection().execute(
            STORIES.update()
            .where(
                STORIES.c.brand == brand,
                STORIES.c.key == bindparam("of"),
                STORIES.c.last_at < bindparam("at"),
            )
            .values(last_at=bindparam("at")),
            [{"of": key, "at": at} for key, at in last.items()],
        )
        query = select(StoryRow.key, StoryRow.id).where(
            col(StoryRow.brand) == brand, col(StoryRow.key).in_(list(opened))
        )
        return {key: id_ or 0 for key, id_ in session.exec(query)}

    def _add_authors(
        self, session: Session, mentions: Sequence[MentionRow], name_until: datetime
    ) -> dict[str, int]:
        """The id of each author by its key; accounts that share a proof become one author."""
        known = [m for m in mentions if m.author_key]
        brand = mentions[0].brand
        before = _Authors(session, brand, known)
        new: dict[str, dict[str, Any]] = {}
        for m in known:
            if before.of(m) is None:
                new.setdefault(m.author_proof or m.author_key or "", _author(m, name_until))
        self.insert_new(session, AuthorRow, list(new.values()))
        authors = _Authors(session, brand, known) if new else before
        for m in known:
            if row := authors.join(m):
                _seen_again(row, m, name_until)
        session.flush()
        return {m.author_key or "": row.id or 0 for m in known if (row := authors.of(m))}


class _Authors:
    """The authors of some mentions, by what tells them apart."""

    def __init__(self, session: Session, brand: str, mentions: Sequence[MentionRow]) -> None:
        self._session = session
        keys = {m.author_key for m in mentions}
        proofs = {m.author_proof for m in mentions if m.author_proof}
        query = select(AuthorRow).where(
            col(AuthorRow.brand) == brand,
            col(AuthorRow.key).in_(keys) | col(AuthorRow.proof).in_(proofs),
        )
        rows = session.exec(query.order_by(col(AuthorRow.id))).all()
        self._by_key = {row.key: row for row in rows}
        self._by_proof: dict[str, AuthorRow] = {}
        for row in rows:
            if row.proof:
                self._by_proof.setdefault(row.proof, row)

    def of(self, m: MentionRow) -> AuthorRow | None:
        """Who wrote it, if that is known."""
        return self._by_key.get(m.author_key or "") or self._by_proof.get(m.author_proof or "")

    def join(self, m: MentionRow) -> AuthorRow | None:
        """Who wrote it; where its account and its proof name two authors, they are one from now."""
        row = self.of(m)
        if row is None or not m.author_proof:
            return row
        other = self._by_proof.setdefault(m.author_proof, row)
        if other is row:
            return row
        kept, gone = (row, other) if (row.id or 0) < (other.id or 0) else (other, row)
        self._session.exec(
            update(MentionRow).where(col(MentionRow.author_id) == gone.id).values(author_id=kept.id)
        )
        kept.first_seen_at = min(kept.first_seen_at, gone.first_seen_at)
        kept.last_seen_at = max(kept.last_seen_at, gone.last_seen_at)
        for known in (self._by_key, self._by_proof):
            known.update({k: kept for k, one in known.items() if one is gone})
        self._session.delete(gone)
        return kept


def _author(m: MentionRow, name_until: datetime) -> dict[str, Any]:
    return {
        "brand": m.brand,
        "key": m.author_key,
        "proof": m.author_proof,
        "name": m.author_name or None,
        "name_until": name_until,
        "followers": m.author_followers,
        "first_seen_at": m.at,
        "last_seen_at": m.at,
    }


def _seen_again(row: AuthorRow, m: MentionRow, name_until: datetime) -> None:
    reach = m.author_followers
    told = {
        "name": m.author_name or row.name,
        "name_until": name_until,
        "proof": m.author_proof or row.proof,
        "followers": reach if reach is not None else row.followers,
        "first_seen_at": min(row.first_seen_at, m.at),
        "last_seen_at": max(row.last_seen_at, m.at),
    }
    for name, value in told.items():
        if getattr(row, name) != value:  # of one that is new in this batch nothing is
            setattr(row, name, value)
