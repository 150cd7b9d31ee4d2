"""What the group stage asks of the store."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, bindparam, col, select

from listener.store.base import table_of
from listener.store.inserting import Inserting
from listener.store.tables import AuthorRow, MentionRow, StoryRow, VectorRow

MENTIONS = table_of(MentionRow)
STORIES = table_of(StoryRow)


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


class Grouping(Inserting):
    """Mentions that lack a story, the stories, and the authors."""

    def ungrouped(self, *, limit: int) -> list[MentionRow]:
        """Tagged mentions without a story, in the order in which they were posted."""
        order = (col(MentionRow.at), col(MentionRow.id))
        # First ids alone, from the index: the queue may be long, and its rows are wide.
        queue = select(MentionRow.id).where(col(MentionRow.stage) == "group").order_by(*order)
        with self.reading() as session:
            first = session.exec(queue.limit(limit)).all()
            query = select(MentionRow).where(col(MentionRow.id).in_(first)).order_by(*order)
            return list(session.exec(query))

    def vectors(self, mention_ids: Iterable[int]) -> dict[int, bytes]:
        """The newest vector of each mention that has one."""
        query = select(VectorRow.mention_id, VectorRow.v).where(
            col(VectorRow.mention_id).in_(list(mention_ids))
        )
        with self.reading() as session:
            return dict(session.exec(query.order_by(col(VectorRow.id))).all())

    def grouped_since(self, brand: str, since: datetime, *, limit: int) -> list[int]:
        """A brand's recent mentions that have a story, newest first."""
        query = (
            select(MentionRow.id)
            .where(
                col(MentionRow.brand) == brand,
                col(MentionRow.at) >= since,
                col(MentionRow.story_id).is_not(None),
            )
            .order_by(col(MentionRow.at).desc(), col(MentionRow.id).desc())
            .limit(limit)
        )
        with self.reading() as session:
            return [id_ or 0 for id_ in session.exec(query)]

    def earlier(self, mention_ids: Collection[int]) -> list[Earlier]:
        """These mentions, which have a story, in no order."""
        query = (
            select(MentionRow, StoryRow.key)
            .join(StoryRow, col(MentionRow.story_id) == col(StoryRow.id))
            .where(col(MentionRow.id).in_(list(mention_ids)))
        )
        with self.reading() as session:
            rows = session.exec(query).all()
        vectors = self.vectors(m.id or 0 for m, _ in rows)
        return [
            Earlier(
                id=m.id or 0,
                story_key=key,
                copy_of=m.copy_of,
                text=m.text,
                url_key=m.url_key,
                author_key=m.author_key,
                thread=(m.source_id, m.thread_key) if m.thread_key else None,
                vector=vectors.get(m.id or 0),
                source_id=m.source_id,
                author_name=m.author_name,
                posted_at=m.posted_at,
            )
            for m, key in rows
        ]

    def add_to_stories(self, grouped: Sequence[Grouped], *, name_until: datetime) -> None:
        """Make or extend the stories and authors of one brand's mentions, all or none."""
        if not grouped:
            return
        brand = grouped[0].mention.brand
        with self.writing() as session:
            authors = self._add_authors(session, [g.mention for g in grouped], name_until)
            stories = self._add_stories(session, brand, grouped)
            session.connection().execute(
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
        """The id of each author by its key."""
        known = [m for m in mentions if m.author_key]
        new = {
            m.author_key: {
                "brand": m.brand,
                "key": m.author_key,
                "first_seen_at": m.at,
                "last_seen_at": m.at,
            }
            for m in known
        }
        self.insert_new(session, AuthorRow, list(new.values()))
        query = select(AuthorRow).where(
            col(AuthorRow.brand) == mentions[0].brand, col(AuthorRow.key).in_(list(new))
        )
        rows = {row.key: row for row in session.exec(query.order_by(col(AuthorRow.id)))}
        for m in known:
            row = rows[m.author_key or ""]
            row.name, row.name_until = m.author_name or row.name, name_until
            row.followers = m.author_followers if m.author_followers is not None else row.followers
            row.first_seen_at = min(row.first_seen_at, m.at)
            row.last_seen_at = max(row.last_seen_at, m.at)
        session.flush()
        return {key: row.id or 0 for key, row in rows.items()}
