"""Retention: texts and names go when their time is over, figures stay, and the bytes are gone."""

import dataclasses
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from acme import NOON, Clock, Kept, Listed, config, mention, pipeline
from sqlalchemy import select, text
from sqlmodel import SQLModel, col, update

from connectors.kit.contract import Author, Mention
from listener.settings.config import Config, Storage
from listener.stages import expire as stage
from listener.stages.expire import Expired, expire, expire_daily
from listener.store import expiring
from listener.store.expiring import Expiring
from listener.store.store import Store
from listener.store.syncing import SourceSpec
from listener.store.tables import (
    AnswerRow,
    AuthorRow,
    DecisionRow,
    MentionRow,
    NoticeRow,
    PeriodRow,
    SuggestionRow,
    VectorRow,
)

CANARY = "canaryword"  # in every text
NAME = "Cassandra"  # in every name and handle
KEPT = Storage(text_days=180, name_days=30)
DAY = timedelta(days=1)


class Wired(Store, Expiring):
    """The store with the queries of this stage."""


@pytest.fixture
def wired(store_url: str) -> Iterator[Wired]:
    store = Wired.open(store_url)
    yield store
    store.close()


def post(n: int, words: str = "I hate that my new battery is broken again", **more: Any) -> Mention:
    return mention(
        n,
        f"{words} {CANARY} {n}",
        title=f"{CANARY} title",
        parent_text=f"{CANARY} parent",
        thread_title=f"{CANARY} thread",
        author=Author(id=f"@{NAME}{n}", name=f"{NAME} {n}"),
        **more,
    )


def listened(store: Store, folder: Path, clock: Clock, *posts: Mention) -> Config:
    """A first, empty poll, then these posts, all the way to their alerts."""
    settings = config(folder, Listed(name="site", mentions=()))
    pipeline(settings, store, Kept(), clock).once()
    settings = config(folder, Listed(name="site", mentions=posts))
    pipeline(settings, store, Kept(), clock).once()
    return settings


def everything(store: Store) -> str:
    """Every value of every row."""
    with store.reading() as session:
        return repr(
            [
                tuple(row)
                for table in SQLModel.metadata.sorted_tables
                for row in session.connection().execute(select(table))
            ]
        )


def figures(store: Store) -> Any:
    """What digests and `status` are computed from."""
    since, until = NOON - 30 * DAY, NOON + 30 * DAY
    counts = {name: n for name, n in store.counts().items() if name not in ("vectors", "periods")}
    by_tag = sorted(dataclasses.astuple(c) for c in store.counts_by_tag("Acme", since, until))
    return counts, by_tag, sorted(store.decided_since("Acme", since)), store.notices_by_state()


def answered(store: Store) -> None:
    with store.writing() as session:
        session.add(
            AnswerRow(
                mention_id=1, url="https://acme.example/a", text=CANARY, who=NAME, at=NOON
            )
        )  # fmt: skip


def test_after_their_days_no_text_and_no_name_is_left_and_every_figure_stays(
    wired: Wired, tmp_path: Path
) -> None:
    clock = Clock()
    question = "Is my battery under warranty, you"
    listened(wired, tmp_path, clock, post(1), post(2, question), post(3, "they love it"))
    answered(wired)
    before, figured = everything(wired), figures(wired)
    assert CANARY in before
    assert NAME in before
    clock.pass_(days=181)
    done = expire(wired, KEPT, clock())
    assert done == Expired(texts=3, names=3, authors=3, answers=1, wiped=True)
    assert CANARY not in everything(wired)
    assert NAME not in everything(wired)
    assert figures(wired) == figured
    assert wired.counts()["vectors"] == 0  # a vector gives its text away
    assert wired.counts()["suggestions"] > 0  # the rows stay, so nothing is drafted again
    assert expire(wired, KEPT, clock()) == Expired(0, 0, 0, 0, wiped=True)


