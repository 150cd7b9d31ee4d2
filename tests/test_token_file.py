"""A Slack token's file: what is no token in it is told, and nothing is read for ever."""

import os
from pathlib import Path
from typing import Any

import pytest

from listener.settings.environ import read_slack
from listener.words.spoken import spoken


def read(folder: Path, name: str) -> tuple[dict[str, Any], list[str]]:
    brand: dict[str, Any] = {"slack": {"token_file": name}}
    problems: list[str] = []
    read_slack(brand, "brand 1", folder, {}, problems)
    return brand["slack"], problems


def test_a_token_stands_on_a_line(tmp_path: Path) -> None:
    (tmp_path / "slack.token").write_text("xoxb-1\n")
    assert read(tmp_path, "slack.token") == ({"token_file": "slack.token", "token": "xoxb-1"}, [])


@pytest.mark.parametrize("content", [b"", b"\n", b"a b", b"x" * 20_000, b"\xff\xd8", "é".encode()])
def test_what_is_no_token_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "t").write_bytes(content)
    slack, [problem] = read(tmp_path, "t")
    assert "token" not in slack
    assert "t: it holds no token: write the token into it" in problem
    assert "il ne contient pas de jeton" in spoken("fr", problem)


def test_a_pipe_and_a_device_are_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name in ("pipe", "/dev/zero", "."):
        assert "it holds no token" in read(tmp_path, name)[1][0]


def test_one_that_is_not_there_is_told(tmp_path: Path) -> None:
    [problem] = read(tmp_path, "none")[1]
    assert "none: cannot read it (No such file or directory): put it back" in problem
