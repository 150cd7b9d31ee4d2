"""kill -9 before and after each step of the outbox, then a process that finishes: once each."""

import signal
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
from rigs import killed, slack_killed
from rigs.effort import PATIENCE
from rigs.faults import Faults, faults_before, first
from rigs.forks import forks
from rigs.postgres import Postgres
from rigs.slack_killed import POINTS, Kill
from rigs.slack_outbox import Plain, add, add_story, brand, outbox, rows, touch, wall
from rigs.slack_server import Slack

from listener.store.store import Store

DEATHS = 5  # one after the other, each a call further


@dataclass
class Case:
    """A channel with a story that changes, news of it, two alerts and a bundle."""

    url: str
    channel: str
    words: dict[int, str]
    singles: list[int]
    bundled: list[int]


def case(url: str, slack: Slack, faults: Faults) -> Case:
    store, channel = Store.open(url), slack.channel()
    store.upgrade()
    to, now = f"slack:{channel}", wall()
    story = add_story(store, now=now)
    parent = add(store, to, 0, now=now, key=f"story:{story}", story=story)
    outbox(store, faults.api, brand(channel), render=Plain(store=store)).deliver(to)
    news = add(store, to, 1, now=now, class_="news", story=story)
    singles = [add(store, to, n, now=now) for n in (2, 3)]
    bundled = [add(store, to, n, now=now, class_="grouped") for n in (4, 5, 6)]
    touch(store, story, 1)
    store.close()
    return Case(url, channel, {parent: "alert 0, changed"}, [parent, news, *singles], bundled)


def in_a_process(one: Case, faults: Faults, kill: Kill | None = None) -> int:
    process = forks().Process(
        target=slack_killed.run, args=(one.url, faults.api, one.channel, one.words, kill)
    )
    process.start()
    process.join(PATIENCE)
    assert process.exitcode is not None
    return process.exitcode


def check(one: Case, slack: Slack) -> None:
    """Every notice told once: by its own message, or by the one it was merged into."""
    store = Store.open(one.url)
    found = rows(store, f"slack:{one.channel}")
    store.close()
    heads = [r for r in found if r.class_ == "bundle"]
    assert {r.into_id for r in found if r.id in one.bundled} == {h.id for h in heads}
    assert len(heads) == 1
    told = Counter(slack.ours(one.channel))
    assert told == Counter(str(i) for i in [*one.singles, heads[0].id])
    assert {r.state for r in found} == {"sent", "merged"}
    history = slack.history(one.channel)
    by_text = {m["text"]: m for m in history}
    parent = by_text["alert 0, changed"]
    assert by_text["alert 1"]["thread_ts"] == parent["ts"]
    assert len(history) == len(one.singles) + 1
    ts = {str(r.id): r.ts for r in found if r.ts}
    assert ts == {m["metadata"]["event_payload"]["o"]: m["ts"] for m in history}


def kill_and_end(one: Case, slack: Slack, faults: Faults, *, point: str, after: bool) -> int:
    faults.plan = first(2, "lost")  # so that there is something to look for
    deaths = 0
    for n in range(1, DEATHS + 1):
        deaths += in_a_process(one, faults, (point, n, after)) == -signal.SIGKILL
    assert in_a_process(one, faults) == 0
    check(one, slack)
    return deaths


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("point", POINTS)
def test_a_kill_loses_and_doubles_no_alert(
    tmp_path: Path, slack: Slack, faults: Faults, point: str, *, after: bool
) -> None:
    one = case(f"sqlite:///{tmp_path / 'listener.db'}", slack, faults)
    assert kill_and_end(one, slack, faults, point=point, after=after) >= 1


@pytest.mark.parametrize("point", ["claim_for_slack", "post"])
def test_a_kill_loses_and_doubles_no_alert_on_postgresql(
    postgres: Postgres, slack: Slack, faults: Faults, point: str
) -> None:
    one = case(postgres.fresh(), slack, faults)
    assert kill_and_end(one, slack, faults, point=point, after=True) >= 1


class Town:
    """The whole path from a source to two channels, in processes one after the other."""

    def __init__(self, folder: Path, slack: Slack, faults: Faults) -> None:
        self.folder, self.slack, self.faults = folder, slack, faults
        self.url = f"sqlite:///{folder / 'listener.db'}"
        self.channels = [slack.channel(), slack.channel()]
        (folder / "channels").write_text(" ".join(self.channels))
        self.turns = 0
        assert self.turn() == 0

    def turn(self, kill: Kill | None = None) -> int:
        process = forks().Process(
            target=slack_killed.run_path,
            args=(self.url, self.folder, self.faults.api, self.turns, kill),
        )
        self.turns += 1
        process.start()
        process.join(PATIENCE)
        assert process.exitcode is not None
        return process.exitcode

    def told(self) -> Counter[tuple[str, str, str]]:
        """Notices by key, class and state, after proving that Slack shows each sent one once."""
        store = Store.open(self.url)
        found = rows(store)
        assert store.counts()["mentions"] == killed.POSTS
        store.close()
        posted = Counter(i for channel in self.channels for i in self.slack.ours(channel))
        assert posted == Counter(str(r.id) for r in found if r.state == "sent")
        return Counter((r.key, r.class_, r.state) for r in found)


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory, slack: Slack) -> Counter[tuple[str, str, str]]:
    with faults_before(slack.url) as proxy:
        path = Town(tmp_path_factory.mktemp("calm"), slack, proxy)
        assert path.turn() == 0
        told = path.told()
    assert sum(n for (_, class_, _), n in told.items() if class_ == "instant") >= 10
    return told


@pytest.mark.parametrize(
    "point", ["add_page", "add_tags", "add_decisions", "claim_for_slack", "post", "set_notice"]
)
@pytest.mark.long
def test_a_kill_anywhere_between_source_and_slack_tells_the_same_stories_once(
    tmp_path: Path, slack: Slack, faults: Faults, calm: Counter[tuple[str, str, str]], point: str
) -> None:
    path = Town(tmp_path, slack, faults)
    faults.plan = first(2, "lost")
    deaths = [path.turn((point, n, n % 2 == 1)) for n in (1, 3)]
    assert deaths[0] == -signal.SIGKILL
    assert path.turn() == 0
    assert path.told() == calm


def test_the_rig_can_see_a_double(tmp_path: Path, slack: Slack, faults: Faults) -> None:
    # A process that forgets its claims posts again: without this the tests above could compare nothing.
    one = case(f"sqlite:///{tmp_path / 'listener.db'}", slack, faults)
    in_a_process(one, faults, ("post", 1, True))
    store = Store.open(one.url)
    for row in store.outbox(f"slack:{one.channel}", "sending"):
        store.set_notice(row.id or 0, state="pending")
    store.close()
    assert in_a_process(one, faults) == 0
    with pytest.raises(AssertionError):
        check(one, slack)
