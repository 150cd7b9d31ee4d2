"""`listener brand remove`: nothing of a brand is left, nothing of another is touched, whatever stops it."""

import json
import os
import signal
import stat
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from acme import BRAND, NOON, Clock, Kept, Listed, config, mention, pipeline
from rigs.dying import KilledError
from rigs.effort import PATIENCE
from rigs.two_brands_rows import GOES, STAYS, all_rows, fill_two, of, tables
from sqlmodel import col, select, update
from test_backup import session as app_in
from typer.testing import CliRunner

from listener.app import App
from listener.cli import app as program
from listener.commands import handing, removal
from listener.digest import files
from listener.digest.build import build
from listener.guard.lock import HeldError
from listener.settings.config import Config, ConfigError, Source
from listener.store import presence, removing
from listener.store.belonging import OF_NOBODY
from listener.store.errors import StoreBusyError, StoreError
from listener.store.store import Store
from listener.store.tables import ActRow, PeriodRow, SourceRow
from listener.words.spoken import spoken

ROWS = 24
OTHER = BRAND.model_copy(update={"name": STAYS})
WEEK = "2026-W46"


@pytest.fixture(autouse=True)
def long_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """As by a server that was not started just now."""
    monkeypatch.setattr(presence, "BACK", 0.0)


def over(store: Store, folder: Path, clock: Clock | None = None) -> App:
    """The installation after the brand left the settings."""
    source = Source(brand=STAYS, kind="listed", connector=Listed(name="bolt"))
    settings = config(folder).model_copy(update={"brand": (OTHER,), "source": (source,)})
    return App.over(settings, clock or Clock(), store=store, key=b"k" * 32)


def acts(store: Store) -> list[ActRow]:
    with store.reading() as session:
        query = select(ActRow).where(col(ActRow.brand) == "").order_by(col(ActRow.id))
        return list(session.exec(query))


def receipt(folder: Path) -> dict[str, Any]:
    [file] = (folder / "receipts").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    told: dict[str, Any] = json.loads(file.read_text())
    return told


