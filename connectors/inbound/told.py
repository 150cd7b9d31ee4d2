"""What is told of a dropped file: equal things in one line, with how many and where the first is."""

from collections.abc import Mapping, Sequence

from connectors.kit.reading.text import clean
from connectors.kit.said import Said, Value

_KINDS = 40  # lines a file; what is more is counted
_NAMED = 5  # files of a line that tells of several
AUTOMATIC = "mail_automatic"  # of a mail that a program sent
_SHOWN = {"cell": 40}  # characters

# One row, and several: the catalogue has the same by the same names.
_ENGLISH = {
    "row_no_text": (
        "{file} line {line}: neither a text nor stars: left out",
        "{file}: {n} rows with neither a text nor stars are left out, the first is line {line}",
    ),
    "row_too_long": (
        "{file} line {line}: the line is longer than 1,000,000 characters",
        "{file}: {n} lines longer than 1,000,000 characters, the first is line {line}",
    ),
    "row_quote": (
        "{file} line {line}: a quote is opened and never closed",
        "{file}: {n} rows open a quote and never close it, the first is line {line}",
    ),
    "row_too_many": (
        "{file} line {line}: {cells} cells under {columns} columns: quote the text",
        "{file}: {n} rows have more cells than there are columns, the first is line {line}:"
        " quote the texts",
    ),
    "row_not_json": (
        "{file} line {line}: not JSON: {what}",
        "{file}: {n} lines are not JSON, the first is line {line}: {what}",
    ),
    "row_no_object": (
        "{file} line {line}: expected one JSON object",
        "{file}: {n} lines are no JSON object, the first is line {line}",
    ),
    "row_no_id": (
        "{file} line {line}: deleted, but nothing says which: give its id",
        "{file}: {n} rows are deleted without an id, the first is line {line}",
    ),
    "row_broke": (
        "{file} line {line}: this row cannot be read ({what}): please report it",
        "{file}: {n} rows cannot be read ({what}), the first is line {line}: please report it",
    ),
    "cell_unclear": (
        "{file} line {line}: {column}: '{cell}' cannot be read: left blank",
        "{file}: {column}: {n} cells cannot be read and are left blank, the first is line {line}:"
        " '{cell}'",
    ),
    "cell_dated": (
        "{file} line {line}: {column}: a spreadsheet made the date '{cell}' of a figure: left blank;"
        " make the column a text there and export it again",
        "{file}: {column}: a spreadsheet made dates of {n} figures, the first is line {line}:"
        " '{cell}': left blank; make the column a text there and export it again",
    ),
    "rating_scale": (
        "{file} line {line}: {column}: '{cell}' of 5 or of 10? its column has both: left blank; write"
        " the scale in the title, such as Rating /5",
        "{file}: {column}: are {n} ratings of 5 or of 10? The column has both: left blank, the first"
        " is line {line}: '{cell}'; write the scale in the title, such as Rating /5",
    ),
    "cell_date": (
        "{file} line {line}: {column}: '{cell}' is no date: left blank; write 2026-11-30 14:05",
        "{file}: {column}: {n} cells are no date and are left blank, the first is line {line}:"
        " '{cell}'; write 2026-11-30 14:05",
    ),
    "cell_order": (
        "{file} line {line}: {column}: '{cell}': day or month first? other rows contradict: left blank",
        "{file}: {column}: {n} dates are left blank, for rows contradict each other on day or month"
        " first; the first is line {line}: '{cell}'",
    ),
    "id_rounded": (
        "{file} line {line}: {column}: '{cell}' was cut by a spreadsheet: not used",
        "{file}: {column}: {n} ids were cut by a spreadsheet and are not used, the first is line"
        " {line}: '{cell}'",
    ),
    "id_places": (
        "{file} line {line}: {column}: '{cell}' is the row's number: told apart by its words",
        "{file}: {column}: it numbers the {n} rows, and other files number theirs alike: told apart"
        " by their words",
    ),
    "id_shared": (
        "{file} line {line}: {column}: another row has the same id: told apart by their words",
        "{file}: {column}: {n} rows share their id with others, the first is line {line}:"
        " told apart by their words",
    ),
    "reply_undated": (
        "{file} line {line}: {column}: the answer has no date: how long it took stays open",
        "{file}: {column}: {n} answers have no date, the first is line {line}:"
        " how long they took stays open",
    ),
    "reply_status": (
        "{file} line {line}: {column}: '{cell}' says whether it was answered, not what: no answer is"
        " counted; put the answer's words there",
        "{file}: {column}: {n} cells say whether it was answered, not what: no answer is counted; put"
        " the answers' words there; the first is line {line}: '{cell}'",
    ),
    "reply_unused": (
        "{file}: {column} looks like your answers and is not used: call it Company reply if it holds"
        " what you answered",
    )
    * 2,
    "cell_untitled": (
        "{file} line {line}: '{cell}' has no column title and is not read: give its column one",
        "{file}: {n} cells with words have no column title and are not read, the first is line"
        " {line}: '{cell}': give their columns one",
    ),
    "row_again": (
        "{file} line {line}: the same as an earlier row: counted once",
        "{file}: {n} rows are the same as earlier ones, the first is line {line}: counted once",
    ),
    "row_total": (
        "{file} line {line}: a row of totals: left out",
        "{file}: {n} rows of totals are left out, the first is line {line}",
    ),
    "cell_dangling": (
        "{file}: the cell {line} points to a text that is not in the file: left empty",
        "{file}: {n} cells point to texts that are not in the file, the first is {line}: left empty",
    ),
    "cell_stray": (
        "{file}: the sheet {column}: the cell {line} stands far from all others and is not read:"
        " move it to the table if it matters",
        "{file}: the sheet {column}: {n} cells stand far from all others and are not read, the first"
        " is {line}: move them to the table if they matter",
    ),
    "column_unread": (
        "{file}: some columns hold words and are not read: {column}: put Comment in the title of"
        " one that says what people wrote",
        "{file}: some columns hold words and are not read: {column}: put Comment in the title of"
        " one that says what people wrote",
    ),
    "date_unused": (
        "{file}: {column} looks like dates and is not used: call it Date if it says when they"
        " wrote; without it each counts on the day it was read",
    )
    * 2,
    "date_none": (
        "{file}: no column says when they wrote: each counts on the day it was read; call the"
        " column of dates Date, if there is one",
    )
    * 2,
    "rating_unused": (
        "{file}: {column} looks like ratings and is not used: call it Rating if it holds the stars",
    )
    * 2,
    "author_unused": (
        "{file}: {column} looks like names and is not used: call it Author if it says who wrote",
    )
    * 2,
    "map_missing": (
        "{file}: it has no column {column}, though [source.map] names it: what it would hold stays"
        " open",
    )
    * 2,
    "map_items": (
        "{file}: no list stands at {column}, as `items` says: its rows are looked for elsewhere",
    )
    * 2,
    "field_unknown": (
        "{file} line {line}: {column}: unknown field: not read",
        "{file}: {column}: unknown field in {n} lines, the first is line {line}: not read",
    ),
    "sheet_other": (
        "{file}: the sheet {column} is not read: if people speak in it, save it as a file of its"
        " own, with titles such as Date, Author, Review",
    )
    * 2,
    "mail_attached": (
        "{file}: attached to the mail and not read: {column}; if people speak in it, drop it as a"
        " file of its own",
    )
    * 2,
    AUTOMATIC: (
        "{file}: a mail that a program sent (absence, newsletter, receipt, returned mail, report, appointment): no mention of it",
        "{n} mails that programs sent (absences, newsletters, receipts, returned mails, reports, appointments) are no mentions: {file}",
    ),
    "sheet_far": (
        "{file}: the sheet {column} is too large to be read, and nearly all of it is empty: delete"
        " what stands far from the rest",
    )
    * 2,
    "sheet_hidden": (
        "{file}: the sheet {column} is hidden and not read: show it, or save it as a file of its"
        " own",
    )
    * 2,
}


