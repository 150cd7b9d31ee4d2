"""A file that was named by mistake, however large: its beginning is read, and one line says what is wrong."""

import os
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest

from listener.commands.linting import read_text
from listener.judge import rows
from listener.judge.brands import read_brands
from listener.settings.config import ConfigError
from listener.settings.file import MOST
from listener.settings.load import load
from listener.settings.remains import remains
from listener.settings.sheets import read_sheets
from listener.setup.script import read_script
from listener.shell import language
from listener.words.spoken import spoken

FRENCH = b'[[brand]]\nname = "Acme"\nlanguage = "fr"\n'
SIZE = 20 * MOST  # most of it is a hole: it takes no room
SAID = "larger than 5 MB: is it the right file?"
DIT = "plus de 5 Mo : est-ce bien le bon fichier ?"


def large(path: Path, begins: bytes = FRENCH, size: int = SIZE) -> Path:
    path.write_bytes(begins)
    os.truncate(path, size)
    return path


def peak_of(work: Callable[[], object]) -> int:
    """Bytes that Python held at once while it was done."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def refused(work: Callable[[], object]) -> str:
    with pytest.raises(ConfigError) as caught:
        work()
    return str(caught.value)


def sheets(file: Path) -> None:
    told = list[str]()
    (folder := file.parent / "sheets").mkdir()
    large(folder / "safety.fr.toml")
    read_sheets(folder, "brand.sheets", told)
    assert told == [f"brand.sheets: safety.fr.toml: {SAID}"]
    assert spoken("fr", told[0]).endswith(DIT)


def answers(file: Path) -> None:
    told = refused(lambda: read_script(file))
    assert told == f"{file}: {SAID}"
    assert spoken("fr", told) == f"{file}: {DIT}"


def judged(file: Path) -> None:
    large(file.parent / "brands.json", b"[{}")
    told = refused(lambda: read_brands(file.parent, None))
    assert told == f"brands.json: {SAID}"


def settings(file: Path) -> None:
    assert refused(lambda: load(file, {})) == f"config.toml: {DIT}"


def left_over(file: Path) -> None:
    assert remains(file, "fr", {}) is None, "where all is kept may stand behind what was read"


def speaking(file: Path) -> None:
    assert language(file) == "fr"


def draft(file: Path) -> None:
    assert read_text(file).startswith("[[brand]]")


@pytest.mark.parametrize("read", [settings, left_over, speaking, answers, sheets, judged, draft])
def test_no_more_is_read_than_such_files_hold(
    tmp_path: Path, read: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    file = large(tmp_path / "config.toml")
    spoken("fr", SAID)  # the catalogue is none of it
    assert peak_of(lambda: read(file)) < SIZE / 4


def test_so_are_rows_which_may_be_longer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "_MOST", MOST)
    file = large(tmp_path / "rows.jsonl", b"{}\n")
    told = list[str]()
    peak = peak_of(lambda: told.append(refused(lambda: list(rows._lines(file)))))
    assert told == ["rows.jsonl: larger than 5 MB: cut it up"]
    assert spoken("fr", told[0]) == "rows.jsonl: plus de 5 Mo : découpez-le"
    assert peak < SIZE / 4


def test_what_is_just_as_long_as_may_be_is_read(tmp_path: Path) -> None:
    file, odd = tmp_path / "config.toml", b"#"
    file.write_bytes(FRENCH + odd * (MOST - len(FRENCH)))
    assert load(file, {}).brand[0].name == "Acme"
    file.write_bytes(FRENCH + odd * (MOST - len(FRENCH) + 1))
    assert refused(lambda: load(file, {})) == f"config.toml: {DIT}"


def test_a_pipe_is_left_to_who_reads_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    os.mkfifo(pipe := tmp_path / "pipe")
    writing = Thread(target=pipe.write_bytes, args=(FRENCH,), daemon=True)
    writing.start()
    assert language(pipe) == "en"
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    writing.join()
    assert os.read(reading, 1000) == FRENCH
    os.close(reading)


def test_a_folder_among_the_sheets_is_told(tmp_path: Path) -> None:
    (tmp_path / "safety.fr.toml").mkdir()
    told = list[str]()
    read_sheets(tmp_path, "brand.sheets", told)
    assert told == ["brand.sheets: safety.fr.toml: this is no file: move it away"]


@pytest.mark.parametrize("text", ['{"a":' * 100_000, "a = " + "[" * 100_000])
def test_answers_far_too_deep_are_told(tmp_path: Path, text: str) -> None:
    file = tmp_path / "answers"
    file.write_text(text)
    assert refused(lambda: read_script(file)).startswith(f"{file}: neither TOML nor JSON: ")


def test_a_number_that_nobody_counts_with_is_told(tmp_path: Path) -> None:
    (file := tmp_path / "config.toml").write_bytes(FRENCH + b"odd = " + b"9" * 5_000)
    told = refused(lambda: load(file, {}))
    assert told == "config.toml: un nombre de plusieurs milliers de chiffres : raccourcissez-le"
    known = remains(file, "fr", {})
    assert known is not None
    assert known.brand[0].name == "Acme", "the other lines are right"
