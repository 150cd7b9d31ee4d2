"""Stalled stages: does one stand still while mentions wait for it?

The same mention at the head of a stage's queue, tick after tick: whatever holds the stage up, a
row that it cannot work off or a model that does not answer, nobody else would tell.
"""

import time
from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import timedelta

from listener.watch.health import span

STILL = 600.0  # seconds; a batch of long texts takes a minute
UNSEEN = 60.0  # seconds without a look: after a sleep or an outage it counts anew


class Standing:
    """What stood first in each queue when it was looked at, and since when."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._last = clock, clock()
        self._since: Mapping[str, tuple[Hashable, float]] = {}

    def look(self, heads: Mapping[str, Hashable]) -> None:
        """`heads` has what is first in the queue of each stage that has one, as it stands."""
        now, before = self._clock(), self._since
        if now - self._last > UNSEEN:
            before = {}
        was = {stage: before.get(stage, (None, now)) for stage in heads}
        self._since = {s: was[s] if was[s][0] == head else (head, now) for s, head in heads.items()}
        self._last = now

    def reasons(self) -> Iterable[str]:
        """For the health page: which stages stand still, and for how long."""
        now = self._last
        for stage, (_, since) in self._since.items():
            if now - since > STILL:
                told = span(timedelta(seconds=now - since))
                yield f"stage {stage}: has stood still for {told}, and mentions wait for it"
