"""Imported once by what the processes of `rigs.forks` are forks of: its queries are compiled for all."""

import io
import tempfile
from contextlib import redirect_stdout
from pathlib import Path

from rigs import killed
from rigs.ready import keep_queries


def _once() -> None:
    """A run over a source and SQLite, which leaves no thread and no connection behind."""
    keep_queries()
    with tempfile.TemporaryDirectory() as folder, redirect_stdout(io.StringIO()):
        killed.run(f"sqlite:///{folder}/listener.db", Path(folder))


_once()
