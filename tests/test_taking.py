"""Two processes over one PostgreSQL database share the work: what one has taken, no other takes."""

from collections import Counter
from pathlib import Path

import pytest
from acme import CueTagger, Kept, mention
from rigs import shared
from rigs.effort import PATIENCE
from rigs.forks import forks
from sqlalchemy import event
from sqlmodel import col, func, select

from listener.stages.group import group
from listener.store.store import Store
from listener.store.tables import DecisionRow, LeaseRow, MentionRow, NoticeRow, StoryRow, TagRow
from listener.store.taking import Kind, OutdatedError
from listener.work.chain import Tally


@pytest.fixture
def url(url: str, tmp_path: Path) -> str:
    """A database with posts that nobody tagged."""
    store = Store.open(url)
    shared.filled(store, tmp_path)
    store.close()
    return url


def take(store: Store, limit: int) -> list[int]:
    """Mentions to tag."""

    def read(others: object) -> list[MentionRow]:
        return store.untagged(limit=limit, without=others)  # type: ignore[arg-type]

    return [m.id or 0 for m in store.take(Kind.MENTION, read, lambda m: m.id)]


def take_brands(store: Store, *names: str) -> list[str]:
    return list(
        store.take(Kind.BRAND, lambda others: [n for n in names if n not in others], lambda n: n)
    )


def facts(store: Store) -> dict[str, object]:
    with store.reading() as session:

        def count(table: type) -> int:
            return session.exec(select(func.count()).select_from(table)).one()

        members = session.exec(
            select(func.count(col(MentionRow.id))).group_by(col(MentionRow.story_id))
        ).all()
        return {
            **{t.__name__: count(t) for t in (MentionRow, TagRow, StoryRow, DecisionRow)},
            "notices": Counter(session.exec(select(NoticeRow.class_, NoticeRow.state)).all()),
            "members": Counter(members),
            "waiting": shared.waiting(store),
            "leases": count(LeaseRow),
        }


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """What one process makes of the same posts, on SQLite."""
    folder = tmp_path_factory.mktemp("alone")
    store = Store.open(f"sqlite:///{folder}/listener.db")
    store.upgrade()
    shared.filled(store, folder)
    shared.worker(store, folder, Kept(), CueTagger()).after_collect()
    found = facts(store)
    store.close()
    assert found["members"] == {shared.COPIES: shared.EVENTS}
    assert found["DecisionRow"] == shared.POSTS
    return found


def test_two_processes_do_all_once_and_each_a_part(
    one: Store, url: str, tmp_path: Path, alone: dict[str, object]
) -> None:
    barrier, told = forks().Barrier(2), forks().SimpleQueue()
    both = [forks().Process(target=shared.work, args=(url, tmp_path, barrier, told)) for _ in "ab"]
    for process in both:
        process.start()
    for process in both:
        process.join(PATIENCE)
    assert [process.exitcode for process in both] == [0, 0]
    done: list[shared.Done] = [told.get(), told.get()]
    assert all(part.tagged for part in done)
    assert sum(part.tagged for part in done) == shared.POSTS, "read twice"
    assert sum(part.grouped for part in done) == shared.POSTS
    assert sum(part.decided for part in done) == shared.POSTS
    shown = [quote for part in done for quote in part.shown]
    assert shown
    assert len(shown) == len(set(shown)), "shown twice"
    assert facts(one) == alone


def test_what_one_has_taken_no_other_takes_and_the_order_stays(one: Store, other: Store) -> None:
    in_turns = [m.id for m in one.untagged(limit=12)]
    assert take(one, 5) == in_turns[:5]
    assert take(other, 5) == in_turns[5:10]
    assert take(one, 5) == in_turns[:5], "its own are found again"
    assert take(one, 7) == [*in_turns[:5], *in_turns[10:]]


def test_what_is_put_is_no_more_taken(one: Store, other: Store) -> None:
    ids = take(one, 5)
    with one._putting(Kind.MENTION, {str(id_) for id_ in ids[:2]}):
        pass
    assert take(other, 3)[:2] == ids[:2]
    assert one.let_go(Kind.MENTION)
    assert not one.let_go(Kind.MENTION)
    assert ids[2] in take(other, 5)


