"""Moving up: every row of a SQLite database into PostgreSQL, in batches, until both hold the same.

The other database is marked until then, so that nobody works with half of one. A copy that was killed
goes on where it was; what changed here meanwhile is changed there, too.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import URL, Connection, Row, Table, delete, func, make_url, select, text, update
from sqlmodel import SQLModel

from listener.store.base import chunks
from listener.store.engine import is_sqlite
from listener.store.errors import StoreBusyError, StoreError, explained, place
from listener.store.revisions import UNFINISHED
from listener.store.store import Store

BATCH = 5000  # rows a transaction
_OTHERS = "somebody else writes to it: stop them, empty it, and copy again"
_OF_A_SERVER = ("leases", "hosts")  # who works on what, by that server's clock: never of SQLite


@dataclass(frozen=True, slots=True)
class Step:
    """How far one table is."""

    table: str
    rows: int  # so far
    of: int  # in the database that is copied
    is_proved: bool  # compared, value by value


Told = Callable[[Step], object]


def refuse_sqlite(to: str | URL) -> None:
    """Raise StoreError for a copy into SQLite, before its file is made."""
    if is_sqlite(to):
        raise StoreError(
            f"{place(make_url(to))}: it is SQLite, into which `listener db backup` copies"
        )


def copy(source: Store, target: Store, told: Told = lambda _: None) -> dict[str, int]:
    """Bring every row of a SQLite database into PostgreSQL; how many of each table.

    Nobody can write to the source meanwhile. It may be killed and called again. Raises StoreError
    where the other database holds anything else, and where a value does not fit there.
    """
    if not source.is_sqlite:
        raise StoreError(
            f"{source.place}: it is PostgreSQL, which pg_dump and pg_restore copy: to copy the SQLite "
            "file, unset LISTENER_DATABASE_URL"
        )
    refuse_sqlite(target.engine.url)
    has_begun = _mark(target)
    with source.writing() as session, explained(target.engine.url):
        here = session.connection()
        if has_begun:
            for table in reversed(_tables()):
                _drop_gone(here, target, table)
        for table in _tables():
            if has_begun:
                _bring_up(here, target, table)
            _fill(here, target, table, told)
        counts = {table.name: _prove(here, target, table, told) for table in _tables()}
        _unmark(target)
    return counts


def _tables() -> list[Table]:
    """Whatever a row refers to comes before it."""
    return [table for table in SQLModel.metadata.sorted_tables if table.name not in _OF_A_SERVER]


def _mark(target: Store) -> bool:
    """Keep everybody else out of the target; had a copy begun before?"""
    mark = f"{UNFINISHED}{target.head()}"
    found = target.revision()
    if found == mark:
        return True
    if found is not None and found.startswith(UNFINISHED):
        raise StoreError(f"{target.place}: another release began to copy into it: empty it first")
    target.upgrade()
    with target.writing() as session:
        there = session.connection()
        held = [t.name for t in _tables() if there.execute(select(t.c.id).limit(1)).first()]
        if held:
            raise StoreError(
                f"{target.place}: it is in use ({', '.join(sorted(held)[:3])}): name an empty database"
            )
        there.execute(text("UPDATE alembic_version SET version_num = :mark"), {"mark": mark})
    return False


def _unmark(target: Store) -> None:
    with target.writing() as session:
        there = session.connection()
        for table in _tables():  # ids were given: the next ones begin after them
            last = select(func.coalesce(func.max(table.c.id), 0) + 1).scalar_subquery()
            serial = func.pg_get_serial_sequence(table.name, "id")
            there.execute(select(func.setval(serial, last, False)))
        there.execute(
            text("UPDATE alembic_version SET version_num = :head"), {"head": target.head()}
        )


def _fill(here: Connection, target: Store, table: Table, told: Told) -> None:
    """The rows after the last one that is there."""
    with target.reading() as session:
        last, done = session.connection().execute(
            select(func.coalesce(func.max(table.c.id), 0), func.count()).select_from(table)
        ).one()  # fmt: skip
    whole = here.execute(select(func.count()).select_from(table)).scalar_one()
    for rows in _batches(here, table, last):
        with target.writing() as session:
            _insert(session.connection(), target, table, rows)
        done += len(rows)
        told(Step(table.name, done, whole, is_proved=False))


def _prove(here: Connection, target: Store, table: Table, told: Told) -> int:
    """Compare every value of every row. Raises StoreError where one differs."""
    whole = here.execute(select(func.count()).select_from(table)).scalar_one()
    done = 0
    for rows, there in _both(here, target, table):
        if [tuple(row) for row in rows] != [tuple(row) for row in there]:
            raise StoreError(f"{target.place}: its {table.name} differ: {_OTHERS}")
        done += len(rows)
        told(Step(table.name, done, whole, is_proved=True))
    return done


def _drop_gone(here: Connection, target: Store, table: Table) -> None:
    """What was deleted here since the copy began."""
    for rows, there in _both(here, target, table):
        gone = {row.id for row in there} - {row.id for row in rows}
        _each(target, [delete(table).where(table.c.id.in_(some)) for some in chunks(sorted(gone))])


def _bring_up(here: Connection, target: Store, table: Table) -> None:
    """What was changed here since the copy began."""
    for rows, there in _both(here, target, table):
        held = {row.id: tuple(row) for row in there}
        changed = [row for row in rows if row.id in held and held[row.id] != tuple(row)]
        _each(
            target,
            [update(table).where(table.c.id == r.id).values(dict(r._mapping)) for r in changed],
        )


def _each(target: Store, statements: Sequence[Any]) -> None:
    if statements:
        with target.writing() as session:
            for statement in statements:
                session.connection().execute(statement)


def _both(
    here: Connection, target: Store, table: Table
) -> Iterator[tuple[list[Row[Any]], list[Row[Any]]]]:
    """The rows of both, a stretch of ids at a time; the last one holds what stands there beyond ours."""
    last = 0
    for rows in _batches(here, table, 0):
        yield rows, _there(target, table, last, rows[-1].id)
        last = rows[-1].id
    while beyond := _there(target, table, last, None):
        yield [], beyond
        last = beyond[-1].id


def _there(target: Store, table: Table, after: int, to: int | None) -> list[Row[Any]]:
    wanted = select(table).where(table.c.id > after).order_by(table.c.id)
    wanted = wanted.limit(BATCH) if to is None else wanted.where(table.c.id <= to)
    with target.reading() as session:
        return list(session.connection().execute(wanted))


def _batches(here: Connection, table: Table, last: int) -> Iterator[list[Row[Any]]]:
    while rows := list(
        here.execute(select(table).where(table.c.id > last).order_by(table.c.id).limit(BATCH))
    ):
        yield rows
        last = rows[-1].id


def _insert(there: Connection, target: Store, table: Table, rows: Sequence[Row[Any]]) -> None:
    """By COPY. Raises StoreError for a value that does not fit."""
    import psycopg  # of the extra `scale`: who opened that database has it

    quoted = there.dialect.identifier_preparer.quote
    names = ", ".join(quoted(column.name) for column in table.columns)
    driver: Any = there.connection.driver_connection
    into = f"COPY {quoted(table.name)} ({names}) FROM STDIN"
    try:
        with driver.cursor() as cursor, cursor.copy(into) as lines:
            for row in rows:
                lines.write_row(tuple(row))
    except psycopg.DataError as error:  # its text may hold one of a mention's
        raise StoreError(
            f"{target.place}: it does not take a value of {table.name} {rows[0].id} to {rows[-1].id} "
            f"(SQLSTATE {error.sqlstate}): nothing is lost, the database here is as it was"
        ) from None
    except psycopg.IntegrityError:
        raise StoreError(f"{target.place}: its {table.name} differ: {_OTHERS}") from None
    except psycopg.OperationalError as error:
        raise StoreBusyError(f"{target.place}: the connection was lost: try again") from error
