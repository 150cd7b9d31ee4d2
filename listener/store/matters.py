"""What operators are to know of a source: heard page by page, told once, kept while it is so."""

import json
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any

from sqlmodel import Session, col, delete, or_, select, update

from connectors.kit.said import Value
from listener.store.ingest_row import clean
from listener.store.inserting import Inserting
from listener.store.outgoing import Json, Outgoing, columns
from listener.store.tables import MatterRow, NoticeRow, SourceRow

FADES = timedelta(days=1)  # after this without a word a matter that does not end is over
EVENTS = timedelta(days=7)  # for which an event is shown
MOST = 200  # matters of one source: enough to see what is wrong
_LONGEST = 500  # characters of a line


@dataclass(frozen=True, slots=True)
class Heard:
    """One line that a page said, and how the catalogue says it."""

    text: str
    at: datetime
    code: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)
    is_event: bool = False
    ends: bool = False
    state: str = ""  # of the thing it is about: in another one it is another line
    hides: bool = False  # as long as it is so, something of the source is not read

    @property
    def key(self) -> str:
        """The same for lines that differ in their figures only, and are about a thing in one state."""
        told = f"{self.code}\0{re.sub(r'[0-9]+', '#', self.text[:_LONGEST])}"
        told += f"\0{self.state}" if self.state else ""
        return blake2b(told.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()

    def to_json(self) -> str:
        """For `matters.said`."""
        kept = {k: clean(v, 200) if isinstance(v, str) else v for k, v in self.values.items()}
        said: dict[str, Any] = {
            "text": clean(self.text, _LONGEST),
            "code": self.code,
            "values": kept,
        }
        if self.state:
            said["of_state"] = True
        if self.hides:
            said["hides"] = True
        return json.dumps(said, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Told:
    """A matter to tell: what was said, and how often since it was last told."""

    text: str
    code: str
    values: Mapping[str, Value]
    n: int
    ends: bool = False
    hides: bool = False

    def to_json(self) -> Json:
        """For a notice's payload."""
        told = asdict(self)
        del told["hides"]  # of what is so now, not of what is told
        return told


class Matters(Inserting):
    """The matters of the sources."""

    def hear(self, source_id: int, said: Sequence[Heard]) -> None:
        """Keep what was said outside of any page."""
        if not said:
            return
        with self.writing() as session:
            hear(session, session.get_one(SourceRow, source_id), said)

    def untold(self, source_id: int) -> list[MatterRow]:
        """What was heard of a source and told to nobody yet, oldest first."""
        query = select(MatterRow).where(
            col(MatterRow.source_id) == source_id,
            or_(
                col(MatterRow.is_event) & (col(MatterRow.n) > col(MatterRow.told)),
                col(MatterRow.told) == 0,
            ),
        )
        with self.reader() as session:
            return list(session.exec(query.order_by(col(MatterRow.id))))

    def over(self, source_id: int, said: Collection[str], now: datetime) -> list[MatterRow]:
        """What is no longer so, `said` being the keys of what a whole poll just said."""
        query = select(MatterRow).where(
            col(MatterRow.source_id) == source_id,
            ~col(MatterRow.is_event),
        )
        with self.reader() as session:
            rows = [row for row in session.exec(query) if row.key not in said]
        return [
            row
            for row in rows
            # A thing that lies there no more, or looks otherwise, is no matter of patience.
            if row.ends or row.last_at < now - FADES or "of_state" in json.loads(row.said)
        ]

    def has_matters(self, source_id: int) -> bool:
        """Is anything kept that was heard of a source?"""
        query = select(MatterRow.id).where(col(MatterRow.source_id) == source_id)
        with self.reader() as session:
            return session.exec(query.limit(1)).first() is not None

    def known_matters(self, source_id: int) -> set[str]:
        """The keys of what is so, and was told."""
        query = select(MatterRow.key).where(
            col(MatterRow.source_id) == source_id,
            ~col(MatterRow.is_event),
            col(MatterRow.told) > 0,
        )
        with self.reader() as session:
            return set(session.exec(query))

    def settle_matters(
        self,
        told: Sequence[MatterRow],
        over: Sequence[MatterRow],
        notices: Sequence[Outgoing],
        now: datetime,
    ) -> None:
        """Make notices of matters, and note that these were told and those are over."""
        with self.writing() as session:
            self.insert_new(session, NoticeRow, columns(notices))
            for row in told:
                session.exec(
                    update(MatterRow).where(col(MatterRow.id) == row.id).values(told=row.n)
                )
            gone = [row.id for row in over]
            worn = col(MatterRow.is_event) & (col(MatterRow.last_at) < now - EVENTS)
            session.exec(delete(MatterRow).where(col(MatterRow.id).in_(gone) | worn))

    def matters(self, source_ids: Collection[int] | None = None) -> list[MatterRow]:
        """All that is kept, of these sources or of any, by source and age."""
        query = select(MatterRow).order_by(col(MatterRow.source_id), col(MatterRow.id))
        if source_ids is not None:
            query = query.where(col(MatterRow.source_id).in_(list(source_ids)))
        with self.reader() as session:
            return list(session.exec(query))


def said_of(row: MatterRow) -> Told:
    """A matter as it is told; of an event only what is new."""
    found = json.loads(row.said)
    n = row.n - row.told if row.is_event else 1
    hides = bool(found.get("hides"))
    return Told(found["text"], found["code"], found["values"], max(n, 1), row.ends, hides)


def hear(session: Session, source: Any, said: Sequence[Heard]) -> None:
    """Keep what a page said, in the transaction of the page; `source` is its row."""
    if not said:
        return
    first: dict[str, Heard] = {}
    for line in said:
        first.setdefault(line.key, line)
    times = Counter(line.key for line in said)
    query = select(MatterRow).where(col(MatterRow.source_id) == source.id)
    known = {row.key: row for row in session.exec(query)}
    for key, line in first.items():
        row = known.get(key)
        if row is None:
            if len(known) >= MOST:
                continue
            row = known[key] = _row(source, line)
        elif row.told == row.n or not row.is_event:
            row.said = line.to_json()  # the newest figures
        row.ends, row.last_at = line.ends, line.at
        row.n += times[key]
        session.add(row)


def _row(source: Any, line: Heard) -> MatterRow:
    return MatterRow(
        brand=source.brand,
        source_id=source.id,
        key=line.key,
        said=line.to_json(),
        is_event=line.is_event,
        first_at=line.at,
        last_at=line.at,
    )
