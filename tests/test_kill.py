"""kill -9 at each step of each stage, then a run that finishes: nothing lost, nothing doubled."""

import signal
from pathlib import Path

import pytest
from rigs import killed
from rigs.effort import PATIENCE
from rigs.forks import forks
from rigs.postgres import Postgres
from sqlmodel import col, func, select

from listener.store.store import Store
from listener.store.tables import (
    AnswerRow,
    DecisionRow,
    MentionRow,
    NoticeRow,
    StoryRow,
    SuggestionRow,
    TagRow,
    VectorRow,
)


def in_a_process(url: str, folder: Path, **named: object) -> int:
    process = forks().Process(target=killed.run, args=(url, folder), kwargs=named)
    process.start()
    process.join(PATIENCE)
    assert process.exitcode is not None
    return process.exitcode


def facts(store: Store) -> dict[str, object]:
    """What must be the same as after a run that nothing disturbed."""
    with store.reading() as session:

        def count(table: type) -> int:
            return session.exec(select(func.count()).select_from(table)).one()

        leaves = session.exec(
            select(MentionRow.external_id, DecisionRow.leaf)
            .join(DecisionRow, col(DecisionRow.mention_id) == col(MentionRow.id))
            .where(col(DecisionRow.ended_at).is_(None))
            .order_by(MentionRow.external_id)
        ).all()
        # By their posts: ids differ where a sequence skipped some.
        notices = session.exec(
            select(NoticeRow.class_, func.min(MentionRow.external_id), func.count())
            .join(MentionRow, col(MentionRow.story_id) == col(NoticeRow.story_id), isouter=True)
            .group_by(col(NoticeRow.id), col(NoticeRow.class_))
            .order_by(NoticeRow.class_, func.min(MentionRow.external_id))
        ).all()
        return {
            **{t.__name__: count(t) for t in (MentionRow, TagRow, VectorRow, StoryRow, SuggestionRow, AnswerRow)},
            "leaves": [tuple(row) for row in leaves],
            "notices": [tuple(row) for row in notices],
            "waiting": store.queue(),
        }  # fmt: skip


def never_ahead(store: Store) -> None:
    """The cursor promises no more mentions than are stored."""
    rows = [row for row in store.sources() if row.name == "paged"]
    for row in rows:
        assert int(row.cursor or 0) <= store.counts()["mentions"] or row.cursor is None


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    return calm(tmp_path_factory.mktemp("calm"), is_new=False)


@pytest.fixture(scope="module")
def first_look(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """Of an installation that finds all of it at its first run, and tells it in one look."""
    return calm(tmp_path_factory.mktemp("new"), is_new=True)


def calm(folder: Path, *, is_new: bool) -> dict[str, object]:
    url = f"sqlite:///{folder / 'listener.db'}"
    assert in_a_process(url, folder, first=not is_new) == 0
    assert in_a_process(url, folder) == 0
    store = Store.open(url)
    found = facts(store)
    store.close()
    assert found["MentionRow"] == found["TagRow"] == killed.POSTS
    assert len(found["leaves"]) == killed.POSTS  # type: ignore[arg-type]
    return found


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("point", killed.POINTS)
def test_a_kill_loses_and_doubles_nothing(
    tmp_path: Path, undisturbed: dict[str, object], point: str, *, after: bool
) -> None:
    url = f"sqlite:///{tmp_path / 'listener.db'}"
    assert in_a_process(url, tmp_path, first=True) == 0
    check(url, tmp_path, undisturbed, point=point, after=after)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_nor_does_one_at_the_first_look(
    tmp_path: Path, first_look: dict[str, object], *, after: bool
) -> None:
    url = f"sqlite:///{tmp_path / 'listener.db'}"
    check(url, tmp_path, first_look, point="add_notice_once", after=after)


@pytest.mark.parametrize(
    ("point", "after"),
    [
        ("add_page", True),
        ("add_tags", True),
        ("add_to_stories", True),
        ("add_decisions", True),
        # What it had taken and not put is free again.
        ("tag", False),
        ("add_to_stories", False),
        ("add_decisions", False),
    ],
)
def test_a_kill_loses_and_doubles_nothing_on_postgresql(
    postgres: Postgres, tmp_path: Path, undisturbed: dict[str, object], point: str, *, after: bool
) -> None:
    url = postgres.fresh()
    assert in_a_process(url, tmp_path, first=True) == 0
    check(url, tmp_path, undisturbed, point=point, after=after)


def check(
    store_url: str, tmp_path: Path, undisturbed: dict[str, object], *, point: str, after: bool
) -> None:
    deaths = 0
    for n in (1, 2):
        code = in_a_process(store_url, tmp_path, kill=(point, n, after))
        deaths += code == -signal.SIGKILL
        store = Store.open(store_url)
        never_ahead(store)
        store.close()
    # Some points are passed once: the first kill must have happened at least.
    assert deaths >= 1
    assert in_a_process(store_url, tmp_path) == 0
    store = Store.open(store_url)
    found = facts(store)
    store.close()
    assert found == undisturbed


def test_the_rig_can_see_a_loss(undisturbed: dict[str, object], tmp_path: Path) -> None:
    # Without this the tests above could pass by comparing nothing.
    url = f"sqlite:///{tmp_path / 'listener.db'}"
    assert in_a_process(url, tmp_path, first=True) == 0
    store = Store.open(url)
    assert facts(store) != undisturbed
    store.close()
