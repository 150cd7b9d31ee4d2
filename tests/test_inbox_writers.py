"""Files whose writers are not done: in bursts, by halves, by another of the same name."""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from workbooks import write_workbook

from connectors.inbound.dropped import Box
from connectors.inbound.onefile import REST, DroppedFile, Refusal
from connectors.inbound.rows import Batch
from connectors.inbound.source import Inbound
from connectors.inbound.told import one
from connectors.kit.contract import Mention, Page

TITLES = "texte,note,date\n"
LONG_AGO = 3 * REST


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def poll(inbox: Path) -> Iterator[Page]:
    with httpx.Client() as http:
        yield from Inbound(name="drop", folder=inbox).pages(http, None)


def read(inbox: Path) -> list[Mention]:
    return [m for page in poll(inbox) for m in page.mentions]


def names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir() if p.is_file() and not p.name.startswith("."))


def past(path: Path, seconds: float = LONG_AGO) -> None:
    """As if it had been touched last so long ago."""
    then = time.time() - seconds
    os.utime(path, (then, then))


def reopened(path: Path) -> Callable[[str], None]:
    def write(text: str) -> None:
        with path.open("a") as out:
            out.write(text)

    return write


def held_open(path: Path) -> Callable[[str], None]:
    number = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY)

    def write(text: str) -> None:
        os.write(number, text.encode())

    return write


@pytest.mark.parametrize("writer", [reopened, held_open])
def test_what_is_written_in_bursts_is_all_there_and_once(
    inbox: Path, writer: Callable[[Path], Callable[[str], None]]
) -> None:
    file = inbox / "a.csv"
    write = writer(file)
    write(TITLES)
    ids: set[str] = set()
    for burst in range(4):
        write(f",5,\n,5,\nNul,1,2026-11-0{burst + 1} 14:05\n")
        ids |= {m.external_id for m in read(inbox)}
        assert len(ids) == 3 * (burst + 1)
        assert names(inbox) == ["a.csv"], "its writer finds it again"
    assert read(inbox) == [], "nothing changed"


def test_what_was_read_is_put_away_once_its_writer_rests(inbox: Path) -> None:
    file = inbox / "a.csv"
    file.write_text(TITLES + "Nul,1,\n,,2026-11-01\n")
    [page] = poll(inbox)
    assert len(page.refused) == 1
    assert list(poll(inbox)) == [], "it is read once"
    assert names(inbox) == ["a.csv"]
    past(file)  # had it been so old when it was read:
    box, found = Box(inbox), DroppedFile(file)
    with box.refusals(found) as refusals:
        refusals.add(Refusal(3, one("row_no_text", 3), ",,2026-11-01"))
        box.note_read(found, refusals, is_refused=False)
    assert list(poll(inbox)) == []
    assert (names(inbox), names(inbox / "done")) == ([], ["a.csv"])
    assert [p.name for p in (inbox / "refused").iterdir()] == ["a.csv.errors.jsonl"]


def test_what_is_written_after_a_file_was_put_away_is_read(inbox: Path) -> None:
    file = inbox / "a.csv"
    write = held_open(file)
    write(TITLES + "Nul,1,\n")
    past(file)
    assert len(read(inbox)) == 1
    past(inbox / "done" / "a.csv", 10)
    assert read(inbox) == []
    write("Top,5,\n")
    assert [m.text for m in read(inbox)] == ["Nul", "Top"]
    past(file)
    read(inbox)
    assert (names(inbox), names(inbox / "done")) == ([], ["a.csv"])


@pytest.mark.parametrize(
    ("name", "start", "half", "rest"),
    [
        ("a.csv", TITLES + "Nul,1,\n", "Tout va b", "ien,5,2026-11-03\n"),
        ("a.jsonl", '{"text": "Nul"}\n', '{"text": "Tout va b', 'ien"}\n'),
    ],
)
def test_half_a_row_waits_for_its_other_half(
    inbox: Path, name: str, start: str, half: str, rest: str
) -> None:
    file = inbox / name
    file.write_text(start + half)
    [page] = poll(inbox)
    assert ([m.text for m in page.mentions], page.refused) == (["Nul"], ())
    reopened(file)(rest)
    assert [m.text for m in read(inbox)] == ["Nul", "Tout va bien"]


