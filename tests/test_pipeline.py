import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

import httpx
import pytest
from acme import BRAND, NOON, Clock, CueTagger, Kept, Listed, config, mention, pipeline
from rich.console import Console
from rigs.effort import PATIENCE
from sqlmodel import SQLModel, col, select, update

from connectors.kit.contract import Author, Connector, Mention, Page
from connectors.kit.errors import SourceBusyError, SourceChangedError, SourceRefusedError
from connectors.kit.walk import paging
from listener.app import App
from listener.commands.amiss import waiting as tell_waiting
from listener.notices.cards import state
from listener.settings.brand import Brand
from listener.store.store import Store
from listener.store.tables import AnswerRow, DecisionRow, MentionRow, NoticeRow, StoryRow, TagRow
from listener.work.chain import Tally
from listener.work.local import Local
from listener.work.worker import Worker
from models.base import Post, Tag

Row = TypeVar("Row", bound=SQLModel)


class Scene:
    """One installation whose source can be given more between two runs."""

    def __init__(self, folder: Path, store: Store) -> None:
        self.folder, self.store = folder, store
        self.clock, self.show, self.tagger = Clock(), Kept(), CueTagger()

    def run(self, *mentions: Mention, brand: Brand = BRAND, live: bool = True) -> Worker:
        """Poll a source that now lists these; with `live` it was read empty before."""
        made = self.made(*mentions, brand=brand, live=live)
        made.once()
        return made

    def made(self, *mentions: Mention, brand: Brand = BRAND, live: bool = True) -> Worker:
        """The same before it polls."""
        if live and not self.store.sources():
            self.run(brand=brand, live=False)
            self.show.looks.clear()
            self.clock.pass_(minutes=1)
        return pipeline(
            config(self.folder, Listed(name="list", mentions=mentions), brand=brand),
            self.store,
            self.show,
            self.clock,
            self.tagger,
        )

    def rows(self, table: type[Row]) -> list[Row]:
        with self.store.reading() as session:
            return list(session.exec(select(table).order_by(col(table.id))))  # type: ignore[attr-defined]


@pytest.fixture
def scene(tmp_path: Path, store: Store) -> Scene:
    return Scene(tmp_path, store)


def test_a_critique_becomes_one_alert_with_reason_quote_and_draft(scene: Scene) -> None:
    scene.run(mention(1, "I hate it: my Acme battery is broken after a week, please help me."))
    [card] = scene.show.alerts
    assert "battery is broken" in card.quote
    assert card.advice == "Put right"
    assert card.reason
    assert card.why
    assert card.due
    assert card.url == "https://acme.example/post/1"
    assert [d.name for d in card.drafts] == ["A", "B"]
    assert all("Camille" in d.text for d in card.drafts)
    assert all(passed for d in card.drafts for _, passed, _ in d.checks)


def answer(of: Mention, **fields: object) -> Mention:
    """Our answer, as an export has it in the row of what it answers."""
    known: dict[str, object] = {"external_id": f"{of.external_id}#reply", "url": None}
    known |= {"author": None, "by_owner": True, "thread_key": of.external_id, "posted_at": NOON}
    return mention(90, "We are sorry and sent you another.", **(known | fields))


BESIDE: dict[str, object] = {"thread_key": "m1"}
UNDER: dict[str, object] = {
    "external_id": "m90",
    "url": "https://acme.example/post/1#90",
    "parent_url": "https://acme.example/post/1",
}


@pytest.mark.parametrize("how", [{}, UNDER], ids=["in its row", "right under it"])
def test_what_comes_with_our_answer_asks_for_none(scene: Scene, how: dict[str, object]) -> None:
    asked = mention(1, "I hate it: my Acme battery is broken, please help me.", **BESIDE)
    scene.run(asked, answer(asked, **how))
    assert not scene.show.alerts
    made = scene.rows(DecisionRow)[0]
    assert (made.alert, made.rule, made.due_at, made.wants_draft) == (
        "none",
        "answered",
        None,
        False,
    )
    assert [row.mention_id for row in scene.rows(AnswerRow)] == [1]
    record = scene.store.record(1)
    assert record
    assert record.story_size == 1  # our own words are no further voice


