"""Green or red, and why: the rules alone, then over both databases."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import update

from listener.stages.visit import Visit
from listener.store.errors import StoreError
from listener.store.store import Store
from listener.store.syncing import SourceSpec
from listener.store.tables import (
    DecisionRow,
    MentionRow,
    NoticeRow,
    StoryRow,
    TagRow,
    VectorRow,
)
from listener.store.watching import Watching
from listener.watch.health import Failing, Health, Pulse, Seen, Watch, free_share, judge, span
from listener.watch.metrics_page import Meter
from listener.watch.standing import Standing

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
CANARY = "canary-7f3a"
SPECS = [SourceSpec("Acme", name, "rss", "1") for name in ("blog", "forum")]
SOURCES = {"blog": timedelta(minutes=15), "forum": timedelta(hours=24)}


class Wired(Store, Watching):
    """The store with the queries of this page."""


@pytest.fixture
def wired(store_url: str) -> Iterator[Wired]:
    store = Wired.open(store_url)
    store.sync_sources(SPECS)
    yield store
    store.close()


class Hand:
    """A monotonic clock that is moved by hand."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


def ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


def add(store: Store, *rows: Any) -> None:
    with store.writing() as session:
        for row in rows:
            session.add(row)
            session.flush()


def notice(key: str, **values: Any) -> NoticeRow:
    known: dict[str, Any] = {
        "brand": "Acme",
        "key": key,
        "target": "slack:C1",
        "class_": "instant",
        "made_at": ago(hours=1),
        "next_at": ago(minutes=1),
    }
    return NoticeRow(**(known | values))


def mention(n: int, **values: Any) -> MentionRow:
    known: dict[str, Any] = {
        "id": n,
        "brand": "Acme",
        "source_id": 1,
        "external_id": f"{CANARY}-id-{n}",
        "content_hash": "x",
        "genre": "review",
        "text": f"{CANARY}-text",
        "title": f"{CANARY}-title",
        "url": f"https://acme.example/{CANARY}",
        "author_name": f"{CANARY}-name",
        "author_handle": f"{CANARY}-handle",
        "posted_at": ago(seconds=40),
        "at": ago(seconds=40),
        "collected_at": ago(seconds=20),
    }
    return MentionRow(**(known | values))


def seen(**values: Any) -> Seen:
    known: dict[str, Any] = {"now": NOW, "tick_age": 3.0, "disk_free": 0.5}
    return Seen(**(known | values))


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"tick_age": 61.0}, "clock: no tick for 61 s"),
        ({"tick_age": 7300.0}, "clock: no tick for 2 h"),
        ({"disk_free": 0.049}, "disk: 4.9% free, it takes 5%"),
        ({"unsent_since": ago(minutes=6)}, "notices: the oldest waits for 6 min"),
        (
            {"failing": (Failing("forum", ago(hours=25), 1),)},
            "source forum: failing for 25 h, once (error)",
        ),
        (
            {"failing": (Failing("forum", ago(minutes=5), 3, "403"),)},
            "source forum: failing for 5 min, 3 times in a row (403)",
        ),
        ({"slack": ("the token was revoked",)}, "slack: the token was revoked"),
        ({"troubles": ("database: away",)}, "database: away"),
    ],
)
def test_each_thing_that_is_wrong_is_told_in_words(values: dict[str, Any], reason: str) -> None:
    found = judge(seen(**values))
    assert found.reasons == (reason,)
    assert not found.is_green


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"tick_age": 60.0},
        {"disk_free": 0.05},
        {"disk_free": None},
        {"unsent_since": ago(minutes=5)},
        {"failing": (Failing("forum", ago(hours=24), 2),)},
    ],
)
def test_at_its_limit_everything_is_still_green(values: dict[str, Any]) -> None:
    assert judge(seen(**values)).is_green


def test_every_reason_is_told_not_only_the_first() -> None:
    found = judge(seen(tick_age=99.0, disk_free=0.0, slack=("a", "b")))
    assert [reason.partition(":")[0] for reason in found.reasons] == [
        "clock",
        "disk",
        *["slack"] * 2,
    ]
    assert found.to_json() == {
        "status": "red",
        "reasons": list(found.reasons),
        "notes": [],
        "last_tick_seconds": 99.0,
    }


@pytest.mark.parametrize(
    ("seconds", "told"), [(0, "0 s"), (119, "119 s"), (120, "2 min"), (90_000, "25 h"), (1e6, "11 days")]
)  # fmt: skip
def test_a_stretch_of_time_is_told_in_its_largest_unit(seconds: float, told: str) -> None:
    assert span(timedelta(seconds=seconds)) == told