def test_names_go_first_and_texts_stay_until_their_own_day(wired: Wired, tmp_path: Path) -> None:
    clock = Clock()
    listened(wired, tmp_path, clock, post(1))
    clock.pass_(days=30)
    assert expire(wired, KEPT, clock()).names == 0
    clock.pass_(seconds=1)
    done = expire(wired, KEPT, clock())
    assert (done.texts, done.names, done.authors) == (0, 1, 1)
    assert NAME not in everything(wired)
    assert CANARY in everything(wired)


def test_a_record_whose_text_is_gone_can_still_be_shown(wired: Wired, tmp_path: Path) -> None:
    clock = Clock()
    listened(wired, tmp_path, clock, post(1))
    clock.pass_(days=200)
    expire(wired, KEPT, clock())
    record = wired.record(1)
    assert record is not None
    assert record.mention.text == ""
    assert record.decision is not None
    assert record.decision.leaf
    assert not record.decision.words  # words can be guessed and compared with their hash
    assert [s.text for s in record.suggestions] in ([], ["", ""])


def test_the_next_poll_does_not_bring_an_expired_text_back(wired: Wired, tmp_path: Path) -> None:
    clock = Clock()
    settings = listened(wired, tmp_path, clock, post(1))
    clock.pass_(days=200)
    expire(wired, KEPT, clock())
    tally = pipeline(settings, wired, Kept(), clock).once()
    assert (tally.new, tally.visits[0].revised) == (0, 0)
    assert CANARY not in everything(wired)


def test_an_edited_post_is_read_and_forgotten_again_the_next_day(
    wired: Wired, tmp_path: Path
) -> None:
    clock = Clock()
    listened(wired, tmp_path, clock, post(1))
    clock.pass_(days=200)
    expire(wired, KEPT, clock())
    edited = config(tmp_path, Listed(name="site", mentions=(post(1, "I love the new one"),)))
    pipeline(edited, wired, Kept(), clock).once()
    assert CANARY in everything(wired)
    assert expire(wired, KEPT, clock()).texts == 1
    assert CANARY not in everything(wired)


def test_what_a_source_deleted_leaves_no_vector_and_no_draft(wired: Wired, tmp_path: Path) -> None:
    clock = Clock()
    listened(wired, tmp_path, clock, post(1), post(2))
    gone = config(tmp_path, Listed(name="site", mentions=(dataclasses.replace(post(1), deleted=True),)))  # fmt: skip
    clock.pass_(hours=1)
    pipeline(gone, wired, Kept(), clock).once()
    assert expire(wired, KEPT, clock()).texts == 1
    with wired.reading() as session:
        connection = session.connection()
        kept = connection.execute(select(col(VectorRow.mention_id))).scalars().all()
        of_it = select(col(DecisionRow.id)).where(col(DecisionRow.mention_id) == 1)
        drafts = select(col(SuggestionRow.text)).where(col(SuggestionRow.decision_id).in_(of_it))
        told = connection.execute(drafts).scalars().all()
    assert kept == [2]
    assert set(told) <= {""}
    assert expire(wired, KEPT, clock()).texts == 0


@pytest.mark.parametrize("state", ["pending", "sending"])
def test_what_an_alert_still_waits_to_tell_is_kept_but_not_for_ever(
    wired: Wired, tmp_path: Path, state: str
) -> None:
    clock = Clock()
    listened(wired, tmp_path, clock, post(1))
    with wired.writing() as session:
        session.exec(update(NoticeRow).values(state=state))
    short = Storage(text_days=1, name_days=1)
    clock.pass_(days=2)
    done = expire(wired, short, clock())
    assert (done.texts, done.names) == (0, 0)
    clock.pass_(days=15)  # nobody takes it: a channel that left the settings
    assert expire(wired, short, clock()).texts == 1


