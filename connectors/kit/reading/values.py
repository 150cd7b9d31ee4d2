"""Single values of a decoded reply, whatever stands in their place there."""

from datetime import datetime

from connectors.kit.reading.dates import read_date
from connectors.kit.reading.text import clean


def as_text(value: object) -> str:
    """A text, or a whole number, cleaned; "" for everything else."""
    is_one = isinstance(value, str | int) and not isinstance(value, bool)
    return clean(str(value)).strip() if is_one else ""


def as_date(value: object) -> datetime | None:
    """The time in UTC; without a zone it is in UTC. None where not all of it is read."""
    return read_date(as_text(value))


def as_stars(value: object) -> int | None:
    """One to five whole stars, as a number or a figure; None for everything else."""
    told = as_text(value)
    return int(told) if told in ("1", "2", "3", "4", "5") else None
