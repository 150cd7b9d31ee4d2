"""What workbooks' cells link to, and sheets that are made to be too large."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from test_dropped_exports import read
from workbooks import Cell, write_workbook

from connectors.kit.dropped import UnreadableFileError
from connectors.kit.hyperlinks import read_reaches

SHEET = "xl/worksheets/sheet1.xml"
POST = "https://avis.example/post/{n}?a=1&b=2"
ROWS: list[list[Cell]] = [["Texte", "Auteur", "Voir"]]
ROWS += [[f"Avis {n}", "Nora", "View post"] for n in range(3)]


def rewrite(path: Path, part: str, change: Callable[[str], str]) -> None:
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name).decode() for name in book.namelist()}
    parts[part] = change(parts.get(part, ""))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in parts.items():
            book.writestr(name, text)


@pytest.mark.parametrize("title", ["Voir", "Lien"])
@pytest.mark.parametrize("way", ["relation", "formula", "range"])
def test_a_cell_that_links_is_the_address(tmp_path: Path, title: str, way: str) -> None:
    path = tmp_path / "a.xlsx"
    posts = [POST.format(n=0 if way == "range" else n) for n in range(3)]
    rows = [[*row] for row in ROWS]
    rows[0][2] = title
    if way == "formula":
        for row, post in zip(rows[1:], posts, strict=True):
            row[2] = f'=HYPERLINK("{post}","View post")=>View post'
    links = {f"C{n}": post for n, post in enumerate(posts, 2)} if way == "relation" else {}
    write_workbook(path, {"Avis": rows}, links={"C2:C4": posts[0]} if way == "range" else links)
    got = read(path)
    assert [m.url for m in got.mentions] == posts
    assert [m.text for m in got.mentions] == ["Avis 0", "Avis 1", "Avis 2"]
    assert got.unclear == []


def test_a_link_on_a_persons_name_is_their_profile_and_not_the_post(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    links = {"A2": POST.format(n=0), "B2": "https://avis.example/nora", "B3": "mailto:a@b.example"}
    write_workbook(path, {"Avis": ROWS}, links=links)
    assert [m.url for m in read(path).mentions] == [POST.format(n=0), None, None]


def test_an_address_that_is_written_out_stays(tmp_path: Path) -> None:
    path, post = tmp_path / "a.xlsx", "https://avis.example/7"
    rows = [["Texte", "Lien", "Voir"], ["Nul", post, "ici"]]
    write_workbook(
        path, {"Avis": rows}, links={"B2": "https://t.example/x", "C2": "https://y.example"}
    )
    assert [m.url for m in read(path).mentions] == [post]


def test_rows_are_counted_from_the_sheets_own_first_cell(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    rows: list[list[Cell]] = [[None] * 4, [None] * 4]
    rows += [[None, *row] for row in ROWS]
    rows.append([None, None, "Nora", "View post"])
    write_workbook(path, {"Avis": rows}, links={"D4": POST.format(n=0), "D6": POST.format(n=2)})
    got = read(path)
    assert [m.url for m in got.mentions] == [POST.format(n=0), None, POST.format(n=2)]
    assert got.refused == ["a.xlsx line 7: text: missing"]


def test_a_document_type_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_workbook(path, {"Avis": ROWS}, links={"C2": POST.format(n=0)})
    assert read_reaches(str(path))["Avis"].links
    declared = '<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet'
    rewrite(path, SHEET, lambda text: text.replace("<worksheet", declared))
    assert read_reaches(str(path)) == {}


@pytest.mark.parametrize("at", ["XFD1048576", "Z1048576"])
def test_a_cell_far_from_the_others_is_told_and_nothing_is_held(tmp_path: Path, at: str) -> None:
    path = tmp_path / "a.xlsx"
    write_workbook(path, {"Avis": ROWS})
    far = f'<row r="1048576"><c r="{at}"><v>1</v></c></row></sheetData>'
    rewrite(path, SHEET, lambda text: text.replace("</sheetData>", far))
    with pytest.raises(UnreadableFileError, match="reaches over 1,048,576 rows") as error:
        read(path)
    assert error.value.args[0].code == "file_far"


def test_what_is_only_declared_or_empty_costs_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_workbook(path, {"Avis": ROWS})
    empty = '<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>'
    rewrite(path, SHEET, lambda text: text.replace("</sheetData>", empty))
    wide = '<dimension ref="A1:XFD1048576"/><sheetData>'
    rewrite(path, SHEET, lambda text: text.replace("<sheetData>", wide))
    assert len(read(path).mentions) == 3


def test_a_last_row_far_below_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_workbook(path, {"Avis": ROWS})
    far = (
        '<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>Loin</t></is></c></row></sheetData>'
    )
    rewrite(path, SHEET, lambda text: text.replace("</sheetData>", far))
    assert read(path).texts[-1] == "Loin"
