"""`listener brand export` and `check`: all that is stored of one brand, nothing of another, and a receipt."""

import csv
import io
import json
import os
import stat
from base64 import b64decode
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from acme import BRAND, NOON, Clock, Kept, Listed, config, mention, pipeline
from rigs.two_brands_rows import GOES, STAYS, all_rows, fill_two, of, tables
from sqlalchemy import Column, Integer, MetaData, Table
from test_backup import session as app_in
from typer.testing import CliRunner

from connectors.kit.contract import Author, Mention
from listener.app import App
from listener.cli import app as program
from listener.commands import handing, receipts
from listener.digest import files
from listener.digest.build import build
from listener.settings.config import Config, Source
from listener.store.belonging import OF_NOBODY, belongs, owned
from listener.store.errors import StoreError
from listener.store.store import Store
from listener.words.spoken import spoken

OTHER = BRAND.model_copy(update={"name": "Bolt"})
FORMULA = '=HYPERLINK("https://evil.example")'
POSTS = (
    mention(1, "I hate it, my battery is broken\nSecond line", title=FORMULA),
    mention(2, "I love it", author=Author(id="@jo", name="@SUM(1;=2)")),
)


def two(folder: Path) -> Config:
    sources = (
        Source(brand=GOES, kind="listed", connector=Listed(name="acme", mentions=POSTS)),
        Source(brand=STAYS, kind="listed", connector=Listed(name="bolt", mentions=(mention(7, "Bolt is great"),))),
    )  # fmt: skip
    return config(folder).model_copy(update={"brand": (BRAND, OTHER), "source": sources})


@pytest.fixture
def lived(store: Store, tmp_path: Path) -> App:
    """Two brands that were listened to, with a digest each."""
    settings, clock = two(tmp_path / "data"), Clock()
    pipeline(settings, store, Kept(), clock).once()
    for brand in settings.brand:
        place = files.folder(settings.storage.dir, "2026-W46", brand, settings.brand)
        files.write(build(store, brand, "2026-W46", NOON), place)
    return App.over(settings, clock, store=store, key=b"k" * 32)


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def rows_of(folder: Path, table: str) -> list[dict[str, Any]]:
    return lines(folder / handing.NAMED.get(table, f"rows/{table}.jsonl"))


def as_it_was(value: Any, like: Any) -> Any:
    if isinstance(like, datetime):
        return datetime.fromisoformat(value)
    return b64decode(value) if isinstance(like, bytes) else value


def test_every_table_is_somebodys_or_said_to_be_nobodys() -> None:
    """One that is added later and forgotten makes this red: nobody could take its rows along, or away."""
    assert {table.name for table in owned()} | OF_NOBODY == {table.name for table in tables()}
    for table in owned():
        assert str(belongs(table, GOES)), table.name
    forgotten = Table("later", MetaData(), Column("id", Integer, primary_key=True))
    with pytest.raises(LookupError, match="later: whose rows are these"):
        belongs(forgotten, GOES)


def test_every_value_of_every_row_of_the_brand_is_there_and_none_of_another(
    store: Store, tmp_path: Path
) -> None:
    fill_two(store, 24)
    made = App.over(two(tmp_path / "data"), Clock(), store=store, key=b"k" * 32)
    before = all_rows(store)
    assert handing.export(made, GOES, tmp_path / "out") == 0
    for name, held in of(before, even=True).items():
        if name in OF_NOBODY:
            continue
        found = rows_of(tmp_path / "out", name)
        assert len(found) == len(held) == 12, name
        for told, row in zip(found, held, strict=True):
            stored = {("class" if key == "class_" else key): value for key, value in row.items()}
            assert {k: as_it_was(v, stored[k]) for k, v in told.items()} == stored, name
    assert all_rows(store) == before, "it only reads"


