"""The French manual: its spaces, its saved replies, and the words of the program that it quotes."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import connectors
from listener.words.spoken import words_of_kinds

ROOT = Path(__file__).parent.parent
PAGES = sorted((ROOT / "docs" / "fr").rglob("*.md"))
# Written by hand; reference/ is generated from the program's own words.
PROSE = [page for page in PAGES if page.parent.name != "reference"]
REFUSALS = "## Quand ça coince"
SAVED = re.compile(r"^listener parse (\w+) ~/brand-listener/(\S+)$", re.MULTILINE)
_CODE = re.compile(r"`[^`]*`|\]\([^)]*\)")
_ORDINARY = re.compile(r" [?!;%](?!\w)| :(?= |$|\*)|« | »|\d \d{3}(?!\d)")


def _named(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def _prose(text: str) -> Iterator[tuple[int, str]]:
    """The numbered lines that people read as sentences, code left out."""
    is_code = False
    for number, line in enumerate(text.split("\n"), 1):
        if line.lstrip().startswith("```"):
            is_code = not is_code
        elif not is_code and not line.startswith("#"):
            yield number, _CODE.sub("`", line)


@pytest.mark.parametrize("page", PROSE, ids=_named)
def test_no_sign_of_french_stands_alone_on_a_new_line(page: Path) -> None:
    """Before ; ! ? % a narrow no-break space, before : and inside « » an ordinary one (listener.words.typeset)."""
    broken = [
        f"{_named(page)}:{number}: {found[0]!r}"
        for number, line in _prose(page.read_text("utf-8"))
        for found in _ORDINARY.finditer(line)
    ]
    assert not broken


@pytest.mark.parametrize("page", PROSE, ids=_named)
def test_every_saved_reply_that_is_named_holds_something(page: Path) -> None:
    for kind, path in SAVED.findall(page.read_text("utf-8")):
        told = connectors.connector_type(kind).mentions_in((ROOT / path).read_bytes())
        assert told.mentions, path


@cache
def _words() -> str:
    """All that the program says in French, blanks as …, with plain spaces."""
    files = (ROOT / "listener" / "words" / "fr").glob("*.toml")
    texts = [text for file in files for text in _texts(tomllib.loads(file.read_text("utf-8")))]
    return "\n".join(re.sub(r"\{[^}]*\}", "…", t) for t in [*texts, *words_of_kinds().values()])


def _texts(part: object) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for each in part.values():
            yield from _texts(each)


def _quoted(text: str) -> Iterator[str]:
    """What a page's last table says that the program says; a symptom in italics is no quotation."""
    told = text.partition(REFUSALS)[2].replace("\u202f", " ").replace("\u00a0", " ")
    for cell in re.findall(r"^\| ([^|]+) \|", told, re.MULTILINE):
        if cell != "On vous dit" and not cell.startswith("*"):
            yield cell


@pytest.mark.parametrize(
    "page", [page for page in PROSE if REFUSALS in page.read_text("utf-8")], ids=_named
)
def test_what_a_page_says_that_one_is_told_is_what_one_is_told(page: Path) -> None:
    """Whoever searches the manual for a message finds it, for it is quoted as the program says it."""
    quoted = list(_quoted(page.read_text("utf-8")))
    pieces = [p.strip(" :;,.`") for cell in quoted for p in cell.split("…")]
    assert quoted
    assert [p for p in pieces if p and p not in _words()] == []


@pytest.mark.parametrize("page", PROSE, ids=_named)
def test_what_is_pasted_has_no_remark(page: Path) -> None:
    """Where zsh reads, as on a Mac, a remark behind a command is arguments, and its apostrophe waits for another."""
    blocks = re.findall(r"^ *```sh\n(.*?)^ *```", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert not [
        line for block in blocks for line in block.split("\n") if re.search(r"(^|\s)#", line)
    ]
