"""Hostile bodies beside healthy feeds: they delay neither those nor /healthz, nor the stop.

benchmarks/hostile.py does the same with 200.
"""

import sys
from pathlib import Path

import pytest
from rigs.hostile_bodies import hostile_body
from rigs.hostile_wave import healthy_body, wave

pytestmark = [
    pytest.mark.rig,
    pytest.mark.skipif(sys.platform != "linux", reason="hosts are addresses of 127.0.0.0/8"),
]

SLACK = 2.0  # seconds; and some times the baseline's, for the machine is not the same at both


@pytest.mark.long
def test_hostile_bodies_delay_neither_healthz_nor_other_feeds_nor_the_stop(tmp_path: Path) -> None:
    (tmp_path / "healthy").mkdir()
    (tmp_path / "hostile").mkdir()
    usual = wave(tmp_path / "healthy", [healthy_body(f"well{n}") for n in range(15)])
    seen = wave(tmp_path / "hostile", [hostile_body(n)[1] for n in range(15)])
    assert seen.health <= 2 * usual.health + SLACK
    assert seen.stored <= 3 * usual.stored + SLACK
    assert seen.stop <= 2 * usual.stop + 10


def test_bodies_are_the_same_each_time_and_each_another() -> None:
    assert hostile_body(7) == hostile_body(7)
    assert len({hostile_body(n, 2_000)[1][0] for n in range(60)}) > 55