def test_the_mention_that_a_younger_alert_shows_is_kept_as_long_as_the_alert(
    wired: Wired, tmp_path: Path
) -> None:
    clock = Clock()
    listened(wired, tmp_path, clock, post(1))
    with wired.writing() as session:
        session.exec(update(NoticeRow).values(made_at=NOON + 100 * DAY))
    clock.pass_(days=200)
    assert expire(wired, KEPT, clock()).texts == 0
    clock.pass_(days=81)
    assert expire(wired, KEPT, clock()).texts == 1


def test_what_a_stage_has_yet_to_read_is_kept_a_week_longer(wired: Wired, tmp_path: Path) -> None:
    clock = Clock()
    listened(wired, tmp_path, clock, post(1))
    with wired.writing() as session:
        session.exec(update(MentionRow).values(stage="tag"))
    clock.pass_(days=181)
    assert expire(wired, KEPT, clock()).texts == 0
    clock.pass_(days=7)
    assert expire(wired, KEPT, clock()).texts == 1
    assert wired.untagged(limit=1) == []  # nobody tags a blank


def test_a_mention_revised_between_the_look_and_the_write_is_left_alone(
    wired: Wired, tmp_path: Path
) -> None:
    clock = Clock()
    listened(wired, tmp_path, clock, post(1))
    clock.pass_(days=181)
    before = clock() - 180 * DAY
    found = wired.worn_texts(before)
    assert found == [1]
    with wired.writing() as session:
        session.exec(update(MentionRow).values(stage="tag", text="newer"))
    assert wired.forget_texts(found, before) == 0
    assert "newer" in everything(wired)


def test_the_name_of_an_author_who_still_writes_is_kept_while_they_do(
    wired: Wired, tmp_path: Path
) -> None:
    clock = Clock()
    listened(wired, tmp_path, clock, post(1))
    clock.pass_(days=25)
    again = dataclasses.replace(post(2), author=post(1).author, posted_at=clock())
    newer = config(tmp_path, Listed(name="site", mentions=(again,)))
    pipeline(newer, wired, Kept(), clock).once()
    clock.pass_(days=10)
    done = expire(wired, KEPT, clock())
    assert (done.names, done.authors) == (1, 0)
    with wired.reading() as session:
        names = session.connection().execute(select(col(AuthorRow.name))).scalars().all()
    assert names == [f"{NAME} 1"]


def test_once_a_day_and_again_the_next(wired: Wired, tmp_path: Path) -> None:
    clock = Clock()
    listened(wired, tmp_path, clock, post(1))
    clock.pass_(days=181)
    assert expire_daily(wired, KEPT, clock=clock) is not None
    clock.pass_(hours=11)
    assert expire_daily(wired, KEPT, clock=clock) is None
    clock.pass_(hours=2)
    assert expire_daily(wired, KEPT, clock=clock) == Expired(0, 0, 0, 0, wiped=True)
    with wired.reading() as session:
        made = session.connection().execute(select(col(PeriodRow.brand), col(PeriodRow.key)))
        days = {key for brand, key in made if brand == "" and key.startswith("expire:")}
    assert days == {"expire:2027-05-10", "expire:2027-05-11"}


