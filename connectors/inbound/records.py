"""The rows of a CSV file as spreadsheets and platforms write them: where the header stands, what
separates the cells, and rows that a lost quote or a bare delimiter has broken.
"""

import csv
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from connectors.inbound.columns import Columns
from connectors.inbound.fieldmap import NO_MAP, FieldMap
from connectors.inbound.subtitles import joined
from connectors.inbound.textfile import MAX_LINE, Line

_DELIMITERS = ",;\t|"
_SEP = re.compile(r"\"?sep=(.)\"?", re.IGNORECASE | re.DOTALL)
_OPENS = re.compile(r'"[^"]*$')
_LINES_AHEAD = 200  # that one quoted cell may span
# Lines read for quotes that were never closed, before fewer are looked at for the next: else a
# file in which every line opens a quote would be read two hundred times.
_PATIENCE = 20_000
_FEWEST = 8
SEARCHED = 25  # rows in which a header is looked for
SAMPLE = 200  # rows
_FIRST = 400_000  # characters of them
_EXACT = 3  # of a header's score: at least one title is known as it stands

csv.field_size_limit(MAX_LINE)  # a line is refused before a cell can be longer

Broken = tuple[str, dict[str, str]]  # a reason's name and what fills its blanks


@dataclass(frozen=True, slots=True)
class Record:
    """One row: its cells, or why it has none."""

    line: int
    cells: list[str]
    raw: str
    broken: Broken | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """How a file is written."""

    delimiter: str
    header_ends: int  # its last line
    columns: Columns


def find_form(
    lines: Iterable[Line], *, may_be_prose: bool = False, told: FieldMap = NO_MAP
) -> Form | None:
    """The delimiter and the header that make most sense of a file's beginning; None if none does.

    `told` is what the settings say of columns. A header may stand below other lines, such as a
    report's name. Of what may be mere prose, more is asked than a word of a header's in a line:
    titles that are one as they stand, and rows.
    """
    first = list(_beginning(lines))
    sep = next(
        (found[1] for line in first if (found := _SEP.fullmatch(line[1].strip("\ufeff\r\n")))), ""
    )
    best: Form | None = None
    for delimiter in sep or _DELIMITERS:
        records = list(_sampled(first, delimiter))
        header = find_header([cells for _, cells in records], told)
        if header and may_be_prose and not _are_rows(first, [c for _, c in records], *header):
            continue
        if header and (best is None or header[1].score > best.columns.score):
            best = Form(delimiter, records[header[0]][0], header[1])
    return best


def find_header(
    rows: Sequence[Sequence[str]], told: FieldMap = NO_MAP
) -> tuple[int, Columns] | None:
    """Which of the first rows names the columns, the last of two, and which they are."""
    best: tuple[int, Columns] | None = None
    place = -1
    for number, row in enumerate(rows[:SEARCHED]):
        if place == number:
            continue  # the lower of two
        place, titles = number, row
        if number + 1 < len(rows) and (whole := joined(row, rows[number + 1])):
            place, titles = number + 1, whole
        columns = told.columns(titles)
        if not columns.of or (best and columns.score <= best[1].score):
            continue
        above = rows[number - 1] if number else ()
        columns = told.columns(titles, rows[place + 1 : SAMPLE], above)
        if columns.say_something:
            best = place, columns
    return (best[0], told.completed(best[1])) if best else None


def first_rows(lines: Iterable[Line]) -> list[list[str]]:
    """The first records, by the delimiter that parts most of them into equally many cells."""
    first = list(_beginning(lines))
    best: list[list[str]] = []
    most = 0
    for delimiter in _DELIMITERS:
        rows = [cells for _, cells in _sampled(first, delimiter)][: SAMPLE + SEARCHED]
        widths = [len(cells) for cells in rows]
        alike = max((widths.count(width) * (width > 1) for width in set(widths)), default=0)
        if not best or alike > most:
            best, most = rows, alike
    return best


def _are_rows(
    lines: Sequence[tuple[int, str]],
    records: Sequence[Sequence[str]],
    place: int,
    columns: Columns,
) -> bool:
    """Do cells stand under titles here, and not a text that has such a word in a line?"""
    if columns.score < _EXACT:
        return False
    if columns.width == 1:  # a text has paragraphs
        return not place and all(line.strip() for _, line in lines[:-1])
    below = records[place + 1 :]
    return 2 * sum(len(cells) == columns.width for cells in below) >= len(below)


def _beginning(lines: Iterable[Line]) -> Iterator[tuple[int, str]]:
    left = _FIRST
    for number, line in lines:
        if line is not None:
            left -= len(line)
            yield number, line.replace("\0", "")
        if left < 0 or number > 2 * SAMPLE:
            return


