"""The manual is true: its settings load, its commands and links exist, every kind of source has its page."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from manual import ROOT, Manual, page, pages

import connectors
from listener.cli import app
from listener.desk.found import acts, called
from listener.settings.config import ConfigError
from listener.settings.load import load
from listener.words.spoken import words_of_kinds

DOCS = ROOT / "docs"
HEADINGS = {
    "en": (
        "What it hears, and what not",
        "The key, step by step",
        "Into config.toml",
        "Try it",
        "Edits, deletions, limits",
        "When it refuses",
    ),
    "fr": (
        "Ce qu'elle entend, et ce qu'elle n'entend pas",
        "La clé, pas à pas",
        "Dans config.toml",
        "L'essayer",
        "Modifications, suppressions, limites",
        "Quand ça coince",
    ),
}
WRITTEN = ("en", "fr")  # languages that the whole manual is written in
BRAND = '[[brand]]\nname = "Acme"\n'
FRENCH = ROOT / "listener" / "words" / "fr"
SOURCE = '[[source]]\nkind = "inbound"\nname = "inbox"\n'


def source_pages() -> list[Manual]:
    return [
        page(f"docs/{language}/sources/{kind}.md")
        for language in WRITTEN
        for kind in connectors.kinds()
    ]


@pytest.mark.parametrize("language", WRITTEN)
def test_every_kind_has_a_page_and_every_page_a_kind(language: str) -> None:
    names = {file.stem for file in (DOCS / language / "sources").glob("*.md")}
    assert names == {*connectors.kinds(), "README"}
    index = page(f"docs/{language}/sources/README.md")
    assert {there.stem for there, _ in index.links()} >= set(connectors.kinds())


@pytest.mark.parametrize("told", source_pages(), ids=str)
def test_a_source_page_tells_what_is_asked_before_one_is_set_up(told: Manual) -> None:
    kind, language = told.path.stem, told.path.parts[-3]
    guide = connectors.connector_type(kind).guides["fr" if language == "fr" else "en"]
    assert told.text.startswith(f"# {guide.title}\n")
    assert tuple(re.findall(r"(?m)^## (.+)$", told.prose())) == HEADINGS[language]
    [row] = re.findall(rf"(?m)^\| `{kind}` \| (\d+)\s", told.text)
    assert int(row) == guide.minutes
    shown = [block for block in told.blocks("toml") if "[[source]]" in block]
    assert shown, "a table to paste"
    tables = [source for block in shown for source in tomllib.loads(block)["source"]]
    assert {source["kind"] for source in tables} == {kind}
    tried = re.findall(r"(?m)(?:^|`)listener (?:poll|login) ([\w-]+)", told.text)
    assert tried or kind == "inbound"
    assert set(tried) <= {source["name"] for source in tables}
    assert f"listener add {kind}" in told.text
    assert f"listener parse {kind}" in told.text


def test_what_a_page_says_that_the_program_says_is_what_it_says() -> None:
    """Whoever searches the manual for a message finds it; a symptom in italics is no quotation."""
    words = [*_texts(tomllib.loads((FRENCH / "errors.toml").read_text("utf-8"))), *words_of_kinds()]
    for file in (ROOT / "listener" / "words" / "en").glob("*.toml"):
        words += _texts(tomllib.loads(file.read_text("utf-8")))
    said = "\n".join(words)
    for kind in connectors.kinds():
        told = page(f"docs/en/sources/{kind}.md").text.partition("## When it refuses")[2]
        cells = re.findall(r"(?m)^\| ([^|]+) \|", told)
        quoted = [quote for cell in cells for quote in re.findall(r"`([^`]+)`", cell)]
        assert quoted, kind
        assert all("`" in cell or cell[0] == "*" for cell in cells if cell != "It says"), kind
        pieces = [piece.strip(" :;,.()") for quote in quoted for piece in quote.split("…")]
        assert [piece for piece in pieces if piece not in said] == [], kind


def _texts(part: object) -> Iterator[str]:
    """All that a catalogue says, with its keys: those of errors.toml are the English."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for key, inner in part.items():
            yield key
            yield from _texts(inner)


def test_every_block_of_settings_is_accepted(tmp_path: Path) -> None:
    tried = 0
    for told in pages():
        for block in told.blocks("toml"):
            assert _faults(block, tmp_path) == (), f"{told}:\n{block}"
            tried += 1
    assert tried > 60


