"""Two channels of the test's Slack, and an outbox before them on a simulated clock."""

from datetime import datetime, timedelta

from acme import Clock
from rigs.faults import POST, Faults, Plan, Seen
from rigs.slack_outbox import Plain, add, brand, outbox, simulated
from rigs.slack_server import Slack

from listener.channels.slack.door.times import Times
from listener.channels.slack.post.outbox import Outbox
from listener.store.store import Store

TICK = 15  # seconds


class Scene:
    """Two channels and an outbox; every request is kept with the simulated time of its coming."""

    def __init__(self, store: Store, slack: Slack, faults: Faults) -> None:
        self.store, self.slack, self.faults = store, slack, faults
        self.clock = Clock()
        self.alerts, self.ops = slack.channel(), slack.channel()
        self.target, self.other = f"slack:{self.alerts}", f"slack:{self.ops}"
        self.render = Plain(store=store)
        self.came: list[tuple[datetime, Seen]] = []
        self.break_with(lambda _: "ok")
        self.limits = Times()
        self.brand = brand(self.alerts, self.ops)
        self.box = self.again()

    def again(self, **named: object) -> Outbox:
        """The outbox of a process that starts."""
        self.box = outbox(
            self.store,
            self.faults.api,
            self.brand,
            clock=self.clock,
            limits=self.limits,
            render=self.render,
            pause=simulated(self.clock),
            **named,  # type: ignore[arg-type]
        )
        return self.box

    def follow(self, days: float) -> None:
        """The brand wants its messages kept up to date for so long."""
        numbers = self.brand.thresholds.model_copy(update={"follow_days": days})
        self.brand = self.brand.model_copy(update={"thresholds": numbers})
        self.again()

    def break_with(self, plan: Plan) -> None:
        def noted(seen: Seen) -> str:
            self.came.append((self.clock.now, seen))
            return plan(seen)

        self.faults.plan = noted

    def add(self, number: int, to: str | None = None, **named: object) -> int:
        return add(self.store, to or self.target, number, now=self.clock.now, **named)  # type: ignore[arg-type]

    def tick(self, times: int = 1, *, seconds: float = TICK) -> None:
        for _ in range(times):
            start = self.clock.now
            for one in (self.target, self.other):
                self.box.deliver(one)
            self.clock.now = max(self.clock.now, start + timedelta(seconds=seconds))

    def times(self, method: str = POST, channel: str | None = None) -> list[datetime]:
        return [at for at, s in self.came if s.method == method and channel in (None, s.channel)]

    def texts(self, channel: str | None = None) -> list[str]:
        return [m["text"] for m in self.slack.history(channel or self.alerts)]