def test_a_last_row_without_its_end_is_not_kept_waiting_for_ever(inbox: Path) -> None:
    file = inbox / "a.csv"
    file.write_text(TITLES + "Nul,1,2026-11-03\nTop")
    assert [m.text for m in read(inbox)] == ["Nul"]
    past(file)
    assert [m.text for m in read(inbox)] == ["Nul", "Top"]
    assert names(inbox / "done") == ["a.csv"]


def test_half_a_workbook_is_told_and_read_when_it_is_whole(inbox: Path, tmp_path: Path) -> None:
    write_workbook(tmp_path / "b.xlsx", {"Avis": [["texte"], ["Nul"]]})
    whole = (tmp_path / "b.xlsx").read_bytes()
    file = inbox / "b.xlsx"
    file.write_bytes(whole[:400])
    [page] = poll(inbox)
    assert "not a workbook" in page.refused[0]
    file.write_bytes(whole)
    assert [m.text for m in read(inbox)] == ["Nul"]


class Overtaken(Inbound):
    """Its file is replaced after its columns were looked at, before its rows are read."""

    def _batches(self, file: DroppedFile) -> Iterator[Batch]:
        new = file.path.with_suffix(".part")
        new.write_text("auteur,texte\nNora,Bien\n")
        new.replace(file.path)
        yield Batch((Mention(external_id="1", text="Nora", genre="review"),))
        yield Batch(is_last=True)


def test_another_file_of_the_same_name_is_not_read_by_the_columns_of_the_first(
    inbox: Path,
) -> None:
    (inbox / "a.csv").write_text("texte,auteur\nNul,Nora\n")
    past(inbox / "a.csv")
    with httpx.Client() as http:
        assert list(Overtaken(name="drop", folder=inbox).pages(http, None)) == []
    assert [m.text for m in read(inbox)] == ["Bien"]


def test_a_file_that_takes_a_name_at_the_last_moment_is_not_put_away_unread(inbox: Path) -> None:
    file = inbox / "a.csv"
    file.write_text(TITLES + "Nul,1,\n")
    past(file)
    box, found = Box(inbox), DroppedFile(file)
    with box.refusals(found) as refusals:
        file.write_text(TITLES + "Top,5,\n")
        box.put_away(found, refusals, is_refused=False)
    assert (names(inbox), names(inbox / "done")) == (["a.csv"], [])


def read_once(inbox: Path) -> list[Mention]:
    source = Inbound(name="drop", folder=inbox).for_one_visit()
    with httpx.Client() as http:
        return [m for page in source.pages(http, None) for m in page.mentions]


def test_a_single_run_puts_away_at_once_what_was_just_written(inbox: Path) -> None:
    (inbox / "a.csv").write_text(TITLES + "Nul,1,2026-11-03\nTop,5,2026-11-04")
    assert [m.text for m in read_once(inbox)] == ["Nul", "Top"]
    assert (names(inbox), names(inbox / "done")) == ([], ["a.csv"])


def test_a_single_run_puts_away_what_a_daemon_has_read_and_left(inbox: Path) -> None:
    (inbox / "a.csv").write_text(TITLES + "Nul,1,2026-11-03\n")
    assert len(read(inbox)) == 1
    assert (read_once(inbox), names(inbox / "done")) == ([], ["a.csv"])


def test_a_single_run_leaves_half_a_row_with_its_file(inbox: Path) -> None:
    file = inbox / "a.csv"
    file.write_text(TITLES + "Nul,1,2026-11-03\nTout va b")
    assert [m.text for m in read_once(inbox)] == ["Nul"]
    assert names(inbox) == ["a.csv"]
    reopened(file)("ien,5,2026-11-03\n")
    assert [m.text for m in read_once(inbox)] == ["Nul", "Tout va bien"]
    assert names(inbox / "done") == ["a.csv"]


def test_what_is_written_right_after_a_file_was_put_away_comes_back(inbox: Path) -> None:
    file = inbox / "a.csv"
    write = held_open(file)
    write(TITLES + "Nul,1,\n")
    assert len(read_once(inbox)) == 1
    write("Top,5,\n")
    assert [m.text for m in read_once(inbox)] == ["Nul", "Top"]
