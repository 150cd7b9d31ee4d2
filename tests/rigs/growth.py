"""How work grows with what it is given: the time of 2n beside that of n, in one run."""

import time
from collections.abc import Callable

TWICE = 3.0  # 2 would be in step with the size, 4 is the square of it
NOISE = 0.02  # seconds of the processor that prove nothing
TRIES = 12


def grows_with_the_size(work: Callable[[int], object], size: int) -> bool:
    """Does twice the size take about twice the time, and not four times it?

    The best of some tries counts: a busy machine makes a run longer, never shorter.
    """
    once = twice = float("inf")
    for _ in range(TRIES):
        twice = min(twice, _seconds(work, 2 * size))
        if twice <= NOISE:
            return True
        once = min(once, _seconds(work, size))
        if twice <= TWICE * once + NOISE:
            return True
    return False


def _seconds(work: Callable[[int], object], size: int) -> float:
    begun = time.process_time()
    work(size)
    return time.process_time() - begun
