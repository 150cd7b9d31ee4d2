"""The interpreter that has torch: the default environment must not be able to import it."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HOME = ROOT / ".venv-train"


def train_python(*needed: str) -> Path:
    """The interpreter of .venv-train; `needed` are modules that an older environment may lack."""
    if not (HOME / ".installed").exists():
        pytest.fail("there is no .venv-train: `make test-train` installs it (1.6 GB)")
    python = HOME / "bin" / "python"
    asked = [str(python), "-c", f"import {', '.join(needed)}"]
    if needed and subprocess.run(asked, capture_output=True, check=False).returncode:
        pytest.fail(f".venv-train lacks one of {', '.join(needed)}: remove it, and it is made anew")
    return python