def without_audit(rows: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    return rows | {"acts": [row for row in rows["acts"] if row["brand"]]}


def test_every_row_of_it_goes_and_every_value_of_the_other_brand_stays(
    store: Store, tmp_path: Path
) -> None:
    fill_two(store, ROWS)
    before = all_rows(store)
    assert all(len(rows) == ROWS for rows in before.values())
    assert removal.remove(over(store, tmp_path), GOES, yes=True) == 0
    left = without_audit(all_rows(store))
    stays = of(before, even=False) | {name: before[name] for name in OF_NOBODY}
    for table in tables():
        assert left[table.name] == stays[table.name], table.name
    assert store.brands_held() == [STAYS]
    told = receipt(tmp_path)
    assert told["rows"] == {t.name: ROWS // 2 for t in tables() if t.name not in OF_NOBODY}
    assert told["kept"] == {}


def test_the_audits_line_stays_and_the_receipt_names_nobody(store: Store, tmp_path: Path) -> None:
    fill_two(store, ROWS)
    removal.remove(over(store, tmp_path), GOES, yes=True)
    [row] = acts(store)
    said = json.loads(row.said)
    assert (row.name, row.door, said["brand"]) == ("remove_brand", "shell", GOES)
    assert row.who
    assert said["ended_at"]
    told = receipt(tmp_path)
    assert told.keys() == {"what", "form", "brand", "begun_at", "ended_at", "program", "act", "rows", "kept", "digests"}  # fmt: skip
    assert row.who not in json.dumps(told)
    assert told["begun_at"] == NOON.isoformat()


@pytest.mark.parametrize("point", range(0, 60, 3))
def test_killed_between_any_two_transactions_it_ends_when_run_again(
    sqlite: Store, tmp_path: Path, point: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_two(sqlite, 8)
    before = all_rows(sqlite)
    app, real, left = over(sqlite, tmp_path), sqlite.writing, point

    def dying() -> Any:
        nonlocal left
        left -= 1
        if left < 0:
            raise KilledError
        return real()

    monkeypatch.setattr(removing, "_TOGETHER", 2)
    monkeypatch.setattr(sqlite, "writing", dying)
    with pytest.raises(KilledError):
        removal.remove(app, GOES, yes=True)
    monkeypatch.setattr(sqlite, "writing", real)
    app.clock.pass_(minutes=5)  # type: ignore[attr-defined]
    assert removal.remove(app, GOES, yes=True) == 0
    assert without_audit(all_rows(sqlite))["mentions"] == of(before, even=False)["mentions"]
    assert sqlite.brands_held() == [STAYS]
    assert len(acts(sqlite)) == 1, "one removal, though it was begun twice"
    assert receipt(tmp_path)["rows"] == {t.name: 4 for t in tables() if t.name not in OF_NOBODY}


def test_killed_before_the_receipt_it_is_written_by_the_next_run(
    sqlite: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_two(sqlite, 8)
    app = over(sqlite, tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(removal, "_receipt", lambda *_: (_ for _ in ()).throw(KilledError))
        with pytest.raises(KilledError):
            removal.remove(app, GOES, yes=True)
    app.clock.pass_(days=1)  # type: ignore[attr-defined]
    assert removal.remove(app, GOES, yes=False) == 0, "nothing is left to be asked about"
    assert receipt(tmp_path)["ended_at"] == NOON.isoformat()


def test_digests_of_it_go_also_under_a_name_of_before_and_others_stay(
    sqlite: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = config(tmp_path).model_copy(update={"brand": (BRAND, OTHER)})
    app = over(sqlite, tmp_path)
    pipeline(_heard(tmp_path), sqlite, Kept(), Clock()).once()
    old = BRAND.model_copy(update={"name": "Akme"})
    for brand, week in ((BRAND, WEEK), (OTHER, WEEK), (old, "2026-W45")):
        place = files.folder(tmp_path, week, brand, both.brand if brand is not old else (old,))
        files.write(build(sqlite, brand, week, NOON), place)
    (tmp_path / "digests" / WEEK / "acme" / "notes.txt").write_text("mine")
    with sqlite.writing() as session:
        session.add(PeriodRow(brand=GOES, key=f"renamed:{GOES}:2026-W46:Akme", at=NOON))
    with monkeypatch.context() as patch:  # killed when the rows are gone, in the middle of a digest
        real = Path.unlink

        def once(path: Path, **options: Any) -> None:
            real(path, **options)
            if path.name == "digest.md":
                raise KilledError

        patch.setattr(Path, "unlink", once)
        with pytest.raises(KilledError):
            removal.remove(app, GOES, yes=True)
    assert sqlite.brands_held() == [STAYS]
    assert removal.remove(app, GOES, yes=True) == 0
    there = {p.relative_to(tmp_path / "digests").as_posix() for p in (tmp_path / "digests").rglob("*") if p.is_file()}  # fmt: skip
    names = ("data.csv", "mentions.csv", "digest.md", "index.html")
    assert there == {f"{WEEK}/acme/notes.txt", *(f"{WEEK}/bolt/{name}" for name in names)}
    assert receipt(tmp_path)["digests"] == ["2026-W45", "2026-W46/acme"]


def _heard(folder: Path) -> Config:
    post = mention(1, "I hate it, it is broken")
    sources = tuple(
        Source(brand=name, kind="listed", connector=Listed(name=name.lower(), mentions=(post,)))
        for name in (GOES, STAYS)
    )
    return config(folder).model_copy(update={"brand": (BRAND, OTHER), "source": sources})


def test_what_lived_is_gone_and_the_other_brand_goes_on(store: Store, tmp_path: Path) -> None:
    clock = Clock()
    listened = Store.open(store.engine.url)
    pipeline(_heard(tmp_path), listened, Kept(), clock).once()
    listened.close()  # else it is at work
    app = over(store, tmp_path, clock)
    before = {name: [row for row in rows if row.get("brand") == STAYS] for name, rows in all_rows(store).items()}  # fmt: skip
    assert removal.remove(app, GOES, yes=True) == 0
    after = all_rows(store)
    for name, rows in before.items():
        assert [row for row in after[name] if row.get("brand") == STAYS] == rows, name
    # Those without a brand's name hang on a mention of the other one.
    kept_ids = {row["id"] for row in after["mentions"]}
    for name in ("tags", "vectors", "answers", "corrections"):
        assert {row["mention_id"] for row in after[name]} <= kept_ids, name
    clock.pass_(hours=1)
    post = mention(2, "It is broken again, I hate it", posted_at=NOON + timedelta(minutes=50))
    source = Source(brand=STAYS, kind="listed", connector=Listed(name="bolt", mentions=(post,)))
    more = app.config.model_copy(update={"source": (source,)})
    pipeline(more, store, Kept(), clock).once()
    assert len(all_rows(store)["mentions"]) == 2


def test_a_source_through_which_another_brands_mentions_came_is_kept(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fill_two(store, 8)
    mentions = next(table for table in tables() if table.name == "mentions")
    with store.writing() as session:
        session.connection().execute(update(mentions).where(mentions.c.id == 3).values(source_id=4))
    before = all_rows(store)
    assert removal.remove(over(store, tmp_path), GOES, yes=True) == 0
    after = all_rows(store)
    assert [row["id"] for row in after["sources"]] == [1, 3, 4, 5, 7]
    assert after["mentions"] == of(before, even=False)["mentions"]
    assert receipt(tmp_path)["kept"] == {"sources": 1}
    assert "1 row" in capsys.readouterr().out
    with store.reading() as session:
        assert session.get(SourceRow, 4) is not None
    # Asked again it removes no more, and says the same.
    assert removal.remove(over(store, tmp_path), GOES, yes=True) == 0
    assert len(acts(store)) == 1


def test_a_brand_of_the_settings_stays(sqlite: Store, tmp_path: Path) -> None:
    fill_two(sqlite, 8)
    before, app = all_rows(sqlite), over(sqlite, tmp_path)
    with pytest.raises(StoreError, match="it is in the settings: take it out there first"):
        removal.remove(app, STAYS, yes=True)
    app.config = app.config.with_faults(("config.toml: Acme: bad zone",), brands=(OTHER,))
    with pytest.raises(StoreError, match="the settings have faults, and it may stand in them"):
        removal.remove(app, GOES, yes=True)
    assert all_rows(sqlite) == before


@pytest.mark.parametrize("name", ["Cycles", "", "%"])
def test_a_brand_that_is_none_is_refused(store: Store, tmp_path: Path, name: str) -> None:
    fill_two(store, 8)
    with store.writing() as session:
        session.add(PeriodRow(brand="", key="secret-key:1", at=NOON))
    before = all_rows(store)
    with pytest.raises(StoreError, match="the brands are Acme, Bolt"):
        removal.remove(over(store, tmp_path), name, yes=True)
    assert all_rows(store) == before


def test_while_a_listener_works_on_the_file_nothing_goes(sqlite: Store, tmp_path: Path) -> None:
    fill_two(sqlite, 8)
    before = all_rows(sqlite)
    holder = "import sys; from pathlib import Path; from listener.guard.lock import held\nwith held(Path(sys.argv[1])): print('in', flush=True); sys.stdin.read()"  # fmt: skip
    other = subprocess.Popen([sys.executable, "-c", holder, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # fmt: skip
    assert other.stdout
    assert other.stdin
    other.stdout.readline()
    with pytest.raises(HeldError, match="stop it first"):
        removal.remove(over(sqlite, tmp_path), GOES, yes=True)
    other.stdin.close()
    other.wait(PATIENCE)
    other.stdout.close()
    assert all_rows(sqlite) == before


def test_while_listeners_share_the_server_nothing_goes_and_none_begins_meanwhile(
    one: Store, other: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_two(one, 8)
    before = all_rows(one)
    other.come()
    with pytest.raises(HeldError, match="on every machine") as caught:
        removal.remove(over(one, tmp_path), GOES, yes=True)
    assert "sur chaque machine" in spoken("fr", str(caught.value))
    assert all_rows(one) == before
    other.close()  # it ended
    again = Store.open(other.engine.url)
    seen = list[str]()

    def meanwhile(table: str, rows: int) -> None:  # noqa: ARG001
        if not seen:
            with pytest.raises(StoreBusyError) as refused:
                again.come()
            seen.append(str(refused.value))

    monkeypatch.setattr("listener.store.engine.WAIT", 1.0)  # 0: for ever
    with one.by_itself():
        one.remove_rows(one.begin_removal(GOES, (), (), who="a", by="a", now=NOON), meanwhile)
    assert seen
    again.come()
    again.close()


def test_rows_that_come_all_the_time_are_told(
    sqlite: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_two(sqlite, 8)
    begun = sqlite.begin_removal(GOES, (), (), who="a", by="a", now=NOON)
    monkeypatch.setattr(sqlite, "_remove_of", lambda *_: 1)
    with pytest.raises(StoreBusyError, match="somebody still writes rows of this brand"):
        sqlite.remove_rows(begun)


@pytest.mark.parametrize(("said", "goes"), [("n", False), ("", False), ("y", True)])
def test_it_asks_first(
    sqlite: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, goes: bool
) -> None:
    fill_two(sqlite, 8)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _: said)
    assert removal.remove(over(sqlite, tmp_path), GOES, yes=False) == (0 if goes else 1)
    assert (GOES in sqlite.brands_held()) is not goes


def test_where_nobody_can_answer_it_wants_to_be_told(sqlite: Store, tmp_path: Path) -> None:
    fill_two(sqlite, 8)
    with pytest.raises(ConfigError, match="add --yes"):
        removal.remove(over(sqlite, tmp_path), GOES, yes=False)
    assert GOES in sqlite.brands_held()


def test_removed_again_after_it_was_listened_to_again_it_has_a_second_line(
    sqlite: Store, tmp_path: Path
) -> None:
    fill_two(sqlite, 8)
    app = over(sqlite, tmp_path)
    removal.remove(app, GOES, yes=True)
    with sqlite.writing() as session:
        session.add(PeriodRow(brand=GOES, key="digest:Acme:2026-W50", at=NOON))
    app.clock.pass_(days=30)  # type: ignore[attr-defined]
    removal.remove(app, GOES, yes=True)
    assert [json.loads(row.said)["rows"].get("periods") for row in acts(sqlite)] == [4, 1]
    assert len(list((tmp_path / "receipts").iterdir())) == 2


def test_what_was_exported_before_is_what_goes(store: Store, tmp_path: Path) -> None:
    fill_two(store, 8)
    app = over(store, tmp_path / "data")
    handing.export(app, GOES, tmp_path / "out")
    removal.remove(app, GOES, yes=True)
    told = receipt(tmp_path / "data")["rows"]
    for name, n in told.items():
        path = tmp_path / "out" / handing.NAMED.get(name, f"rows/{name}.jsonl")
        assert len(path.read_text().splitlines()) == n, name


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_command_shows_what_goes_and_says_what_it_did(tmp_path: Path, lang: str) -> None:
    app = app_in(tmp_path)
    file = tmp_path / "config.toml"
    file.write_text(file.read_text().replace('"en"', f'"{lang}"').replace('"Acme"', f'"{STAYS}"'))
    fill_two(app.store, 8)
    app.store.close()
    begin = ["--config", str(file), "brand", "remove", GOES]
    refused = CliRunner().invoke(program, begin)
    assert isinstance(refused.exception, ConfigError)
    assert "--yes" in spoken(lang, str(refused.exception))
    done = CliRunner().invoke(program, [*begin, "--yes"])
    assert done.exit_code == 0, done.output
    said = " ".join(done.output.split())
    assert "mentions 4, " in said
    assert "decisions 4" in said
    assert ("Acme is removed" if lang == "en" else "Acme est supprimée") in said
    assert "receipts/removed-acme-" in said


@pytest.mark.long
def test_killed_by_force_it_ends_when_run_again(tmp_path: Path) -> None:
    app = app_in(tmp_path)
    file = tmp_path / "config.toml"
    file.write_text(file.read_text().replace('"Acme"', f'"{STAYS}"'))
    fill_two(app.store, 12_000)
    before = all_rows(app.store)
    command = [sys.executable, "-m", "listener.cli", "--config", str(file), "brand", "remove", GOES, "--yes"]  # fmt: skip
    first = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
    while first.poll() is None and not (begun := app.store.removal(GOES)):
        pass
    while first.poll() is None and begun and len(begun.rows) < 6:
        begun = app.store.removal(GOES)
    os.killpg(first.pid, signal.SIGKILL)
    assert first.wait(PATIENCE) == -signal.SIGKILL
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=5 * PATIENCE)
    left = without_audit(all_rows(app.store))
    for name, rows in of(before, even=False).items():
        assert name in OF_NOBODY or left[name] == rows, name
    app.store.close()
