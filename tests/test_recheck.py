"""The slot for asking again: the longest unseen first, gone the second time alone, whatever the kind."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import httpx
import pytest
from acme import BRAND, NOON, Clock, CueTagger, Kept, Listed, config, mention, pipeline
from pydantic import PrivateAttr
from rigs.dying import KilledError, dying
from sqlmodel import select, update
from test_approve import LEA
from test_collect import Visits

from connectors.kit.contract import Author, Mention, Page
from connectors.kit.errors import SourceBusyError
from connectors.kit.recheck import Again, Rechecked, Stored, is_due
from listener.desk.contract import Desk
from listener.desk.found import act
from listener.store.rechecking import note_shown
from listener.store.store import Store
from listener.store.syncing import SourceSpec
from listener.store.tables import MentionRow
from listener.store.unshown import MARK

START = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


class Forum(Rechecked):
    """Posts that a list shows once, and a service that is asked for them by their ids."""

    realm: ClassVar[str | None] = "forum"
    recheck_after: ClassVar[timedelta] = 7 * DAY
    recheck_most: ClassVar[int] = 3

    _posts: dict[str, str] = PrivateAttr(default_factory=dict)
    _new: list[str] = PrivateAttr(default_factory=list)
    _asked: list[list[str]] = PrivateAttr(default_factory=list)
    _is_ill: bool = PrivateAttr(default=False)
    _is_behind: bool = PrivateAttr(default=False)
    _apart: bool = PrivateAttr(default=False)  # one answer each

    @classmethod
    def mentions_in(cls, reply: bytes) -> Page:  # noqa: ARG003
        return Page()

    def pages(self, http: httpx.Client, cursor: str | None) -> Iterator[Page]:  # noqa: ARG002
        new = [self._mention(id_) for id_ in self._new]
        self._new.clear()
        yield Page(tuple(new), "1", behind=self._is_behind)

    def asked_again(self, http: httpx.Client, known: Sequence[Stored]) -> Iterator[Again]:  # noqa: ARG002
        ids = [one.id for one in known]
        assert {one.url for one in known} == {f"https://forum.example/{id_}" for id_ in ids}
        self._asked.append(list(ids))
        if self._is_ill:
            raise SourceBusyError("ill")
        there = [id_ for id_ in ids if id_ in self._posts]
        missing = tuple(id_ for id_ in ids if id_ not in self._posts)
        for some in [[id_] for id_ in ids] if self._apart else [ids]:
            page = Page(tuple(map(self._mention, set(some) & set(there))))
            yield Again(page, tuple(some), tuple(id_ for id_ in missing if id_ in some))

    def says(self, **posts: str) -> None:
        self._posts |= posts
        self._new += posts

    def _mention(self, id_: str) -> Mention:
        url, author = f"https://forum.example/{id_}", Author(id="zoe")
        return Mention(
            external_id=id_,
            text=self._posts[id_],
            genre="forum_post",
            url=url,
            author=author,
            posted_at=START,
        )


class Forums(Visits):
    def __init__(self, store: Store) -> None:
        self.forum = Forum(name="forum")
        super().__init__(store, self.forum)
        self.clock.now = START

    def _client(self, source: object, state: object) -> httpx.Client:  # noqa: ARG002
        return httpx.Client()

    def after(self, passed: timedelta) -> list[list[str]]:
        """What a visit asks for, so long after the start."""
        self.clock.now = START + passed
        self.forum._asked.clear()
        self.visit()
        return [list(ids) for ids in self.forum._asked]

    @property
    def living(self) -> dict[str, str]:
        with self.store.reading() as session:
            told = session.connection().exec_driver_sql(
                "SELECT external_id, text FROM mentions WHERE deleted_at IS NULL"
            )
            return {id_: text for id_, text in told}


@pytest.fixture
def made(store: Store) -> Forums:
    return Forums(store)


def test_each_is_asked_for_within_the_duty_the_longest_unseen_first(made: Forums) -> None:
    for n in range(5):
        made.forum.says(**{f"p{n}": "as it was"})
        assert made.after(n * HOUR) == []
    made.forum.says(p0="as it was")
    made.after(5 * HOUR)
    assert made.after(7 * DAY - HOUR) == []
    assert made.after(7 * DAY + 5 * HOUR) == [["p1", "p2", "p3"]]
    assert made.after(7 * DAY + 6 * HOUR) == [["p4", "p0"]]
    assert made.after(7 * DAY + 7 * HOUR) == []
    assert made.after(14 * DAY + 6 * HOUR) == [["p1", "p2", "p3"]]


def test_what_a_list_shows_again_need_not_be_asked_for(made: Forums) -> None:
    made.forum.says(p0="as it was", p1="as it was")
    made.after(HOUR)
    made.forum.says(p1="as it was")
    made.after(6 * DAY)
    assert made.after(8 * DAY) == [["p0"]]


def test_an_edit_is_stored_and_what_is_gone_goes_the_second_time_it_is_missing(
    made: Forums,
) -> None:
    made.forum.says(p0="of bread", p1="of water", p2="of wine")
    made.after(HOUR)
    made.forum._posts["p1"] = "in other words"
    del made.forum._posts["p2"]
    assert made.after(8 * DAY) == [["p0", "p1", "p2"]]
    assert made.living == {"p0": "of bread", "p1": "in other words", "p2": "of wine"}
    assert made.after(8 * DAY + HOUR / 2) == []
    assert made.after(8 * DAY + HOUR) == [["p2"]]
    assert made.living.keys() == {"p0", "p1"}
    assert made.after(8 * DAY + 3 * HOUR) == []


def test_one_that_was_missing_once_and_came_back_is_there(made: Forums) -> None:
    made.forum.says(p0="as it was")
    made.after(HOUR)
    del made.forum._posts["p0"]
    made.after(8 * DAY)
    made.forum._posts["p0"] = "as it was"
    assert made.after(8 * DAY + 2 * HOUR) == [["p0"]]
    del made.forum._posts["p0"]
    assert made.after(16 * DAY) == [["p0"]]
    assert made.living.keys() == {"p0"}


def test_a_visit_that_leaves_something_behind_reads_that_first(made: Forums) -> None:
    made.forum.says(p0="as it was")
    made.after(HOUR)
    made.forum._is_behind = True
    assert made.after(8 * DAY) == []
    made.forum._is_behind = False
    assert made.after(8 * DAY + HOUR) == [["p0"]]


def test_what_another_source_has_stored_is_not_asked_for(made: Forums) -> None:
    made.forum.says(p0="as it was", p1="as it was")
    made.after(HOUR)
    both = [SourceSpec(BRAND.name, name, "rss", "1") for name in ("forum", "other")]
    made.store.sync_sources(both)
    with made.store.writing() as session:
        session.connection().exec_driver_sql(
            "UPDATE mentions SET source_id = (SELECT id FROM sources WHERE name = 'other')"
            " WHERE external_id = 'p1'"
        )
    assert made.after(8 * DAY) == [["p0"]]


@pytest.mark.parametrize(
    ("seen", "lost", "expected"),
    [
        (1_000_000 - 86_399, 0, False),
        (1_000_000 - 86_400, 0, True),
        (1_000_000 - 200_000, 1_000_000 - 3_599, False),
        (1_000_000 - 200_000, 1_000_000 - 3_600, True),
        (1_000_001, 0, True),
        (1_000_000 - 200_000, 1_000_001, True),
    ],
    ids=["today", "a day", "just missing", "missing", "ahead", "missing ahead"],
)
def test_one_is_due_daily_or_an_hour_after_it_was_missing_by_a_clock_set_back_too(
    seen: int, lost: int, expected: bool
) -> None:
    assert is_due(1_000_000, seen, lost) is expected


def test_a_service_that_fails_leaves_all_as_it_was_and_is_asked_again(made: Forums) -> None:
    made.forum.says(p0="as it was")
    made.after(HOUR)
    made.forum._is_ill = True
    assert made.after(8 * DAY) == [["p0"]]
    assert made.row.failures == 1
    made.forum._is_ill = False
    assert made.after(9 * DAY) == [["p0"]]
    assert made.row.failures == 0


def test_where_another_process_goes_on_nothing_is_missing_twice_at_once(
    made: Forums, monkeypatch: pytest.MonkeyPatch
) -> None:
    made.forum.says(p0="as it was", p1="as it was", p2="as it was")
    made.after(HOUR)
    made.forum._posts.clear()
    made.forum._apart = True
    held = iter([True, True])  # the visit's page, and the first answer: then it took too long
    monkeypatch.setattr(made.store, "hold", lambda *_: next(held, False))
    assert made.after(8 * DAY) == [["p0", "p1", "p2"]]
    monkeypatch.undo()
    # The other one asks: what both asked for was missing once, and the rest is asked for.
    assert made.after(8 * DAY + HOUR / 4) == [["p1", "p2"]]
    assert made.living.keys() == {"p0", "p1", "p2"}
    made.after(8 * DAY + 2 * HOUR)
    assert made.living.keys() == set()


@pytest.mark.parametrize("step", ["missed", "add_page", "saw"])
@pytest.mark.parametrize("after", [False, True])
def test_a_kill_at_each_step_loses_nothing_and_asks_once_more(
    made: Forums, step: str, after: bool
) -> None:
    made.forum.says(p0="as it was", p1="as it was")
    made.after(HOUR)
    del made.forum._posts["p1"]
    made.after(8 * DAY)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(made.store, step, dying(getattr(made.store, step), after=after))
        with pytest.raises(KilledError):
            made.after(8 * DAY + 2 * HOUR)
    made.after(8 * DAY + 4 * HOUR)
    made.after(8 * DAY + 6 * HOUR)
    assert made.living == {"p0": "as it was"}
    assert made.after(8 * DAY + 8 * HOUR) == []


def test_what_has_no_words_any_more_and_what_no_kind_asks_for_is_left_alone(made: Forums) -> None:
    made.forum.says(p0="as it was", p1="as it was")
    made.after(HOUR)
    with made.store.writing() as session:
        say = session.connection().exec_driver_sql
        say("UPDATE mentions SET text = '' WHERE external_id = 'p0'")
        say("UPDATE mentions SET looked_at = NULL WHERE external_id = 'p1'")
    assert made.after(30 * DAY) == []


def sql(made: Forums, *lines: str) -> None:
    with made.store.writing() as session:
        for line in lines:
            session.connection().exec_driver_sql(line)


def due(made: Forums, source: int = 1, **which: bool) -> set[str]:
    """What is asked for of a source, a month after the start."""
    later = START + 30 * DAY
    found = made.store.unseen(source, before=later, missed_before=later, most=9, **which)
    return {one.id for one in found}


def test_what_is_deleted_is_left_alone_and_what_lost_its_words_for_being_unseen_is_asked_for(
    made: Forums,
) -> None:
    made.forum.says(p0="as it was", p1="as it was", p2="as it was")
    made.after(HOUR)
    sql(
        made,
        "UPDATE mentions SET deleted_at = '2026-11-21 00:00:00' WHERE external_id = 'p0'",
        f"UPDATE mentions SET text = '', content_hash = '{MARK}' || content_hash WHERE external_id = 'p1'",
    )
    assert due(made) == {"p1", "p2"}


def test_what_one_source_shows_or_misses_says_nothing_of_another_with_the_same_ids(
    made: Forums,
) -> None:
    made.forum.says(p0="as it was")
    made.after(HOUR)
    both = [SourceSpec(BRAND.name, name, "rss", "1") for name in ("forum", "other")]
    made.store.sync_sources(both)
    other = made.store.source("other").id or 0
    sql(made, f"UPDATE mentions SET source_id = {other}")
    mine = made.store.source("forum").id or 0
    made.store.saw(mine, ["p0"], START + 40 * DAY)
    assert due(made, other) == {"p0"}
    assert made.store.missed(mine, ["p0"], START + DAY) == []
    assert made.store.missed(mine, ["p0"], START + 2 * DAY) == []
    assert made.store.missed(other, ["p0"], START + DAY) == []
    assert made.store.missed(other, ["p0"], START + 2 * DAY) == ["p0"]


def test_since_when_one_is_missing_stands_from_the_first_time(made: Forums) -> None:
    made.forum.says(p0="as it was")
    made.after(HOUR)
    mine = made.store.source("forum").id or 0
    for day in (1, 2):
        made.store.missed(mine, ["p0"], START + day * DAY)
    with made.store.reading() as session:
        assert session.exec(select(MentionRow.missed_at)).all() == [START + DAY]


def test_what_a_page_tells_to_be_gone_was_not_seen_there(made: Forums) -> None:
    made.forum.says(p0="as it was", p1="as it was")
    made.after(HOUR)
    mine = made.store.source("forum").id or 0
    page: Any = [{"external_id": "p0", "deleted_at": START}, {"external_id": "p1", "deleted_at": None}]  # fmt: skip
    with made.store.writing() as session:
        note_shown(session, mine, page, START + 40 * DAY)
    assert due(made) == {"p0"}


def test_of_a_kind_that_costs_those_alone_are_asked_for_that_wait_for_an_answer(
    tmp_path: Path, store: Store
) -> None:
    hate = "I hate it, my battery is broken"
    posts = [mention(n, hate) for n in (1, 2, 3)] + [mention(4, "I love it, it is great")]
    for some in ([], posts, [mention(3, "I love it, it is great")]):
        source = Listed(name="forum", mentions=tuple(some))
        pipeline(config(tmp_path, source), store, Kept(), Clock(), CueTagger()).once()
    done = act("no_reply")(mention=2).apply(Desk(store, {BRAND.name: BRAND}), LEA, NOON + DAY)
    assert done.is_ok
    with store.writing() as session:
        session.exec(update(MentionRow).values(looked_at=NOON))
    asked: dict[str, Any] = {"before": NOON + DAY, "missed_before": NOON, "most": 9}
    assert {one.id for one in store.unseen(1, **asked)} == {"m1", "m2", "m3", "m4"}
    assert {one.id for one in store.unseen(1, is_waiting=True, **asked)} == {"m1"}
