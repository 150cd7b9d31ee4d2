"""An outbox over a store and a Slack of the tests, with notices that need no pipeline."""

import json
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from acme import BRAND, Clock
from pydantic import SecretStr
from rigs.effort import PATIENCE
from sqlmodel import col, select, update

from listener.channels.slack.door.client import Bot, Door
from listener.channels.slack.door.times import Times
from listener.channels.slack.look.message import Message
from listener.channels.slack.post.outbox import Outbox
from listener.channels.slack.post.slot import Gear
from listener.settings.brand import Brand, Channels, Slack
from listener.store.outgoing import Envelope
from listener.store.store import Store
from listener.store.tables import NoticeRow, StoryRow

KEY = b"k" * 32
# The real limits with their seconds made short; everything else is the product's.
QUICK = Times(
    spacing=timedelta(seconds=0.02), grace=timedelta(seconds=0.3), linger=timedelta(seconds=0.5)
)


def wall() -> datetime:
    """The real time: these tests measure spans of a real server."""
    return datetime.now(UTC)


def brand(*channels: str, token: str = "xoxb-listening") -> Brand:
    """The invented brand with Slack channels: alerts, and ops if there is a second one."""
    alerts, ops = (*channels, None, None)[:2]
    slack = Slack(token=SecretStr(token), channels=Channels(alerts=alerts, ops=ops))
    return BRAND.model_copy(update={"slack": slack})


@dataclass(frozen=True)
class Worded:
    """A notice whose payload is given."""

    envelope: Envelope
    payload: dict[str, str]

    def to_json(self) -> dict[str, str]:
        return self.payload


@dataclass
class Plain:
    """A renderer of plain words: a notice's words are in its payload, and may be changed here."""

    words: dict[int, str] = field(default_factory=dict)
    danger: set[int] = field(default_factory=set)
    store: Store | None = None

    def __call__(self, notice: NoticeRow) -> Message | None:
        told = json.loads(notice.payload)
        if notice.class_ in ("outage", "bundle") and self.store:
            ids = [row.id for row in self.store.merged_into(notice.id or 0)]
            return Message(f"{notice.class_}: {ids}")
        text = self.words.get(notice.id or 0, told.get("text") or told.get("cause"))
        return Message(text) if text else None

    def stands_alone(self, notice: NoticeRow) -> bool:
        return notice.id in self.danger


def outbox(
    store: Store,
    api: str,
    shown: Brand,
    *,
    clock: Callable[[], datetime] = wall,
    limits: Times = QUICK,
    render: Plain | None = None,
    pause: Callable[[float], bool] | None = None,
    token: str | None = None,
    timeout: float = PATIENCE,
) -> Outbox:
    """An outbox whose door is the test's Slack."""
    doors: dict[str, Bot] = {}

    def door(brand: Brand, target: str) -> Door:
        given = token or (brand.slack.token.get_secret_value() if brand.slack.token else "")
        if target not in doors:
            doors[target] = Bot(given, clock, api=api, timeout=timeout)  # type: ignore[arg-type]
        return doors[target]

    return Outbox(
        Gear(
            store=store,
            brands={shown.name: shown},
            door=door,
            render=render or Plain(store=store),
            key=KEY,
            clock=clock,
            limits=limits,
            pause=pause or threading.Event().wait,
        )
    )


def simulated(clock: Clock) -> Callable[[float], bool]:
    """A pause that takes no time but on the clock."""

    def pause(seconds: float) -> bool:
        clock.pass_(seconds=seconds)
        return False

    return pause


def add(
    store: Store,
    target: str,
    number: int,
    *,
    now: datetime,
    class_: str = "instant",
    key: str | None = None,
    story: int | None = None,
) -> int:
    """One notice; its id."""
    named = key or f"n:{target}:{number}"
    envelope = Envelope(
        brand=BRAND.name,
        key=named,
        target=target,
        class_=class_,
        made_at=now,
        due_at=now,
        story=story,
    )
    store.add_notice(Worded(envelope, {"text": f"alert {number}", "class": class_}))
    made = store.notice_of(named)
    assert made is not None
    return made.id or 0


def add_story(store: Store, *, now: datetime) -> int:
    """A story without mentions; its id."""
    with store.writing() as session:
        row = StoryRow(brand=BRAND.name, key=f"s{time.monotonic_ns()}", opened_at=now, last_at=now)
        session.add(row)
        session.flush()
        return row.id or 0


def touch(store: Store, story: int, lead: int) -> None:
    """Another mention leads the story: its message may have to change."""
    with store.writing() as session:
        session.exec(update(StoryRow).where(col(StoryRow.id) == story).values(lead_id=lead))


def rows(store: Store, target: str | None = None) -> list[NoticeRow]:
    """All notices, or those of a target."""
    query = select(NoticeRow).order_by(col(NoticeRow.id))
    if target:
        query = query.where(col(NoticeRow.target) == target)
    with store.reading() as session:
        return list(session.exec(query))


def states(store: Store, target: str | None = None) -> list[str]:
    return [row.state for row in rows(store, target)]


def drain(box: Outbox, targets: Iterable[str], *, seconds: float = PATIENCE) -> None:
    """Deliver like the daemon, each target in a thread of its own, until nothing waits."""

    def work(target: str) -> None:
        while unsettled(box.gear.store, target) and time.monotonic() < give_up:
            box.deliver(target)
            time.sleep(0.02)

    give_up = time.monotonic() + seconds
    threads = [threading.Thread(target=work, args=(target,)) for target in targets]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def unsettled(store: Store, target: str) -> list[Any]:
    return store.outbox(target, "pending") + store.outbox(target, "sending")
