"""A row that breaks its stage or its message is set aside alone, and told; the rest goes on."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from acme import BRAND, Clock, CueTagger, Kept, Listed, config, mention, ops_words, pipeline
from rich.console import Console
from rigs.faults import Faults
from rigs.slack_outbox import Plain, rows
from rigs.slack_scene import Scene
from rigs.slack_server import Slack
from sqlmodel import col, select, update

from listener.channels.slack.look.message import Message
from listener.commands.amiss import say_aside
from listener.commands.looks import show_sources
from listener.desk import writing
from listener.notices.contract import Notice
from listener.notices.parts import Content, Story
from listener.settings.brand import Brand
from listener.stages import decide, group, tag
from listener.stages.queue import StandstillError, Taken, work_off
from listener.store.errors import StoreBusyError
from listener.store.store import Store
from listener.store.tables import AsideRow, MentionRow, NoticeRow, SuggestionRow
from listener.store.taking import Kind
from listener.words import named, say
from listener.work.worker import Worker
from models.base import Post, Tag

POISON = 3  # the number of the mention that breaks
WHERE: dict[str, tuple[object, str, int]] = {
    "group": (group._Known, "place", 1),
    "decide": (decide, "walk", 0),
    "suggest": (writing, "drafts", 1),
}


class Poisoned(CueTagger):
    """Breaks on one text, like a model on a text it cannot cut."""

    def tag(self, posts: Sequence[Post]) -> list[Tag]:
        if any("quux" in post.text for post in posts):
            raise ZeroDivisionError("poison is a word of the post")
        return super().tag(posts)


def with_poison(folder: Path, store: Store, show: Kept, clock: Clock) -> Worker:
    """Seven complaints on a page of ours, one of which is poison to whoever is told so."""
    pipeline(config(folder, Listed(name="list")), store, show, clock).once()
    texts = [f"I hate this broken thing number {n}" for n in range(7)]
    texts[POISON] = f"I hate this broken quux number {POISON}"
    posts = tuple(mention(n, text) for n, text in enumerate(texts))
    return pipeline(config(folder, Listed(name="list", mentions=posts)), store, show, clock)


def told(show: Kept) -> list[str]:
    return [line for _, lines in show.told for line in lines]


def reads(store: Store, queue: list[int]) -> Taken[int]:
    return Taken(store, Kind.BRAND, lambda n, _: queue[:n], key=int, is_filled=False)


def test_a_batch_that_breaks_is_halved_down_to_the_row_that_breaks_alone(sqlite: Store) -> None:
    queue, broken, tries = list(range(100)), list[int](), list[int]()

    def work(some: Sequence[int]) -> int:
        tries.append(len(some))
        if 37 in some or 99 in some:
            raise ValueError(some)
        del queue[: len(some)]
        return len(some)

    def stumbled(one: int, _: Exception) -> None:
        queue.remove(one)
        broken.append(one)

    assert work_off(reads(sqlite, queue), work, stumbled, size=64, as_is=int) == 98
    assert (broken, queue) == ([37, 99], [])
    assert len(tries) < 50


def test_a_database_that_is_away_is_no_rows_fault(sqlite: Store) -> None:
    def work(_: Sequence[int]) -> int:
        raise StoreBusyError("busy")

    with pytest.raises(StoreBusyError):
        work_off(reads(sqlite, [1]), work, lambda *_: None, size=8, as_is=int)


def test_rows_that_come_back_as_they_were_are_set_aside_and_the_rest_goes_on(sqlite: Store) -> None:
    queue, aside = list(range(100)), list[int]()

    def work(some: Sequence[int]) -> int:
        """All or none, like a transaction; nothing breaks."""
        if not {37, 99} & set(some):
            del queue[: len(some)]
        return len(some)

    def stumbled(one: int, error: Exception) -> None:
        assert isinstance(error, StandstillError)
        queue.remove(one)
        aside.append(one)

    work_off(reads(sqlite, queue), work, stumbled, size=64, as_is=int)
    assert (aside, queue) == ([37, 99], [])


def test_another_writer_who_was_faster_twice_costs_no_row_its_place(sqlite: Store) -> None:
    queue, tries, aside = [1, 2, 3], list[int](), list[int]()

    def work(some: Sequence[int]) -> int:
        tries.append(len(some))
        if len(tries) > 3:
            del queue[: len(some)]
        return len(some)

    work_off(reads(sqlite, queue), work, lambda one, _: aside.append(one), size=64, as_is=int)
    assert (queue, aside) == ([], [])


def test_a_queue_ends_though_nothing_takes_its_first_row_off(sqlite: Store) -> None:
    aside = list[int]()
    work_off(reads(sqlite, [1]), lambda _: 1, lambda one, _: aside.append(one), size=8, as_is=int)
    assert aside == [1]


@pytest.mark.parametrize("name", ["add_tags", "add_decisions"])
def test_a_stage_whose_writing_changes_nothing_ends_and_sets_its_rows_aside(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    show, clock = Kept(), Clock()
    made = with_poison(tmp_path, store, show, clock)
    monkeypatch.setattr(store, name, lambda *_, **__: 0)
    for _ in range(5):
        made.once()
        clock.pass_(minutes=1)
    assert len(store.set_aside()) == 7
    assert any("StandstillError" in line for line in told(show))


def test_a_whole_batch_that_cannot_be_tagged_ends_its_turn(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    show, clock = Kept(), Clock()
    made = with_poison(tmp_path, store, show, clock)
    monkeypatch.setattr(tag, "BATCH", 2)
    monkeypatch.setattr(store, "add_tags", lambda *_, **__: 0)
    made.once()
    assert store.queue() == {"tag": 7}


@pytest.mark.parametrize("stage", ["tag", "group", "decide", "suggest"])
def test_a_mention_that_breaks_a_stage_is_set_aside_after_three_tries_and_told_once(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    show, clock = Kept(), Clock()
    made = with_poison(tmp_path, store, show, clock)
    if stage == "tag":
        made = pipeline(made.app.config, store, show, clock, Poisoned())
    else:
        owner, name, argument = WHERE[stage]
        monkeypatch.setattr(owner, name, breaking(getattr(owner, name), argument))
    for _ in range(5):
        made.once()
        clock.pass_(minutes=1)
    shown = {card.quote[-1] for card in show.alerts}
    rest = {str(n) for n in range(7) if n != POISON}
    assert shown >= rest
    with store.reading() as session:
        [row] = session.exec(select(AsideRow)).all()
        texts = dict(session.exec(select(MentionRow.id, MentionRow.text)).all())
    poison = next(i for i, text in texts.items() if "quux" in text)
    assert (row.stage, row.tries) == (stage, 3)
    if stage == "suggest":  # it is told all the same, without a draft
        assert len(show.alerts) == 7
        with store.reading() as session:
            assert len(set(session.exec(select(SuggestionRow.decision_id)))) == 6
    else:
        assert store.set_aside() == [(poison, stage, row.error)]
    assert told(show).count(say("en", f"aside.{stage}", id=str(poison), error=row.error)) == 1
    assert "quux" not in str(told(show))
    assert store.queue().keys() <= {"aside"}


def test_status_says_why_a_mention_was_set_aside_and_what_to_do(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    show, clock = Kept(), Clock()
    made = with_poison(tmp_path, store, show, clock)
    owner, name, argument = WHERE["decide"]
    monkeypatch.setattr(owner, name, breaking(getattr(owner, name), argument))
    for _ in range(1):
        made.once()
    [(poison, _, error)] = store.stumbling()
    assert said_aside(made) == say("en", "aside.again", n=1, ids=str(poison), error=error)
    for _ in range(3):
        clock.pass_(minutes=1)
        made.once()
    decided = say("en", "aside.decide", id=str(poison), error=error)
    assert said_aside(made) == f"{decided} {say('en', 'aside.rest')}"


def test_the_newest_mention_of_a_source_is_told_by_its_day_alone_where_no_hour_is_known(
    tmp_path: Path, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    day = datetime(2025, 11, 8, tzinfo=BRAND.tz).astimezone(UTC)
    post = mention(1, "broken", posted_at=day)
    made = pipeline(config(tmp_path, Listed(name="list", mentions=(post,))), store, Kept(), Clock())
    made.once()
    show_sources(made.app, {"list"})
    out = " ".join(capsys.readouterr().out.split())
    assert "Sat 8 Nov 2025" in out
    assert "00:00" not in out


def said_aside(made: Worker) -> str:
    screen = Console(file=StringIO(), width=200)
    say_aside(screen, made.app)
    return " ".join(screen.file.getvalue().split())  # type: ignore[attr-defined]


def breaking(real: Callable[..., object], argument: int) -> Callable[..., object]:
    """A function that breaks where an argument of it holds the poison."""

    def broken(*given: object, **more: object) -> object:
        if "quux" in getattr(given[argument], "text", ""):
            raise LookupError("poison")
        return real(*given, **more)

    return broken


def test_a_set_aside_mention_is_tried_again_once_it_was_edited_or_by_another_release(
    tmp_path: Path, store: Store
) -> None:
    show, clock = Kept(), Clock()
    made = pipeline(
        with_poison(tmp_path, store, show, clock).app.config, store, show, clock, Poisoned()
    )
    for _ in range(4):
        made.once()
    assert len(store.set_aside()) == 1
    healthy = pipeline(made.app.config, store, show, clock)
    healthy.once()
    assert len(store.set_aside()) == 1  # by the same release it is left alone
    with store.writing() as session:
        session.exec(update(AsideRow).values(release="0.0.9"))
    healthy.once()
    assert not store.set_aside()
    assert len(show.alerts) == 7


class Odd(Kept):
    """A terminal that cannot show one story."""

    def show(self, notice: Notice, content: Content, brand: Brand) -> None:
        if any(isinstance(part, Story) and "quux" in part.card.quote for part in content.parts):
            raise KeyError("poison")
        super().show(notice, content, brand)


def test_an_alert_that_cannot_be_shown_in_the_terminal_fails_alone(
    tmp_path: Path, store: Store
) -> None:
    show, clock = Odd(), Clock()
    made = with_poison(tmp_path, store, show, clock)
    for _ in range(5):
        made.once()
        clock.pass_(minutes=2)
    assert len(show.alerts) == 6
    with store.reading() as session:
        broken = [n for n in session.exec(select(NoticeRow)) if n.state != "sent"]
    assert [(n.state, n.error) for n in broken] == [("failed", "broken 3 KeyError")]
    assert told(show).count(say("en", "aside.notice", id=str(broken[0].id), error="KeyError")) == 1


def test_in_a_bundle_the_one_that_cannot_be_shown_is_left_out_alone(
    tmp_path: Path, store: Store
) -> None:
    show, clock = Kept(), Clock()
    made = with_poison(tmp_path, store, show, clock)
    brand = BRAND.model_copy(
        update={"thresholds": BRAND.thresholds.model_copy(update={"alerts_a_day": 0})}
    )
    settings = made.app.config.model_copy(update={"brand": (brand,)})
    made = pipeline(settings, store, show, clock)
    made.once()
    with store.writing() as session:
        poison = session.exec(select(MentionRow).where(col(MentionRow.text).contains("quux"))).one()
        decided = "UPDATE decisions SET leaf = 'NO_LEAF' WHERE mention_id = "
        session.connection().exec_driver_sql(f"{decided}{poison.id}")
    for _ in range(5):
        clock.pass_(hours=5)
        made.once()
    shown = [card.quote for _, cards, _ in show.bundles for card in cards]
    assert len(shown) == 6
    assert not any("quux" in quote for quote in shown)
    assert any("ValueError" in line for line in told(show))


def test_a_genre_without_words_reads_as_a_general_word(tmp_path: Path, store: Store) -> None:
    assert named("en", "genre", "lemmy_post") == "post"
    assert named("fr", "genre", "lemmy_post") == "message"
    assert named("en", "genre", "tweet") == "tweet"
    assert named("en", "rule", "new-rule_x") == "new-rule x"
    show, clock = Kept(), Clock()
    made = with_poison(tmp_path, store, show, clock)
    with store.writing() as session:
        session.exec(update(MentionRow).values(genre="lemmy_post"))
    made.once()
    with store.writing() as session:
        session.exec(update(MentionRow).values(genre="lemmy_post"))
        session.exec(update(NoticeRow).values(state="pending"))
    made.once()
    assert " · post · " in show.alerts[-1].author


@pytest.fixture
def scene(store: Store, slack: Slack, faults: Faults) -> Scene:
    return Scene(store, slack, faults)


class Breaking(Plain):
    """A renderer that breaks on some notices."""

    broken: frozenset[int] = frozenset()

    def __call__(self, notice: NoticeRow) -> Message | None:
        if notice.id in self.broken:
            raise KeyError("genre.lemmy_post.other")
        return super().__call__(notice)

    def stands_alone(self, notice: NoticeRow) -> bool:
        if notice.id in self.broken:
            raise KeyError("genre.lemmy_post.other")
        return super().stands_alone(notice)


def test_a_notice_that_cannot_be_rendered_for_slack_blocks_nothing_behind_it(scene: Scene) -> None:
    scene.render = render = Breaking(store=scene.store)
    scene.again()
    first = scene.add(1)
    render.broken = frozenset({first})
    scene.add(2)
    scene.tick(3)
    assert scene.texts() == ["alert 2"]
    scene.tick(20)
    states = {r.id: (r.state, r.error) for r in rows(scene.store) if r.class_ != "ops"}
    assert states[first] == ("failed", "broken 3 KeyError")
    [ops] = [r for r in rows(scene.store) if r.class_ == "ops"]
    assert ops.target == scene.other
    title, lines = ops_words(ops, BRAND)
    assert title == say("en", "aside.title")
    assert lines[0] == say("en", "aside.notice", id=str(first), error="KeyError")
    assert "lemmy" not in json.dumps([lines, ops.payload])


def test_what_cannot_be_rendered_holds_up_no_outage_message(scene: Scene) -> None:
    scene.render = render = Breaking(store=scene.store)
    scene.again()
    scene.faults.down()
    ids = [scene.add(n) for n in range(5)]
    render.broken = frozenset({ids[2]})
    scene.tick(100)
    scene.faults.up()
    scene.tick(20)
    assert scene.texts()[0] == f"outage: {[i for i in ids if i != ids[2]]}"
