"""Rows of a dropped file to mentions, in batches: what cannot be read costs its row or its cell."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from connectors.inbound.cells import is_nothing
from connectors.inbound.columns import Columns
from connectors.inbound.onefile import Refusal
from connectors.inbound.row import Row, RowError
from connectors.inbound.rowcells import Defaults, View
from connectors.inbound.survey import Entry, Survey
from connectors.inbound.table import Table, Torn
from connectors.inbound.tables import open_table
from connectors.inbound.told import AUTOMATIC, Told, coded, one, said
from connectors.kit.contract import Mention
from connectors.kit.reading.identity import fingerprint
from connectors.kit.said import Said

BATCH = 1_000  # mentions and refused rows
_BREATH = 5_000  # rows between two signs of life


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows of a file, in its order."""

    mentions: tuple[Mention, ...] = ()
    rows: Mapping[str, str] = field(
        default_factory=dict
    )  # by their ids, the row of each as it stands
    refusals: tuple[Refusal, ...] = ()
    refused: tuple[Said, ...] = ()  # at the end: what was refused, equal reasons in one line
    unclear: tuple[Said, ...] = ()  # at the end: what was stored with something left open
    used: Mapping[str, str] = field(
        default_factory=dict
    )  # at the end: columns read, what they hold
    is_last: bool = False
    is_cut: bool = False  # the last row may be half a row and was left out


def read_file(
    path: str,
    seen: tuple[int, int, int],
    shown: str,
    defaults: Defaults,
    may_grow: bool = False,
) -> Iterator[Batch]:
    """A file's rows in batches, some of them empty; `seen` is how it looked at the beginning.

    `may_grow`: its writer may only pause, so that its last row may be half a row. Raises
    UnreadableFileError and OSError.
    """
    file = Path(path)

    def has_grown() -> bool:
        now = file.lstat()
        return (now.st_size, now.st_mtime_ns, now.st_ino) != seen

    table = open_table(file, has_grown=has_grown, told=defaults.told)
    survey = Survey()
    for number, entry in enumerate(table.entries(), 1):
        if isinstance(entry, Entry):
            survey.add(entry)
        if number % _BREATH == 0:
            yield Batch()
    yield from _Reading(table, survey, defaults, shown).batches(may_grow=may_grow)


def read_table(table: Table, defaults: Defaults, shown: str) -> Iterator[Batch]:
    """The rows of a table that is there as a whole, such as a mail's; `shown` names it."""
    survey = Survey()
    for entry in table.entries():
        if isinstance(entry, Entry):
            survey.add(entry)
    yield from _Reading(table, survey, defaults, shown).batches(may_grow=False)


def _nothing(shown: str, *, is_titled: bool) -> Said:
    """That a table has no row, and what to do."""
    if is_titled:
        told = "nothing stands below its titles: export it again, over a longer time"
        return coded(f"{shown}: {told}", "file_no_rows", {"file": shown})
    return coded(f"{shown}: the file is empty: export it again", "file_empty", {"file": shown})


class _Whole:
    """The rows of a table; of a file that may grow, without half a row at its end."""

    def __init__(self, table: Table, *, may_grow: bool) -> None:
        self._table, self._may_grow = table, may_grow and table.by_line
        self.is_cut = False

    def __iter__(self) -> Iterator[Entry | Torn]:
        last: Entry | Torn | None = None
        for entry in self._table.entries():
            if last is not None:
                yield last
            last = entry
        self.is_cut = self._may_grow and last is not None and _is_half(last)
        if last is not None and not self.is_cut:
            yield last


def _is_half(last: Entry | Torn) -> bool:
    """Has the last row of a file neither its end nor all its cells?"""
    if last.raw.endswith("\n"):
        return False
    return isinstance(last, Torn) or len(last.cells) < last.columns.width


