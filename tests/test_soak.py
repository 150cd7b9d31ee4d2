"""The short form of the soak; the long one is `python benchmarks/soak.py`."""

from pathlib import Path

import pytest
from rigs.soak import soak

MINUTES = 1.5  # of load and kills; the servers' start and coming to rest take as long again
SEED = 4


@pytest.mark.rig
def test_the_killed_daemon_loses_nothing_and_tells_nothing_twice(tmp_path: Path) -> None:
    outcome = soak(tmp_path, MINUTES, SEED, print)
    assert not outcome.wrong
    assert outcome.figures["lives"]["killed"]
    assert outcome.figures["slack"]["posted"]
