"""How a notice stands in its row: columns and payload, written and asked of here alone."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from listener.store.tables import NoticeRow

Json = Mapping[str, Any]  # a payload as JSON knows it: ids and figures, seldom words


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What the outbox knows of any notice, whatever it says."""

    brand: str
    key: str  # unique: the outbox never holds two
    target: str  # slack:C… or terminal; bound when made
    class_: str  # instant, grouped, …: when it goes out, and with what
    made_at: datetime
    due_at: datetime
    story: int | None = None


class Outgoing(Protocol):
    """A notice to be kept; see listener/notices/contract.py."""

    @property
    def envelope(self) -> Envelope:
        """Whom it is for, and when."""

    def to_json(self) -> Json:
        """What it says, as ids and figures."""


@dataclass(frozen=True, slots=True)
class Payload:
    """What queries ask of a payload; unknown is None."""

    mention: int | None = None
    under: str | None = None  # the key of the message that it hangs under
    leaf: str = ""  # of drafts
    cause: str | None = None  # of what the operators are told
    is_kept: bool = False  # are messages kept back for that cause?


def columns(notices: Iterable[Outgoing]) -> list[dict[str, Any]]:
    """Rows of notices that nobody has tried to send."""
    return [
        {
            "brand": envelope.brand,
            "key": envelope.key,
            "target": envelope.target,
            "story_id": envelope.story,
            "class_": envelope.class_,
            "payload": json.dumps(notice.to_json()),
            "state": "pending",
            "attempts": 0,
            "made_at": envelope.made_at,
            "next_at": envelope.due_at,
        }
        for notice in notices
        for envelope in [notice.envelope]
    ]


def row_of(notice: Outgoing) -> NoticeRow:
    """The row that a notice will be, before the database has it."""
    return NoticeRow(**columns([notice])[0])


def envelope_of(row: NoticeRow) -> Envelope:
    """The envelope that a row was made with."""
    return Envelope(
        brand=row.brand,
        key=row.key,
        target=row.target,
        class_=row.class_,
        made_at=row.made_at,
        due_at=row.next_at,
        story=row.story_id,
    )


def told(row: NoticeRow) -> Json:
    """A row's payload."""
    found: Json = json.loads(row.payload)
    return found


def payload_of(row: NoticeRow) -> Payload:
    """What queries ask of a row's payload."""
    found = told(row)
    mention, cause = found.get("mention"), found.get("cause")
    return Payload(
        mention=mention if isinstance(mention, int) else None,
        under=found.get("under"),
        leaf=found.get("leaf", ""),
        cause=None if cause is None else str(cause),
        is_kept=bool(found.get("kept")),
    )
