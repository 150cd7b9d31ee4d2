"""What a team asks the store between two alerts: what waits, what says these words, what it taught."""

import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from acme import BRAND, NOON, Clock, Kept, Listed, config, mention, news, pipeline

from connectors.kit.contract import Author, Mention
from listener.desk.contract import Desk, Who
from listener.desk.found import act
from listener.store import asking
from listener.store.store import Store

LONG_AGO = NOON - timedelta(days=90)
POSTS = (
    mention(1, "I hate it, the battery is broken"),
    mention(2, "Everything is broken, même à l'Évier", author=Author(id="z", name="Zoé Œuvrard")),
    mention(3, "I love it, great"),
)


@pytest.fixture
def heard(tmp_path: Path, store: Store) -> Store:
    """Three posts, told as news."""
    news(tmp_path, store, *POSTS)
    return store


def do(store: Store, name: str, **values: Any) -> str:
    made = act(name)(**values)
    return made.apply(Desk(store, {BRAND.name: BRAND}), Who("lea", "Léa", "shell"), NOON).outcome


def test_what_waits_comes_by_its_due_time_and_ends_with_an_answer(heard: Store) -> None:
    n, first = heard.waiting_for_us([BRAND.name], LONG_AGO, limit=9)
    assert n == len(first)
    assert {1, 2} <= set(first) <= {1, 2, 3}
    due = [heard.record(i).decision.due_at for i in first]  # type: ignore[union-attr]
    assert due == sorted(due)  # type: ignore[type-var]
    assert heard.waiting_for_us([BRAND.name], LONG_AGO, limit=1)[1] == first[:1]
    late = max(at for at in due if at) + timedelta(minutes=1)
    assert heard.waiting_for_us([BRAND.name], LONG_AGO, limit=0, late=late) == (n, [])
    assert heard.waiting_for_us([BRAND.name], LONG_AGO, limit=0, late=NOON) == (0, [])
    assert heard.waiting_for_us(["Other"], LONG_AGO, limit=9) == (0, [])
    assert heard.waiting_for_us([BRAND.name], NOON + timedelta(days=1), limit=9) == (0, [])
    do(heard, "answered", mention=1)
    assert 1 not in heard.waiting_for_us([BRAND.name], LONG_AGO, limit=9)[1]


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("BATTERY broken", [1]),
        ("broken", [2, 1]),
        ("evier", [2]),
        ("oeuvrard", [2]),
        ("broken love", []),
        ("%", []),
        ("", []),
        ("  ", []),
    ],
)
def test_words_are_found_whatever_their_case_and_accents(
    heard: Store, said: str, found: list[int]
) -> None:
    assert heard.search([BRAND.name], said, limit=9) == found
    assert heard.search([BRAND.name], said, limit=1) == found[:1]
    assert heard.search(["Other"], said, limit=9) == []


def test_what_comes_between_two_looks_neither_skips_nor_doubles_anything(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "_AT_ONCE", 2)
    posts = [mention(n, f"I love it, great, says {n}") for n in range(1, 6)]

    def hear() -> None:
        pipeline(
            config(tmp_path, Listed(name="forum", mentions=tuple(posts))), store, Kept(), Clock()
        ).once()

    hear()
    whole = [id_ for id_, _ in store._told([BRAND.name])]
    assert len(whole) == 5
    told = store._told([BRAND.name])
    seen = [next(told)[0], next(told)[0]]
    posts += [mention(n, f"I love it, great, says {n}") for n in (6, 7, 8)]
    hear()
    assert len(list(store._told([BRAND.name]))) == 8
    assert [*seen, *(id_ for id_, _ in told)] == whole
    monkeypatch.setattr(asking, "SEARCHED", 3)
    assert len(list(store._told([BRAND.name]))) == 3


def test_what_was_taught_stands_until_it_is_undone(heard: Store) -> None:
    do(heard, "correct", mention=1, tag="tone", label="mixed")
    do(heard, "who_is", mention=2, kind="creator")
    do(heard, "take", mention=1)
    taught = heard.taught([BRAND.name], limit=9)
    assert [(row.name, row.mention_id) for row in taught] == [("who_is", 2), ("correct", 1)]
    assert heard.taught(["Other"], limit=9) == []
    do(heard, "undo", act=taught[0].id)
    assert [row.name for row in heard.taught([BRAND.name], limit=9)] == ["correct"]


def test_of_many_who_begin_the_same_one_does(store: Store) -> None:
    found: list[bool] = []
    start = threading.Barrier(6)

    def begin() -> None:
        start.wait()
        found.append(store.begin_once("file:F1:C1", NOON))

    threads = [threading.Thread(target=begin) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [False] * 5 + [True]
    assert store.begin_once("file:F2:C1", NOON)


def test_what_is_for_one_person_alone_is_in_no_list(tmp_path: Path, store: Store) -> None:
    post = mention(
        4,
        "I work at Acme in the Lyon warehouse. My manager harasses me every day and HR does nothing.",
        author=Author(id="w", name="Wren"),
    )
    visits: tuple[tuple[Mention, ...], ...] = ((), (post,))
    for posts in visits:
        pipeline(
            config(tmp_path, Listed(name="forum", mentions=posts)), store, Kept(), Clock()
        ).once()
    record = store.record(1)
    assert record
    assert record.decision
    assert record.decision.leaf == "WORKPLACE"
    assert store.search([BRAND.name], "warehouse", limit=9) == []
    assert store.waiting_for_us([BRAND.name], LONG_AGO, limit=9) == (0, [])
