"""Whose mention is tagged next: what may not wait, then each source in its turn."""

import random
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from acme import NOON, Clock, CueTagger, Kept, Listed, config, mention, pipeline
from sqlalchemy import event
from sqlmodel import select
from test_strategy_danger_recall import DANGER

from connectors.kit.contract import Mention
from listener.advice.reading.urgency import has_alarming_words, may_not_wait
from listener.stages import tag
from listener.store.ingest_row import Arrival, mention_values
from listener.store.store import Store
from listener.store.syncing import SourceSpec
from listener.store.tables import MentionRow
from listener.work.chain import Tally
from listener.work.local import Local
from models.base import Post, Tag

PEERS = "they say the new paint looks nice"
ALARM = "I hate it: my @acme battery is broken, answer me now."


def source(store: Store, name: str) -> int:
    store.sync_sources(
        [SourceSpec("Acme", row.name, row.kind, "1") for row in store.sources()]
        + [SourceSpec("Acme", name, "listed", "1")]
    )
    return store.source(name).id or 0


def add(
    store: Store, source_id: int, numbers: Sequence[int], *, urgent: bool = False, old: bool = False
) -> None:
    arrival = Arrival(source_id=source_id, brand="Acme", now=NOON, silent=old)
    rows = [
        mention_values(
            mention(n, PEERS), arrival, author_key=None, addressed=None, url_key=None, urgent=urgent
        )
        for n in numbers
    ]
    store.add_page(source_id, rows, None)


def done(store: Store, rows: Sequence[MentionRow]) -> None:
    """As if they were tagged."""
    with store.writing() as session:
        for row in rows:
            row.stage = ""
            session.merge(row)


def next_up(store: Store, n: int) -> list[str]:
    return [row.external_id for row in store.untagged(limit=n)]


def test_one_post_does_not_wait_behind_all_that_another_source_brought(store: Store) -> None:
    flood, small = source(store, "flood"), source(store, "small")
    add(store, flood, range(1_000))
    done(store, store.untagged(limit=300))
    add(store, small, [5_000])
    assert "m5000" in next_up(store, 2)
    add(store, flood, range(1_000, 2_000))  # it pours on
    add(store, small, [5_001])
    assert "m5001" in next_up(store, 4)


def test_each_of_many_sources_gets_its_turn_in_each_round(store: Store) -> None:
    ids = [source(store, f"s{n}") for n in range(5)]
    for place, source_id in enumerate(ids):
        add(store, source_id, range(place * 100, place * 100 + 20 * (place + 1)))
    for _ in range(20):
        rows = store.untagged(limit=5)
        assert sorted(row.source_id for row in rows) == ids
        done(store, rows)


def test_a_source_that_was_silent_has_saved_up_no_turns(store: Store) -> None:
    busy, calm = source(store, "busy"), source(store, "calm")
    add(store, busy, range(500))
    add(store, calm, [9_000])
    done(store, store.untagged(limit=501))
    add(store, calm, range(2_000, 2_500))  # after a long silence
    add(store, busy, [3_000])
    assert "m3000" in next_up(store, 3)


def test_what_may_not_wait_goes_before_all_that_waits_and_in_turns(store: Store) -> None:
    flood, small = source(store, "flood"), source(store, "small")
    add(store, flood, range(500))
    add(store, flood, range(500, 800), urgent=True)
    add(store, small, [9_000], urgent=True)
    assert "m9000" in next_up(store, 2)
    first = store.untagged(limit=301)
    assert {row.urgency for row in first} == {0}
    done(store, first)
    assert len(next_up(store, 1_000)) == 500


def test_a_first_look_and_an_import_wait_for_what_makes_alerts(store: Store) -> None:
    fresh, old = source(store, "fresh"), source(store, "old")
    add(store, old, range(300), urgent=True, old=True)
    add(store, fresh, [9_000])
    assert next_up(store, 1) == ["m9000"]


