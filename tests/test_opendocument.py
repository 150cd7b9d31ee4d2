"""Workbooks of LibreOffice: a cell far from all others costs itself alone; all names are invented."""

import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from test_dropped_exports import read

from connectors.inbound.onefile import UnreadableFileError

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
    '<office:body><office:spreadsheet><table:table table:name="Avis">'
)
FOOT = "</table:table></office:spreadsheet></office:body></office:document-content>"
TITLES = ["Date", "Auteur", "Avis"]


def cell(text: str) -> str:
    told = f"<text:p>{escape(text)}</text:p>"
    return f'<table:table-cell office:value-type="string">{told}</table:table-cell>'


def row(*cells: str, times: int = 1) -> str:
    repeated = f' table:number-rows-repeated="{times}"' if times > 1 else ""
    return f"<table:table-row{repeated}>{''.join(cells)}</table:table-row>"


def empty(times: int) -> str:
    return f'<table:table-cell table:formula="of:=1&gt;0" table:number-columns-repeated="{times}"/>'


def rows(*lines: list[str]) -> str:
    return "".join(row(*map(cell, line)) for line in lines)


def workbook(path: Path, inside: str) -> None:
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        book.writestr("content.xml", HEAD + inside + FOOT)
        name = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
        book.writestr("META-INF/manifest.xml", f'<manifest:manifest xmlns:manifest="{name}"/>')


def test_a_cell_in_the_last_corner_costs_itself_alone_and_is_told(tmp_path: Path) -> None:
    said = rows(TITLES, ["24/11/2026", "Nora", "Pain dur"], ["24/11/2026", "Ilan", "Pain > sec"])
    corner = row(empty(16_384), times=1_048_572) + row(empty(16_383), cell("ici"))
    workbook(tmp_path / "a.ods", said + corner)
    got = read(tmp_path / "a.ods")
    assert got.texts == ["Pain dur", "Pain > sec"]
    assert ["the cell XFD1048576 stands far" in told for told in got.unclear] == [True]


def test_cells_far_below_and_far_right_of_a_kept_row_are_cut(tmp_path: Path) -> None:
    said = rows(TITLES) + row(
        *map(cell, ("24/11/2026", "Nora", "Pain dur")), empty(15_000), cell("loin")
    )
    below = row(empty(3), times=900_000) + rows(["24/11/2026", "Zoé", "Tout en bas"])
    workbook(tmp_path / "a.ods", said + below)
    got = read(tmp_path / "a.ods")
    assert "Pain dur" in got.texts
    assert any("stand" in told and "far" in told for told in got.unclear)


def test_rows_that_repeat_near_the_table_stay(tmp_path: Path) -> None:
    said = rows(TITLES, ["24/11/2026", "Nora", "Pain dur"]) + row(empty(3), times=50)
    workbook(tmp_path / "a.ods", said + rows(["25/11/2026", "Zoé", "Pain sec"]))
    got = read(tmp_path / "a.ods")
    assert (got.texts, got.unclear) == (["Pain dur", "Pain sec"], [])


def test_one_that_is_broken_is_refused_in_words(tmp_path: Path) -> None:
    workbook(tmp_path / "a.ods", "<broken")
    with pytest.raises(UnreadableFileError, match="not a workbook"):
        read(tmp_path / "a.ods")
