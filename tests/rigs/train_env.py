"""The interpreter that has torch: the default environment must not be able to import it."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HOME = ROOT / ".venv-train"


def train_python(*needed: str) -> Path:
    """The interpreter of .venv-train; makes that with `make train-env`, or skips and says why.

    `needed` are modules of this release that an older environment may lack.
    """
    # What stands is used as it is: somebody may be training in it.
    if not (HOME / ".installed").exists():
        made = _run("make", "train-env", f"PYTHON={sys.executable}")
        if made.returncode:
            pytest.skip(f"torch cannot be installed here: {made.stderr.strip()[-300:]}")
    python = HOME / "bin" / "python"
    if needed and _run(str(python), "-c", f"import {', '.join(needed)}").returncode:
        pytest.skip(f".venv-train lacks one of {', '.join(needed)}: remove it, and it is made anew")
    return python


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
