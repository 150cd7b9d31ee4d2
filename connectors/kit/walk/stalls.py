"""A stale search index: its newest hit is much older than is usual between two hits."""

from collections.abc import Sequence
from itertools import pairwise

_ENOUGH = 20  # hits that show what is usual
_LEAST = 6 * 3_600  # seconds: a shorter silence is nothing to tell
_TIMES = 1.5  # the longest silence seen among the newest hits: nights and weekends are in it


def usual_silence(seconds: Sequence[int]) -> int | None:
    """The longest time between two of the newest hits; None where they are too few to tell."""
    times = sorted(seconds)
    if len(times) < _ENOUGH:
        return None
    return max(after - before for before, after in pairwise(times))


def is_stalled(newest: int, usual: int | None, now: int) -> bool:
    """Whether a search has been silent for longer than it ever is."""
    return usual is not None and now - newest > max(_LEAST, _TIMES * usual)
