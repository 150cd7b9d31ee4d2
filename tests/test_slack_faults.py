"""Each alert once, whatever breaks: the outbox before a Slack whose network misbehaves."""

from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from acme import Clock
from rigs.effort import PATIENCE
from rigs.faults import MIX, OK, POST, Faults, Seen, first, mix
from rigs.slack_outbox import QUICK, add, brand, drain, outbox, rows, simulated, states, wall
from rigs.slack_server import Slack

from listener.channels.slack.door.times import Times
from listener.store.store import Store

ALERTS, CHANNELS = 120, 4
SPACED = Times(spacing=timedelta(seconds=0.1), grace=timedelta(seconds=1), linger=QUICK.linger)


@pytest.fixture
def box_store(tmp_path: Path) -> Store:
    store = Store.open(f"sqlite:///{tmp_path / 'listener.db'}")
    store.upgrade()
    return store


def fill(store: Store, slack: Slack, alerts: int, channels: int) -> dict[str, list[int]]:
    """Notices dealt out to new channels: their ids by channel."""
    found = {slack.channel(): list[int]() for _ in range(channels)}
    for number in range(alerts):
        channel = list(found)[number % channels]
        found[channel].append(add(store, f"slack:{channel}", number, now=wall()))
    return found


def lost_and_doubled(slack: Slack, dealt: dict[str, list[int]]) -> tuple[int, int]:
    """What the channels' histories show too little, and too much."""
    lost = doubled = 0
    for channel, ids in dealt.items():
        posted = Counter(slack.ours(channel))
        lost += sum(not posted[str(i)] for i in ids)
        doubled += sum(max(0, n - 1) for n in posted.values())
    return lost, doubled


@pytest.mark.long
def test_a_hundred_and_twenty_alerts_under_the_fault_mix_arrive_once(
    slack: Slack, faults: Faults, box_store: Store
) -> None:
    dealt = fill(box_store, slack, ALERTS, CHANNELS)
    faults.plan = mix(7)
    box = outbox(box_store, faults.api, brand(*dealt), limits=SPACED)
    drain(box, [f"slack:{c}" for c in dealt])
    assert lost_and_doubled(slack, dealt) == (0, 0)
    assert set(states(box_store)) == {"sent"}
    # The mix was met, every kind of it, and 120 posts were not enough.
    assert all(faults.done[name] for name in MIX), faults.done
    assert ALERTS < len(faults.posts()) < 2 * ALERTS
    # Each row knows the ts of its own message.
    for channel in dealt:
        told = {m["ts"]: m["metadata"]["event_payload"]["o"] for m in slack.history(channel)}
        assert told == {r.ts: str(r.id) for r in rows(box_store, f"slack:{channel}")}


def test_twenty_alerts_keep_a_second_between_them(
    slack: Slack, faults: Faults, box_store: Store
) -> None:
    dealt = fill(box_store, slack, 20, 1)
    [channel] = dealt
    clock, times = Clock(wall()), list[datetime]()

    def posted(seen: Seen) -> str:
        if seen.method == POST:
            times.append(clock())
        return OK

    faults.plan = posted
    drain(
        outbox(
            box_store, faults.api, brand(channel), limits=Times(), clock=clock,
            pause=simulated(clock),
        ),
        [f"slack:{channel}"],
    )  # fmt: skip
    assert slack.ours(channel) == [str(i) for i in dealt[channel]]
    assert [b - a for a, b in pairwise(times)] == [timedelta(seconds=1)] * 19


@pytest.mark.parametrize(("grace", "doubles"), [(60, False), (0, True)])
def test_what_slack_takes_late_is_not_doubled_within_the_grace_time(
    slack: Slack, faults: Faults, box_store: Store, *, grace: float, doubles: bool
) -> None:
    """It takes it when we have given up. Without grace the search comes too early, and this rig can
    see a double.
    """
    dealt, clock = fill(box_store, slack, 6, 1), Clock(wall())
    [target] = [f"slack:{channel}" for channel in dealt]
    faults.plan, faults.late_after = first(2, "late"), PATIENCE
    limits = Times(spacing=QUICK.spacing, grace=timedelta(seconds=grace), linger=QUICK.linger)
    box = outbox(
        box_store, faults.api, brand(*dealt), limits=limits, clock=clock, timeout=1,
        pause=simulated(clock),
    )  # fmt: skip
    for _ in range(9):
        box.deliver(target)
        clock.pass_(seconds=5)
    faults.go.set()
    faults.settle()
    for _ in range(9):
        clock.pass_(seconds=5)
        box.deliver(target)
    assert set(states(box_store)) == {"sent"}
    assert faults.done["late"] == 2
    assert lost_and_doubled(slack, dealt) == (0, 2 if doubles else 0)


@pytest.mark.parametrize("fault", [*MIX, "html after"])
def test_each_fault_alone_costs_neither_a_loss_nor_a_double(
    slack: Slack, faults: Faults, box_store: Store, fault: str
) -> None:
    dealt = fill(box_store, slack, 3, 1)
    [channel] = dealt
    faults.plan = first(2, fault)
    clock = Clock(wall())
    box = outbox(box_store, faults.api, brand(channel), clock=clock, pause=simulated(clock))
    for _ in range(20):  # what Slack refuses with a code that nobody knows waits for minutes
        box.deliver(f"slack:{channel}")
        clock.pass_(minutes=1)
    assert lost_and_doubled(slack, dealt) == (0, 0)
    assert faults.done[fault] == 2
    accepted = fault not in ("429", "500 before")
    # What was accepted is found and not sent again; what was not is.
    assert len(faults.posts(channel)) == (3 if accepted else 5)


def test_one_search_answers_for_every_doubtful_alert_of_a_channel(
    slack: Slack, faults: Faults, box_store: Store
) -> None:
    dealt = fill(box_store, slack, 2, 1)
    [channel] = dealt
    faults.plan = first(2, "lost")
    drain(outbox(box_store, faults.api, brand(channel)), [f"slack:{channel}"])
    assert len(faults.posts(channel, "conversations.history")) == 1
    assert slack.ours(channel) == [str(i) for i in dealt[channel]]
