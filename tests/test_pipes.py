"""What is printed into a pipe that nobody reads to its end, as `listener kinds | head -3`."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = Path(__file__).parent / "pages" / "mastodon" / "tag.json"
SETTINGS = '[[brand]]\nname = "Acme"\nlanguage = "fr"\n[web]\nport = 0\n'


@pytest.mark.parametrize(
    "command",
    [
        ["kinds"],
        ["--help"],
        ["parse", "mastodon", str(PAGE)],
        ["mentions"],
        ["sources"],
    ],
    ids=" ".join,
)
def test_who_stops_reading_is_told_nothing(command: list[str], tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(SETTINGS)
    theirs, ours = os.pipe()
    os.close(theirs)
    ended = subprocess.run(
        [sys.executable, "-m", "listener.cli", *command],
        cwd=tmp_path,
        stdout=ours,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)},
        check=False,
    )
    os.close(ours)
    assert (ended.returncode, ended.stderr) == (141, b"")
