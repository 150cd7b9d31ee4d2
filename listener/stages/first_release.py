"""The ids of the first release for rows that have none of their own, so that its files count once.

It knew such a row by its words, and took a time without a zone for UTC.
"""

import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime, tzinfo
from hashlib import blake2b
from typing import TypedDict

_BY_WORDS = re.compile(r"[0-9a-f]{32}")


class Told(TypedDict):
    """What it made the id of a row from."""

    external_id: str
    author_handle: str | None
    posted_at: datetime | None
    text: str
    rating: int | None


def old_ids(rows: Iterable[Told], zone: tzinfo) -> dict[str, str]:
    """Today's ids by those of the first release; `zone` is the brand's."""
    found = {}
    for row in rows:
        new, at = row["external_id"], row["posted_at"]
        if not _BY_WORDS.fullmatch(new):
            continue
        for when in _times(at, zone) if at else (None,):
            told = [row["author_handle"], when, row["text"], row["rating"]]
            found[blake2b(json.dumps(told).encode(), digest_size=16).hexdigest()] = new
    return found


def _times(at: datetime, zone: tzinfo) -> Iterable[str]:
    yield at.astimezone(UTC).isoformat()
    yield at.astimezone(zone).replace(tzinfo=UTC).isoformat()
