"""How work grows with what it is given: the time of 4n beside that of n, in one run."""

import time
from collections.abc import Callable

TIMES = 8.0  # 4 would be in step with the size, 16 is the square of it
NOISE = 0.02  # seconds of the processor that prove nothing
TRIES = 12


def grows_with_the_size(work: Callable[[int], object], size: int) -> bool:
    """Does four times the size take about four times the time, and not sixteen times it?

    Measured from half of `size` to twice it. The best of some tries counts: a busy machine makes a run
    longer, never shorter; and it has to make the longer one take twice its time to be wrong.
    """
    small = large = float("inf")
    for _ in range(TRIES):
        large = min(large, _seconds(work, 2 * size))
        if large <= NOISE:
            return True
        small = min(small, _seconds(work, size // 2))
        if large <= TIMES * small + NOISE:
            return True
    return False


def _seconds(work: Callable[[int], object], size: int) -> float:
    begun = time.thread_time()
    work(size)
    return time.thread_time() - begun
