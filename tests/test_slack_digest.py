"""The weekly digest in Slack: one parent, its thread, its page; once, whatever breaks."""

import json
import signal
from datetime import timedelta
from pathlib import Path

import pytest
from acme import BRAND, NOON, Clock, mention
from pydantic import SecretStr
from rigs import slack_weekly
from rigs.effort import PATIENCE
from rigs.faults import POST, Faults, Seen, first
from rigs.forks import forks
from rigs.slack_outbox import KEY, add, rows, simulated
from rigs.slack_server import PAPERLESS, Slack
from rigs.slack_weekly import DUE, NAME, POINTS, WEEK, Weekly, brand_of, page_in, seen

from listener.channels.slack.door.webhook import Hook
from listener.channels.slack.look.parts import message
from listener.channels.slack.look.render import Rendered
from listener.channels.slack.post.outbox import Outbox
from listener.channels.slack.post.slot import Gear
from listener.notices import outbox
from listener.notices.digest import Digest
from listener.notices.targets import target
from listener.settings.brand import Slack as SlackSettings
from listener.words import say

SHARE, ASK = "files.completeUploadExternal", "files.getUploadURLExternal"
STATES = ["sent"] * 6


@pytest.fixture
def channel(slack: Slack) -> str:
    return slack.channel()


@pytest.fixture
def week(tmp_path: Path, faults: Faults, channel: str) -> Weekly:
    """A week that was listened to, at the moment when its digest is due."""
    made = Weekly(tmp_path, faults.api, brand_of(channel), Clock(NOON))
    made.run(2)
    made.clock.now = DUE
    return made


def errors(week: Weekly) -> list[tuple[str, str | None]]:
    return [(row.state, row.error) for row in week.digests()]


def causes(week: Weekly) -> list[str]:
    told = [json.loads(row.payload) for row in rows(week.store) if row.class_ == "ops"]
    return [one["cause"] for one in told if "cause" in one]


def test_a_week_is_one_parent_four_messages_under_it_and_one_page(
    week: Weekly, slack: Slack, channel: str
) -> None:
    week.run(5)
    found = seen(slack, channel)
    [parent] = found.parents
    assert [m["text"].split("\n")[0] for m in found.parts] == [
        "Volume and forms",
        "Tone",
        "Answering",
        "Next week",
    ]
    assert found.files == [NAME]
    assert {m["thread_ts"] for m in found.parts} == {parent["ts"]}
    [shared] = [m for m in slack.history(channel) if m.get("files")]
    assert shared["thread_ts"] == parent["ts"]
    assert shared["text"].startswith("The whole week on one page")
    page = week.folder / "digests" / WEEK / "index.html"
    assert shared["files"][0]["size"] == page.stat().st_size
    assert errors(week) == [("sent", None)] * 6
    # They quote people, and quotes expire: nothing of it stays in the outbox.
    assert {row.payload for row in week.digests()} == {"{}"}
    assert not week.show.digests


def test_its_parts_agree_whatever_is_read_between_them(
    week: Weekly, slack: Slack, faults: Faults, channel: str
) -> None:
    week.store.upgrade()
    week.made().digest(once=True)
    kept = [outbox.read(row) for row in week.digests()[:5]]
    said = [one.said for one in kept if isinstance(one, Digest)]
    made = [message(one, BRAND) for one in said if one]
    assert len(made) == 5
    page = page_in(week.digests()[5])
    faults.plan = lambda s: "500 before" if s.fields.get("thread_ts") else "ok"
    week.run()
    assert len(seen(slack, channel).parents) == 1
    late = mention(90, "i hate this one, it came late", posted_at=DUE - timedelta(days=3))
    week.posts = (*week.posts[3:], late)
    week.run()
    (week.folder / "digests" / WEEK / "index.html").write_text("written again")
    faults.plan = lambda _: "ok"
    week.run(30)
    found = seen(slack, channel)
    told = [*found.parents, *found.parts]
    assert [m["text"] for m in told] == [one.text for one in made if one]
    [shared] = [m for m in slack.history(channel) if m.get("files")]
    assert shared["files"][0]["size"] == len(page)


def test_an_alert_of_the_same_hour_stays_outside_the_thread(
    week: Weekly, slack: Slack, channel: str
) -> None:
    week.made().digest(once=True)
    add(week.store, week.target, 1, now=week.clock(), class_="ops")
    week.run(3)
    found = seen(slack, channel)
    assert (len(found.parents), len(found.parts), found.files) == (1, 4, [NAME])


