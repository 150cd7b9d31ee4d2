"""The team of the soak: three people who press what stands on the cards, and what must have come of it."""

import json
import random
import sqlite3
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from typing import Any

from rigs.faults import POST, Faults
from rigs.local_slack import elements
from rigs.press_line import PEOPLE, PressLine, filled
from rigs.slack_server import Slack

NOW = "now"  # the version of a button that takes the card as it is by then
EVERY = 1.5  # seconds between two presses, on average
AT_ONCE, AGAIN, OLD, BACK = (
    0.15,
    0.10,
    0.10,
    0.15,
)  # by two, delivered twice, on an old card, undone
READ = 30  # of a channel's newest messages, threads aside
CLOSING = ("no_reply", "answered")
MINUTE = 60.0


class Team:
    """Presses until `hush`, by what Slack shows at that moment."""

    def __init__(self, slack: Slack, line: PressLine, channels: dict[str, str], seed: int) -> None:
        self.slack, self.line = slack, line
        self._channels = [channels[name] for name in ("alerts", "triage", "wins")]
        self._chance = random.Random(seed + 11)
        self._old: list[tuple[str, dict[str, Any], dict[str, Any]]] = []
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._safely)
        self.errors: list[str] = []
        self.pressed: Counter[str] = Counter()

    def start(self) -> None:
        self._thread.start()

    def hush(self) -> None:
        self._end.set()
        if self._thread.is_alive():
            self._thread.join()

    def _safely(self) -> None:
        while not self._end.wait(self._chance.uniform(0.4, 1.6) * EVERY):
            self._told(self._one)

    def _told(self, work: Callable[..., object], *given: Any) -> None:
        try:
            work(*given)
        except Exception as error:  # told at the end: a thread's error would be lost
            self.errors.append(repr(error))

    def _one(self) -> None:
        chance = self._chance
        if chance.random() < BACK and (undo := self._last_undo()):
            user, channel, action = undo
            self._press(user, channel, {"ts": "0"}, action)
            return
        messages = [(c, m) for c in self._channels for m in newest(self.slack, c)]
        shown = [(c, m, one) for c, m in messages for one in offered(m)]
        if not shown:
            self.pressed["nothing to press"] += 1
            return
        channel, message, action = chance.choice(shown)
        if self._old and chance.random() < OLD:
            channel, message, action = chance.choice(self._old)
        self._old = [*self._old[-40:], (channel, message, action)]
        people = chance.sample(list(PEOPLE), 2 if chance.random() < AT_ONCE else 1)
        both = [threading.Thread(target=self._told, args=(self._press, who, channel, message, action)) for who in people]  # fmt: skip
        for one in both:
            one.start()
        for one in both:
            one.join()

    def _press(self, user: str, channel: str, message: dict[str, Any], action: dict[str, Any]) -> None:  # fmt: skip
        name = value_of(action).partition(":")[0]
        self.pressed["undo" if name.isdecimal() else name] += 1
        before = len(self.line.views)
        made = self.line.press(user, channel, message, action)
        if self._chance.random() < AGAIN:
            self.line.again(made)
        if name.isdecimal() or name in ("take", "no_reply", "hand_back", "fixed", "why"):
            return
        made.acknowledged.wait(3)
        end = time.monotonic() + 2
        while len(self.line.views) == before and time.monotonic() < end:
            time.sleep(0.05)
        for view in self.line.views[before:]:
            self._fill(user, view)

    def _fill(self, user: str, view: dict[str, Any]) -> None:
        values = filled(view, self._chance.choice)
        sent = self.line.submit(user, view, values)
        sent.acknowledged.wait(3)
        again = (sent.answer or {}).get("view")  # what "Something else" led to
        if again:
            self.line.submit(user, {**again, "id": view["id"]}, filled(again, self._chance.choice))

    def _last_undo(self) -> tuple[str, str, dict[str, Any]] | None:
        with_undo = [told for told in self.line.told[-20:] if told.undo]
        if not with_undo:
            return None
        told = self._chance.choice(with_undo)
        return told.user, told.channel, {"type": "button", "action_id": "undo", "value": told.undo}


def newest(slack: Slack, channel: str) -> list[dict[str, Any]]:
    """The newest messages of a channel that stand by themselves."""
    found: list[dict[str, Any]] = slack.admin.conversations_history(channel=channel, limit=READ)["messages"]  # fmt: skip
    return found


def offered(message: dict[str, Any]) -> list[dict[str, Any]]:
    """Everything that can be pressed in a message, as a browser sends it."""
    found = []
    for _, element in elements(message):
        told = {"type": element["type"], "action_id": element["action_id"]}
        found += [told | {"value": element["value"]}] if "value" in element else []
        found += [told | {"selected_option": one} for one in element.get("options", ())]
    return [one for one in found if value_of(one)]