def test_the_pulse_counts_from_the_start_and_from_each_beat() -> None:
    clock = Hand()
    pulse = Pulse(clock)
    clock.at = 50
    assert pulse.age() == 50
    pulse.beat()
    clock.at = 52
    assert pulse.age() == 2


def test_a_stage_with_the_same_mention_first_for_ten_minutes_stands_still(
    wired: Wired, tmp_path: Path
) -> None:
    clock = Hand()
    standing = Standing(clock)

    def pass_(seconds: int, heads: dict[str, int]) -> list[str]:
        for _ in range(seconds // 15):
            clock.at += 15
            standing.look(heads)
        return of_disk(watch(wired, tmp_path, standing=standing.reasons)())

    assert pass_(600, {"tag": 7, "decide": 1}) == []
    [reason] = pass_(60, {"tag": 8, "decide": 1})
    assert reason == "stage decide: has stood still for 10 min, and mentions wait for it"
    assert pass_(15, {"tag": 8}) == []  # worked off
    clock.at += 3600  # the machine slept
    assert pass_(15, {"tag": 8}) == []


def test_a_folder_that_is_not_there_has_no_disk_to_tell_of(tmp_path: Path) -> None:
    assert free_share(tmp_path / "gone") is None
    assert 0 <= (free_share(tmp_path) or 0) <= 1


def watch(store: Watching, folder: Path, **values: Any) -> Watch:
    known: dict[str, Any] = {"pulse": Pulse(Hand()), "sources": SOURCES, "clock": lambda: NOW}
    return Watch(store=store, folder=folder, **(known | values))


def of_disk(found: Health) -> list[str]:
    """The reasons but for the disk: the machine of the tests may have a full one."""
    return [reason for reason in found.reasons if not reason.startswith("disk")]


def test_a_listener_that_works_is_green(wired: Wired, tmp_path: Path) -> None:
    wired.finish_poll(1, next_poll_at=NOW, now=NOW, complete=True, http_state=None)
    assert of_disk(watch(wired, tmp_path)()) == []


def test_a_source_is_red_a_day_after_the_poll_that_it_owes(wired: Wired, tmp_path: Path) -> None:
    def ok(source: int, at: datetime) -> None:
        wired.finish_poll(source, next_poll_at=at, now=at, complete=True, http_state=None)

    # Both last answered 40 hours ago; the second is asked once a day only.
    for source in (1, 2):
        ok(source, ago(hours=40))
        wired.fail_poll(source, error=f"{CANARY}", next_poll_at=NOW, now=ago(hours=16), code="503")
    found = watch(wired, tmp_path)()
    assert of_disk(found) == ["source blog: failing for 39 h, once (503)"]
    assert found.notes == ("source forum: failing for 16 h, once (503)",)
    ok(1, NOW)
    assert of_disk(watch(wired, tmp_path)()) == []


def test_a_refusal_is_shown_at_once_and_turns_it_red_at_the_third(
    wired: Wired, tmp_path: Path
) -> None:
    def refuse() -> Health:
        wired.fail_poll(
            1, error=CANARY, next_poll_at=NOW, now=ago(hours=2), code="403", refused=True
        )
        return watch(wired, tmp_path)()

    first, second, third = refuse(), refuse(), refuse()
    assert first.notes == ("source blog: failing for 105 min, once (403)",)
    assert of_disk(first) == of_disk(second) == []
    assert of_disk(third) == ["source blog: failing for 105 min, 3 times in a row (403)"]
    assert third.notes == ()


def test_a_source_that_left_the_settings_is_nobodys_trouble(wired: Wired, tmp_path: Path) -> None:
    wired.fail_poll(1, error="410 gone", next_poll_at=NOW, now=ago(hours=30), refused=True)
    assert of_disk(watch(wired, tmp_path, sources={"forum": timedelta(0)})()) == []


@pytest.mark.parametrize(
    ("values", "waits"),
    [
        ({"next_at": ago(minutes=9)}, "9 min"),
        ({"next_at": NOW + timedelta(hours=1)}, None),  # at its hour, not before
        ({"state": "sent", "next_at": ago(days=1)}, None),
        ({"state": "failed", "next_at": ago(days=1)}, None),
        ({"state": "sending", "attempts": 1, "started_at": ago(minutes=7)}, "7 min"),
        # Every try moves next_at: Slack away for an hour must not look like a fresh notice.
        ({"attempts": 9, "next_at": ago(seconds=20), "started_at": ago(seconds=20)}, "60 min"),
        ({"target": "terminal", "next_at": ago(minutes=9)}, "9 min"),
    ],
)
def test_a_notice_is_late_once_it_is_due(
    wired: Wired, tmp_path: Path, values: dict[str, Any], waits: str | None
) -> None:
    add(wired, notice("a", **values), notice("fresh"))
    told = [f"notices: the oldest waits for {waits}"] if waits else []
    assert of_disk(watch(wired, tmp_path)()) == told


def test_what_slack_refuses_is_told_as_long_as_it_waits(wired: Wired) -> None:
    shut = {"error": "refused token_revoked", "attempts": 3}
    add(wired, notice("a", next_at=NOW + timedelta(hours=1), **shut))
    add(wired, notice("b", state="failed", error="msg_too_long", attempts=2))
    add(wired, notice("c", target="slack:C2", error="plain invalid_blocks", attempts=1))
    assert [(r.target, r.code) for r in wired.refusals()] == [("slack:C1", "token_revoked")]
    # It waits for its next try, and is late all the same.
    assert wired.unsent_since(NOW) is not None


def test_a_database_that_is_away_is_a_reason_and_no_crash(tmp_path: Path) -> None:
    class Away:
        def check_release(self) -> None: ...

        def unsent_since(self, *_: object) -> None:
            raise StoreError(f"postgresql://me:{CANARY}@db: away")

    found = watch(Away(), tmp_path)()  # type: ignore[arg-type]
    assert of_disk(found) == ["database: cannot be read (StoreError)"]


def test_a_hook_that_breaks_is_a_reason_that_tells_its_type_only(
    wired: Wired, tmp_path: Path
) -> None:
    def slack() -> list[str]:
        raise ValueError(CANARY)

    assert of_disk(watch(wired, tmp_path, slack=slack)()) == ["health: cannot look (ValueError)"]


# Metrics.


def figures(page: bytes) -> dict[str, float]:
    lines = [line for line in page.decode().splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def meter(store: Watching, **values: Any) -> Meter:
    known: dict[str, Any] = {"sources": SOURCES, "clock": lambda: NOW, "pulse": Pulse(Hand())}
    return Meter(store, **(known | values))


def tag(n: int, form: str = "critique", tone: str = "negative") -> TagRow:
    sure: dict[str, Any] = dict.fromkeys(
        ("form_p", "tone_p", "intent_p", "irony_p", "sponsorship_p"), 1.0
    )
    rest: dict[str, Any] = {
        "intent": "none",
        "irony": "none",
        "sponsorship": "organic",
        "scores": "{}",
    }
    return TagRow(
        mention_id=n, revision=1, tagger="t", form=form, tone=tone, tagged_at=NOW, **sure, **rest
    )


def decision(n: int, leaf: str = "REPAIR") -> DecisionRow:
    words: dict[str, Any] = {
        "form": "critique",
        "tone": "negative",
        "intent": "complaint",
        "lane": "customers",
    }
    how: dict[str, Any] = {
        "alert": "instant",
        "rule": "r",
        "confidence": "sure",
        "path": "[]",
        "tagger": "t",
    }
    return DecisionRow(
        brand="Acme",
        mention_id=n,
        revision=1,
        leaf=leaf,
        reason=f"{CANARY}-reason",
        decided_at=NOW,
        **words,
        **how,
    )


def sent(key: str, n: int, **values: Any) -> NoticeRow:
    known = {"state": "sent", "sent_at": NOW, "ts": "1.2", "payload": f'{{"mention": {n}}}'}
    return notice(key, **(known | values))


def test_what_the_stages_wrote_is_counted_once_from_the_start_of_the_process(wired: Wired) -> None:
    add(wired, mention(1, stage=""), tag(1), decision(1), sent("old", 1, sent_at=ago(days=1)))
    made = meter(wired, clock=lambda: ago(minutes=1))
    add(wired, mention(2, stage=""), tag(2), decision(2), sent("a", 2))
    add(
        wired,
        mention(3, stage="", silent=True, posted_at=ago(days=300)),
        tag(3, "share", "neutral"),
    )
    add(wired, sent("b", 2, target="terminal", ts=None, class_="news", sent_at=NOW))
    add(wired, sent("c", 2, ts=None, error="nothing to say"))
    made.page()
    found = figures(made.page())  # twice: nothing is counted again
    assert found['listener_tags_total{form="critique",tone="negative"}'] == 1
    assert found['listener_tags_total{form="share",tone="neutral"}'] == 1
    assert found['listener_decisions_total{leaf="REPAIR"}'] == 1
    assert found['listener_notices_sent_total{class="instant",to="slack"}'] == 1
    assert found['listener_notices_sent_total{class="news",to="terminal"}'] == 1
    assert found['listener_collect_delay_seconds_count{kind="rss"}'] == 1
    assert found['listener_collect_delay_seconds_sum{kind="rss"}'] == 20
    assert found['listener_send_delay_seconds_sum{class="instant"}'] == 20
    add(wired, mention(4), tag(4))
    assert figures(made.page())['listener_tags_total{form="critique",tone="negative"}'] == 2


def test_polls_are_counted_by_source_and_outcome(wired: Wired) -> None:
    made = meter(wired)
    made.polled(Visit("blog", new=3, revised=1, refused=("line 7: no text",)))
    made.polled(Visit("blog", deleted=2))
    made.polled(Visit("forum", error=f"503 {CANARY}"))
    page = made.page()
    found = figures(page)
    assert found['listener_polls_total{outcome="ok",source="blog"}'] == 2
    assert found['listener_polls_total{outcome="failed",source="forum"}'] == 1
    assert found['listener_mentions_total{change="new",source="blog"}'] == 3
    assert found['listener_mentions_total{change="revised",source="blog"}'] == 1
    assert found['listener_mentions_total{change="deleted",source="blog"}'] == 2
    assert found['listener_refused_items_total{source="blog"}'] == 1
    assert CANARY.encode() not in page


def test_queues_sources_and_the_process_are_shown_as_they_are_now(wired: Wired) -> None:
    clock = Hand()
    made = meter(wired, pulse=Pulse(clock), health=lambda: Health(("x",)))
    clock.at = 7
    add(wired, mention(1, collected_at=ago(seconds=90)), notice("a", next_at=ago(seconds=45)))
    wired.finish_poll(1, next_poll_at=NOW, now=ago(hours=1), complete=True, http_state=None)
    wired.fail_poll(2, error="503", next_poll_at=NOW, now=NOW)
    found = figures(made.page())
    assert found['listener_queue_mentions{stage="tag"}'] == 1
    assert found['listener_queue_age_seconds{stage="tag"}'] == 90
    assert found['listener_queue_mentions{stage="decide"}'] == 0
    assert found['listener_notices{class="instant",state="pending"}'] == 1
    assert found["listener_notices_unsent_seconds"] == 45
    assert found['listener_source_up{source="blog"}'] == 1
    assert found['listener_source_up{source="forum"}'] == 0
    assert found["listener_sources_down"] == 1
    assert (
        found['listener_source_last_success_timestamp_seconds{source="blog"}']
        == ago(hours=1).timestamp()
    )
    assert found["listener_last_tick_age_seconds"] == 7
    assert found["listener_healthy"] == 0
    assert found["process_resident_memory_bytes"] > 1e6
    assert found["process_open_fds"] > 2
    with wired.writing() as session:
        row = session.get(MentionRow, 1)
        assert row is not None
        row.stage = "group"
        session.exec(update(NoticeRow).values(state="sent", sent_at=ago(days=1)))
    found = figures(made.page())
    assert found['listener_queue_mentions{stage="tag"}'] == 0
    assert found['listener_queue_age_seconds{stage="group"}'] == 90
    assert 'listener_notices{class="instant",state="pending"}' not in found


def test_no_text_no_person_and_no_token_is_on_either_page(wired: Wired, tmp_path: Path) -> None:
    made = meter(wired)
    add(wired, StoryRow(brand="Acme", key=f"{CANARY}-k", opened_at=NOW, last_at=NOW))
    add(wired, mention(1), mention(2, stage=""), tag(2), decision(2))
    add(wired, VectorRow(mention_id=2, revision=1, tagger="t", v=CANARY.encode()))
    add(wired, sent("a", 2, error=None), notice("b", error=CANARY, next_at=ago(hours=9)))
    wired.fail_poll(
        1, error=f"401 for token {CANARY}", next_poll_at=NOW, now=ago(days=9), refused=True
    )
    wired.fail_poll(2, error=f"token {CANARY}", next_poll_at=NOW, now=ago(days=9))
    health = watch(wired, tmp_path)()
    assert len(health.reasons) >= 3
    assert CANARY not in str(health.to_json())
    assert CANARY.encode() not in made.page()