@pytest.mark.long
@pytest.mark.parametrize("fault", ["lost", "reset", "503 after", "fatal after", "truncated"])
def test_after_a_lost_answer_the_page_is_looked_for_and_not_shared_twice(
    week: Weekly, slack: Slack, faults: Faults, channel: str, fault: str
) -> None:
    faults.plan = first(1, fault, SHARE)
    week.run(30)
    assert seen(slack, channel).files == [NAME]
    assert errors(week) == [("sent", None)] * 6
    assert len(faults.posts(method=SHARE)) == 1


def test_a_share_that_slack_never_took_is_made_again(
    week: Weekly, slack: Slack, faults: Faults, channel: str
) -> None:
    faults.plan = first(1, "dead", SHARE)
    week.run(30)
    assert seen(slack, channel).files == [NAME]
    assert len(faults.posts(method=SHARE)) == 2


def test_without_the_permission_the_digest_stands_and_a_person_is_told_once(
    week: Weekly, slack: Slack, faults: Faults, channel: str
) -> None:
    week.brand = brand_of(channel, slack.channel(), token=PAPERLESS)
    week.run(10)
    for number in range(3):
        add(week.store, week.target, number, now=week.clock(), class_="ops")
        week.run(5, hours=7)
    found = seen(slack, channel)
    assert (len(found.parents), len(found.parts), found.files) == (1, 4, [])
    assert errors(week)[5] == ("failed", "files_scope")
    assert len(faults.posts(method=ASK)) == 1
    assert causes(week) == ["files_scope"]
    [told] = slack.history(week.brand.slack.channels.ops or "")
    assert "files:write" in told["text"]
    assert say("en", "outbox.kept") not in told["text"]


def test_a_page_that_slack_refuses_is_not_tried_again(
    week: Weekly, slack: Slack, faults: Faults, channel: str
) -> None:
    faults.plan = lambda s: "error file_uploads_disabled" if s.method == SHARE else "ok"
    week.run(30)
    assert len(seen(slack, channel).parts) == 4
    assert errors(week)[5] == ("failed", "files_refused")
    assert len(faults.posts(method=SHARE)) == 1
    assert causes(week) == ["files_refused"]


def assert_sent_after(week: Weekly) -> None:
    """What comes after the digest goes out at once."""
    add(week.store, week.target, 1, now=week.clock(), class_="ops", key="after")
    week.run(1)
    after = week.store.notice_of("after")
    assert after
    assert after.state == "sent"


def test_alerts_do_not_wait_for_a_page_that_does_not_get_through(
    week: Weekly, faults: Faults
) -> None:
    # As behind a firewall that knows slack.com and not the host that takes files.
    faults.plan = lambda s: "500 before" if s.method == ASK else "ok"
    week.run(2)
    assert_sent_after(week)
    week.run(30, minutes=15)
    assert len(faults.posts(method=ASK)) == 8
    assert errors(week)[5] == ("failed", "files_unreachable")
    assert causes(week).count("files_unreachable") == 1


def test_a_busy_file_method_holds_nothing_else_up(
    week: Weekly, slack: Slack, faults: Faults, channel: str
) -> None:
    faults.retry_after = "600"
    faults.plan = first(1, "429", ASK)
    week.run(2)
    assert_sent_after(week)
    assert seen(slack, channel).files == []
    week.run(2, minutes=11)
    assert seen(slack, channel).files == [NAME]


def test_a_refused_parent_takes_its_thread_along_and_all_goes_out_once_mended(
    week: Weekly, slack: Slack, faults: Faults, channel: str
) -> None:
    faults.plan = lambda s: "error not_in_channel" if s.channel == channel else "ok"
    week.run(3)
    assert errors(week) == [("pending", "refused not_in_channel")] + [("pending", None)] * 5
    assert [row.attempts for row in week.digests()] == [1, 0, 0, 0, 0, 0]
    assert causes(week) == ["not_in_channel"]
    faults.plan = lambda _: "ok"
    week.run(3, minutes=2)
    found = seen(slack, channel)
    assert (len(found.parents), len(found.parts), found.files) == (1, 4, [NAME])


