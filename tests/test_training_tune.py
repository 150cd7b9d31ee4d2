"""Fine-tuning: learns, goes on after an interruption as if there had been none, and ships what it is."""

import json
import os
import subprocess
from typing import Any

import pytest
from rigs.train_env import ROOT, train_python


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Any:
    python = train_python("onnx", "onnxruntime", "safetensors")
    folder = tmp_path_factory.mktemp("tiny")
    done = subprocess.run(
        [str(python), str(ROOT / "tests" / "rigs" / "tiny_run.py"), str(folder / "run")],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_a_run_learns_every_task_that_its_rows_know(told: Any) -> None:
    assert told["before"]["tone"] < 0.6
    assert told["after"]["tone"] > 0.9
    assert told["after"]["form"] > 0.8
    assert [line["epoch"] for line in told["log"]] == list(range(1, 31))


def test_a_run_that_was_stopped_after_every_step_ends_the_same(told: Any) -> None:
    assert told["stops"] > 5
    assert told["apart"] < 1e-5


def test_another_plan_does_not_go_on_in_the_folder_of_a_run(told: Any) -> None:
    assert "whole holds another run" in told["other"]
    assert "name another folder" in told["other"]


def test_the_listener_computes_what_training_computed(told: Any) -> None:
    assert all(share > 0.97 for share in told["same"].values()), told["same"]
    assert told["vectors apart"] < 1e-4  # they are made of a lower layer than the tags


def test_a_sentence_vector_of_no_layer_is_refused_before_the_run(told: Any) -> None:
    assert told["no inner"] == "ValueError: inner is 0, not one of 1 to 2 layers"


@pytest.mark.parametrize(
    ("case", "with_handle", "when_bare"),
    [
        ("spoken to", ["None", "True"], ["None"]),  # the handle alone had told who is meant
        ("own page", ["False", "None"], ["None", "True"]),  # on its page "you" is the brand
        ("nobody said", ["None"], ["None"]),  # what is withheld is not worked out
    ],
)
def test_critique_that_speaks_to_somebody_loses_its_handle_now_and_then(
    told: Any, case: str, with_handle: list[str], when_bare: list[str]
) -> None:
    found = told["mixed"][case]
    assert found["read"] == 300
    assert 0.25 < found["bare"] < 0.35
    assert found["addressed"] == with_handle  # None: withheld
    assert found["addressed when bare"] == when_bare


@pytest.mark.parametrize(
    "case",
    [
        "spoken of",  # nothing but the handle makes it critique
        "discussion",
        "handle alone",  # nothing would be left
        "no form known",
    ],
)
def test_any_other_post_keeps_its_handle(told: Any, case: str) -> None:
    assert (told["mixed"][case]["read"], told["mixed"][case]["bare"]) == (300, 0)