def test_our_answer_of_another_batch_is_known_before_it_is_decided(scene: Scene) -> None:
    asked = mention(1, "I hate it: my Acme battery is broken, please help me.", **BESIDE)
    ours = answer(asked)
    scene.run(ours)
    scene.clock.pass_(minutes=20)
    scene.run(ours, asked)
    assert not scene.show.alerts


def test_danger_is_told_though_we_answered(scene: Scene) -> None:
    asked = mention(1, "I hate it: my Acme battery caught fire and burnt my hand.", **BESIDE)
    scene.run(asked, answer(asked))
    [card] = scene.show.alerts
    assert (card.level, card.answered) == ("danger", True)
    assert state(card, "en") == "▲▲ DANGER · ✔ Answered"


def test_what_is_rewritten_after_our_answer_asks_anew(scene: Scene) -> None:
    asked = mention(1, "I hate it: my Acme battery is broken, please help me.", **BESIDE)
    scene.run(asked, answer(asked))
    scene.clock.pass_(minutes=20)
    again = replace(asked, text="I hate it: the second Acme battery is broken too, and no help.")
    scene.run(again, answer(asked))
    assert [card.quote for card in scene.show.alerts] == [again.text]


def test_a_second_run_over_the_same_posts_adds_and_shows_nothing(scene: Scene) -> None:
    posts = [mention(1, "I hate it: broken."), mention(2, "They say it is fine", venue="public")]
    scene.run(*posts)
    before = scene.store.counts()
    shown = len(scene.show.alerts)
    scene.run(*posts)
    assert scene.store.counts() == before
    assert len(scene.show.alerts) == shown == 1


def test_the_first_poll_of_a_source_gives_a_first_look_and_no_alert(scene: Scene) -> None:
    scene.run(mention(1, "I hate it: broken."), mention(2, "I love it"), live=False)
    assert not scene.show.alerts
    [look] = scene.show.looks
    assert (look.mentions, look.to_us, look.unanswered) == (2, 2, 1)
    assert look.sentiment.net is None
    assert look.sample
    assert "broken" in look.sample.quote
    assert [one.mention for one in look.oldest] == [look.sample.mention]
    scene.run(mention(1, "I hate it: broken."), mention(2, "I love it"), live=False)
    assert len(scene.show.looks) == 1


def test_an_empty_first_poll_still_says_that_it_listens(scene: Scene) -> None:
    scene.run(live=False)
    [look] = scene.show.looks
    assert (look.mentions, look.sources, look.sample) == (0, ("list",), None)


def test_near_copies_are_one_story_with_one_alert_and_a_count(scene: Scene) -> None:
    words = "I hate that the new Acme charger is broken and that nobody at Acme answers me at all"
    scene.run(mention(1, words))
    scene.run(mention(1, words), *(mention(n, f"{words} {n}") for n in range(2, 6)))
    assert len(scene.show.alerts) == 1
    assert not scene.show.later
    assert len(scene.rows(StoryRow)) == 1
    record = scene.store.record(1)
    assert record is not None
    assert record.copies == 4


def test_short_equal_words_of_two_people_are_two_stories(scene: Scene) -> None:
    scene.run(mention(1, "I hate it"), mention(2, "I hate it"))
    assert len(scene.rows(StoryRow)) == 2


def test_a_thread_of_peers_is_one_story_and_a_post_to_us_in_it_is_its_own(scene: Scene) -> None:
    peers = {"venue": "public", "genre": "forum_comment", "thread_key": "t1"}
    scene.run(
        mention(1, "they are broken at Acme", **peers),
        mention(2, "they say so, but Acme is fine for my cousin", **peers),
        mention(3, "@acme I hate this, please help", **peers),
        mention(4, "@acme and it is still broken, please answer me", **peers, author=Author(id="author3")),
    )  # fmt: skip
    stories = [m.story_id for m in scene.rows(MentionRow)]
    assert stories[0] == stories[1] != stories[2] == stories[3]