def test_an_edit_takes_a_new_turn_and_what_is_shown_again_takes_none(store: Store) -> None:
    one = source(store, "one")
    add(store, one, range(10))
    before = store.source("one").turns
    add(store, one, range(10))
    assert store.source("one").turns == before
    arrival = Arrival(source_id=one, brand="Acme", now=NOON)
    edited = mention_values(
        mention(3, "other words"), arrival, author_key=None, addressed=None, url_key=None
    )
    done(store, store.untagged(limit=10))
    store.add_page(one, [edited], None)
    assert next_up(store, 10) == ["m3"]


def test_nobody_waits_longer_than_one_round_of_those_who_wait(store: Store) -> None:
    """However sources pour, a lone post is among the next posts: two of each source at most."""
    ids, number = [source(store, f"s{n}") for n in range(5)], 0
    for seed in range(12):
        chance = random.Random(seed)
        for _ in range(chance.randrange(1, 8)):
            many = chance.randrange(1, 40)
            add(store, chance.choice(ids[:4]), range(number, number + many))
            number += many
            done(store, store.untagged(limit=chance.randrange(1, 30)))
        add(store, ids[4], [number])
        assert f"m{number}" in next_up(store, 10), seed
        number += 1
        if seed % 3 == 0:
            done(store, store.untagged(limit=10_000))


class Counting(CueTagger):
    """Tags, and keeps what it read in which batch."""

    def __init__(self) -> None:
        super().__init__()
        self.batches: list[list[str]] = []

    def tag(self, posts: Sequence[Post]) -> list[Tag]:
        self.batches.append([post.text for post in posts])
        return super().tag(posts)


def peers(number: int) -> Mention:
    text = f"{PEERS}, number {number}"
    return replace(mention(number, text), venue="public", addressed=False)


