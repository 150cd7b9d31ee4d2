"""What only a whole file tells of its cells: day or month first, the scale of ratings, shared ids."""

from collections import Counter, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from connectors.inbound import totals
from connectors.inbound.cells import SCALES, number_of, read_flag, scale_of
from connectors.inbound.column import Column
from connectors.inbound.columns import Columns
from connectors.kit.reading.dates import day_first_vote
from connectors.kit.reading.identity import names_one

_FEW = 0.2  # of the figures above a scale: less is a slip
_SURE = 3  # figures above it that no slip explains
_LAST = 3  # rows of a file, where totals stand without a word for them
_MOSTLY = 10  # times as many rows must speak for one order of day and month as for the other
_DIGITS = 7  # of a row's number
_ROWS = 3  # with links of their own, from which on links are taken for identities
# What a row says, and who and where: rows that differ in it are not one row that stands there twice.
_SAID = (
    "title",
    "text",
    "pros",
    "cons",
    "rating",
    "author",
    "author_id",
    "author_handle",
    "posted_at",
    "url",
)
_WORDS = ("title", "text", "pros", "cons")


@dataclass(frozen=True, slots=True)
class Entry:
    """One row under its columns; every cell as text."""

    line: int
    cells: Sequence[str]
    columns: Columns
    raw: str
    sheet: str = ""  # of a workbook
    used: set[int] = field(default_factory=set, compare=False)  # columns of which a cell was read

    def first(self, field: str) -> tuple[str, Column | None]:
        """The first cell of a field that is not empty, and its column.

        Without the apostrophe that makes a spreadsheet keep a figure as it is.
        """
        for column in self.columns.of.get(field, ()):
            if cell := self.at(column).strip().removeprefix("'"):
                return cell, column
        return "", None

    def at(self, column: Column) -> str:
        """The cell under a column; a row may be shorter than its header."""
        if column.constant is not None:
            return column.constant
        cell = self.cells[column.number] if column.number < len(self.cells) else ""
        if cell:
            self.used.add(column.number)
        return column.said(cell) if column.words else cell


