"""What the group stage asks of the store."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select, update

from listener.store.inserting import Inserting
from listener.store.tables import AuthorRow, MentionRow, StoryRow, VectorRow


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


class Grouping(Inserting):
    """Mentions that lack a story, the stories, and the authors."""

    def ungrouped(self, *, limit: int) -> list[MentionRow]:
        """Tagged mentions without a story, in the order in which they were posted."""
        query = select(MentionRow).where(col(MentionRow.stage) == "group")
        query = query.order_by(col(MentionRow.at), col(MentionRow.id)).limit(limit)
        with self.reading() as session:
            return list(session.exec(query))

    def vectors(self, mention_ids: Iterable[int]) -> dict[int, bytes]:
        """The newest vector of each mention that has one."""
        query = select(VectorRow.mention_id, VectorRow.v).where(
            col(VectorRow.mention_id).in_(list(mention_ids))
        )
        with self.reading() as session:
            return dict(session.exec(query.order_by(col(VectorRow.id))).all())

    def grouped_since(self, brand: str, since: datetime, *, limit: int) -> list[Earlier]:
        """A brand's recent mentions that have a story, newest first."""
        query = (
            select(MentionRow, StoryRow.key)
            .join(StoryRow, col(MentionRow.story_id) == col(StoryRow.id))
            .where(col(MentionRow.brand) == brand, col(MentionRow.at) >= since)
            .order_by(col(MentionRow.at).desc())
            .limit(limit)
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
            )
            for m, key in rows
        ]

    def add_to_stories(self, grouped: Sequence[Grouped], *, name_until: datetime) -> None:
        """Make or extend the stories and authors of these mentions, all or none."""
        with self.writing() as session:
            self._add_authors(session, [g.mention for g in grouped], name_until)
            for g in grouped:
                m = g.mention
                keys = {"brand": m.brand, "key": g.story_key}
                self.insert_new(session, StoryRow, [keys | {"opened_at": m.at, "last_at": m.at}])
                session.exec(
                    update(StoryRow)
                    .where(
                        col(StoryRow.brand) == m.brand,
                        col(StoryRow.key) == g.story_key,
                        col(StoryRow.last_at) < m.at,
                    )
                    .values(last_at=m.at)
                )
                story = select(StoryRow.id).where(
                    col(StoryRow.brand) == m.brand, col(StoryRow.key) == g.story_key
                )
                author = select(AuthorRow.id).where(
                    col(AuthorRow.brand) == m.brand, col(AuthorRow.key) == m.author_key
                )
                session.exec(
                    update(MentionRow)
                    .where(col(MentionRow.id) == m.id, col(MentionRow.stage) == "group")
                    .values(
                        story_id=story.scalar_subquery(),
                        author_id=author.scalar_subquery() if m.author_key else None,
                        copy_of=g.copy_of,
                        stage="decide",
                    )
                )

    def _add_authors(
        self, session: Session, mentions: Sequence[MentionRow], name_until: datetime
    ) -> None:
        for m in mentions:
            if not m.author_key:
                continue
            known = {"brand": m.brand, "key": m.author_key}
            seen = {"first_seen_at": m.at, "last_seen_at": m.at}
            self.insert_new(session, AuthorRow, [known | seen])
            row = session.exec(
                select(AuthorRow).where(
                    col(AuthorRow.brand) == m.brand, col(AuthorRow.key) == m.author_key
                )
            ).one()
            row.name, row.name_until = m.author_name or row.name, name_until
            row.followers = m.author_followers if m.author_followers is not None else row.followers
            row.first_seen_at = min(row.first_seen_at, m.at)
            row.last_seen_at = max(row.last_seen_at, m.at)
            session.add(row)
