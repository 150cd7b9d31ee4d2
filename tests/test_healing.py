"""A clock that ran ahead, or back: nothing waits for the time that it showed."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from acme import BRAND, NOON, Clock, Kept, Listed, config, mention, pipeline
from sqlmodel import SQLModel, col, select

from listener.settings.numbers import Thresholds
from listener.stages.expire import expire_daily
from listener.store.store import Store
from listener.store.tables import MentionRow, NoticeRow, PeriodRow

AWAY = [timedelta(minutes=30), timedelta(days=365)]
ALARM = "I hate it: my @acme battery is broken, answer me now."


Rows = dict[tuple[str, int, str], Any]


def everything(store: Store) -> Rows:
    """Every value of every table, by table, row and column."""
    found: Rows = {}
    with store.reading() as session:
        for name, table in SQLModel.metadata.tables.items():
            for row in session.connection().execute(table.select()).mappings():
                found |= {(name, row.get("id", 0), column): v for column, v in row.items()}
    return found


def changed(before: Rows, after: Rows) -> set[str]:
    keys = before.keys() & after.keys()
    return {f"{table}.{c}" for table, i, c in keys if before[table, i, c] != after[table, i, c]}


@pytest.mark.parametrize("away", AWAY)
def test_after_a_clock_that_was_ahead_nothing_waits_and_all_else_stays(
    store: Store, tmp_path: Path, away: timedelta
) -> None:
    clock, show = Clock(NOON + away), Kept()
    first = Listed(name="s", mentions=(mention(1, "great bike"),))
    pipeline(config(tmp_path, first), store, show, clock).once()
    both = Listed(name="s", mentions=(*first.mentions, mention(2, ALARM, posted_at=None)))
    made = pipeline(config(tmp_path, both), store, show, clock)
    clock.pass_(minutes=20)
    made.once()
    assert store.is_ahead(NOON)
    before = everything(store)
    clock.now = NOON
    made.prepare()
    assert changed(before, everything(store)) <= {
        "sources.polled_at",
        "sources.next_poll_at",
        "decisions.due_at",
        "authors.name_until",
    }
    assert not store.is_ahead(NOON)
    assert store.due_sources(["s"], NOON) == ["s"]


@pytest.mark.parametrize("away", [timedelta(hours=60), timedelta(days=20_000)])
def test_a_clock_that_is_behind_changes_nothing_that_was_said_or_done(
    store: Store, tmp_path: Path, away: timedelta
) -> None:
    clock, show = Clock(), Kept()
    source = Listed(name="s", mentions=(mention(1, "great bike"), mention(3, "nice")))
    pipeline(config(tmp_path, source), store, show, clock).once()
    late = mention(2, ALARM, posted_at=None)
    source = Listed(name="s", mentions=(*source.mentions, late))
    made = pipeline(config(tmp_path, source), store, show, clock)
    clock.pass_(minutes=20)
    made.once()
    key = period(store, "2026-W45", clock.now, told=True)
    before = everything(store)
    clock.now -= away
    made.prepare()
    made.once()
    clock.now += away
    made.prepare()
    after = everything(store)
    assert before.keys() <= after.keys()
    assert {c for c in changed(before, after) if not c.startswith("sources.")} <= {
        "decisions.due_at",
        "notices.next_at",  # what waits still waits as long; it may have been tried
        "notices.started_at",
        "notices.attempts",
        "notices.error",
    }
    assert key in store.digests_made(BRAND.name)
    assert store.due_sources(["s"], clock.now) == ["s"]


def test_an_alert_is_due_and_told_at_once_whatever_a_clock_ahead_collected(
    store: Store, tmp_path: Path
) -> None:
    clock, show = Clock(NOON + timedelta(days=365)), Kept()
    few = BRAND.model_copy(update={"thresholds": Thresholds(alerts_a_day=1)})
    pipeline(config(tmp_path, Listed(name="s"), brand=few), store, show, clock).once()
    texts = [f"{ALARM} {words}" for words in ("one red wheel", "some blue lamp", "a green bell")]
    told = (
        *(mention(n, text, posted_at=clock.now) for n, text in enumerate(texts[:2])),
        mention(2, texts[2]),
    )
    settings = config(tmp_path, Listed(name="s", mentions=told[:2]), brand=few)
    clock.pass_(minutes=20)
    pipeline(settings, store, show, clock).once()
    assert len(show.alerts) == 1, "the budget of that day"
    clock.now = NOON
    settings = config(tmp_path, Listed(name="s", mentions=told), brand=few)
    made = pipeline(settings, store, show, clock)
    made.prepare()
    made.once()
    assert len(show.alerts) == 2, "another day"


@pytest.mark.parametrize("away", AWAY)
def test_what_was_seen_by_a_clock_ahead_is_alerted_once_and_goes_on(
    store: Store, tmp_path: Path, away: timedelta
) -> None:
    clock, show = Clock(NOON + away), Kept()
    source = Listed(name="s")
    pipeline(config(tmp_path, source), store, show, clock).once()
    clock.now = NOON
    alarm = Listed(name="s", mentions=(mention(2, ALARM),))
    made = pipeline(config(tmp_path, alarm), store, show, clock)
    made.prepare()
    made.once()
    assert len(show.alerts) == 1
    clock.pass_(minutes=20)
    made.once()
    assert len(show.alerts) == 1


def notice(store: Store, key: str, **values: object) -> None:
    row: dict[str, Any] = {"brand": BRAND.name, "key": key, "target": "terminal", "class_": "ops"}
    row |= {"payload": json.dumps({"about": "back", "source": "s", "n": 3}), "state": "pending"}
    row |= {"attempts": 0, "made_at": NOON, "next_at": NOON, **values}
    with store.writing() as session:
        session.add(NoticeRow(**row))


def heal(store: Store) -> None:
    store.heal(NOON, name_days=30, is_over=lambda _, week: week <= "2026-W45")


def test_a_notice_keeps_the_wait_it_was_given(store: Store) -> None:
    year = timedelta(days=365)
    notice(store, "now", made_at=NOON + year, next_at=NOON + year)
    notice(store, "hour", made_at=NOON + year, next_at=NOON + year + timedelta(hours=1))
    notice(store, "limited", started_at=NOON + year, next_at=NOON + year + timedelta(seconds=30))
    notice(store, "right", next_at=NOON + timedelta(hours=3))
    heal(store)
    waits = {one.key: one.next_at - NOON for one in store.due_notices("terminal", NOON + 2 * year)}
    assert waits == {
        "now": timedelta(0),
        "hour": timedelta(hours=1),
        "limited": timedelta(seconds=30),
        "right": timedelta(hours=3),
    }


def test_what_may_have_been_sent_is_searched_for_far_enough_back(store: Store) -> None:
    ahead = NOON + timedelta(days=9)
    notice(store, "a", state="sending", made_at=ahead, started_at=ahead, attempts=1)
    heal(store)
    [found] = store.outbox("terminal", "sending")
    assert found.made_at == ahead  # its mark holds it
    assert found.started_at == NOON - timedelta(days=1)


def period(store: Store, week: str, at: datetime, *, told: bool) -> str:
    key = f"digest:{BRAND.name}:{week}"
    with store.writing() as session:
        session.add(PeriodRow(brand=BRAND.name, key=key, at=at))
    if told:
        for part, state in (("", "sent"), (":1", "pending")):
            notice(store, key + part, class_="digest", state=state, made_at=at, ts="1.1")
    return key


def test_a_digest_made_too_early_is_made_again_and_another_is_not_doubled(store: Store) -> None:
    ahead = NOON + timedelta(days=20)
    over = period(store, "2026-W45", ahead, told=True)  # NOON lies in W46
    early = period(store, "2026-W47", ahead, told=True)
    missed = period(store, "2026-W44", ahead, told=False)
    before = period(store, "2026-W43", NOON - timedelta(days=9), told=False)
    heal(store)
    assert store.digests_made(BRAND.name) == {over, before}
    assert not {early, missed} & store.digests_made(BRAND.name)
    with store.reading() as session:
        keys = set(session.exec(select(NoticeRow.key)))
    # Its key is free for the right one; what was not posted yet will not be.
    assert keys == {over, f"{over}:1", f"early:{early}"}


def test_times_of_a_right_clock_are_left_alone(store: Store, tmp_path: Path) -> None:
    clock, show = Clock(), Kept()
    source = Listed(name="s", mentions=(mention(1, ALARM),))
    made = pipeline(config(tmp_path, source), store, show, clock)
    made.once()
    with store.reading() as session:
        before = [row.model_dump() for row in session.exec(select(MentionRow))]
    assert not store.is_ahead(clock.now)
    assert not store.is_ahead(clock.now - timedelta(seconds=50))  # a slew
    store.heal(clock.now, name_days=30, is_over=lambda *_: True)
    with store.reading() as session:
        after = [row.model_dump() for row in session.exec(select(MentionRow))]
    assert before == after


def test_a_clock_that_jumps_a_year_forgets_nothing_for_a_day(store: Store, tmp_path: Path) -> None:
    source = Listed(name="s", mentions=(mention(1, "great bike"),))
    settings = config(tmp_path, source)
    clock = Clock()
    made = pipeline(settings, store, Kept(), clock)
    made.once()

    def texts() -> list[str]:
        with store.reading() as session:
            return list(session.exec(select(MentionRow.text).order_by(col(MentionRow.id))))

    def expire() -> bool:
        return expire_daily(store, settings.storage, clock=clock) is not None

    assert expire()
    clock.pass_(days=800)
    assert not expire()
    assert texts() == ["great bike"]
    back = clock.now
    clock.now = NOON + timedelta(days=1)
    made.prepare()
    assert expire()  # the right clock goes on at once
    clock.now = back
    assert not expire()
    clock.pass_(hours=25)
    assert expire()
    assert texts() == [""]