def value_of(action: dict[str, Any]) -> str:
    return str(action.get("value") or action.get("selected_option", {}).get("value", ""))


def stale(database: sqlite3.Connection, slack: Slack, channels: dict[str, str]) -> list[str]:
    """Cards that do not show how their mention stands now."""
    query = (
        "SELECT m.id, m.revision, d.leaf, coalesce(s.version, 0), coalesce(s.closed, '')"
        " FROM mentions m JOIN decisions d ON d.mention_id = m.id AND d.ended_at IS NULL"
        " LEFT JOIN states s ON s.mention_id = m.id WHERE m.deleted_at IS NULL"
    )
    now = {row[0]: (f"{row[1]}.{row[2]}.{row[3]}", row[4]) for row in database.execute(query)}
    wrong = []
    for channel in channels.values():
        for message in slack.history(channel):
            for action in offered(message):
                _, mention, version = value_of(action).split(":")
                known, closed = now.get(int(mention), ("", ""))
                if version not in (known, NOW) or closed:
                    wrong.append(f"mention {mention} shows {version}, is {known} {closed}")
                    break
    return wrong


def check_acts(database: sqlite3.Connection, line: PressLine) -> tuple[list[str], dict[str, Any]]:
    """What people did is there once, and holds; the figures."""
    wrong: list[str] = []
    acts = [dict(zip(("id", "mention", "name", "event", "undone", "changed"), row, strict=True)) for row in database.execute(
        "SELECT id, mention_id, name, event_id, undone_at, changed FROM acts ORDER BY id")]  # fmt: skip
    events = Counter(act["event"] for act in acts)
    wrong += [f"one press, two acts: {event}" for event, n in events.items() if n > 1]
    known = {f"slack:{one.event}" for one in line.presses.values()}
    known |= {f"view:{one.payload['view']['id']}" for one in line.presses.values() if "view" in one.payload}  # fmt: skip
    wrong += [f"an act nobody pressed: {act['event']}" for act in acts if act["event"] not in known]
    wrong += [f"not heard: {one.event}" for one in line.unheard()]
    wrong += _closed(database, acts)
    wrong += _written(database, acts)
    figures = {
        "presses": len(line.presses),
        "deliveries": sum(one.deliveries for one in line.presses.values()),
        "lines": line.lines,
        "told_alone": len(line.told),
        "acts": dict(Counter(act["name"] for act in acts)),
    }
    return wrong, figures


def _closed(database: sqlite3.Connection, acts: list[dict[str, Any]]) -> list[str]:
    """Nobody closes what is closed, and what closed it last stands in its state."""
    wrong, closed = [], defaultdict[int, list[dict[str, Any]]](list)
    for act in acts:
        if act["name"] in CLOSING and act["undone"] is None:
            closed[act["mention"]].append(act)
    wrong += [f"closed twice: mention {of}" for of, found in closed.items() if len(found) > 1]
    for mention, state in database.execute("SELECT mention_id, closed FROM states"):
        by_act = closed[mention][-1]["name"] if closed[mention] else ""
        if state != by_act and state != "solved":
            wrong.append(f"mention {mention} is {state!r}, its acts say {by_act!r}")
    return wrong


def _written(database: sqlite3.Connection, acts: list[dict[str, Any]]) -> list[str]:
    """Every row that an act wrote is there, or was taken back with it."""
    standing = {"correction": set[int](), "answer": set[int]()}
    for act in acts:
        for was in json.loads(act["changed"]):
            if was["kind"] in standing and act["undone"] is None:
                standing[was["kind"]].add(was["id"])
    wrong = []
    for kind, wanted in standing.items():
        table = f"{kind}s"
        found = {row[0] for row in database.execute(f"SELECT id FROM {table} WHERE who IN ({', '.join('?' * len(PEOPLE))})", tuple(PEOPLE.values()))}  # fmt: skip
        if found != wanted:
            wrong.append(f"{table}: {sorted(found ^ wanted)}")
    orders = {row[0] for row in database.execute("SELECT act_id FROM orders")}
    stand = {act["id"] for act in acts if act["undone"] is None}
    wrong += [f"an order of no act that stands: {one}" for one in sorted(orders - stand)]
    return wrong


def too_fast(faults: Faults) -> list[str]:
    """Channels that got more than a message a second, over any minute."""
    at: dict[str, list[float]] = defaultdict(list)
    for seen in faults.seen:
        if seen.method == POST:
            at[seen.channel].append(seen.at)
    wrong = []
    for channel, times in at.items():
        for n, start in enumerate(times):
            most = sum(t < start + MINUTE for t in times[n:])
            if most > MINUTE + 1:
                wrong.append(f"{channel}: {most} posts in a minute")
                break
    return wrong
