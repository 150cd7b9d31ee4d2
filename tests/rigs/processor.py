"""What this processor can do."""

from pathlib import Path

import pytest

_CPU = Path("/proc/cpuinfo")
# Without these instructions products of 8 bits are summed in 16, and the largest are cut off.
can_sum_8_bits = pytest.mark.skipif(
    _CPU.exists() and "vnni" not in _CPU.read_text(),
    reason="this processor cuts off the largest sums of 8-bit products (no VNNI)",
)
