"""Decisions are written together: what one rests on is still what was decided before it."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from acme import BRAND, NOON, Clock, Kept, Listed, config, mention, pipeline
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rigs.effort import PATIENCE
from sqlalchemy import event
from sqlmodel import Session, col, select, update

from connectors.kit.contract import Author, Mention
from listener.stages.decide import decide
from listener.stages.group import group
from listener.stages.suggest import suggest
from listener.stages.tag import tag
from listener.store.outcomes import Outcome
from listener.store.store import Store
from listener.store.tables import AnswerRow, DecisionRow, MentionRow, NoticeRow, StoryRow
from listener.work.chain import Tally
from listener.work.local import Local
from listener.work.worker import Worker

COMPLAINT = "I hate that the new Acme charger is broken and that nobody at Acme answers me at all"


def grouped(folder: Path, store: Store, *mentions: Mention, clock: Clock | None = None) -> Worker:
    """An installation whose new mentions are collected, tagged and grouped."""
    clock = clock or Clock()
    pipeline(config(folder, Listed(name="list")), store, Kept(), clock).once()
    made = pipeline(config(folder, Listed(name="list", mentions=mentions)), store, Kept(), clock)
    local = Local(1)
    made.poll(local, ["list"], Tally())
    assert local.wait(PATIENCE)
    tag(made.app.tagger, store, made.app.config.brands, clock=clock)
    group(store, {BRAND.name: BRAND}, clock=clock, name_days=30)
    return made


def decisions(store: Store) -> list[DecisionRow]:
    with store.reading() as session:
        return list(session.exec(select(DecisionRow).order_by(col(DecisionRow.id))))


def notices(store: Store) -> list[NoticeRow]:
    with store.reading() as session:
        return list(session.exec(select(NoticeRow).where(col(NoticeRow.story_id).is_not(None))))


@contextmanager
def before_writing(store: Store, act: Callable[[], None]) -> Iterator[None]:
    """Something happens once, between what a batch reads and what it writes."""
    written, left = store.add_decisions, [act]

    def add_decisions(outcomes: list[Outcome], **named: object) -> int:
        if left:
            left.pop()()
        return written(outcomes, **named)  # type: ignore[arg-type]

    store.add_decisions = add_decisions  # type: ignore[assignment,method-assign]
    yield
    store.add_decisions = written  # type: ignore[method-assign]


def test_an_authors_second_mention_of_a_batch_knows_what_came_of_the_first(
    tmp_path: Path, store: Store
) -> None:
    lea = Author(id="lea")
    made = grouped(
        tmp_path,
        store,
        mention(1, "I love it", author=lea),
        mention(2, "It is red", author=lea),
        mention(3, "It is blue"),
    )
    assert decide(store, made.app.config.brands, clock=made.app.clock) == 3
    told = [json.loads(d.signals) for d in decisions(store)]
    assert ["seen once before" in signals for signals in told] == [False, True, False]


def test_a_story_told_while_its_next_post_is_decided_gets_that_post_as_news(
    tmp_path: Path, store: Store
) -> None:
    lea = {"author": Author(id="lea"), "thread_key": "t"}
    made = grouped(tmp_path, store, mention(1, "I hate it: broken.", **lea))
    decide(store, made.app.config.brands, clock=made.app.clock)
    made = grouped(
        tmp_path,
        store,
        mention(1, "I hate it: broken.", **lea),
        mention(2, "and I hate the other wheel, too", **lea),
    )

    def send() -> None:
        store.sent([n.id or 0 for n in notices(store)], NOON)

    with before_writing(store, send):
        assert decide(store, made.app.config.brands, clock=made.app.clock) == 1
    assert [(n.class_, n.state) for n in notices(store)] == [
        ("instant", "sent"),
        ("news", "pending"),
    ]


def test_what_was_revised_while_it_was_decided_is_left_to_its_next_reading(
    tmp_path: Path, store: Store
) -> None:
    made = grouped(tmp_path, store, mention(1, "I hate it"), mention(2, "I love it"))

    def revise() -> None:
        with store.writing() as session:
            session.exec(
                update(MentionRow).where(col(MentionRow.id) == 1).values(revision=2, stage="tag")
            )

    with before_writing(store, revise):
        assert decide(store, made.app.config.brands, clock=made.app.clock) == 1
    assert [d.mention_id for d in decisions(store)] == [2]
    assert store.queue() == {"tag": 1}


def test_a_mention_that_cannot_be_decided_keeps_nothing_from_those_before_it(
    tmp_path: Path, store: Store
) -> None:
    made = grouped(tmp_path, store, *(mention(n, f"I hate wheel {n}") for n in range(5)))
    times = iter([NOON] * 4)  # the first two are asked for the batch

    def clock() -> datetime:
        return next(times)

    with pytest.raises(StopIteration):
        decide(store, made.app.config.brands, clock=clock)
    assert len(decisions(store)) == 2
    assert store.queue() == {"decide": 3}


@dataclass
class Work:
    """What SQLite did, in thousands of its own steps: no clock, the same on every machine."""

    steps: int = 0

    def one_more(self) -> int:
        self.steps += 1
        return 0


def steps_of(folder: Path, copies: int) -> float:
    """Thousands of steps a mention, to decide as many near-copies of one complaint."""
    store = Store.open(f"sqlite:///{folder / 'listener.db'}")
    store.upgrade()
    posts = (
        mention(n, f"{COMPLAINT} {n % 9}", posted_at=NOON - timedelta(seconds=n))
        for n in range(copies)
    )
    made = grouped(folder, store, *posts)
    work = Work()
    store.engine.dispose()  # new connections, counted from their beginning
    event.listen(
        store.engine, "connect", lambda raw, _: raw.set_progress_handler(work.one_more, 1_000)
    )
    assert decide(store, made.app.config.brands, clock=made.app.clock) == copies
    assert len(notices(store)) == 1
    store.close()
    return work.steps / copies


@pytest.mark.long
def test_a_mention_costs_the_same_in_a_story_eight_times_as_large(tmp_path: Path) -> None:
    small, large = tmp_path / "small", tmp_path / "large"
    small.mkdir()
    large.mkdir()
    few, many = steps_of(small, 200), steps_of(large, 1_600)
    assert few
    assert many < 2 * few  # it was seven times as much once


WHO = (Author(id="lea"), Author(id="max"), Author(id="Lucie", name="Lucie"))
SAID = (
    "I hate it: broken", "I love it, great", "they say Acme is broken", "is it red?",
    "@acme I hate it", "look, a tutorial of Acme", "thank you, it is solved", "your bike caught fire",
)  # fmt: skip


@st.composite
def talk(draw: st.DrawFn) -> list[Mention]:
    """People who come back, in threads and elsewhere, and answers of ours between them."""
    made: list[Mention] = []
    for n in range(draw(st.integers(2, 14))):
        fields: dict[str, object] = {"author": draw(st.sampled_from(WHO))}
        fields["posted_at"] = NOON - timedelta(minutes=draw(st.integers(0, 9)))
        if draw(st.booleans()):
            fields["thread_key"] = draw(st.sampled_from("ab"))
        if draw(st.booleans()):
            fields |= {"venue": "public", "genre": "forum_post"}
        if draw(st.booleans()) and made:
            above = made[draw(st.integers(0, len(made) - 1))]
            fields |= {"parent_url": above.url, "by_owner": draw(st.booleans())}
        made.append(mention(n, f"{draw(st.sampled_from(SAID))} {n}", **fields))
    return made


def decided(folder: Path, posts: list[Mention], together: int) -> list[tuple[object, ...]]:
    """Everything that deciding wrote, when so many are decided together."""
    store = Store.open(f"sqlite:///{folder / f'{together}.db'}")
    store.upgrade()
    made = grouped(folder, store, *posts)
    decide(store, made.app.config.brands, clock=made.app.clock, together=together)
    with store.reading() as session:
        answers = session.exec(select(AnswerRow)).all()
        leads = session.exec(select(StoryRow.key, StoryRow.lead_id).order_by(StoryRow.key)).all()
    found: list[tuple[object, ...]] = [
        (d.mention_id, d.leaf, d.reason, d.path, d.signals, d.alert, d.due_at)
        for d in sorted(decisions(store), key=lambda d: d.mention_id)
    ]
    found += [(n.key, n.class_, n.payload, n.next_at) for n in sorted(notices(store), key=_key)]
    found += sorted((a.mention_id, a.url) for a in answers)
    store.close()
    return [*found, *map(tuple, leads)]


def _key(notice: NoticeRow) -> str:
    return notice.key


def _said(n: int, text: str, minute: int, **fields: object) -> Mention:
    at = NOON.replace(hour=11, minute=minute)
    known = {"venue": "public", "genre": "forum_post", "thread_key": "a", "posted_at": at}
    return mention(n, text, **(known | fields))


# What opened the thread is about us only by our answer in it.
OPENED = [
    _said(1, "I love it, great", 10),
    _said(2, "I hate it: broken", 20, parent_url="https://acme.example/post/0"),
    _said(3, "your bike caught fire", 20, parent_url="https://acme.example/post/0", by_owner=True),
]


@settings(max_examples=12, deadline=None)
@given(talk())
@example(OPENED)
@pytest.mark.long
def test_what_is_decided_together_is_what_would_be_decided_one_by_one(posts: list[Mention]) -> None:
    with TemporaryDirectory() as one, TemporaryDirectory() as all_:
        assert decided(Path(one), posts, 1) == decided(Path(all_), posts, 200)


def transactions(store: Store, act: Callable[[], object]) -> int:
    """How often the database had to make something last."""
    count = 0

    def commit(_: object) -> None:
        nonlocal count
        count += 1

    written = store.writing

    @contextmanager
    def writing() -> Iterator[Session]:
        commit(None)
        with written() as session:
            yield session

    store.writing = writing  # type: ignore[method-assign]
    act()
    store.writing = written  # type: ignore[method-assign]
    return count


@pytest.mark.long
def test_three_hundred_posts_of_five_people_take_few_transactions(
    tmp_path: Path, store: Store
) -> None:
    people = [Author(id=f"id{n}", name=f"Name {n}") for n in range(5)]
    made = grouped(
        tmp_path,
        store,
        *(mention(n, f"I hate it: broken, {n}", author=people[n % 5]) for n in range(300)),
    )
    brands = made.app.config.brands
    budget = BRAND.thresholds.alerts_a_day  # one look at the day's alerts for each of them
    took = transactions(store, lambda: decide(store, brands, clock=made.app.clock))
    assert took <= 300 / 200 + budget + 3  # it was one a post once
    drafted = transactions(store, lambda: suggest(store, brands, clock=made.app.clock))
    assert drafted <= 300 / 100 + 1