def _sampled(lines: Sequence[tuple[int, str]], delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The line on which each record ends, and its cells; a torn quote ends the sample."""
    reader = csv.reader((line.strip("\ufeff") for _, line in lines), delimiter=delimiter)
    while True:
        try:
            cells = next(reader, None)
        except csv.Error:
            return
        if cells is None:
            return
        number = lines[min(reader.line_num, len(lines)) - 1][0]
        if any(cell.strip() for cell in cells):
            yield number, _unwrapped(cells, delimiter)


def _unwrapped(cells: list[str], delimiter: str) -> list[str]:
    """The cells of a row that was quoted as a whole."""
    if len(cells) == 1 and delimiter in cells[0] and "\n" not in cells[0].strip():
        return next(csv.reader([cells[0]], delimiter=delimiter), cells)
    return cells


class Records:
    """CSV records with the line each begins on; one broken record costs only its first line.

    The csv module would swallow the rest of the file after a quote that nobody closed.
    """

    def __init__(
        self, lines: Iterator[Line], form: Form, is_fitting: Callable[[list[str]], bool]
    ) -> None:
        self._lines = lines
        self._ahead: deque[Line] = deque()
        self._patience = _PATIENCE
        self._delimiter, self._width = form.delimiter, form.columns.width
        self._fits = is_fitting  # do these cells, shifted, say what their columns hold?
        self._loose = [
            column.number
            for field in ("text", "title", "pros", "cons")
            for column in form.columns.of.get(field, ())
        ]
        for number, _ in lines:
            if number >= form.header_ends:
                break

    def __iter__(self) -> Iterator[Record]:
        while (first := self._next()) is not None:
            number, line = first
            self._patience += 1
            if line is None:
                yield Record(number, [], "", ("row_too_long", {}))
                continue
            used = [line]
            try:
                cells = next(csv.reader(self._feed(used), delimiter=self._delimiter), [])
            except csv.Error:
                cells = []
                broken: Broken | None = ("row_quote", {})
            else:
                cells = _unwrapped(cells, self._delimiter) if self._width > 1 else cells
                broken = self._fault(cells, used)
            if broken and len(used) > 1:
                self._patience -= len(used)
                self._ahead.extendleft(
                    (number + offset, used[offset]) for offset in range(len(used) - 1, 0, -1)
                )
            if broken and (bare := self._bare(line)):
                cells, broken = bare, None
            elif broken is None:
                cells = self._rejoined(cells)
                broken = self._too_many(cells)
            yield Record(number, cells, line, broken)

    def _feed(self, used: list[str]) -> Iterator[str]:
        yield used[0]
        size = len(used[0])
        most = max(_FEWEST, min(_LINES_AHEAD, self._patience))
        while len(used) < most and size < MAX_LINE and (line := self._next()) is not None:
            if line[1] is None:
                self._ahead.appendleft(line)
                return
            size += len(line[1])
            used.append(line[1])
            yield line[1]

    def _fault(self, cells: list[str], used: list[str]) -> Broken | None:
        if len(used) == 1:
            return None
        is_odd = sum(line.count('"') for line in used) % 2
        are_rows = self._width > 1 and all(self._bare(line) for line in used)
        return ("row_quote", {}) if is_odd or are_rows or len(cells) != self._width else None

    def _bare(self, line: str) -> list[str]:
        """The cells of a line whose quotes are only signs, such as inches."""
        plain = csv.reader([line.rstrip("\n")], delimiter=self._delimiter, quoting=csv.QUOTE_NONE)
        cells = [cell[1:] if _OPENS.match(cell) else cell for cell in next(plain, [])]
        return cells if len(cells) == self._width and self._fits(cells) else []

    def _too_many(self, cells: list[str]) -> Broken | None:
        if len(cells) > self._width and any(cells[self._width :]):
            told = {"cells": str(len(cells)), "columns": str(self._width)}
            return "row_too_many", told
        return None

    def _rejoined(self, cells: list[str]) -> list[str]:
        """A text that was cut by a delimiter of its own, put together where all else then fits."""
        more = len(cells) - self._width
        if more <= 0 or not any(cells[self._width :]) or more > self._width + 20:
            return cells
        for number in self._loose:
            end = number + more + 1
            whole = self._delimiter.join(cells[number:end])
            told = [*cells[:number], whole, *cells[end:]]
            if self._fits(told):
                return told
        return cells

    def _next(self) -> Line | None:
        line = self._ahead.popleft() if self._ahead else next(self._lines, None)
        return line if line is None or line[1] is None else (line[0], line[1].replace("\0", ""))
