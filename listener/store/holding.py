"""The installation: its key, its brands and its file, as the database knows them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import inspect, literal
from sqlalchemy.orm import aliased
from sqlmodel import Session, SQLModel, col, delete, func, or_, select, update

from listener.store.errors import StoreError
from listener.store.inserting import Inserting
from listener.store.tables import (
    AuthorRow,
    MentionRow,
    NoticeRow,
    OrderRow,
    PeriodRow,
    SourceRow,
    StoryRow,
)

# Keys of notices and periods that name their brand.
_NAMED = (
    "digest:",
    "missed:digest:",
    "first-look:",
    "ops:digest:",
    "ops:renamed:",
    "renamed:",
    "muted:",
)
_OF_AUTHOR = ("who", "snooze_author", "not_us_author")  # orders whose key is an author's id
_KEY = "secret-key:"  # the period whose key ends in the fingerprint of the installation's key
_CLAIM = 0x6B6579  # "key": the advisory lock of whoever gives a database its key


class Holding(Inserting):
    """Key, brands and file."""

    _file: tuple[int, int] | None = None  # device and number of the file, as first seen

    def key_fingerprint(self) -> str | None:
        """The fingerprint of the key that this database was filled with; None where it is not known."""
        if not inspect(self.engine).has_table("periods"):
            return None
        query = select(PeriodRow.key).where(col(PeriodRow.key).startswith(_KEY))
        with self.reader() as session:
            found = session.exec(query.order_by(col(PeriodRow.id).desc()).limit(1)).first()
        return found.removeprefix(_KEY) if found else None

    def claim_key(self, fingerprint: str, now: datetime) -> str:
        """Whose key it is from now on, where it has none; return the fingerprint of the one it has."""
        with self.writing() as session:
            self.alone_in(session, _CLAIM)
            query = select(PeriodRow.key).where(col(PeriodRow.key).startswith(_KEY))
            if found := session.exec(query.order_by(col(PeriodRow.id).desc()).limit(1)).first():
                return found.removeprefix(_KEY)
            session.add(PeriodRow(brand="", key=f"{_KEY}{fingerprint}", at=now))
        return fingerprint

    def set_key_fingerprint(self, fingerprint: str, now: datetime) -> None:
        """From now on it is the key of this fingerprint."""
        with self.writing() as session:
            session.exec(delete(PeriodRow).where(col(PeriodRow.key).startswith(_KEY)))
            session.add(PeriodRow(brand="", key=f"{_KEY}{fingerprint}", at=now))

    def has_authors(self) -> bool:
        """Are there people whose pseudonyms a key has made?"""
        if not inspect(self.engine).has_table("mentions"):
            return False
        with self.reader() as session:
            query = select(MentionRow.id).where(col(MentionRow.author_key).is_not(None)).limit(1)
            return session.exec(query).first() is not None

    def brand_names(self) -> list[str]:
        """Every brand that has mentions, from the index: not a look at each of them."""
        names: list[str] = []
        with self.reader() as session:
            while True:
                query = select(func.min(MentionRow.brand))
                if names:
                    query = query.where(col(MentionRow.brand) > names[-1])
                if (found := session.exec(query).one()) is None:
                    return names
                names.append(found)

    def renamed(self, owners: Mapping[str, str]) -> list[tuple[str, str]]:
        """Brands that the settings no longer have, with the one that their sources now belong to.

        `owners` are the settings' sources by name, each with its brand.
        """
        found = []
        for old in self.brand_names():
            if old in owners.values():
                continue
            query = (
                select(SourceRow.name)
                .join(MentionRow, col(MentionRow.source_id) == col(SourceRow.id))
                .where(col(MentionRow.brand) == old)
                .order_by(col(MentionRow.at).desc())
                .limit(1)
            )
            with self.reader() as session:
                name = session.exec(query).first()
            if new := owners.get(name or ""):
                found.append((old, new))
        return found

    def waiting_under(self, brand: str) -> int:
        """How many of a brand's mentions and messages wait: to be read, decided or told."""
        reads = select(func.count()).where(
            col(MentionRow.brand) == brand, col(MentionRow.stage) != ""
        )
        tells = select(func.count()).where(
            col(NoticeRow.brand) == brand, col(NoticeRow.state).in_(("pending", "sending"))
        )
        with self.reader() as session:
            return int(session.exec(reads).one()) + int(session.exec(tells).one())

    def held_of_others(self, brands: Collection[str]) -> dict[str, tuple[int, int]]:
        """By brand that is none of these: how many of its messages wait, and the first one's id."""
        query = (
            select(NoticeRow.brand, func.count(), func.min(NoticeRow.id))
            .where(
                col(NoticeRow.brand).not_in(list(brands)),
                col(NoticeRow.state).in_(("pending", "sending")),
            )
            .group_by(col(NoticeRow.brand))
        )
        with self.reader() as session:
            return {name: (n, first or 0) for name, n, first in session.exec(query)}

    def rename_brand(self, old: str, new: str, *, week: str, now: datetime) -> int:
        """Give all that is kept of a brand another name, in one transaction; how many mentions.

        The digest of `week` will say so.
        Raises StoreError where the other name has a history of its own: where it was listened to
        while the old one was. What began under it after the old one ended is joined.
        """
        with self.writing() as session:
            had = _span(session, old)
            if had is None:
                raise StoreError(f"brand {old}: the database has no mention of it")
            has = _span(session, new)
            if has is not None and has[0] <= had[1]:
                raise StoreError(
                    f"brand {new}: it has a history of its own, which would be mixed with that of "
                    f"{old}: take another name"
                )
            _make_way(session, old, new)
            count = 0
            for name, table in SQLModel.metadata.tables.items():
                if "brand" in table.columns:
                    query = table.update().where(table.c.brand == old).values(brand=new)
                    rows = session.connection().execute(query).rowcount
                    count = rows if name == "mentions" else count
            key = f"renamed:{new}:{week}:{old}"
            self.insert_new(session, PeriodRow, [{"brand": new, "key": key, "at": now}])
        return count

    def file(self) -> Path | None:
        """SQLite's file; None where the database is a server's."""
        place = self.engine.url.database
        return Path(place).absolute() if self.is_sqlite and place else None

    def is_replaced(self) -> bool:
        """Is SQLite's file gone, or another one, since this was first asked?"""
        if (file := self.file()) is None:
            return False
        try:
            found = file.stat()
            now = (found.st_dev, found.st_ino)
        except OSError:
            now = (0, 0)
        if self._file is None:
            self._file = now
        return now != self._file