def test_a_day_that_was_interrupted_is_done_again(
    wired: Wired, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    listened(wired, tmp_path, clock, *(post(n) for n in range(1, 8)))
    monkeypatch.setattr(expiring, "TOGETHER", 2)
    monkeypatch.setattr(stage, "TOGETHER", 2)
    clock.pass_(days=181)
    forget = wired.forget_texts
    batches: list[list[int]] = []

    def dies(ids: list[int], before: Any) -> int:
        if len(batches) == 2:
            raise KeyboardInterrupt
        batches.append(ids)
        return forget(ids, before)

    monkeypatch.setattr(wired, "forget_texts", dies)
    with pytest.raises(KeyboardInterrupt):
        expire_daily(wired, KEPT, clock=clock)
    assert [len(ids) for ids in batches] == [2, 2]
    monkeypatch.setattr(wired, "forget_texts", forget)
    done = expire_daily(wired, KEPT, clock=clock)
    assert done is not None
    assert (done.texts, done.names, done.authors) == (3, 7, 7)
    assert CANARY not in everything(wired)


def test_twenty_thousand_old_mentions_go_in_batches(wired: Wired) -> None:
    wired.sync_sources([SourceSpec("Acme", "site", "rss", "1")])
    row = {
        "brand": "Acme", "source_id": 1, "content_hash": "x", "genre": "review", "text": CANARY,
        "author_name": NAME, "at": NOON, "collected_at": NOON, "revision": 1, "about_brand": False,
        "by_owner": False, "silent": True, "correction_id": 0, "stage": "",
    }  # fmt: skip
    with wired.writing() as session:
        rows = [row | {"external_id": f"m{n}"} for n in range(20_000)]
        wired.insert_new(session, MentionRow, rows)
    done = expire(wired, KEPT, NOON + 181 * DAY)
    assert (done.texts, done.names) == (20_000, 20_000)
    with wired.reading() as session:
        query = text("SELECT count(*) FROM mentions WHERE text <> '' OR author_name IS NOT NULL")
        assert session.connection().execute(query).scalar_one() == 0


def hits(folder: Path, word: str) -> dict[str, int]:
    return {
        file.name: n
        for file in sorted(folder.glob("listener.db*"))
        if (n := file.read_bytes().count(word.encode()))
    }


def test_what_was_forgotten_is_in_no_byte_of_the_file_or_its_journal(tmp_path: Path) -> None:
    store = Wired.open(f"sqlite:///{tmp_path / 'listener.db'}")
    store.upgrade()
    clock = Clock()
    # Long ones reach into pages of their own; a revision leaves its first text behind.
    long = f"I hate that my battery is broken. {CANARY} " * 400
    listened(store, tmp_path, clock, *(post(n, long) for n in range(30)))
    with closing(sqlite3.connect(tmp_path / "listener.db")) as beside:  # as SQLite does by itself
        beside.execute("PRAGMA wal_checkpoint")
    edited = tuple(post(n, f"edited {CANARY}") for n in range(30))
    pipeline(config(tmp_path, Listed(name="site", mentions=edited)), store, Kept(), clock).once()
    answered(store)
    assert hits(tmp_path, CANARY).keys() == {"listener.db", "listener.db-wal"}
    assert hits(tmp_path, NAME)
    other = Store.open(f"sqlite:///{tmp_path / 'listener.db'}")  # as `listener status` beside it
    assert other.counts()["mentions"] == 30
    clock.pass_(days=181)
    assert expire(store, KEPT, clock()).wiped
    assert hits(tmp_path, CANARY) == {}
    assert hits(tmp_path, NAME) == {}
    with store.reading() as session:
        assert session.connection().execute(text("PRAGMA integrity_check")).scalar() == "ok"
    other.close()
    store.close()


def test_a_reader_in_the_way_leaves_the_day_open(tmp_path: Path) -> None:
    store = Wired.open(f"sqlite:///{tmp_path / 'listener.db'}")
    store.upgrade()
    clock = Clock()
    listened(store, tmp_path, clock, post(1))
    clock.pass_(days=181)
    # As another process asks: inside `store.reading()` nothing may be written.
    with store.engine.connect() as elsewhere, elsewhere.begin():
        # It read before the texts went, so the journal has to keep what it may still ask for.
        elsewhere.execute(text("SELECT count(*) FROM mentions")).scalar()
        with store.engine.connect() as connection:
            connection.connection.driver_connection.execute("PRAGMA busy_timeout = 0")  # type: ignore[union-attr]
        done = expire_daily(store, KEPT, clock=clock)
        assert done is not None
        assert not done.wiped
    assert not store.happened("expire:2027-05-10")
    done = expire_daily(store, KEPT, clock=clock)
    assert done is not None
    assert done.wiped
    assert hits(tmp_path, CANARY) == {}
    store.close()
