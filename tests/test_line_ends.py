"""Whatever ends a line somewhere ends it everywhere, and never an item, a cell or a name."""

import json
import os
from pathlib import Path

import httpx
import pytest

from connectors.inbound.source import Inbound
from connectors.kit.reading.text import clean, plain_text
from listener.guard.plain import one_line, plain

ENDS = ("\n", "\r\n", "\r", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029")


@pytest.mark.parametrize("end", ENDS, ids=ascii)
def test_each_sign_that_ends_a_line_is_a_newline(end: str) -> None:
    assert (
        clean(f"un{end}deux") == plain_text(f"un{end}deux") == plain(f"un{end}deux") == "un\ndeux"
    )
    assert one_line(f"un{end}deux") == "un deux"


@pytest.mark.parametrize("end", ENDS, ids=ascii)
def test_one_item_stays_one(end: str, tmp_path: Path) -> None:
    text, name = f"Très bien servi{end}mais un peu cher", f"Zoé{end}Martin"
    (tmp_path / "a.csv").write_text(f'Date;Auteur;Avis\n30/11/2026;"{name}";"{text}"\n', newline="")
    told = json.dumps({"text": text, "author": name}, ensure_ascii=False)
    (tmp_path / "b.jsonl").write_text(f"{told}\n", newline="")
    for file in tmp_path.iterdir():
        os.utime(file, (0, 0))
    with httpx.Client() as http:
        pages = list(Inbound(name="inbox", folder=tmp_path).pages(http, None))
    found = [mention for page in pages for mention in page.mentions]
    assert [m.text for m in found] == ["Très bien servi\nmais un peu cher"] * 2
    assert [m.author and m.author.name for m in found] == ["Zoé Martin"] * 2
