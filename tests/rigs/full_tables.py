"""A database with rows in every table and a value in every column, as many as are asked for."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Column, Table
from sqlmodel import SQLModel

from listener.store.base import chunks
from listener.store.store import Store

_BEGUN = datetime(2026, 11, 1, 8, 30, 0, 123456, tzinfo=UTC)
_WORDS = "Rien n’est « simple »,\t\\N 🚲\r\n\"naïve\" Straße, 漢字, 'O''Neil' "
_WHOLE = (0, 1, -1, 2**31 - 1)  # as much as every column for whole numbers takes


def fill(store: Store, rows: int, *, only: Collection[str] = ()) -> None:
    """So many rows in each table, or in these alone; every third value that may be missing is."""
    store.upgrade()
    for table in SQLModel.metadata.sorted_tables:
        if only and table.name not in only:
            continue
        for some in chunks(range(1, rows + 1)):
            with store.writing() as session:
                session.connection().execute(
                    table.insert(), [_row(table, number) for number in some]
                )


def _row(table: Table, number: int) -> dict[str, Any]:
    return {column.key: _value(column, number, place) for place, column in enumerate(table.columns)}


def _value(column: Column[Any], number: int, place: int) -> object:
    if column.primary_key:
        return number
    if column.nullable and (number + place) % 3 == 0:
        return None
    if column.foreign_keys:
        return number
    if str(column.type) == "DATETIME":
        return _BEGUN + timedelta(seconds=number * 61, microseconds=number)
    kind = column.type.python_type
    if kind is bool:
        return number % 2 == 0
    if kind is int:  # alone in a rule of uniqueness it must not come twice
        return number if column.name.endswith("_id") or column.name == "n" else _WHOLE[number % 4]
    if kind is float:
        return number / 7
    if kind is bytes:
        return bytes((number + n) % 256 for n in range(768))
    return f"{_WORDS if column.name in ('text', 'said', 'payload') else ''}{column.name} {number}"
