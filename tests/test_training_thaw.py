"""Thaw: a run begins with what was shipped."""

import json
import os
import subprocess

from rigs.train_env import ROOT, train_python


def test_what_is_thawed_tags_as_what_was_shipped() -> None:
    python = train_python("onnx", "onnxruntime", "safetensors")
    done = subprocess.run(
        [str(python), str(ROOT / "tests" / "rigs" / "thawed.py")],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["unknown"] == []
    assert told["rows"] > 60
    assert min(told["same"].values()) > 0.95, told