class _Reading:
    """One file while its rows are made mentions."""

    def __init__(self, table: Table, survey: Survey, defaults: Defaults, shown: str) -> None:
        self._table, self._shown = table, shown
        self._refused, self._unclear = Told(shown), Told(shown)
        order = survey.day_first(otherwise=defaults.day_first)
        self._view = View(survey, defaults, order, self._unclear, is_ours=table.is_ours)
        self._times: Counter[int] = Counter()
        self._whole: set[int] = set()  # hashes of rows without an id of their own
        self._rows: dict[str, str] = {}  # of this batch: see Batch
        self._nth: Counter[str] = Counter()
        self._used: dict[str, str] = {}  # see Batch
        self._known: dict[tuple[str, ...], set[int]] = {}  # by titles, the columns that are in it
        # A mail is known by its id: two people may send the same words.
        self._are_rows = not table.is_ours or table.by_line

    def batches(self, *, may_grow: bool) -> Iterator[Batch]:
        entries = _Whole(self._table, may_grow=may_grow)
        mentions: list[Mention] = []
        refusals: list[Refusal] = []
        for sheet, told in self._table.left:
            self._unclear.add(told, 0, column=sheet)
        for at in self._table.dangling:
            self._unclear.add("cell_dangling", at)
        for sheet, at in self._table.strays:
            self._unclear.add("cell_stray", at, column=sheet)
        count, told_of = 0, None
        for count, entry in enumerate(entries, 1):
            if isinstance(entry, Entry) and entry.columns is not told_of:
                told_of = entry.columns  # a workbook's next sheet has its own
                self._tell_columns(told_of)
            try:
                mentions += self._mentions(entry)
            except RowError as error:
                self._refused.add(error.code, self._place(entry), **error.values)
                why = one(error.code, entry.line, **error.values)
                refusals.append(Refusal(entry.line, why, entry.raw))
            if len(mentions) + len(refusals) >= BATCH or count % _BREATH == 0:
                yield Batch(tuple(mentions), self._rows, tuple(refusals))
                mentions, refusals, self._rows = [], [], {}
        refused, unclear = self._refused.lines(), self._unclear.lines()
        if self._table.is_automatic:
            unclear += (said(AUTOMATIC, self._shown, n=1),)
        elif not (count or entries.is_cut):
            unclear += (_nothing(self._shown, is_titled=self._table.is_titled),)
        last = Batch(
            tuple(mentions), self._rows, tuple(refusals), refused, unclear, self._used, is_last=True
        )
        yield replace(last, is_cut=entries.is_cut)

    def _tell_columns(self, columns: Columns) -> None:
        if columns.unread:
            self._unclear.add("column_unread", 0, column=", ".join(columns.unread)[:200])
        for code, titles in columns.unused:
            self._unclear.add(code, 0, column=titles)

    def _tell_untitled(self, entry: Entry) -> None:
        for number in entry.columns.untitled:
            cell = entry.cells[number] if number < len(entry.cells) else ""
            if any(map(str.isalpha, cell[:200])) and not is_nothing(cell):
                self._unclear.add("cell_untitled", self._place(entry), cell=cell)

    def _place(self, entry: Entry | Torn) -> str:
        if isinstance(entry, Torn):
            return str(entry.line)
        return self._view.survey.place(entry)

    def _mentions(self, entry: Entry | Torn) -> list[Mention]:
        if isinstance(entry, Torn):
            code, values = entry.broken
            raise RowError(code, **values)
        if self._view.survey.is_total(entry):
            self._unclear.add("row_total", self._place(entry))
            return []
        self._tell_untitled(entry)
        stands = self._as_it_stands(entry) if self._are_rows else ""
        try:
            row = Row(entry, self._view)
            found = list(self._once(row, row.mention()))
        except (ValueError, ArithmeticError, RecursionError) as error:
            raise RowError("row_broke", what=type(error).__name__) from error
        self._note_used(entry)
        if found and stands:
            self._rows[found[0].external_id] = stands
        return found

    def _note_used(self, entry: Entry) -> None:
        columns = entry.columns
        known = self._known.setdefault(columns.titles, set())
        if not (fresh := entry.used - known):
            return
        known |= fresh
        for field_, told in columns.of.items():
            self._used |= {column.title: field_ for column in told if column.number in fresh}

    def _as_it_stands(self, entry: Entry) -> str:
        """The same for a row of the same file, whatever its columns are taken for."""
        stands = fingerprint(entry.sheet, entry.raw.strip())
        self._nth[stands] += 1
        return f"{stands}#{self._nth[stands]}"

    def _once(self, row: Row, mention: Mention) -> Iterator[Mention]:
        """The mention under an id that no other row has, and the brand's answer to it."""
        id_ = mention.external_id
        key = hash((id_, mention.deleted))
        self._times[key] += 1
        is_copy = not row.has_id and self._is_again(row.entry) and row.is_copied
        if (nth := self._times[key]) > 1:
            if row.is_one or row.has_id or is_copy:
                self._unclear.add("row_again", self._place(row.entry))
                return
            id_ = f"{id_}#{nth}"
        answer = row.answer(id_, mention)
        thread = mention.thread_key or (id_ if answer else None)
        is_done = (id_, thread) == (mention.external_id, mention.thread_key)
        yield mention if is_done else replace(mention, external_id=id_, thread_key=thread)
        if answer:
            yield answer

    def _is_again(self, entry: Entry) -> bool:
        """Did a row with the very same cells stand above?"""
        whole = hash((entry.sheet, *(cell.strip() for cell in entry.cells)))
        is_again = whole in self._whole
        self._whole.add(whole)
        return is_again