def test_mentions_are_told_for_spreadsheets_and_as_import_takes_them(
    lived: App, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    assert handing.export(lived, GOES, out) == 0
    head, *rows = csv.reader(io.StringIO((out / "mentions.csv").read_text()))
    told = [dict(zip(head, row, strict=True)) for row in rows]
    assert [one["text"] for one in told] == ["I hate it, my battery is broken Second line", "I love it"]  # fmt: skip
    assert told[0]["title"] == f"'{FORMULA}"
    assert told[1]["author"] == "'@SUM(1;'=2)"
    assert told[0]["tone"] == "negative"
    assert told[0]["advice"]
    read = [Mention.from_json(line) for line in lines(out / "mentions.jsonl")]
    assert [m.text for m in read] == [m.text for m in POSTS]
    assert [m.author for m in read] == [m.author for m in POSTS]
    assert [m.posted_at for m in read] == [m.posted_at for m in POSTS]
    assert len(rows_of(out, "notices")) > 0


def test_digests_are_there_as_they_were_and_no_other_brands(lived: App, tmp_path: Path) -> None:
    assert handing.export(lived, GOES, tmp_path / "out") == 0
    was = lived.config.storage.dir / "digests" / "2026-W46" / "acme"
    there = tmp_path / "out" / "digests" / "2026-W46"
    names = {"data.csv", "mentions.csv", "digest.md", "index.html"}
    assert {path.name for path in there.rglob("*")} == names
    for name in names:
        assert (there / name).read_bytes() == (was / name).read_bytes()


def test_a_brand_that_left_the_settings_has_its_digests_too(lived: App, tmp_path: Path) -> None:
    alone = lived.config.model_copy(update={"brand": (OTHER,), "source": lived.config.source[1:]})
    app = App.over(alone, lived.clock, store=lived.store, key=b"k" * 32)
    assert handing.export(app, GOES, tmp_path / "out") == 0
    [page] = (tmp_path / "out").rglob("index.html")
    assert "Acme" in page.read_text()


def test_the_receipt_names_every_file_and_the_check_finds_what_is_not_as_it_was(
    lived: App, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    handing.export(lived, GOES, out)
    receipt = receipts.Receipt.read(out)
    assert (receipt.brand, receipt.made_at) == (GOES, NOON)
    assert receipt.program.startswith("brand-listener ")
    there = {p.relative_to(out).as_posix() for p in out.rglob("*") if p.is_file()}
    assert {one.name for one in receipt.files} == there - {"receipt.json"}
    counted = {one.name: one.rows for one in receipt.files}
    assert counted["mentions.csv"] == counted["mentions.jsonl"] == counted["rows/mentions.jsonl"] == 2  # fmt: skip
    assert receipts.check(lived.config, out) == 0
    assert f"{len(receipt.files)} files" in capsys.readouterr().out
    (out / "acts.jsonl").unlink()
    with (out / "answers.jsonl").open("a") as file:
        file.write("{}\n")
    (out / "more.txt").write_text("more")
    alerts = (out / "alerts.jsonl").read_text()
    (out / "alerts.jsonl").write_text(alerts.replace("a", "b", 1))  # as long as it was
    (out / "mentions.csv").rename(tmp_path / "elsewhere.csv")
    (out / "mentions.csv").symlink_to(tmp_path / "elsewhere.csv")
    assert receipts.check(lived.config, out) == 1
    told = capsys.readouterr().err
    for line in ("acts.jsonl: it is missing", "answers.jsonl: it is not as", "alerts.jsonl: it is not as",
                 "more.txt: the receipt does not know it", "mentions.csv: it is not as"):  # fmt: skip
        assert line in told


def test_it_is_for_its_owner_alone(lived: App, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir(mode=0o755)
    handing.export(lived, GOES, tmp_path / "out")
    for path in (tmp_path / "out", *(tmp_path / "out").rglob("*")):
        wanted = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) == wanted, path


@pytest.mark.parametrize("what", ["full", "file", "link"])
def test_a_place_that_is_taken_is_left_alone(lived: App, tmp_path: Path, what: str) -> None:
    out = tmp_path / "out"
    if what == "full":
        out.mkdir()
        (out / "letter.txt").write_text("mine")
    elif what == "file":
        out.write_text("mine")
    else:
        (tmp_path / "there").mkdir()
        out.symlink_to(tmp_path / "there")
    with pytest.raises(StoreError, match="name a new one") as caught:
        handing.export(lived, GOES, out)
    assert spoken("fr", str(caught.value)) != str(caught.value)
    assert not list(tmp_path.rglob("*.jsonl"))


def test_one_that_breaks_off_leaves_nothing_and_one_that_was_killed_no_receipt(
    lived: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, real = tmp_path / "out", handing.Folder.write

    def full(self: handing.Folder, name: str, *args: Any, **options: Any) -> int:
        if name == "rows/tags.jsonl":
            raise OSError(28, os.strerror(28), str(self.place / name))
        return real(self, name, *args, **options)

    monkeypatch.setattr(handing.Folder, "write", full)
    with pytest.raises(OSError, match="No space"):
        handing.export(lived, GOES, out)
    assert list(out.iterdir()) == []
    monkeypatch.setattr(handing.Folder, "clear", lambda _: None)  # as if killed
    with pytest.raises(OSError, match="No space"):
        handing.export(lived, GOES, out)
    assert (out / "mentions.csv").exists()
    with pytest.raises(StoreError, match="there is no receipt: this export did not end"):
        receipts.check(lived.config, out)


@pytest.mark.parametrize("text", ["[]", "{", '{"what": "other"}', '{"what": "brand-listener export", "form": 1}'])  # fmt: skip
def test_what_is_no_receipt_is_said_to_be_none(lived: App, tmp_path: Path, text: str) -> None:
    (tmp_path / "receipt.json").write_text(text)
    with pytest.raises(StoreError, match="this is no receipt of ours"):
        receipts.check(lived.config, tmp_path)


def test_a_receipt_that_names_a_file_elsewhere_opens_none(lived: App, tmp_path: Path) -> None:
    handing.export(lived, GOES, out := tmp_path / "out")
    told = json.loads((out / "receipt.json").read_text())
    told["files"][0]["name"] = "../../../etc/passwd"
    (out / "receipt.json").write_text(json.dumps(told))
    assert receipts.check(lived.config, out) == 1


def test_a_brand_of_which_there_is_nothing_is_refused(lived: App, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"'Cycles'\? the brands are Acme, Bolt") as caught:
        handing.export(lived, "Cycles", tmp_path / "out")
    assert "la base : 'Cycles'" in spoken("fr", str(caught.value))
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_commands_say_what_they_did(tmp_path: Path, lang: str) -> None:
    app = app_in(tmp_path)
    file = tmp_path / "config.toml"
    file.write_text(file.read_text().replace('"en"', f'"{lang}"'))
    fill_two(app.store, 8)
    app.store.close()
    out = tmp_path / "an export"
    begin = ["--config", str(file), "brand"]
    done = CliRunner().invoke(program, [*begin, "export", GOES, "--to", str(out)])
    assert done.exit_code == 0, done.output
    said = " ".join(done.output.split())
    assert "mentions 4, " + ("alerts 4" if lang == "en" else "alertes 4") in said
    assert f"listener brand check '{out}'" in said
    told = CliRunner().invoke(program, [*begin, "check", str(out)])
    assert told.exit_code == 0
    assert ("all there" if lang == "en" else "tout y est") in told.output
