"""Twenty kinds on one installation, some hours of faults: nothing is lost and nothing is stored twice."""

from pathlib import Path

import pytest
from rigs.week import play


@pytest.mark.long
def test_hours_of_faults_on_twenty_kinds_lose_and_double_nothing(tmp_path: Path) -> None:
    outcome = play(tmp_path, 4, 1, lambda _: None, quiet=4)
    assert outcome.figures["kinds"] == 20
    assert outcome.figures["posts"] > 50
    assert (outcome.figures["lost"], outcome.figures["doubled"]) == (0, 0), outcome.wrong
    assert sum(outcome.figures["kinds that met each fault"].values()) >= 20
