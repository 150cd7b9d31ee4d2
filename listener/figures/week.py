"""One week's lines, whose they are and what waits in them: what its figures are made from. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from listener.advice.leaves import facts_of
from listener.figures.counted import Volume
from listener.figures.line import Line, Unit
from listener.figures.metrics import FEW, FEW_CASES
from listener.figures.sent import Sent
from listener.settings.numbers import DigestNumbers


@dataclass(frozen=True, slots=True)
class Bounds:
    """What an operator may set of the figures; see settings.numbers."""

    open_for: timedelta = timedelta(
        days=DigestNumbers().open_days
    )  # an open critique older than this is history
    few: int = FEW
    few_cases: int = FEW_CASES


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """What a week's figures are made from."""

    start: datetime
    end: datetime
    as_of: datetime  # answers after it do not count
    lines: Sequence[Line]  # of the week
    earlier: Sequence[Line]  # of the 30 days before `as_of`, for what is still open
    returning: frozenset[int]  # authors of the week seen in the 90 days before it
    readable: frozenset[int]  # sources in which an answer of ours can be seen
    gaps: Sequence[tuple[int, datetime, datetime]]  # source, from, to
    connectors: int
    ratings: Sequence[tuple[int, int, datetime]]  # of all time until its end
    corrections: Sequence[int]  # mentions, one for each tag that a person put right
    sent: Sequence[Sent] = ()  # approved answers that were seen sent in it
    counted: Volume | None = None  # what sources counted themselves; None where none did
    open_time: Callable[[datetime, datetime], timedelta]  # time in which the team was there
    bounds: Bounds = Bounds()
    heard_from: datetime  # when we began to listen, perhaps long before, perhaps after it

    @property
    def heard(self) -> tuple[datetime, datetime] | None:
        """The part of the week, until now, in which we listened; None for none."""
        start, end = max(self.start, self.heard_from), min(self.end, self.as_of)
        return (start, end) if start < end else None

    @property
    def is_whole(self) -> bool:
        """Did we listen from its beginning on?"""
        return self.heard_from <= self.start


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One figure of one week; see Figure."""

    unit: Unit
    value: float | None
    n: int
    low: float | None = None
    high: float | None = None
    unknown: bool = False
    mentions: tuple[int, ...] = ()


def voices(lines: Iterable[Line]) -> list[Line]:
    """What people say of their own accord: neither paid for nor by an employee."""
    return [m for m in lines if not is_apart(m) and facts_of(m.leaf).digest != "staff"]


def is_apart(line: Line) -> bool:
    """Paid or perhaps paid: the tree's word; a model's suspicion alone silences nobody."""
    return facts_of(line.leaf).digest == "paid" or line.sponsorship == "disclosed"


def is_opinion(line: Line) -> bool:
    """What the balance counts, here and in the first look."""
    return line.form in ("critique", "discussion")


def is_owed(line: Line) -> bool:
    """The tree wants an answer to it in public, and nobody of the team said that none is needed."""
    return facts_of(line.leaf).digest == "owed" and line.closed != "no_reply"


def is_handled(line: Line, as_of: datetime) -> bool:
    """Answered, or closed before a moment: it waits for nobody."""
    is_closed = line.closed_at is not None and line.closed_at < as_of
    return is_closed or is_answered(line, as_of)


def is_answered(line: Line, as_of: datetime) -> bool:
    """Answered before a moment, as far as we can see.

    An answer without a date, as in an export, was seen only later; it counts as given by then.
    """
    if line.answered_at is None:
        return False
    return line.answered_at < as_of or not line.answer_is_dated


def waiting(week: Week) -> list[Line]:
    """What waits for an answer, oldest first: the one set that figure, words and lists go by.

    It stands where an answer of ours could be seen. Where none can be seen at all, it is all that
    is owed one; whether that waits is then unknown.
    """
    still = _unanswered(week)
    return [m for m in still if m.source_id in week.readable] if week.readable else still


def _unanswered(week: Week) -> list[Line]:
    """Owed an answer and without one that we know of, oldest first."""
    since = week.as_of - week.bounds.open_for
    return [
        m
        for m in (*week.earlier, *week.lines)
        if m.at >= since and is_owed(m) and not is_apart(m) and not is_handled(m, week.as_of)
    ]


def balance(lines: Iterable[Line]) -> tuple[int, int]:
    """Positives and negatives among the opinions."""
    tones = [m.tone for m in voices(lines) if is_opinion(m)]
    return tones.count("positive"), tones.count("negative")
