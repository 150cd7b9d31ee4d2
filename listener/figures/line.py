"""One mention as a figure sees it, and the units that figures come in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Unit = Literal["count", "share", "balance", "time", "stars"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One mention as a figure sees it: no words, no name. Labels are those in force."""

    mention: int
    at: datetime
    posted_at: datetime | None
    collected_at: datetime
    author_id: int | None
    speaker: str | None  # a pseudonym: see voices.author
    story_id: int | None
    source_id: int
    url: str | None
    genre: str
    form: str
    tone: str
    intent: str
    leaf: str
    lane: str
    sponsorship: str
    confidence: str
    due_at: datetime | None
    views: int | None
    rating: int | None
    silent: bool
    is_copy: bool
    answered_at: datetime | None  # its first answer
    closed: str = ""  # by a person, or its author: no_reply, answered, solved
    closed_at: datetime | None = None
    answer_is_dated: bool = True  # else how long that took is not known
