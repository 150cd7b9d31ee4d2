"""The outbox's times: between two messages, until Slack shows one."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """The outbox's times."""

    spacing: timedelta = timedelta(seconds=1)  # between two messages of one channel
    grace: timedelta = timedelta(seconds=60)  # until Slack shows a message that it took
    linger: timedelta = timedelta(seconds=15)  # a wait up to one tick is sat out in the slot
    stale: timedelta = timedelta(minutes=5)  # an alert that waited longer may be merged,
    outage: timedelta = timedelta(minutes=15)  # if the oldest waited this long
    many: int = 3  # or if there are more of them
