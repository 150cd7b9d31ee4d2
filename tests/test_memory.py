"""The tests' files lie in memory where there is room for them, and stay on the disk where there is none."""

import os
import sys
import tempfile
from pathlib import Path

import pytest
from rigs.memory import in_memory

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has such a place")

SPACE = 8 * 2**30
CONTAINER = 64 * 2**20  # what a container's /dev/shm usually holds


@pytest.fixture(autouse=True)
def unnamed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody names a place; what a test changes ends with it."""
    monkeypatch.setenv("TMPDIR", "")
    monkeypatch.delenv("TMPDIR")
    monkeypatch.setattr(tempfile, "tempdir", None)


def mounted(monkeypatch: pytest.MonkeyPatch, free: int, flags: int = 0) -> None:
    """Let any place have so many bytes left, of pages of 4096."""
    told = os.statvfs_result((4096, 4096, SPACE, free, free // 4096, 9, 9, 9, flags, 255))
    monkeypatch.setattr(os, "statvfs", lambda _: told)


def test_with_room_all_goes_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = tempfile.gettempdir()
    mounted(monkeypatch, SPACE)
    in_memory(tmp_path)
    assert os.environ["TMPDIR"] == str(tmp_path), "programs that we start look here"
    assert tempfile.gettempdir() == str(tmp_path) != before


@pytest.mark.parametrize(("free", "runs"), [(CONTAINER, True), (SPACE, False)])
def test_a_place_with_no_room_or_where_no_program_runs_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, *, runs: bool
) -> None:
    before = tempfile.gettempdir()
    mounted(monkeypatch, free, 0 if runs else os.ST_NOEXEC)
    in_memory(tmp_path)
    assert "TMPDIR" not in os.environ
    assert tempfile.gettempdir() == before


def test_so_is_one_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounted(monkeypatch, SPACE)
    in_memory(tmp_path / "none")
    assert "TMPDIR" not in os.environ


def test_whoever_names_a_place_gets_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named = tmp_path / "named"
    named.mkdir()
    monkeypatch.setenv("TMPDIR", str(named))
    mounted(monkeypatch, SPACE)
    in_memory(tmp_path)
    assert tempfile.gettempdir() == str(named)
