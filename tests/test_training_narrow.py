"""What a run begins with: an earlier run's layers, narrower middles; and what unequal layers ship as."""

import json
import os
import subprocess
from typing import Any

import pytest
from rigs.processor import can_sum_8_bits
from rigs.train_env import ROOT, train_python


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Any:
    python = train_python("onnx", "onnxruntime", "safetensors", "sklearn")
    rig = ROOT / "tests" / "rigs" / "tiny_narrow.py"
    done = subprocess.run(
        [str(python), str(rig), str(tmp_path_factory.mktemp("tiny") / "run")],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def begun(told: Any) -> Any:
    return told["begun"]


def test_the_layers_of_both_and_the_heads_are_carried_over_and_nothing_else(begun: Any) -> None:
    assert begun["carried"] == {
        "embeddings": ["earlier"],
        "layer 0": ["earlier"],
        "layer 1": ["base"],  # the earlier run had none of it
        "layer 2": ["earlier"],  # its second
        "heads": ["earlier"],
        "vector": ["base"],  # the earlier one led from another layer
    }


def test_a_run_that_was_narrowed_is_not_begun_with(begun: Any) -> None:
    assert "ValueError: " in begun["from a narrowed run"]
    assert "/run/whole: " in begun["from a narrowed run"]
    assert begun["from a narrowed run"].endswith(": begin with a run that was not narrowed")


def test_another_plan_is_refused_before_the_weights_that_a_run_began_with_are_loaded(
    begun: Any,
) -> None:
    assert "/run/whole holds another run: " in begun["by another plan"]


def test_a_run_that_is_not_there_is_not_begun_with(begun: Any) -> None:
    assert begun["from no run"].startswith("FileNotFoundError: ")
    assert "/run/empty/plan.json" in begun["from no run"]


def test_nothing_is_left_out_before_a_run_has_told_what_can_be(begun: Any) -> None:
    assert begun["from nothing"].startswith("ValueError: width: ")


def test_a_cell_is_needed_by_as_much_as_the_loss_hangs_on_it(begun: Any) -> None:
    needed = begun["needed"]
    assert min(needed["alike"]) > 0.999  # correlation with the slopes of a gate, in 32 bits
    assert needed["sizes"] == pytest.approx([1, 1], abs=0.02)
    assert min(needed["in one batch"]) > 0.95  # a mean over posts that know the task, not a sum
    assert needed["slopes left"] == 0


def test_cells_that_nothing_hangs_on_go_first(begun: Any) -> None:
    assert begun["needed"]["unused"] == 0 < begun["needed"]["used"]
    narrowed = begun["narrowed"]
    assert narrowed["without unused"] == [512, 448]
    assert narrowed["without unused moved"] < 1e-5
    assert narrowed["without the most needed moved"] > 0.1


def test_keeping_every_cell_changes_nothing(begun: Any) -> None:
    assert begun["narrowed"]["whole"] == [512, 512]
    assert begun["narrowed"]["whole moved"] == 0


def test_widths_are_whole_steps_above_a_floor_and_wider_where_more_is_needed(begun: Any) -> None:
    assert begun["narrowed"]["by share"] == {
        "0.0": [256, 256],
        "0.2": [256, 256],
        "0.65": [384, 256],  # wanted: 393, 273
        "0.85": [448, 384],  # wanted: 461, 409
        "0.99": [512, 512],
        "1.0": [512, 512],
    }


def test_a_run_begins_with_what_was_carried_and_narrowed_and_learns(begun: Any) -> None:
    assert begun["widths"] != [512, 512]
    assert begun["moved at first"] == 0
    assert begun["moved at last"] > 1e-3


def test_a_narrowed_run_that_was_stopped_after_every_step_ends_the_same(begun: Any) -> None:
    assert begun["stops"] == 4
    assert begun["apart"] < 1e-5


@pytest.mark.parametrize(
    ("bits", "off"), [("32", 1e-5), pytest.param("8", 0.03, marks=can_sum_8_bits)]
)
def test_the_graph_of_unequal_layers_computes_what_training_computed(
    told: Any, bits: str, off: float
) -> None:
    shipped = told["shipped"]
    assert shipped["inner from text"] > 0.1  # else the two could be mixed up
    assert shipped["no context"] >= 1  # among rows that have some
    assert set(shipped[bits]) == {"text", "context", "inner"}
    assert max(shipped[bits].values()) < off
