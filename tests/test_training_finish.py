"""The end of a run: whatever it learnt is exported, calibrated and read back, and can be had again."""

import json
import os
import subprocess
from typing import Any

import pytest
from rigs.train_env import ROOT, train_python

from models.base import GUIDES, JUDGED, LEARNT


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Any:
    python = train_python("onnx", "onnxruntime", "safetensors")
    done = subprocess.run(
        [
            *(str(python), str(ROOT / "tests" / "rigs" / "finish_run.py")),
            str(tmp_path_factory.mktemp("finish")),
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_weights_without_the_heads_beside_the_tags_say_nothing_of_them(told: Any) -> None:
    assert told["older"] == {}


def test_every_head_that_was_learnt_is_written_calibrated_and_told(told: Any) -> None:
    first = told["first"]
    assert set(first["temperatures"]) == set(LEARNT)
    for task in JUDGED | GUIDES:
        assert first["temperatures"][task] != 1, task
    assert {task: tuple(classes) for task, classes in first["judged"].items()} == JUDGED
    assert first["sums"] == pytest.approx([1] * len(JUDGED))
    assert first["exact"]


def test_the_command_given_once_more_only_finishes(told: Any) -> None:
    assert told["again"]["learnt"] == told["first"]["learnt"]
    assert told["again"]["files"] == told["first"]["files"]


def test_a_run_that_was_stopped_can_be_finished_with_what_it_learnt(told: Any) -> None:
    stopped = told["stopped"]
    assert not told["unfinished"]
    assert (stopped["step"], list(stopped["learnt"])) == (1, ["last.pt"])
    assert set(stopped["temperatures"]) == set(LEARNT)
    assert stopped["files"]["encoder.onnx"] != told["first"]["files"]["encoder.onnx"]


def test_where_nothing_was_learnt_yet_nothing_is_finished(told: Any) -> None:
    assert "no step was kept yet, so there is nothing to finish" in told["nothing"]
