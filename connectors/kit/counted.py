"""Volume that a source counts itself, by the hour: how many posts match a question, none of them read."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Counted:
    """One hour as the source counts it now; a later page may count it anew."""

    at: datetime  # its beginning, UTC, to the hour
    n: int
    series: str  # the same for all hours that were asked for alike: `series_of`


def series_of(question: str) -> str:
    """A short name for what was counted: another question is another series."""
    return blake2b(question.encode(), digest_size=8).hexdigest()
