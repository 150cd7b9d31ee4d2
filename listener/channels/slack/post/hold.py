"""Back-off while Slack refuses a brand's messages: they are kept, and one of them asks again, ever later."""

from dataclasses import dataclass
from datetime import datetime, timedelta

FIRST = timedelta(minutes=1)  # until the first is tried again; then twice as long each time
LONGEST = timedelta(hours=1)
NEWS = timedelta(minutes=1)  # what came since the last try is a reason to ask soon


@dataclass(slots=True)
class Hold:
    """One target's refusal of one brand."""

    code: str
    last: datetime  # when Slack last refused
    times: int = 1  # in a row

    def again(self, code: str, now: datetime) -> None:
        """Slack refused once more."""
        self.code, self.last, self.times = code, now, self.times + 1

    @property
    def wait(self) -> timedelta:
        """Between the last try and the next one."""
        wait: timedelta = FIRST * 2 ** min(self.times - 1, 10)
        return min(wait, LONGEST)

    def end(self, now: datetime) -> None:
        """There is reason to think that Slack takes it now."""
        self.last = min(self.last, now - LONGEST)

    def is_over(self, now: datetime, newest: datetime | None) -> bool:
        """May one ask again? `newest` is when the newest of what waits was made."""
        if now < self.last:  # the clock was put back: wait anew
            self.last = now
        wait = min(self.wait, NEWS) if newest and newest > self.last else self.wait
        return now - self.last >= wait
