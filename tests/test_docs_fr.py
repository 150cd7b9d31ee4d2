"""The French manual: its spaces, its saved replies, and the words of the program that it quotes."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache

import pytest
from manual import ROOT, Manual, pages

import connectors
from listener.words.spoken import words_of_kinds

# reference/ is printed from the program's own words, the rest written by hand.
PROSE = [told for told in pages() if re.match("docs/fr/(?!reference/)", str(told))]
REFUSALS = "## Quand ça coince"
SAVED = re.compile(r"^listener parse (\w+) ~/brand-listener/(\S+)$", re.MULTILINE)
_CODE = re.compile(r"`[^`]*`|\]\([^)]*\)")
_ORDINARY = re.compile(r" [?!;%](?!\w)| :(?= |$|\*)|« | »|\d \d{3}(?!\d)")


def _prose(text: str) -> Iterator[tuple[int, str]]:
    """The numbered lines that people read as sentences, code left out."""
    is_code = False
    for number, line in enumerate(text.split("\n"), 1):
        if line.lstrip().startswith("```"):
            is_code = not is_code
        elif not is_code and not line.startswith("#"):
            yield number, _CODE.sub("`", line)


@pytest.mark.parametrize("told", PROSE, ids=str)
def test_no_sign_of_french_stands_alone_on_a_new_line(told: Manual) -> None:
    """Before ; ! ? % a narrow no-break space, before : and inside « » an ordinary one (listener.words.typeset)."""
    broken = [
        f"{told}:{number}: {found[0]!r}"
        for number, line in _prose(told.text)
        for found in _ORDINARY.finditer(line)
    ]
    assert not broken


@pytest.mark.parametrize("told", PROSE, ids=str)
def test_every_saved_reply_that_is_named_holds_something(told: Manual) -> None:
    for kind, path in SAVED.findall(told.text):
        assert connectors.connector_type(kind).mentions_in((ROOT / path).read_bytes()).mentions, (
            path
        )


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


@pytest.mark.parametrize("told", [told for told in PROSE if REFUSALS in told.text], ids=str)
def test_what_a_page_says_that_one_is_told_is_what_one_is_told(told: Manual) -> None:
    """Whoever searches the manual for a message finds it, for it is quoted as the program says it."""
    quoted = list(_quoted(told.text))
    pieces = [p.strip(" :;,.`") for cell in quoted for p in cell.split("…")]
    assert quoted
    assert [p for p in pieces if p and p not in _words()] == []


@pytest.mark.parametrize("told", PROSE, ids=str)
def test_what_is_pasted_has_no_remark(told: Manual) -> None:
    """Where zsh reads, as on a Mac, a remark behind a command is arguments, and its apostrophe waits for another."""
    typed = "\n".join(told.blocks("sh")).split("\n")
    assert [line for line in typed if re.search(r"(^|\s)#", line)] == []