class Told:
    """What is to be told of one file."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._found: dict[tuple[str, str], tuple[int, dict[str, Value]]] = {}
        self._more = 0

    def add(self, code: str, line: int | str, *, column: str = "", **values: str) -> None:
        """Once more; the first of its kind is the one that is shown."""
        key = (code, column)
        if key in self._found:
            n, shown = self._found[key]
            self._found[key] = (n + 1, shown)
        elif len(self._found) >= _KINDS:
            self._more += 1
        else:
            shown = {name: _short(value, _SHOWN.get(name, 120)) for name, value in values.items()}
            self._found[key] = (1, {**shown, "column": column, "line": _short(str(line), 60)})

    def lines(self) -> tuple[Said, ...]:
        """One for each kind, in the order in which they came."""
        told = [
            said(code, self._file, n=n, **values) for (code, _), (n, values) in self._found.items()
        ]
        if self._more:
            told.append(
                Said(f"{self._file}: {self._more} more", "row_more", file=self._file, n=self._more)
            )
        return tuple(told)


def _short(text: str, longest: int) -> str:
    return " ".join(clean(text[: 2 * longest]).split())[:longest]


def one(code: str, line: int, **values: str) -> Said:
    """A single row's reason; its file is not named."""
    return said(code, "", n=1, line=line, **values)


def said(code: str, file: str, *, n: int, **values: Value) -> Said:
    """A line with its English words."""
    text = _ENGLISH[code][n > 1].format(file=file, n=n, **values)
    return coded(text, code, {**values, "file": file, "n": n})


def coded(text: str, code: str, values: Mapping[str, Value]) -> Said:
    """A line for whose words the catalogue is asked."""
    made = Said(text, code)
    made.values = dict(values)
    return made


def said_automatic(files: Sequence[str]) -> Said:
    """One line for all mails of a visit that programs sent."""
    more = ", …" if len(files) > _NAMED else ""
    names, n = ", ".join(files[:_NAMED]) + more, len(files)
    return said(AUTOMATIC, names, n=n)
