"""What a digest is made of: frozen values that every renderer reads.

A text in them is ours or theirs; a plain `str` is a key, a label or a language, never shown as it is.
"""

from dataclasses import dataclass
from datetime import date, datetime

from listener.figures.line import Unit
from listener.figures.metrics import Sentiment
from listener.guard.links import Address
from listener.words.whose import Ours, Theirs, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure of the week, with what makes it comparable."""

    key: str  # "critique": its words are figure.critique, its mentions stand at #m-critique
    unit: Unit
    value: float | None  # shares and balances as fractions, times in seconds; None: not told
    n: int  # what it rests on
    before: float | None = None  # last week
    median: float | None = None  # of the four weeks before; None with fewer than two known
    low: float | None = None
    high: float | None = None
    unknown: bool = False  # it cannot be seen, or a part: that is neither zero nor "too few"
    weeks: int = 1  # it rests on the week, or on the last four
    mentions: tuple[int, ...] = ()

    @property
    def change(self) -> float | None:
        """Against last week; None where one of the two is not told."""
        if self.value is None or self.before is None:
            return None
        return self.value - self.before


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A mention as the digest lists it. Text and author are raw: whoever renders escapes them."""

    mention: int
    story: int | None
    at: datetime
    text: Theirs  # at most 300 characters, cut and never paraphrased
    author: Theirs | None
    place: Theirs  # host or kind of place
    shop: Theirs | None = None  # the brand's shop or site, by its own name or the source's
    version: Theirs | None = None
    country: str | None = None  # ISO 3166-1
    url: Address | None
    form: str
    tone: str
    intent: str
    leaf: str
    lane: str
    stars: int | None
    due_at: datetime | None
    answered_at: datetime | None
    sees_answers: bool  # may an answer be seen where it stands?
    answer_is_dated: bool = True  # else `answered_at` is when we saw it
    in_story: int = 1  # mentions of its story in the week
    figures: tuple[str, ...] = ()  # keys of the figures it counts in


@dataclass(frozen=True, slots=True)
class Day:
    """One day's mentions by form."""

    day: date
    critique: int
    discussion: int
    other: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.critique + self.discussion + self.other


@dataclass(frozen=True, slots=True)
class WeekBalance:
    """One week's balance of opinions; None before we listened."""

    week: str
    sentiment: Sentiment | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A story of the week."""

    lead: Entry
    mentions: tuple[int, ...]
    authors: int  # as far as they are known
    negative: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Place:
    """Where people speak."""

    name: Theirs  # as in Entry.place
    count: int
    before: int | None


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch that a source could not be read, inside the week."""

    source: Ours
    from_at: datetime
    to_at: datetime | None  # None: it lasts
    why: Theirs
    filled: bool = False  # its items were read later after all: it is in no figure


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do next week."""

    text: Words
    owner: Ours
    anchor: str | None  # key of the figure or mention it is about


@dataclass(frozen=True, slots=True)
class Goal:
    """An objective of the brand against its figure."""

    text: Ours
    people: Ours
    target: float | None
    figure: Figure | None  # None: this version does not measure it
    on_track: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """One brand's week."""

    brand: Ours
    language: str
    zone: str
    week: str
    start: datetime
    end: datetime
    as_of: datetime  # what was answered later, or fell due later, is not in it
    is_running: bool  # the week is not over
    sentences: tuple[Words, Words, Words]  # what changed, why, what to do
    actions: tuple[Action, ...]
    figures: tuple[Figure, ...]
    days: tuple[Day, ...]
    balances: tuple[WeekBalance, ...]  # oldest first, this week last
    stories: tuple[Told, ...]
    places: tuple[Place, ...]
    critiques: tuple[Entry, ...]  # the most important ones
    praise: tuple[Entry, ...]
    waiting: tuple[Entry, ...]  # open critiques, oldest first
    goals: tuple[Goal, ...]
    gaps: tuple[Gap, ...]
    failing: tuple[tuple[Ours, Theirs], ...]  # sources that are down: name, why
    hidden: tuple[
        tuple[Ours, Theirs], ...
    ] = ()  # sources that are read in part: name, what hides the rest
    notes: tuple[Ours, ...]
    entries: tuple[Entry, ...]  # most important first
    rest: tuple[Entry, ...]  # those the page has no room for
    late: int  # mentions of the week before that came after its digest

    def figure(self, key: str) -> Figure:
        """One figure; KeyError for an unknown key."""
        for found in self.figures:
            if found.key == key:
                return found
        raise KeyError(key)