def test_nothing_hangs_under_a_digest_that_a_person_deleted(
    week: Weekly, slack: Slack, faults: Faults, channel: str
) -> None:
    def gone(asked: Seen) -> str:
        return "error thread_not_found" if asked.fields.get("thread_ts") else "ok"

    faults.plan = gone
    week.run(10)
    found = seen(slack, channel)
    assert (len(found.parents), found.parts, found.files) == (1, [], [])
    assert errors(week) == [("sent", None)] + [("sent", "nothing to say")] * 5
    assert causes(week) == []


def test_the_parts_keep_their_order_when_one_is_in_doubt(
    week: Weekly, slack: Slack, faults: Faults, channel: str
) -> None:
    left = ["ok", "dead"]
    faults.plan = lambda s: (
        left.pop() if s.method == POST and s.fields.get("thread_ts") and left else "ok"
    )
    week.run(30)
    found = seen(slack, channel)
    assert [m["text"].split("\n")[0] for m in found.parts][:2] == ["Volume and forms", "Tone"]
    assert len(found.parts) == 4


def test_a_webhook_gets_plain_messages_in_order_and_where_the_page_lies(
    tmp_path: Path, slack: Slack, faults: Faults
) -> None:
    url = f"{faults.url}/services/T000000001/B000000001/X000000001"
    shown = BRAND.model_copy(update={"slack": SlackSettings(webhook=SecretStr(url))})
    week = Weekly(tmp_path, faults.api, shown, Clock(NOON))
    box = Outbox(
        Gear(
            store=week.store,
            brands={shown.name: shown},
            door=lambda *_: Hook(url, week.clock),
            render=Rendered(week.store, {shown.name: shown}, week.clock),
            key=KEY,
            clock=week.clock,
            pause=simulated(week.clock),
        )
    )
    week.made(box=box).once()
    before = len(slack.history("C000000001"))
    week.clock.now = DUE
    for _ in range(3):
        week.made(box=box).once()
        week.clock.pass_(seconds=15)
    told = slack.history("C000000001")[before:]
    assert not any(m.get("thread_ts") for m in told)
    assert [m["text"].split("\n")[0] for m in told] == [
        "E-reputation, week 46 · Acme",
        "Volume and forms",
        "Tone",
        "Answering",
        "Next week",
    ]
    assert f"digests/{WEEK}/index.html" in told[-1]["text"]
    assert str(tmp_path) not in told[-1]["text"]
    assert {r.target for r in rows(week.store) if r.class_.startswith("digest")} == {
        target(shown, "digest")
    }
    assert "digest_page" not in {r.class_ for r in rows(week.store)}


def in_a_process(week: Weekly, channel: str, turn: int, kill: slack_weekly.Kill | None) -> int:
    process = forks().Process(
        target=slack_weekly.run, args=(week.folder, week.api, channel, turn, kill)
    )
    process.start()
    process.join(PATIENCE)
    assert process.exitcode is not None
    return process.exitcode


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.long
def test_a_kill_at_any_step_leaves_one_digest_and_one_page(
    week: Weekly, slack: Slack, faults: Faults, channel: str, point: str
) -> None:
    left = {POST: ["lost", "ok"], SHARE: ["lost"]}  # so that there is something to look for

    def plan(asked: Seen) -> str:
        faulty = left.get(asked.method)
        return faulty.pop() if faulty else "ok"

    faults.plan = plan
    deaths = 0
    for turn, (n, after) in enumerate([(1, False), (1, True), (2, True), (4, False)]):
        deaths += in_a_process(week, channel, turn, (point, n, after)) == -signal.SIGKILL
    assert in_a_process(week, channel, 9, None) == 0
    assert deaths >= 1
    found = seen(slack, channel)
    assert (len(found.parents), len(found.parts), found.files) == (1, 4, [NAME])
    assert [row.state for row in week.digests()] == STATES
    assert slack.ours(channel).count(str(week.digests()[0].id)) == 1
    files = {path.name for path in (week.folder / "digests" / WEEK).iterdir()}
    assert files == {"index.html", "digest.md", "data.csv", "mentions.csv"}


def test_the_rig_can_see_a_second_page(week: Weekly, slack: Slack, channel: str) -> None:
    # A claim that is forgotten shares again: without this the tests above could prove nothing.
    assert in_a_process(week, channel, 0, ("share", 1, True)) == -signal.SIGKILL
    for row in week.store.outbox(week.target, "sending"):
        week.store.set_notice(row.id or 0, state="pending")
    assert in_a_process(week, channel, 1, None) == 0
    assert seen(slack, channel).files == [NAME] * 2