def test_later_news_of_a_told_story_is_told_as_news(scene: Scene) -> None:
    own = {"thread_key": "t1", "author": Author(id="lea")}
    scene.run(mention(1, "I hate this broken bike of yours", **own))
    scene.run(
        mention(1, "I hate this broken bike of yours", **own),
        mention(2, "and now the other wheel: I hate it, why is nobody there?", **own),
    )
    assert len(scene.show.alerts) == 1
    assert len(scene.show.later) == 1


def test_the_same_post_from_two_sources_is_one_alert(scene: Scene, tmp_path: Path) -> None:
    scene.run()
    text = "I hate it, it is broken."
    post = mention(1, text)
    again = replace(post, external_id="7", url="https://acme.example/post/1/?utm_source=x")
    one, two = Listed(name="list", mentions=(post,)), Listed(name="other", mentions=(again,))
    scene.run()
    made = pipeline(
        config(tmp_path, Listed(name="list"), Listed(name="other")),
        scene.store,
        scene.show,
        scene.clock,
    )
    made.once()
    made = pipeline(config(tmp_path, one, two), scene.store, scene.show, scene.clock)
    made.once()
    assert len(scene.rows(MentionRow)) == 2
    assert len(scene.rows(StoryRow)) == 1
    assert len(scene.show.alerts) == 1


def test_an_edit_is_tagged_and_decided_again_and_not_told_twice(scene: Scene) -> None:
    scene.run(mention(1, "I hate it: broken."))
    scene.run(mention(1, "I love it: solved, great."))
    [row] = scene.rows(MentionRow)
    assert (row.revision, row.text) == (2, "I love it: solved, great.")
    assert [t.revision for t in scene.rows(TagRow)] == [1, 2]
    old, new = scene.rows(DecisionRow)
    assert old.ended_at
    assert not new.ended_at
    assert (old.leaf, new.tone) == ("REPAIR", "positive")
    assert len(scene.show.alerts) == 1


def test_a_deleted_post_is_forgotten_and_its_decision_ended(scene: Scene) -> None:
    scene.run(mention(1, "I hate it: broken canary."))
    scene.run(mention(1, "", deleted=True))
    [row] = scene.rows(MentionRow)
    assert row.deleted_at
    assert (row.text, row.author_name, row.author_handle) == ("", None, None)
    [decision] = scene.rows(DecisionRow)
    assert decision.ended_at


def test_our_own_reply_is_the_answer_to_what_it_replies_to(scene: Scene) -> None:
    scene.run(
        mention(1, "I hate it: broken.", posted_at=NOON - timedelta(hours=2)),
        mention(2, "Sorry! Camille here.", by_owner=True, parent_url="https://acme.example/post/1", author=Author(id="acme")),
    )  # fmt: skip
    [answer] = scene.rows(AnswerRow)
    assert (answer.mention_id, answer.url) == (1, "https://acme.example/post/2")
    assert scene.rows(DecisionRow)[1].leaf == "OURS"
    [card] = scene.show.alerts
    assert card.answered


def test_what_is_not_urgent_waits_for_its_bundle(scene: Scene) -> None:
    scene.run(mention(1, "I love the bell"))
    assert not scene.show.alerts
    assert not scene.show.bundles
    scene.clock.now = NOON.replace(hour=14, minute=1)  # 15:01 in Paris
    scene.run(mention(1, "I love the bell"))
    [(class_, cards, more)] = scene.show.bundles
    assert (class_, len(cards), more) == ("grouped", 1, 0)