class Survey:
    """Fed with every row once, before any is read."""

    def __init__(self) -> None:
        self._votes = {True: 0, False: 0}
        self._scores: Counter[int] = Counter()  # by the smallest scale that each fits
        self._scales: Counter[int] = Counter()  # those that cells tell: 8/10
        self._last: dict[str, deque[int]] = {}  # lines of each sheet
        self._worded: dict[str, int] = {}  # the last line of each that is no sum of any kind
        self._whole = 0  # rows with an author or a date
        self._ids, self._links = _Repeats(), _Repeats()
        self._places = _Places()
        self._rows = self._rated = self._unrated = 0
        self._named: dict[int, int] = {}  # by an id's hash, that of what its first row says
        self._shared: set[int] = set()  # hashes of ids under which rows say different things
        self._columns: Columns | None = None
        self._numbers: list[int] = []

    def add(self, entry: Entry) -> None:
        """Look at one row."""
        self._last.setdefault(entry.sheet, deque(maxlen=_LAST)).append(entry.line)
        if totals.is_named(entry.cells):
            return
        if not (totals.is_footer(entry.cells) or totals.are_numbers(entry.cells)):
            self._worded[entry.sheet] = entry.line
        self._whole += bool(entry.first("author")[0] or entry.first("posted_at")[0])
        for column in entry.columns.of.get("posted_at", ()):
            if (vote := day_first_vote(entry.at(column))) is not None:
                self._votes[vote] += 1
        rating, _ = entry.first("rating")
        self._rated += bool(rating)
        self._unrated += not rating and any(entry.first(field)[0] for field in _WORDS)
        if rating and (number := number_of(rating)) is not None and number <= SCALES[-1]:
            self._scores[next(scale for scale in SCALES if number <= scale)] += 1
        elif rating and (scale := scale_of(rating)):
            self._scales[scale] += 1
        id_ = entry.first("external_id")[0]
        is_gone = read_flag(entry.first("deleted")[0])
        self._places.add(id_, is_gone=bool(is_gone))
        if id_ and not is_gone:
            self._ids.add(id_)
            if self._named.setdefault(hash(id_), said := self._said(entry)) != said:
                self._shared.add(hash(id_))
        self._links.add(entry.first("url")[0])
        self._rows += 1

    def day_first(self, *, otherwise: bool) -> bool | None:
        """Does the day stand before the month? None: the rows contradict each other."""
        many, few = max(self._votes.values()), min(self._votes.values())
        if not many:
            return otherwise
        return self._votes[True] > self._votes[False] if many >= _MOSTLY * few else None

    @property
    def scale(self) -> int | None:
        """What bare ratings are counted on: the smallest that hardly one of them exceeds.

        None: some rows speak of a larger scale, and too few of them to read all others so.
        """
        bare, told = self._scores, self._scales
        scale = max(self._exceeded(), told.most_common(1)[0][0] if told else 0)
        above = bare.total() - bare[SCALES[0]]
        speak, rows = above + told[scale], bare.total() + told.total()
        if scale == SCALES[0] or speak < _FEW * rows:
            return SCALES[0]
        if 2 * speak >= rows or above >= _SURE:
            return scale
        return None

    @property
    def are_reviews(self) -> bool:
        """Has at least every second row that says something a rating? Then all are reviews."""
        return self._rated >= max(1, self._unrated)

    def _exceeded(self) -> int:
        above = 0
        for scale in SCALES[:0:-1]:
            above += self._scores[scale]
            # Most must speak for a hundred: three stars of five would be the worst of it.
            few = 0.5 if scale == SCALES[-1] else _FEW
            if self._scores[scale] and above >= few * self._scores.total():
                return scale
        return SCALES[0]

    def _said(self, entry: Entry) -> int:
        if entry.columns is not self._columns:
            of = entry.columns.of
            self._columns = entry.columns
            told = (column for field in _SAID for column in of.get(field, ()))
            self._numbers = [column.number for column in told if column.constant is None]
        cells = entry.cells
        return hash(tuple(cells[n].strip() for n in self._numbers if n < len(cells)))

    def place(self, entry: Entry) -> str:
        """A row's line, with its sheet where several of a workbook are read."""
        return f"{entry.line} ({entry.sheet})" if len(self._last) > 1 else str(entry.line)

    def is_shared(self, id_: str) -> bool:
        """Do rows that say different things have this id?"""
        return hash(id_) in self._shared

    @property
    def are_places(self) -> bool:
        """Do the ids only number the rows, so that another file gives them to other rows?"""
        return self._places.holds

    def is_alone(self, id_: str) -> bool:
        """Do several rows have this id, and none another?"""
        return self._ids.has(id_) and self._ids.count == 1

    def is_total(self, entry: Entry) -> bool:
        """Is it a row of sums or a report's last line, which nobody wrote?"""
        is_last = entry.line in self._last.get(entry.sheet, ())
        who, when = entry.first("author")[0], entry.first("posted_at")[0]
        if totals.is_named(entry.cells):
            said = [entry.at(c) for field in _WORDS for c in entry.columns.of.get(field, ())]
            if not any(map(totals.is_word, said)):
                return True
            # "Moyenne" is also what somebody wrote: then a row begins with who or when, as others do.
            is_bare = not when and (not who or totals.is_number(who))
            is_last = is_last or entry.line > self._worded.get(entry.sheet, entry.line)
            return is_last and (totals.begins_named(entry.cells) or (is_bare and self._whole > 0))
        if not is_last or entry.columns.width < 2:
            return False
        if totals.is_footer(entry.cells):
            return True
        is_bare = not (who or when)
        return is_bare and self._whole >= _ROWS - 1 and totals.are_numbers(entry.cells)

    def is_own(self, link: str) -> bool:
        """Does this link lead to one row alone: by its own words, or for all rows have their own?

        Rows of stars alone may have none, and few of a file may say a word.
        """
        # Of two rows both tell: one link, and a row without, may be the page's.
        is_pair = self._links.count == self._rows == _ROWS - 1
        tells = self._links.count >= _ROWS or is_pair or names_one(link)
        return tells and not self._links.has(link)


class _Places:
    """Whether ids are 1, 2, 3 and so on, from the first row to the last."""

    def __init__(self) -> None:
        self._last: int | None = None
        self.holds = True

    def add(self, id_: str, *, is_gone: bool) -> None:
        """Look at the id of one row. Who says which row is gone knows it by an id that stays."""
        number = int(id_) if id_.isdecimal() and len(id_) <= _DIGITS else None
        follows = number in (0, 1) if self._last is None else number == self._last + 1
        self.holds = self.holds and follows and not is_gone
        self._last = number if number is not None else -1


class _Repeats:
    """Which texts came more than once, by their hashes."""

    def __init__(self) -> None:
        self._seen: set[int] = set()
        self._again: set[int] = set()

    def add(self, text: str) -> None:
        if text:
            key = hash(text)
            (self._again if key in self._seen else self._seen).add(key)

    def has(self, text: str) -> bool:
        return hash(text) in self._again

    @property
    def count(self) -> int:
        return len(self._seen)


def survey(entries: Iterable[Entry]) -> Survey:
    """Look at all rows of a file."""
    made = Survey()
    for entry in entries:
        made.add(entry)
    return made
