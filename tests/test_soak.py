"""The short form of the soak; the long one is `python benchmarks/soak.py`."""

from pathlib import Path

import pytest
from rigs.soak import Plan, soak

# Of load and kills. Coming to rest takes as long again: a minute between polls, a minute of grace
# for what Slack was not seen to take, and one until the last bundle.
MINUTES = 1.25
LIFE = (12.0, 25.0)  # seconds until a kill; long enough to load the model and do some work
SEED = 4


@pytest.mark.soak
def test_the_killed_daemon_loses_nothing_and_tells_nothing_twice(tmp_path: Path) -> None:
    outcome = soak(tmp_path, Plan(MINUTES, SEED, LIFE), print)
    assert not outcome.wrong
    assert outcome.figures["lives"]["killed"]
    assert outcome.figures["slack"]["posted"]