def test_over_the_budget_of_a_day_alerts_wait_for_the_bundle_but_press_does_not(
    scene: Scene,
) -> None:
    brand = BRAND.model_copy(
        update={"thresholds": BRAND.thresholds.model_copy(update={"alerts_a_day": 2})}
    )
    posts = [mention(n, f"I hate it: broken, number {n}.") for n in range(1, 5)]
    press = mention(
        9, "@acme why is it broken?", venue="public", author=Author(id="@press_jo"), genre="tweet"
    )
    made = scene.run(*posts, press, brand=brand)
    assert len(scene.show.alerts) == 3
    waiting = [n for n in scene.rows(NoticeRow) if n.state == "pending"]
    assert [n.class_ for n in waiting] == ["grouped", "grouped"]
    assert scene.store.held_back(scene.clock()) == {brand.name: (2, waiting[0].next_at)}
    shown = StringIO()
    tell_waiting(Console(file=shown, width=200), made.app)
    told = "2 more alerts wait until Tue 10 Nov 15:00: the day's limit of 2 is reached"
    assert told in shown.getvalue()
    # They wait once: not also as what waits for its hour.
    assert len(shown.getvalue().splitlines()) == 1
    assert not scene.store.waiting("terminal", scene.clock())


def test_that_the_days_limit_is_reached_is_told_once_a_day_while_it_runs(scene: Scene) -> None:
    thresholds = BRAND.thresholds.model_copy(update={"alerts_a_day": 1})
    brand = BRAND.model_copy(update={"thresholds": thresholds})
    for last in (2, 4):
        posts = [mention(n, f"I hate it: broken, number {n}.") for n in range(1, last + 1)]
        made = scene.made(*posts, brand=brand)
        local = Local(1)
        made.poll(local, ["list"], Tally())
        assert local.wait(PATIENCE)
        made.after_collect()
        scene.clock.pass_(minutes=16)
    [(title, [line])] = scene.show.told
    assert title == "The day's limit of alerts is reached"
    assert line.startswith(
        "1 alert was shown today besides danger and the press; the settings allow 1 a day"
    )
    assert "waits until Tue 10 Nov 15:00; danger and the press do not wait." in line


def test_what_waits_for_its_bundle_by_its_kind_is_not_held_back(scene: Scene) -> None:
    scene.run(mention(1, "I love the bell"))
    assert [n.class_ for n in scene.rows(NoticeRow) if n.state == "pending"] == ["grouped"]
    assert scene.store.held_back(scene.clock()) == {}


def test_a_broken_source_leaves_the_healthy_one_polled(scene: Scene, tmp_path: Path) -> None:
    class Broken(Connector):
        @classmethod
        def mentions_in(cls, reply: bytes) -> Page:  # noqa: ARG003
            return Page()

        def pages(self, http: httpx.Client, cursor: str | None) -> Iterator[Page]:  # noqa: ARG002
            yield Page((mention(5, "kept"),))
            raise error

    errors = [
        SourceBusyError("busy", retry_after=3600),
        SourceChangedError("changed"),
        SourceRefusedError("refused"),
        ZeroDivisionError("canary text"),
    ]
    for number, error in enumerate(errors):
        name = f"bad{number}"
        healthy = Listed(name=f"good{number}", mentions=(mention(number, "fine"),))
        made = pipeline(
            config(tmp_path, Broken(name=name), healthy), scene.store, scene.show, scene.clock
        )
        tally = made.once()
        told = {v.source: v for v in tally.visits}
        assert told[f"good{number}"].new == 1
        assert told[name].error
        assert "canary" not in (told[name].error or "")
        row = scene.store.source(name)
        assert row.failures == 1
        assert bool(row.off_reason) == isinstance(error, SourceRefusedError)
        if isinstance(error, SourceBusyError):
            assert row.next_poll_at is not None
            assert row.next_poll_at >= scene.clock() + timedelta(hours=1)
    assert scene.store.counts()["mentions"] == 8


