"""What people do is told: a line in the thread, another desk's channel, the hold in the channel."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from acme import BRAND, NOON, Clock, Kept, Listed, config, mention, pipeline
from pydantic import SecretStr

from listener.desk.contract import Desk, Done, Who
from listener.desk.found import act
from listener.notices import outbox
from listener.notices.contract import Reading
from listener.notices.parts import Small
from listener.settings.brand import Channels, Slack
from listener.store.store import Store
from listener.store.tables import NoticeRow

CHANNELS = Channels(alerts="C0000000001", press="C0000000002")
SLACK = Slack(token=SecretStr("xoxb-1"), channels=CHANNELS)
THEIRS = BRAND.model_copy(update={"slack": SLACK})
LEA = Who("U1", "Léa", "slack")


@pytest.fixture
def desk(tmp_path: Path, sqlite: Store) -> Desk:
    """A complaint that waits for Slack."""
    for posts in ((), (mention(1, "I hate it, it is broken"),)):
        settings = config(tmp_path, Listed(name="forum", mentions=posts), brand=THEIRS)
        pipeline(settings, sqlite, Kept(), Clock()).once()
    return Desk(sqlite, {THEIRS.name: THEIRS})


def do(desk: Desk, name: str, who: Who = LEA, **values: Any) -> Done:
    return act(name)(**({"mention": 1} | values)).apply(desk, who, NOON)


def row(desk: Desk, key: str) -> NoticeRow:
    found = desk.store.notice_of(key)
    assert found is not None
    return found


def said(desk: Desk, key: str, *, thread: str | None = "1.1") -> str | None:
    found = row(desk, key)
    found.thread_ts = thread
    at = Reading(store=desk.store, brand=THEIRS, row=found, now=NOON)
    content = outbox.read(found).content(at)
    if content is None:
        return None
    [part] = content.parts
    assert isinstance(part, Small)
    return part.text


def test_each_act_leaves_one_line_under_the_message_that_tells_of_it(desk: Desk) -> None:
    done = do(desk, "take")
    do(desk, "take")
    line = row(desk, f"act:{done.act}")
    assert (line.class_, line.target, line.state) == ("acted", "slack:C0000000001", "pending")
    assert outbox.read(line).under == "story:1"
    assert said(desk, line.key) == "Léa takes it."
    assert said(desk, line.key, thread=None) is None, "nobody reads it alone"
    assert desk.store.notice_of(f"act:{(done.act or 0) + 1}") is None


def test_what_was_taken_back_before_it_was_told_is_not_told(desk: Desk) -> None:
    done = do(desk, "take")
    undone = do(desk, "undo", mention=0, act=done.act)
    assert said(desk, f"act:{done.act}") is None
    assert said(desk, f"act:{undone.act}") == "Léa takes back: take it."


def test_the_end_of_a_snooze_is_told_while_it_is_open(desk: Desk) -> None:
    done = do(desk, "snooze", ends=NOON + timedelta(hours=2))
    assert row(desk, f"act:{done.act}:over").next_at == NOON + timedelta(hours=2)
    assert said(desk, f"act:{done.act}:over") == "The quiet is over: this is still open."
    do(desk, "no_reply")
    assert said(desk, f"act:{done.act}:over") is None


def test_what_waits_to_be_told_of_a_snoozed_story_waits_until_then(desk: Desk) -> None:
    before = row(desk, "story:1").next_at
    done = do(desk, "snooze", ends=NOON + timedelta(hours=2))
    assert row(desk, "story:1").next_at == NOON + timedelta(hours=2)
    do(desk, "undo", mention=0, act=done.act)
    assert row(desk, "story:1").next_at == before


def test_a_snooze_holds_up_no_line_of_who_did_what_and_brings_nothing_forward(desk: Desk) -> None:
    line = row(desk, f"act:{do(desk, 'take').act}")
    late = NOON + timedelta(hours=9)
    desk.store.set_notice(row(desk, "story:1").id or 0, next_at=late)
    do(desk, "snooze", ends=NOON + timedelta(hours=2))
    assert row(desk, line.key).next_at == line.next_at
    assert row(desk, "story:1").next_at == late


def test_another_desk_gets_it_in_its_own_channel_and_nobody_has_it(desk: Desk) -> None:
    do(desk, "take")
    done = do(desk, "escalate", lane="press")
    moved = row(desk, f"moved:{done.act}")
    assert (moved.target, moved.class_, moved.story_id) == ("slack:C0000000002", "instant", 1)
    assert done.state is not None
    assert (done.state.owner, done.state.lane) == (None, "press")
    again = do(desk, "escalate", lane="customers")
    assert desk.store.notice_of(f"moved:{again.act}") is None, "it stands in that channel"


def test_a_desk_that_has_it_gets_no_second_message_and_one_from_which_it_was_taken_does(
    desk: Desk,
) -> None:
    first = do(desk, "escalate", lane="press")
    do(desk, "escalate", lane="customers")
    again = do(desk, "escalate", lane="press")
    assert desk.store.notice_of(f"moved:{again.act}") is None, "it stands there"
    there = row(desk, f"moved:{first.act}")
    line = row(desk, f"act:{again.act}:{there.id}")
    assert outbox.read(line).under == there.key
    desk.store.set_notice(there.id or 0, state="failed", error="channel_not_found")
    do(desk, "escalate", lane="customers")
    anew = do(desk, "escalate", lane="press")
    assert row(desk, f"moved:{anew.act}").target == there.target
    do(desk, "undo", mention=0, act=anew.act)
    last = do(desk, "escalate", lane="press")
    assert row(desk, f"moved:{last.act}").target == there.target


def test_a_hold_is_told_in_the_channel(desk: Desk) -> None:
    boss = Who("boss", "Zoé", "shell")
    done = do(desk, "hold", boss, mention=0, brand="Acme", on=True)
    line = row(desk, f"act:{done.act}")
    assert (line.target, outbox.read(line).under) == ("slack:C0000000001", None)
    assert said(desk, line.key, thread=None) == "Zoé puts routine advice on hold."


def test_a_danger_is_stood_down_by_a_lead_alone(tmp_path: Path, sqlite: Store) -> None:
    post = mention(1, "Your heater exploded and burnt my child")
    for posts in ((), (post,)):
        settings = config(tmp_path, Listed(name="forum", mentions=posts), brand=THEIRS)
        pipeline(settings, sqlite, Kept(), Clock()).once()
    desk = Desk(sqlite, {THEIRS.name: THEIRS})
    later = NOON + timedelta(hours=2)
    for name, values in (
        ("no_reply", {}),
        ("snooze", {"ends": later}),
        ("correct", {"tag": "risk", "label": "none"}),
        ("correct", {"tag": "not_us"}),
    ):
        assert do(desk, name, **values).outcome == "leads", name
    assert do(desk, "take").outcome == "done"
    assert do(desk, "no_reply", Who("boss", "Zoé", "shell")).outcome == "done"
