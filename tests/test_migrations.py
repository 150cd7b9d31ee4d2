"""The tables in the database are the tables in code, on both databases, from any start."""

import logging
import re
from pathlib import Path

import pytest
from sqlalchemy import inspect
from sqlmodel import SQLModel

from listener.store.errors import StoreError
from listener.store.migrate import FOLDER, differences, head, migrate
from listener.store.store import Store

pytestmark = pytest.mark.migrates


def _tables(store: Store) -> set[str]:
    return set(inspect(store.engine).get_table_names()) - {"alembic_version"}


def test_an_empty_database_gets_every_table(empty_url: str) -> None:
    store = Store.open(empty_url)
    assert store.revision() is None
    store.upgrade()
    assert store.revision() == store.head() == head()
    assert _tables(store) == set(SQLModel.metadata.tables)
    store.upgrade()  # a second time there is nothing to do
    store.close()


def test_the_migrations_make_the_tables_that_the_code_describes(empty_url: str) -> None:
    store = Store.open(empty_url)
    store.upgrade()
    assert differences(store.engine) == []
    store.close()


def test_a_missing_column_or_index_is_noticed(empty_url: str) -> None:
    store = Store.open(empty_url)
    store.upgrade()
    with store.writing() as session:
        session.connection().exec_driver_sql("DROP INDEX ix_mentions_brand_at")
        session.connection().exec_driver_sql("ALTER TABLE gaps DROP COLUMN filled_at")
    found = str(differences(store.engine))
    assert "ix_mentions_brand_at" in found
    assert "filled_at" in found
    store.close()


def test_down_to_nothing_and_up_again(empty_url: str) -> None:
    store = Store.open(empty_url)
    store.upgrade()
    migrate(store.engine, "base")
    assert (store.revision(), _tables(store)) == (None, set())
    store.upgrade()
    assert differences(store.engine) == []
    store.close()


def test_a_database_of_a_newer_release_is_refused_and_left_alone(empty_url: str) -> None:
    store = Store.open(empty_url)
    store.upgrade()
    with store.writing() as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match=r"a newer release made this database \(revision 9999"):
        store.upgrade()
    assert store.revision() == "9999"
    store.close()


def test_a_step_that_fails_leaves_the_database_as_it_was(empty_url: str) -> None:
    store = Store.open(empty_url)
    with store.writing() as session:
        # Something else of ours in the way, met when most tables are made already.
        session.connection().exec_driver_sql("CREATE TABLE vectors (id integer)")
    with pytest.raises(Exception, match="vectors"):
        store.upgrade()
    assert (store.revision(), _tables(store)) == (None, {"vectors"})
    store.close()


def test_foreign_keys_hold_after_an_upgrade(tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{tmp_path / 'listener.db'}")
    store.upgrade()
    with store.reading() as session:
        assert session.connection().exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    store.close()


def test_alembic_is_silent(empty_url: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    store = Store.open(empty_url)
    store.upgrade()
    assert [r.getMessage() for r in caplog.records if r.name.startswith("alembic")] == []
    store.close()


def test_steps_are_numbered_without_a_hole() -> None:
    numbers = sorted(
        int(match[1])
        for file in (FOLDER / "versions").glob("*.py")
        if (match := re.match(r"(\d{4})_", file.name))
    )
    assert numbers == list(range(1, len(numbers) + 1))
    assert head() == f"{numbers[-1]:04}"