def test_failures_wait_longer_each_time_and_one_success_ends_them(
    scene: Scene, tmp_path: Path
) -> None:
    class Moody(Listed):
        fails: bool = True

        def pages(self, http: httpx.Client, cursor: str | None) -> Iterator[Page]:
            if self.fails:
                raise SourceBusyError("down")
            return super().pages(http, cursor)

    waits = []
    for _ in range(10):
        made = pipeline(config(tmp_path, Moody(name="moody")), scene.store, scene.show, scene.clock)
        made.once()
        row = scene.store.source("moody")
        assert row.next_poll_at is not None
        waits.append((row.next_poll_at - scene.clock()).total_seconds() / 60)
        assert scene.store.due_sources(["moody"], scene.clock()) == []
        scene.clock.now = row.next_poll_at
    assert waits[0] == pytest.approx(15, rel=0.11)
    assert all(b > a for a, b in pairwise(waits[:6]))
    assert max(waits) <= 24 * 60 * 1.1
    made = pipeline(
        config(tmp_path, Moody(name="moody", fails=False)), scene.store, scene.show, scene.clock
    )
    made.once()
    assert scene.store.source("moody").failures == 0


def test_a_new_tagger_reads_the_last_two_weeks_again_in_silence(scene: Scene) -> None:
    old = mention(1, "they are fine at Acme", venue="public", posted_at=NOON - timedelta(days=40))
    made = scene.run(old, mention(2, "they are fine at Acme now", venue="public"))
    newer = CueTagger()
    newer.name = "cues-2"
    assert made.retag(newer) == 1
    again = Worker(
        App.over(
            made.app.config, made.app.clock, store=made.app.store, key=made.app.key, tagger=newer
        ),
        scene.show,
    )
    again.after_collect()
    assert newer.read == 1
    assert not scene.show.alerts
    assert scene.rows(DecisionRow)[-1].tagger == "cues-2"
    assert made.retag(newer) == 0


class WaryTagger(CueTagger):
    """Other weights, which hold likely that a hiss is a danger."""

    name = "cues-2"

    def _one(self, post: Post) -> Tag:
        share = 0.995 if "hiss" in post.text else 0.01
        return replace(super()._one(post), judged={"risk": {"none": 1 - share, "safety": share}})


def test_a_danger_that_only_newer_weights_read_is_told_once_while_it_is_fresh(
    scene: Scene,
) -> None:
    made = scene.run(
        mention(1, "their fan hisses at Acme", venue="public", posted_at=NOON - timedelta(days=2)),
        mention(2, "the oven hisses at Acme", venue="public", posted_at=NOON - timedelta(days=9)),
    )
    assert not scene.show.alerts
    for _ in range(2):
        again = Worker(
            App.over(
                made.app.config,
                made.app.clock,
                store=made.app.store,
                key=made.app.key,
                tagger=WaryTagger(),
            ),
            scene.show,
        )
        again.retag(WaryTagger())
        again.after_collect()
        assert [card.level for card in scene.show.alerts] == ["danger"]


def test_what_people_taught_is_read_again_at_any_age(scene: Scene) -> None:
    from listener.store.tables import CorrectionRow

    old = NOON - timedelta(days=300)
    made = scene.run(
        mention(1, "they are fine at Acme", venue="public", posted_at=old),
        mention(2, "the lamp of Acme is fine", venue="public", posted_at=old),
    )
    with scene.store.writing() as session:
        session.add(CorrectionRow(mention_id=1, task="tone", label="negative", who="Ana", at=NOON))
    newer = CueTagger()
    newer.name = "cues-2"
    assert made.retag(newer) == 1


def test_a_post_dated_in_the_future_or_not_at_all_counts_when_it_was_read(scene: Scene) -> None:
    future = datetime(2099, 1, 1, tzinfo=UTC)
    scene.run(mention(1, "later", posted_at=future), mention(2, "some day", posted_at=None))
    first, second = scene.rows(MentionRow)
    assert first.posted_at == first.at == first.collected_at
    assert second.posted_at is None
    assert second.at == second.collected_at


