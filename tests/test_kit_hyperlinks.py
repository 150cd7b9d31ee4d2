"""What workbooks' cells link to, and sheets that are made to be too large."""

import zipfile
from array import array
from collections.abc import Callable
from pathlib import Path

import pytest
from test_dropped_exports import read
from workbooks import Cell, write_workbook

from connectors.inbound.hyperlinks import Reach, read_reaches
from connectors.inbound.onefile import UnreadableFileError
from connectors.inbound.strays import within

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
    assert got.refused == ["a.xlsx line 7: neither a text nor stars: left out"]


def test_a_document_type_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_workbook(path, {"Avis": ROWS}, links={"C2": POST.format(n=0)})
    assert read_reaches(str(path))["Avis"].links
    declared = '<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet'
    rewrite(path, SHEET, lambda text: text.replace("<worksheet", declared))
    assert read_reaches(str(path)) == {}


def add(path: Path, *cells: str) -> None:
    rows = "".join(f"<row>{cell}</row>" for cell in cells)
    rewrite(path, SHEET, lambda text: text.replace("</sheetData>", f"{rows}</sheetData>"))


@pytest.mark.parametrize("at", ["XFD1048576", "Z1048576", "ZZ90000", "XFD2", "AAA1048576"])
@pytest.mark.parametrize(
    ("value", "told"),
    [
        ('t="inlineStr"><is><t>à rappeler</t></is>', True),
        ('t="s"><v>0</v>', True),
        ("><v>1</v>", True),
        ('t="inlineStr"><is><t> \n</t></is>', False),
        ('t="s"><v>1</v>', False),
        ('t="str"><f>IF(A1="x","1>0","")</f><v></v>', False),
    ],
)
def test_a_cell_far_from_the_others_costs_itself(
    tmp_path: Path, at: str, value: str, told: bool
) -> None:
    path = tmp_path / "a.xlsx"
    long = [["Texte", "Auteur", "Voir"], *([f"Avis {n}", "Nora", "ici"] for n in range(2_000))]
    write_workbook(path, {"Avis": long if at == "XFD2" else ROWS}, texts=["Ici", " "])
    add(path, f'<c r="{at}" {value}</c>')
    got = read(path)
    assert got.texts == [row[0] for row in (long if at == "XFD2" else ROWS)[1:]]
    assert (
        got.unclear
        == [
            f"a.xlsx: the sheet Avis: the cell {at} stands far from all others and is not read: move it"
            " to the table if it matters"
        ]
        * told
    )


def test_several_such_cells_are_counted_and_their_sheets_are_named(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_workbook(path, {"Avis": ROWS, "Lyon": ROWS})
    add(
        path,
        '<c r="XFD50000"><v>1</v></c>',
        '<c r="ZZ90000"><v>1</v></c><c r="XFD90000"><v>2</v></c>',
    )
    got = read(path)
    assert len(got.mentions) == 6
    assert got.unclear == [
        "a.xlsx: the sheet Avis: 3 cells stand far from all others and are not read, the first is"
        " XFD50000: move them to the table if they matter"
    ]


FAR = "".join(f'<c r="XFD{n}"><v>1</v></c>' for n in range(9, 1_048_000, 900))


def test_a_sheet_that_is_wide_and_empty_all_over_is_told_and_nothing_is_held(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.xlsx"
    write_workbook(path, {"Avis": ROWS})
    add(path, FAR)
    with pytest.raises(UnreadableFileError, match="reaches over 1,047,609 rows") as error:
        read(path)
    assert error.value.args[0].code == "file_far"


@pytest.mark.parametrize("hidden", [["Plan"], []])
def test_such_a_sheet_does_not_cost_the_others(tmp_path: Path, hidden: list[str]) -> None:
    path = tmp_path / "a.xlsx"
    write_workbook(path, {"Plan": ROWS, "Avis": ROWS}, hidden=hidden)
    add(path, FAR)
    got = read(path)
    assert len(got.mentions) == 3
    assert got.unclear == [
        "a.xlsx: the sheet Plan is too large to be read, and nearly all of it is empty: delete what"
        " stands far from the rest"
    ]


@pytest.mark.parametrize("row", ["9" * 5_000, "99999999"])
@pytest.mark.slow
def test_a_row_beyond_all_rows_is_no_way_around(tmp_path: Path, row: str) -> None:
    path = tmp_path / "a.xlsx"
    write_workbook(path, {"Avis": ROWS})
    far = f'<row r="{row}"><c><v>1</v></c>{"<c/>" * 40}<c><v>1</v></c></row></sheetData>'
    rewrite(path, SHEET, lambda text: text.replace("</sheetData>", far))
    assert len(read(path).mentions) == 3


def test_a_large_table_without_gaps_loses_no_row() -> None:
    reach = Reach(by_row=array("I", [40]) * 500_100, by_column=array("I", [500_100]) * 40)
    assert within(reach) is None


def test_a_last_line_is_kept_and_a_far_column_goes() -> None:
    rows = array("I", [1]) * 300_000  # a text alone each
    columns = array("I", [300_000, *[0] * 98, 2])
    assert within(Reach(by_row=rows, by_column=columns)) == (300_000, 1)


def test_what_is_only_declared_or_empty_costs_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_workbook(path, {"Avis": ROWS})
    empty = '<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>'
    rewrite(path, SHEET, lambda text: text.replace("</sheetData>", empty))
    wide = '<dimension ref="A1:XFD1048576"/><sheetData>'
    rewrite(path, SHEET, lambda text: text.replace("<sheetData>", wide))
    assert len(read(path).mentions) == 3


@pytest.mark.slow
def test_a_last_row_far_below_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_workbook(path, {"Avis": ROWS})
    far = (
        '<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>Loin</t></is></c></row></sheetData>'
    )
    rewrite(path, SHEET, lambda text: text.replace("</sheetData>", far))
    assert read(path).texts[-1] == "Loin"
