"""A file that is imported again under another map: its rows are the mentions that they were."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner
from workbooks import write_workbook

from listener.cli import app as program

ROWS = [
    ["Ref", "Client", "Vendeur", "Le", "Vu", "Note", "Avis", "Produit"],
    ["r1", "Zoé Martin", "Luc", "03/11/2026", "05/11/2026", "8", "Très bien, livré à temps", "Lampe Brest"],
    ["r2", "Bob Durand", "Luc", "14/11/2026", "15/11/2026", "2", "Nul, rien ne marche chez vous depuis que je l'ai", "Lampe Brest"],
    ["r3", "", "Ana", "15/11/2026", "16/11/2026", "9", "Super", "Pied Ouessant"],
    ["r4", "", "Ana", "15/11/2026", "16/11/2026", "9", "Super", "Pied Ouessant"],
]  # fmt: skip
FIRST = "text=Produit,author=Vendeur,posted_at=Vu,rating=Note,rating_of=10,external_id="
SECOND = "text=Avis,author=Client,posted_at=Le,rating=Note,rating_of=10,external_id="


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.toml").write_text('[[brand]]\nname = "Acme"\n[tagger]\nthreads = 1\n')
    return tmp_path


def written(place: Path, how: str) -> str:
    """The file, in one of the shapes of the same rows."""
    file = place / f"avis.{how}"
    match how:
        case "csv":
            file.write_text("\n".join(";".join(row) for row in ROWS))
        case "xlsx":
            write_workbook(file, {"Avis": ROWS})
        case "json":
            told = [dict(zip(ROWS[0], row, strict=True)) for row in ROWS[1:]]
            file.write_text(json.dumps({"reviews": told}))
        case _:
            told = [dict(zip(ROWS[0], row, strict=True)) for row in ROWS[1:]]
            file.write_text("\n".join(map(json.dumps, told)))
    return file.name


def brought(name: str, *more: str) -> list[dict[str, Any]]:
    """What is stored once the file was imported."""
    done = CliRunner().invoke(program, ["import", name, *more], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    with sqlite3.connect("data/listener.db") as db:
        db.row_factory = sqlite3.Row
        return [dict(row) for row in db.execute("SELECT * FROM mentions ORDER BY id")]


@pytest.mark.long
@pytest.mark.parametrize("how", ["csv", "xlsx", "json", "jsonl"])
def test_another_map_makes_no_second_mention_and_replaces_what_the_first_told(
    place: Path, how: str
) -> None:
    name = written(place, how)
    first = brought(name, "--map", FIRST, "--yes")
    assert [row["text"] for row in first] == [*["Lampe Brest"] * 2, *["Pied Ouessant"] * 2]
    again = brought(name, "--map", FIRST, "--yes")
    assert again == first, "the same map changes nothing"
    second = brought(name, "--map", SECOND, "--yes")
    assert [row["id"] for row in second] == [row["id"] for row in first]
    assert [row["text"] for row in second] == [row[6] for row in ROWS[1:]]
    assert [row["author_name"] for row in second] == ["Zoé Martin", "Bob Durand", None, None]
    assert [row["posted_at"][:10] for row in second] == [
        "2026-11-02", "2026-11-13", "2026-11-14", "2026-11-14",
    ]  # fmt: skip
    assert [row["revision"] for row in second] == [2, 2, 2, 2]


@pytest.mark.parametrize("first", ["", FIRST.replace("external_id=", "external_id=Ref")])
def test_ids_of_its_own_are_no_second_mentions_nor_a_guess_without_a_map(
    place: Path, first: str
) -> None:
    name = written(place, "csv")
    known = brought(name, *(["--map", first, "--yes"] if first else []))
    found = brought(name, "--map", SECOND.replace("external_id=", "external_id=Ref"), "--yes")
    assert [row["id"] for row in found] == [row["id"] for row in known]
    assert [row["external_id"] for row in found] == ["r1", "r2", "r3", "r4"]
    assert [row["author_name"] for row in found] == ["Zoé Martin", "Bob Durand", None, None]


def test_our_answer_in_a_row_stays_one(place: Path) -> None:
    rows = [["Client", "Avis", "Produit", "Réponse"], ["Bob Durand", "Nul, rien ne marche chez vous", "Lampe", "Nous sommes désolés."]]  # fmt: skip
    (place / "avis.csv").write_text("\n".join(";".join(row) for row in rows))
    for text in ("Produit", "Avis"):
        found = brought("avis.csv", "--map", f"text={text},author=Client,reply=Réponse", "--yes")
        assert [row["by_owner"] for row in found] == [0, 1]


def test_a_row_that_joined_the_file_is_new_and_the_others_stay(place: Path) -> None:
    name = written(place, "csv")
    first = brought(name, "--map", FIRST, "--yes")
    with (place / name).open("a") as file:
        file.write("\nr5;Eva Roux;Ana;20/11/2026;21/11/2026;4;Moyen, sans plus;Pied Ouessant")
    second = brought(name, "--map", SECOND, "--yes")
    assert len(second) == len(first) + 1
