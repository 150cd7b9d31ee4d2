"""`listener db copy`: all that a SQLite database holds stands in PostgreSQL, however often it was killed."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rigs.effort import PATIENCE
from rigs.full_tables import fill
from rigs.postgres import Postgres
from sqlalchemy import Table, delete, select, text, update
from sqlmodel import SQLModel
from test_backup import session as app_in
from typer.testing import CliRunner

from listener.cli import app as program
from listener.store import copying
from listener.store.copying import Step, copy
from listener.store.errors import StoreError
from listener.store.store import Store
from listener.store.tables import DecisionRow, MentionRow

ROWS = 23  # in each table
LEFT = ("leases", "hosts")


@pytest.fixture
def source(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(f"sqlite:///{tmp_path / 'listener.db'}")
    fill(store, ROWS)
    yield store
    store.close()


@pytest.fixture
def target(postgres: Postgres) -> Iterator[Store]:
    store = Store.open(postgres.empty(), to_copy_into=True)
    yield store
    store.close()


def tables() -> list[Table]:
    return [table for table in SQLModel.metadata.sorted_tables if table.name not in LEFT]


def held(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    with store.reading() as asked:
        there = asked.connection()
        return {
            table.name: [tuple(row) for row in there.execute(select(table).order_by(table.c.id))]
            for table in tables()
        }


def table_of(row: type[SQLModel]) -> Table:
    return SQLModel.metadata.tables[str(row.__tablename__)]


def write(store: Store, *statements: Any) -> None:
    with store.writing() as asked:
        for statement in statements:
            asked.connection().execute(statement)


def test_every_value_of_every_table_stands_there(source: Store, target: Store) -> None:
    before = held(source)
    assert all(len(rows) == ROWS for rows in before.values())
    counts = copy(source, target)
    assert counts == {table.name: ROWS for table in tables()}
    assert held(target) == before == held(source)
    assert target.revision() == target.head()


def test_new_rows_get_new_ids(source: Store, target: Store) -> None:
    copy(source, target)
    with target.writing() as asked:
        for table in tables():
            taken = asked.connection().execute(
                text(f"SELECT nextval(pg_get_serial_sequence('{table.name}', 'id'))")
            )
            assert taken.scalar_one() == ROWS + 1, table.name


def test_an_empty_database_is_copied(tmp_path: Path, target: Store) -> None:
    source = Store.open(f"sqlite:///{tmp_path / 'empty.db'}")
    source.upgrade()
    assert set(copy(source, target).values()) == {0}
    with target.writing() as asked:
        first = asked.connection().execute(text("SELECT nextval(pg_get_serial_sequence('mentions', 'id'))"))  # fmt: skip
        assert first.scalar_one() == 1
    source.close()


class Killed(BaseException):
    """The process is gone."""


def test_killed_after_any_batch_it_goes_on(
    source: Store, target: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "BATCH", 9)
    told: list[Step] = []
    kills = 0
    while not any(step.is_proved for step in told):
        seen = 0

        def tell(step: Step) -> None:
            nonlocal seen
            seen += 1
            told.append(step)
            if seen == 19:
                raise Killed

        with pytest.raises(Killed):
            copy(source, target, tell)
        kills += 1
        with pytest.raises(StoreError, match="did not end: run `listener db copy` again"):
            Store.open(target.engine.url)
    assert kills > 2
    copy(source, target)
    assert held(target) == held(source)
    filled = [step for step in told if not step.is_proved]
    assert len(filled) == len({(step.table, step.rows) for step in filled}), "no batch twice"
    Store.open(target.engine.url).close()


def test_what_changed_since_it_was_killed_is_changed_there_too(
    source: Store, target: Store
) -> None:
    def kill(step: Step) -> None:
        if step.is_proved:
            raise Killed

    with pytest.raises(Killed):
        copy(source, target, kill)
    mentions, decisions = table_of(MentionRow), table_of(DecisionRow)
    suggestions = SQLModel.metadata.tables["suggestions"]
    write(
        source,
        update(mentions).where(mentions.c.id == 3).values(text="another", likes=12),
        update(decisions).where(decisions.c.id == 4).values(leaf="THANK", ended_at=None),
        delete(suggestions).where(suggestions.c.decision_id.in_([2, ROWS])),
        delete(decisions).where(decisions.c.id.in_([2, ROWS])),
    )
    copy(source, target)
    assert held(target) == held(source)
    with target.reading() as asked:
        assert asked.connection().execute(select(mentions.c.text).where(mentions.c.id == 3)).scalar_one() == "another"  # fmt: skip


def test_a_database_in_use_is_left_alone(source: Store, postgres: Postgres) -> None:
    used = Store.open(postgres.fresh())
    periods = SQLModel.metadata.tables["periods"]
    write(used, text("INSERT INTO periods (brand, key, at) VALUES ('Acme', 'k', now())"))
    with pytest.raises(StoreError, match=r"it is in use \(periods\): name an empty database"):
        copy(source, used)
    with used.reading() as asked:
        assert len(list(asked.connection().execute(select(periods)))) == 1
    assert used.revision() == used.head()
    used.close()


def test_another_releases_half_is_not_gone_on_with(source: Store, postgres: Postgres) -> None:
    half = Store.open(postgres.fresh(), to_copy_into=True)
    write(half, text("UPDATE alembic_version SET version_num = 'copying 0001'"))
    with pytest.raises(StoreError, match="another release began to copy into it: empty it first"):
        copy(source, half)
    half.close()


def test_a_value_that_does_not_fit_is_named_and_not_shown(source: Store, target: Store) -> None:
    mentions = table_of(MentionRow)
    write(source, update(mentions).where(mentions.c.id == 5).values(text="my knee \x00 hurts"))
    with pytest.raises(StoreError, match=r"a value of mentions 1 to 23 \(SQLSTATE") as caught:
        copy(source, target)
    assert "knee" not in str(caught.value)


def test_somebody_who_writes_there_meanwhile_is_noticed(source: Store, target: Store) -> None:
    def write_there(step: Step) -> None:
        if step.table == "suggestions" and not step.is_proved:
            write(target, text("UPDATE mentions SET likes = 77 WHERE id = 1"))

    with pytest.raises(StoreError, match="its mentions differ: somebody else writes to it"):
        copy(source, target, write_there)
    assert target.revision() != target.head()


def test_nobody_writes_to_what_is_copied(
    source: Store, target: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Store.open(source.engine.url)
    monkeypatch.setattr("listener.store.engine.WAIT", 0.1)
    busy: list[str] = []

    def act(_: Step) -> None:
        if not busy:
            with other.engine.connect() as there:
                there.exec_driver_sql("PRAGMA busy_timeout = 10")
            try:
                other.check_writable()
            except StoreError as error:
                busy.append(str(error))

    copy(source, target, act)
    assert "another process writes" in busy[0]
    other.close()


def test_postgresql_is_copied_by_its_own_tools(postgres: Postgres, target: Store) -> None:
    there = Store.open(postgres.fresh())
    with pytest.raises(StoreError, match="pg_dump"):
        copy(there, target)
    there.close()


def test_into_sqlite_a_backup_copies(source: Store, tmp_path: Path) -> None:
    there = Store.open(f"sqlite:///{tmp_path / 'there.db'}", to_copy_into=True)
    with pytest.raises(StoreError, match="`listener db backup` copies"):
        copy(source, there)
    assert there.revision() is None
    there.close()


def test_a_copy_into_sqlite_that_is_refused_leaves_no_file(tmp_path: Path) -> None:
    app = app_in(tmp_path)
    fill(app.store, 1)
    there = tmp_path / "there.db"
    command = [
        "--config",
        str(tmp_path / "config.toml"),
        "db",
        "copy",
        "--to",
        f"sqlite:///{there}",
    ]
    told = CliRunner().invoke(program, command)
    assert "`listener db backup` copies" in str(told.exception)
    assert not there.exists()


def test_the_command_says_what_was_copied_and_what_to_do_next(
    tmp_path: Path, postgres: Postgres
) -> None:
    app = app_in(tmp_path)
    fill(app.store, ROWS)
    app.store.close()
    to = postgres.empty()
    command = ["--config", str(tmp_path / "config.toml"), "db", "copy", "--to", to]
    told = CliRunner().invoke(program, command)
    assert told.exit_code == 0, told.output
    said = " ".join(told.output.split())
    assert f"{ROWS * len(tables())} rows copied, and compared value by value" in said
    assert f"mentions {ROWS}" in said
    assert "set LISTENER_DATABASE_URL" in said
    again = CliRunner().invoke(program, command)
    assert isinstance(again.exception, StoreError)
    assert "name an empty database" in str(again.exception)


@pytest.mark.long
def test_killed_by_force_it_goes_on(tmp_path: Path, postgres: Postgres) -> None:
    app = app_in(tmp_path)
    fill(app.store, 1_500)
    to = postgres.empty()
    command = [sys.executable, "-m", "listener.cli", "--config", str(tmp_path / "config.toml"), "db", "copy", "--to", to]  # fmt: skip
    first = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
    half = Store.open(to, to_copy_into=True)
    mentions = table_of(MentionRow)
    while first.poll() is None:
        with half.reading() as asked:
            there = asked.connection()
            has = half.revision() and there.execute(select(mentions.c.id).limit(1)).first()
        if has:
            os.killpg(first.pid, signal.SIGKILL)
            break
    assert first.wait(PATIENCE) == -signal.SIGKILL
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=5 * PATIENCE)
    assert held(half) == held(app.store)
    half.close()