def test_a_brand_is_one_process_s_until_it_lets_go(one: Store, other: Store) -> None:
    assert take_brands(one, "Acme") == ["Acme"]
    assert take_brands(other, "Acme", "Zenith") == ["Zenith"]
    one.let_go(Kind.BRAND)
    assert take_brands(other, "Acme", "Zenith") == ["Acme", "Zenith"]


def test_what_a_process_had_is_free_when_its_session_is_gone(one: Store, other: Store) -> None:
    assert take_brands(one, "Acme")
    assert not take_brands(other, "Acme")
    one.close()  # as by kill -9: nothing was let go
    assert take_brands(other, "Acme")


def run_out(store: Store) -> None:
    """As if all leases had been taken long ago."""
    with store.writing() as session:
        session.connection().exec_driver_sql("UPDATE leases SET until = now() - interval '1 s'")


def test_what_a_hanging_process_has_is_free_after_a_while(one: Store, other: Store) -> None:
    ids = take(one, 5)
    run_out(other)
    assert take(other, 5) == ids
    assert not set(take(one, 5)) & set(ids)


def test_a_put_proves_its_brand_and_holds_it_for_longer(one: Store, other: Store) -> None:
    take_brands(one, "Acme")
    run_out(other)
    with one.writing() as session:
        one._prove(session, Kind.BRAND)
    assert not take_brands(other, "Acme")


def test_who_lost_a_brand_writes_nothing(one: Store, other: Store) -> None:
    take_brands(one, "Acme", "Zenith")
    run_out(other)
    take_brands(other, "Acme")
    other.let_go(Kind.BRAND)  # it is through already
    with pytest.raises(OutdatedError), one.writing() as session:
        one._prove(session, Kind.BRAND)
    assert take_brands(one, "Acme"), "and goes on with what is free"


def test_a_process_that_hung_while_it_grouped_leaves_no_story_of_its_own(
    one: Store, other: Store, tmp_path: Path
) -> None:
    mine = shared.worker(one, tmp_path, Kept(), CueTagger())
    mine.chain.tag(Tally())
    put = one.add_to_stories

    def late(*args: object, **named: object) -> int:
        run_out(other)
        shared.worker(other, tmp_path, Kept(), CueTagger()).after_collect()
        one.add_to_stories = put  # type: ignore[method-assign]
        return put(*args, **named)  # type: ignore[arg-type]

    one.add_to_stories = late  # type: ignore[method-assign]
    done = group(one, mine.app.config.brands, clock=mine.app.clock, name_days=9)
    assert done == 0
    with one.reading() as session:
        used = select(MentionRow.story_id).distinct()
        assert (
            session.exec(select(func.count()).select_from(used.subquery())).one()
            == (one.counts()["stories"])
        )


def test_what_another_tags_while_we_hold_its_brand_we_take_to_its_end(
    one: Store, other: Store, tmp_path: Path
) -> None:
    mine = shared.worker(one, tmp_path, Kept(), CueTagger())
    theirs = shared.worker(other, tmp_path, Kept(), CueTagger())
    put, left = one.add_suggestions, list[dict[str, int]]()

    def meanwhile(*args: object, **named: object) -> None:
        one.add_suggestions = put  # type: ignore[method-assign]
        shared.bring(other, tmp_path, mention(9_999, "I hate that it came this late"))
        theirs.after_collect()
        left.append(other.queue())
        put(*args, **named)  # type: ignore[arg-type]

    mine.chain.tag(Tally())  # the first batch: in the next round is the last one
    one.add_suggestions = meanwhile  # type: ignore[method-assign]
    mine.after_collect()
    assert left == [{"group": 1}]
    assert shared.waiting(one) == 0


def test_on_sqlite_taking_is_reading(sqlite: Store, tmp_path: Path) -> None:
    shared.filled(sqlite, tmp_path)
    said = list[str]()
    event.listen(sqlite.engine, "before_cursor_execute", lambda *args: said.append(args[2]))
    sqlite.untagged(limit=5)
    plain = list(said)
    said.clear()
    assert len(take(sqlite, 5)) == 5
    assert said == plain
    shared.worker(sqlite, tmp_path, Kept(), CueTagger()).after_collect()
    assert not any("leases" in statement for statement in said)