def test_a_correction_wins_over_the_tagger_and_decides_again(scene: Scene) -> None:
    from listener.store.tables import CorrectionRow

    made = scene.run(mention(1, "I love it"))
    with scene.store.writing() as session:
        session.add(
            CorrectionRow(mention_id=1, task="tone", label="negative", who="Léa", at=scene.clock())
        )
        session.flush()
        [row] = session.exec(select(MentionRow).where(col(MentionRow.id) == 1))
        row.correction_id, row.stage = 1, "decide"
        session.add(row)
    made.after_collect()
    assert scene.rows(DecisionRow)[-1].tone == "negative"
    assert scene.rows(DecisionRow)[-1].correction_id == 1


def test_help_asked_on_our_page_is_left_to_peers_first_and_looked_at_again(scene: Scene) -> None:
    asked = mention(
        1, "Do they sell a rain cover for the Acme bike?", thread_key="t", addressed=False
    )
    scene.run(asked)
    assert scene.rows(DecisionRow)[-1].leaf == "MONITOR"
    scene.clock.pass_(hours=5)
    scene.run(asked)
    assert [d.leaf for d in scene.rows(DecisionRow)] == ["MONITOR", "OFFER_HELP"]
    scene.clock.pass_(hours=5)
    scene.run(asked)
    assert len(scene.rows(DecisionRow)) == 2


class Forum(Connector):
    """Posts 1 to `newest`, newest first, a hundred a page; a poll reads at most four pages."""

    newest: int

    @classmethod
    def mentions_in(cls, reply: bytes) -> Page:  # noqa: ARG003
        return Page()

    def pages(self, http: httpx.Client, cursor: str | None) -> Iterator[Page]:  # noqa: ARG002
        def fetch(at: str | None, _fresh: bool) -> paging.Listing:
            top = int(at or self.newest)
            numbers = range(top, max(top - 100, 0), -1)
            posts = (paging.Listed(n, f"m{n}", mention(n, f"They like bike {n}")) for n in numbers)
            return paging.Listing(tuple(posts), older=str(top - 100) if top > 100 else None)

        yield from paging.newest_first(fetch, cursor, paging.Reach(max_pages=4))


def test_1200_unseen_posts_behind_a_page_limit_are_all_stored_in_the_end(
    scene: Scene, tmp_path: Path
) -> None:
    def poll(newest: int) -> None:
        settings = config(tmp_path, Forum(name="forum", newest=newest))
        made = pipeline(settings, scene.store, scene.show, scene.clock, scene.tagger)
        local = Local(1)
        made.poll(local, ["forum"], Tally())
        assert local.wait(PATIENCE)

    poll(50)
    polls = 0
    while scene.store.counts()["mentions"] < 1_250 and polls < 9:
        # New ones come while the gap is still being read.
        polls += 1
        poll(1_200 + 10 * polls)
        row = scene.store.source("forum")
        told = json.loads(row.cursor or "{}")
        stored = {int(m.external_id[1:]) for m in scene.rows(MentionRow)}
        low = told["gap"][0] if told.get("gap") else told["upto"]
        assert set(range(1, low + 1)) <= stored  # the cursor is never ahead of what is stored
    assert polls < 9
    ids = [m.external_id for m in scene.rows(MentionRow)]
    assert len(ids) == len(set(ids)) == 1_200 + 10 * polls


def test_a_brand_taken_out_of_the_settings_does_not_stop_the_others(
    scene: Scene, tmp_path: Path
) -> None:
    other = BRAND.model_copy(update={"name": "Bolt", "handles": ()})
    scene.run(mention(1, "I hate it: broken."), brand=other)
    with scene.store.writing() as session:
        session.exec(update(MentionRow).values(stage="decide"))
    source = Listed(name="second", mentions=(mention(2, "I hate it: broken too."),))
    settings = config(tmp_path, source)
    pipeline(settings, scene.store, scene.show, scene.clock, scene.tagger).once()
    assert {m.stage for m in scene.rows(MentionRow) if m.brand == "Bolt"} == {"decide"}
    assert {m.stage for m in scene.rows(MentionRow) if m.brand == "Acme"} == {""}
