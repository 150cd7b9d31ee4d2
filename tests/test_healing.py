"""A clock that ran ahead, or back: nothing waits for the time that it showed."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from acme import BRAND, NOON, Clock, Kept, Listed, config, mention, pipeline
from sqlmodel import SQLModel, col, select
from sqlmodel.sql.sqltypes import UTCDateTime

from listener.stages.expire import expire_daily
from listener.store.healing import AHEAD, SLEW
from listener.store.store import Store
from listener.store.tables import MentionRow, NoticeRow, PeriodRow

AWAY = [timedelta(minutes=30), timedelta(days=365)]
ALARM = "I hate it: my @acme battery is broken, answer me now."


def times_after(store: Store, now: datetime) -> list[str]:
    """Every time of every table that is still to come and says when something was."""
    found = []
    with store.reading() as session:
        for name, table in SQLModel.metadata.tables.items():
            for column in table.columns:
                if isinstance(column.type, UTCDateTime) and (name, column.name) not in AHEAD:
                    late = select(column).where(column > now + SLEW)
                    found += [f"{name}.{column.name}"] * len(session.exec(late).all())
    return found


@pytest.mark.parametrize("away", AWAY)
def test_a_clock_that_was_ahead_leaves_no_time_to_come(
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
    assert {"mentions.at", "sources.polled_at", "notices.made_at"} <= set(times_after(store, NOON))
    clock.now = NOON
    made.prepare()
    assert times_after(store, NOON) == []
    assert not store.is_ahead(NOON)
    assert store.due_sources(["s"], NOON) == ["s"]


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


def test_every_time_column_says_whether_it_may_lie_ahead() -> None:
    ahead = {"next_at", "next_poll_at", "due_at", "name_until"}
    for name, table in SQLModel.metadata.tables.items():
        for column in table.columns:
            if isinstance(column.type, UTCDateTime) and column.name in ahead:
                assert (name, column.name) in AHEAD
            if isinstance(column.type, UTCDateTime) and column.name.endswith(("until", "due")):
                assert (name, column.name) in AHEAD, "or say why not"


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
