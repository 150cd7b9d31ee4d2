"""What could not be seen: gaps of a source and of the listener itself, and what fills them."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from acme import BRAND, NOON, Clock, Kept, config, mention, pipeline

from connectors.inbound.source import Inbound
from connectors.kit.contract import Connector, Mention, Page
from connectors.kit.errors import SourceBusyError
from listener.advice.time import periods
from listener.digest.build import build
from listener.digest.markdown import markdown
from listener.digest.page import page
from listener.digest.values import Digest, Gap
from listener.store.collecting import LATE, STANDSTILL
from listener.store.store import Store
from listener.store.tables import GapRow
from listener.words.whose import Ours, Theirs

WEEK = periods.week_of(NOON, BRAND.tz)
HOUR = timedelta(hours=1)


class Feed(Connector):
    """Shows what it is told to, or is down; with a cursor where it is told to have one."""

    mentions: tuple[Mention, ...] | None = ()  # None: unchanged since the last visit
    cursor: str | None = None
    down: bool = False
    behind: bool = False

    @classmethod
    def mentions_in(cls, reply: bytes) -> Page:  # noqa: ARG003
        return Page()

    def pages(self, http: httpx.Client, cursor: str | None) -> Iterator[Page]:  # noqa: ARG002
        if self.down:
            raise SourceBusyError("503")
        if self.mentions is not None:
            yield Page(self.mentions, self.cursor, self.behind)


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    opened = Store.open(store_url)
    yield opened
    opened.close()


def post(n: int, ago: timedelta, now: Clock) -> Mention:
    return mention(n, f"it is broken {n}", posted_at=now() - ago)


def poll(store: Store, folder: Path, clock: Clock, *sources: Connector) -> None:
    pipeline(config(folder, *sources), store, Kept(), clock).once()


def gaps(store: Store) -> list[GapRow]:
    return store.gaps_between(BRAND.name, NOON - 999 * HOUR, NOON + 999 * HOUR)


def made(store: Store, clock: Clock) -> Digest:
    return build(store, BRAND, WEEK, clock())


def test_a_standstill_is_a_gap_of_every_source_until_each_is_read_again(
    store: Store, tmp_path: Path
) -> None:
    clock = Clock()
    sources = [Feed(name="blog"), Feed(name="forum")]
    poll(store, tmp_path, clock, *sources)
    stopped = clock()
    clock.pass_(hours=24)
    settings = config(tmp_path, *sources)
    pipeline(settings, store, Kept(), clock)  # it is prepared, and has not polled yet
    assert [(g.from_at, g.to_at, g.why) for g in gaps(store)] == [(stopped, None, STANDSTILL)] * 2
    began = clock()
    pipeline(settings, store, Kept(), clock).once()
    assert [(g.from_at, g.to_at, g.filled_at) for g in gaps(store)] == [(stopped, began, None)] * 2
    found = made(store, clock)
    assert found.figure("gaps").value == 48 * 3600
    assert {gap.source for gap in found.gaps} == {"blog", "forum"}
    assert "the listener was not running" in page(found)
    assert not gaps_of(markdown(found), "read afterwards")


def gaps_of(text: str, words: str) -> list[str]:
    return [line for line in text.splitlines() if words in line]


def test_a_restart_is_no_standstill(store: Store, tmp_path: Path) -> None:
    clock = Clock()
    poll(store, tmp_path, clock, Feed(name="blog"))
    clock.now += timedelta(minutes=15) + LATE  # the poll is just late enough
    poll(store, tmp_path, clock, Feed(name="blog"))
    assert gaps(store) == []
    clock.now += timedelta(minutes=15, seconds=1) + LATE
    poll(store, tmp_path, clock, Feed(name="blog"))
    assert [g.why for g in gaps(store)] == [STANDSTILL]


def test_a_source_that_left_the_settings_has_no_standstill(store: Store, tmp_path: Path) -> None:
    clock = Clock()
    poll(store, tmp_path, clock, Feed(name="blog"), Feed(name="gone"))
    clock.pass_(hours=24)
    poll(store, tmp_path, clock, Feed(name="blog"))
    assert len(gaps(store)) == 1


def test_a_source_that_was_down_before_the_standstill_has_one_gap(
    store: Store, tmp_path: Path
) -> None:
    clock = Clock()
    poll(store, tmp_path, clock, Feed(name="blog"))
    clock.pass_(minutes=20)
    poll(store, tmp_path, clock, Feed(name="blog", down=True))
    clock.pass_(hours=48)
    poll(store, tmp_path, clock, Feed(name="blog"))
    assert [(g.from_at, g.why) for g in gaps(store)] == [(NOON, "503")]


@pytest.mark.parametrize(
    ("shown", "filled"),
    [
        ("unchanged", True),  # a 304: nothing came and went
        ("reaches back", True),
        ("only newer", False),  # what was posted first may have left the feed already
        ("no dates", False),
        ("cursor", True),  # a promise
        ("cursor, behind", False),  # older posts are still to come
    ],
)
def test_a_gap_is_filled_by_a_poll_that_reaches_back_over_it(
    store: Store, tmp_path: Path, shown: str, *, filled: bool
) -> None:
    clock = Clock()
    poll(store, tmp_path, clock, Feed(name="blog"))
    clock.pass_(hours=10)
    newer, older = post(1, 2 * HOUR, clock), post(2, 11 * HOUR, clock)
    undated = mention(3, "it is broken", posted_at=None)
    told = {
        "unchanged": Feed(name="blog", mentions=None),
        "reaches back": Feed(name="blog", mentions=(newer, older)),
        "only newer": Feed(name="blog", mentions=(newer,)),
        "no dates": Feed(name="blog", mentions=(undated,)),
        "cursor": Feed(name="blog", mentions=(newer,), cursor="1"),
        "cursor, behind": Feed(name="blog", mentions=(newer,), cursor="1", behind=True),
    }
    poll(store, tmp_path, clock, told[shown])
    [gap] = gaps(store)
    assert (gap.filled_at is not None) is filled
    found = made(store, clock)
    assert found.figure("coverage").value == (1 if filled else pytest.approx(1 - 10 / span(found)))
    [listed] = found.gaps
    why = Theirs("the listener was not running")
    assert listed == Gap(Ours("blog"), NOON, clock(), why, filled=filled)
    assert bool(gaps_of(markdown(found), "was read afterwards")) is filled
    assert ("was read afterwards" in page(found)) is filled


def span(found: Digest) -> float:
    return (min(found.end, found.as_of) - NOON) / HOUR  # NOON: the first visit


def test_a_poll_that_catches_up_later_fills_the_gap_then(store: Store, tmp_path: Path) -> None:
    clock = Clock()
    poll(store, tmp_path, clock, Feed(name="blog", cursor="1"))
    clock.pass_(hours=10)
    poll(store, tmp_path, clock, Feed(name="blog", cursor="2", behind=True))
    assert [g.filled_at for g in gaps(store)] == [None]
    clock.pass_(minutes=15)
    poll(store, tmp_path, clock, Feed(name="blog", cursor="3"))
    assert [g.filled_at for g in gaps(store)] == [clock()]


def test_a_gap_once_filled_keeps_its_moment(store: Store, tmp_path: Path) -> None:
    clock = Clock()
    poll(store, tmp_path, clock, Feed(name="blog"))
    clock.pass_(hours=10)
    poll(store, tmp_path, clock, Feed(name="blog", mentions=None))
    filled = clock()
    clock.pass_(minutes=15)
    poll(store, tmp_path, clock, Feed(name="blog", mentions=None))
    assert [g.filled_at for g in gaps(store)] == [filled]


def test_files_that_waited_in_the_inbox_fill_its_gap(store: Store, tmp_path: Path) -> None:
    clock, inbox = Clock(), tmp_path / "inbox"
    source = Inbound(name="box", folder=inbox)
    inbox.mkdir()
    poll(store, tmp_path, clock, source)
    clock.pass_(hours=10)
    (inbox / "new.jsonl").write_text(json.dumps({"text": "it is broken"}) + "\n")
    poll(store, tmp_path, clock, source)
    assert [bool(g.filled_at) for g in gaps(store)] == [True]