def _span(session: Session, brand: str) -> tuple[datetime, datetime] | None:
    """When a brand's first and last mention were collected."""
    query = select(func.min(MentionRow.collected_at), func.max(MentionRow.collected_at)).where(
        col(MentionRow.brand) == brand
    )
    first, last = session.exec(query).one()
    return None if first is None or last is None else (first, last)


def _make_way(session: Session, old: str, new: str) -> None:
    """Let no row of the old name meet its twin of the new one, and name the new one in keys."""
    twins = select(StoryRow.key).where(col(StoryRow.brand) == new)
    session.exec(
        update(StoryRow)
        .where(col(StoryRow.brand) == old, col(StoryRow.key).in_(twins))
        .values(key=col(StoryRow.key) + literal(f":{old}"))
    )
    _join_authors(session, old, new)
    _join_orders(session, old, new)
    for row in [*_named(session, PeriodRow, old), *_named(session, NoticeRow, old)]:
        taken = select(type(row).id).where(col(type(row).key) == _under(row.key, old, new))
        # The stamp of what is being sent holds its key.
        if getattr(row, "state", "") != "sending" and session.exec(taken).first() is None:
            row.key = _under(row.key, old, new)
            session.add(row)
    session.flush()


def _under(key: str, old: str, new: str) -> str:
    kind = next(kind for kind in _NAMED if key.startswith(f"{kind}{old}:"))
    return f"{kind}{new}:{key.removeprefix(f'{kind}{old}:')}"


def _named(session: Session, table: Any, brand: str) -> Sequence[Any]:
    """Rows whose key names a brand."""
    keys = [col(table.key).startswith(f"{kind}{brand}:", autoescape=True) for kind in _NAMED]
    return session.exec(select(table).where(or_(*keys))).all()


def _join_orders(session: Session, old: str, new: str) -> None:
    """What people said last of the same thing holds: under the new name."""
    later = aliased(OrderRow)
    twin = select(later.id).where(
        col(later.brand) == new,
        col(later.what) == col(OrderRow.what),
        col(later.key) == col(OrderRow.key),
    )
    mine = col(OrderRow.brand) == old
    session.exec(delete(OrderRow).where(mine, twin.correlate(OrderRow).exists()))


def _join_authors(session: Session, old: str, new: str) -> None:
    """Whoever wrote under both names keeps the row with the longer past."""
    before, after = aliased(AuthorRow), aliased(AuthorRow)
    query = select(before, after).where(
        col(before.brand) == old, col(after.brand) == new, col(before.key) == col(after.key)
    )
    for known, other in session.exec(query).all():
        session.exec(
            update(MentionRow)
            .where(col(MentionRow.author_id) == other.id)
            .values(author_id=known.id)
        )
        session.exec(
            update(OrderRow)
            .where(
                col(OrderRow.brand) == new,
                col(OrderRow.what).in_(_OF_AUTHOR),
                col(OrderRow.key) == str(other.id),
            )
            .values(key=str(known.id))
        )
        known.last_seen_at = max(known.last_seen_at, other.last_seen_at)
        session.add(known)
        session.delete(other)
    session.flush()