@pytest.mark.long
def test_an_alarm_is_told_while_thousands_of_posts_of_another_source_wait(
    store: Store, tmp_path: Path
) -> None:
    """Counted in batches; benchmarks/fairness.py tells the seconds."""
    show, tagger, clock = Kept(), Counting(), Clock()
    names = ("flood", "small")
    pipeline(
        config(tmp_path, *(Listed(name=n) for n in names)), store, show, clock, tagger
    ).once()  # the first look
    flood = tuple(peers(n) for n in range(3_000))
    small = (mention(9_999, ALARM, venue="public"),)
    clock.pass_(minutes=20)
    sources = (Listed(name="flood", mentions=flood), Listed(name="small", mentions=small))
    made = pipeline(config(tmp_path, *sources), store, show, clock, tagger)
    seen: list[int] = []
    made.poll(local := Local(1), ["flood"], Tally())
    local.wait()
    made.poll(local, ["small"], Tally())
    local.wait()
    made.after_collect(told=lambda: seen.append(len(show.alerts)))
    assert seen[0] == 1, "with the first batch"
    assert len(seen) == -(-2_001 // tag.BATCH)  # a poll has a cap: the rest comes with the next
    assert any(ALARM in text for text in tagger.batches[0])
    assert store.untagged(limit=1) == []


def test_what_may_not_wait_is_tagged_and_told_beside_long_texts(
    store: Store, tmp_path: Path
) -> None:
    clock, show, tagger = Clock(), Kept(), Counting()
    empty = (Listed(name="flood"), Listed(name="small"))
    pipeline(config(tmp_path, *empty), store, show, clock, tagger).once()
    long = tuple(mention(n, f"{PEERS} {n} " + "some words " * 200) for n in range(200))
    short = tuple(mention(1_000 + n, f"{PEERS} {n}") for n in range(tag.BATCH))
    clock.pass_(minutes=20)
    sources = (
        Listed(name="flood", mentions=long),
        Listed(name="small", mentions=(mention(9_999, ALARM),)),
    )
    made = pipeline(config(tmp_path, *sources), store, show, clock, tagger)
    local = Local(1)
    made.poll(local, ["flood"], Tally())
    local.wait()
    seen: list[int] = []

    def told() -> None:
        seen.append(sum(ALARM in one.quote for one in show.alerts))
        if len(seen) == 1:  # it comes while the long ones are tagged
            made.poll(local, ["small"], Tally())
            local.wait()

    made.after_collect(told=told)
    sizes = [len(batch) for batch in tagger.batches]
    assert seen[:2] == [0, 1]
    assert max(sizes) <= tag.CHARACTERS // tag.READ + 1
    assert sum(sizes) == 201
    assert store.untagged(limit=1) == []
    # Short ones still go as many at a time as before.
    tagger.batches.clear()
    clock.pass_(minutes=20)
    settings = config(tmp_path, Listed(name="flood", mentions=short), sources[1])
    pipeline(settings, store, show, clock, tagger).once()
    assert [len(batch) for batch in tagger.batches] == [tag.BATCH]


class Ending(threading.Event):
    """A stop that is asked for as soon as a mention has come to a stage."""

    def __init__(self, store: Store, stage: str) -> None:
        super().__init__()
        self.store, self.stage = store, stage

    def is_set(self) -> bool:
        return super().is_set() or self.at() > 0

    def at(self) -> int:
        with self.store.reading() as session:
            rows = session.exec(select(MentionRow).where(MentionRow.stage == self.stage)).all()
        return len(rows)


@pytest.mark.parametrize("stage", ["group", "decide"])
def test_a_stop_is_heard_between_any_two_batches(store: Store, tmp_path: Path, stage: str) -> None:
    made = pipeline(config(tmp_path), store, Kept(), Clock(), CueTagger())
    add(store, source(store, "flood"), range(3))
    ending = Ending(store, stage)
    replace(made, stop=ending).after_collect()
    assert ending.at() == 3


@pytest.mark.parametrize(
    ("text", "fields", "waits"),
    [
        (PEERS, {}, True),
        (PEERS, {"addressed": True}, False),
        (PEERS, {"venue": "own"}, False),
        (PEERS, {"venue": "review", "rating": 2}, False),
        (PEERS, {"venue": "review", "rating": 4}, True),
        (PEERS, {"venue": "public", "rating": 1}, True),
        ("La batterie a pris feu dans le garage", {}, False),
        ("Three days in hospital after the fork snapped", {}, False),
        ("My brother uses a wheelchair and they would not serve him", {}, False),
        ("the battery charger is nice and the product photos are great", {}, True),
        ("", {}, True),
    ],
)
def test_what_may_not_wait(text: str, fields: dict[str, Any], waits: bool) -> None:
    asked: dict[str, Any] = {"addressed": None, "venue": "public", "rating": None} | fields
    assert may_not_wait(text, None, **asked) is not waits


def test_a_title_alone_may_ring() -> None:
    asked: dict[str, Any] = {"addressed": None, "venue": "public", "rating": None}
    assert may_not_wait("see photo", "Acme charger caught fire", **asked)


def test_a_long_text_is_read_to_where_the_tagger_reads() -> None:
    assert not has_alarming_words("x " * 5_000 + "hospital")


def test_the_danger_lists_and_the_first_glance_agree() -> None:
    told = [text for texts in DANGER.values() for text in texts]
    missed = [text for text in told if not has_alarming_words(text)]
    assert len(missed) * 10 <= len(told), missed


def test_the_queue_is_read_along_its_index_however_long_it_is(tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{tmp_path / 'listener.db'}")
    store.upgrade()
    asked: list[tuple[str, Any]] = []
    event.listen(store.engine, "before_cursor_execute", lambda *it: asked.append((it[2], it[3])))
    store.untagged(limit=10)
    queue = next(one for one in asked if "ORDER BY mentions.urgency" in one[0])
    with store.reading() as session:
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {queue[0]}", queue[1])
        steps = [row[3] for row in plan]
    assert steps == ["SEARCH mentions USING INDEX ix_mentions_turn (urgency=?)"]  # sorted by it
    store.close()
