"""Small workbooks, written by hand: what a library would write is not what people's programs do."""

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from xml.sax.saxutils import escape


@dataclass(frozen=True)
class Shared:
    """A text by its number in the workbook's table of texts, which holds those of `write_workbook`."""

    number: int


Cell = str | int | float | bool | datetime | Shared | None
_NS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PKG = "http://schemas.openxmlformats.org/package/2006"


def write_workbook(
    path: Path,
    sheets: dict[str, Sequence[Sequence[Cell]]],
    *,
    hidden: Sequence[str] = (),
    since_1904: bool = False,
    links: dict[str, str] | None = None,
    texts: Sequence[str] = (),
) -> None:
    """An .xlsx with these sheets; a date is a figure under a date's format, as Excel keeps it.

    `links` of the first sheet: by a cell such as B2, the address it leads to. `texts` are those
    that cells share.
    """
    names = list(sheets)
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}"'
        + (' state="hidden"/>' if name in hidden else "/>")
        for n, name in enumerate(names, 1)
    )
    epoch = '<workbookPr date1904="1"/>' if since_1904 else ""
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PKG}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PKG}/relationships"><Relationship Id="r1"'
        f' Type="{_REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_NS}" xmlns:r="{_REL}">{epoch}'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PKG}/relationships">'
        + "".join(
            f'<Relationship Id="rId{n}" Type="{_REL}/worksheet" Target="worksheets/sheet{n}.xml"/>'
            for n in range(1, len(names) + 1)
        )
        + f'<Relationship Id="rId98" Type="{_REL}/sharedStrings" Target="sharedStrings.xml"/>'
        + f'<Relationship Id="rId99" Type="{_REL}/styles" Target="styles.xml"/></Relationships>',
        "xl/sharedStrings.xml": f'<sst xmlns="{_NS}">'
        + "".join(f"<si><t>{escape(text)}</t></si>" for text in texts)
        + "</sst>",
        "xl/styles.xml": f'<styleSheet xmlns="{_NS}"><cellXfs count="2"><xf numFmtId="0"/>'
        '<xf numFmtId="22" applyNumberFormat="1"/></cellXfs></styleSheet>',
    }
    for n, name in enumerate(names, 1):
        rows = "".join(
            f'<row r="{r}">'
            + "".join(_cell(cell, r, c, since_1904) for c, cell in enumerate(row))
            + "</row>"
            for r, row in enumerate(sheets[name], 1)
        )
        parts[f"xl/worksheets/sheet{n}.xml"] = (
            f'<worksheet xmlns="{_NS}"><sheetData>{rows}</sheetData></worksheet>'
        )
    if links:
        listed = "".join(f'<hyperlink ref="{at}" r:id="l{n}"/>' for n, at in enumerate(links))
        first = "xl/worksheets/sheet1.xml"
        parts[first] = parts[first].replace(
            "</worksheet>", f'<hyperlinks xmlns:r="{_REL}">{listed}</hyperlinks></worksheet>'
        )
        parts["xl/worksheets/_rels/sheet1.xml.rels"] = (
            f'<Relationships xmlns="{_PKG}/relationships">'
            + "".join(
                f'<Relationship Id="l{n}" Type="{_REL}/hyperlink" Target="{escape(target)}"'
                ' TargetMode="External"/>'
                for n, target in enumerate(links.values())
            )
            + "</Relationships>"
        )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for part, text in parts.items():
            book.writestr(part, f'<?xml version="1.0" encoding="UTF-8"?>{text}')


def _cell(cell: Cell, row: int, column: int, since_1904: bool) -> str:
    at = f"{chr(65 + column)}{row}"
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return f'<c r="{at}" t="b"><v>{int(cell)}</v></c>'
    if isinstance(cell, Shared):
        return f'<c r="{at}" s="0" t="s"><v>{cell.number}</v></c>'
    if isinstance(cell, datetime):
        start = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30)  # noqa: DTZ001
        days = (cell - start).total_seconds() / 86_400
        return f'<c r="{at}" s="1"><v>{days!r}</v></c>'
    if isinstance(cell, int | float):
        return f'<c r="{at}"><v>{cell!r}</v></c>'
    if cell.startswith("="):  # a formula and the value it had when it was saved
        formula, _, value = cell[1:].partition("=>")
        return f'<c r="{at}" t="str"><f>{escape(formula)}</f><v>{escape(value)}</v></c>'
    return f'<c r="{at}" t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>'