def _faults(block: str, folder: Path) -> object:
    """What the loader finds wrong in a block, in the place where it fits best."""
    told = tomllib.loads(block)
    whole = [name for name in ("brand", "source") if isinstance(told.get(name), list)]
    heads = ["" if "brand" in whole else BRAND]
    if not whole and not {"web", "storage"} & set(told):  # of a brand, or of a source
        heads.append(f"{BRAND}{SOURCE}")
    file = folder / "config.toml"
    (folder / "replies").mkdir(exist_ok=True)  # the folder of one's own replies that they name
    environ = {name: "1234-efgh-ijkl-mnop" for name in re.findall(r"\$\{(\w+)\}", block)}
    found: list[object] = []
    for head in heads:
        file.write_text(f"{head}{block}")
        try:
            found.append(load(file, environ).faults)
        except ConfigError as error:
            found.append(str(error))
    return min(found, key=lambda faults: len(str(faults)))


def test_what_is_to_be_typed_has_no_remark() -> None:
    """zsh takes what stands behind a # for arguments, and its apostrophe waits for another."""
    for told in pages():
        for block in told.blocks("sh"):
            assert not re.search(r"(?m)(?:^|\s)#\s", block), f"{told}:\n{block}"


@pytest.mark.parametrize("told", list(pages()), ids=str)
def test_every_link_leads_somewhere(told: Manual) -> None:
    for there, anchor in told.links():
        assert there.exists(), f"{told}: {there}"
        if anchor and there.suffix == ".md":
            assert anchor in page(str(there.relative_to(ROOT))).anchors(), f"{told}: #{anchor}"


@pytest.mark.parametrize("language", WRITTEN)
def test_every_page_is_linked_from_another(language: str) -> None:
    linked = {there for told in pages() for there, _ in told.links() if there != told.path}
    for file in (DOCS / language).rglob("*.md"):
        assert file in linked, file


def test_what_is_linked_is_in_the_source_package() -> None:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text())
    included = set(told["tool"]["hatch"]["build"]["targets"]["sdist"]["include"])
    for one in pages():
        for there, _ in one.links():
            assert there.relative_to(ROOT).parts[0] in included, f"{one}: {there}"


def test_a_page_that_the_program_names_exists() -> None:
    files = [*ROOT.glob("listener/**/*.toml"), *ROOT.glob("listener/**/*.py")]
    files += [*ROOT.glob("connectors/**/*.py"), ROOT / "config.toml"]
    named = {
        name
        for file in files
        for name in re.findall(r"docs/[\w/.-]+\.md", file.read_text("utf-8"))
        if name.split("/")[1] in WRITTEN
    }
    assert named
    for name in named:
        assert (ROOT / name).exists(), name


def test_every_command_that_is_named_exists_with_its_options() -> None:
    program = typer.main.get_command(app)
    ours = _options(program)
    known_acts = set(acts())
    seen = set()
    for told in pages():
        for line in _calls(told):
            first, *rest = line
            command = getattr(program, "commands", {}).get(first)
            assert command is not None, f"{told}: listener {first}"
            if inner := getattr(command, "commands", None):
                name = next((word for word in rest if re.fullmatch(r"[a-z-]+", word)), "")
                assert name in inner or not rest, f"{told}: {line}"
                command = inner.get(name, command)
            if first == "act" and rest and re.fullmatch(r"[a-z_]+", rest[0]):
                assert called(rest[0]) in known_acts, f"{told}: {line}"
            wrong = {word.partition("=")[0] for word in rest if word.startswith("--")}
            assert wrong <= _options(command) | ours, f"{told}: {line}"
            seen.add(first)
    assert len(seen) > 25


def _options(command: Any) -> set[str]:
    return {option for parameter in command.params for option in parameter.opts} | {"--help"}


def _calls(told: Manual) -> Iterator[list[str]]:
    """Each `listener …` of a page, as words: in prose, and in what is to be typed."""
    shown = re.findall(r"`(?:[^`\n]*\| )?listener ([^`]+)`", told.prose())
    for block in told.blocks("sh"):
        shown += re.findall(r"(?:^|\| |\()listener ([^#|)\n]+)", block, re.MULTILINE)
    for call in shown:
        words = call.split()
        if re.fullmatch(r"[a-z][a-z-]*", words[0]):
            yield words
