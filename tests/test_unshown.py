"""Words that their platform did not show for longer than it allows: asked for before they are shown, else link and date."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
import pytest
from acme import BRAND, Kept, config, pipeline
from alembic.migration import MigrationContext
from alembic.operations import Operations
from our_x import OURS, Network, Said, failure
from sqlalchemy import text as sql
from sqlmodel import col, select, update
from test_connector_x import HOUR, NOW, Networking, number

from connectors.x import memory
from listener.advice.time import periods
from listener.digest.build import build
from listener.digest.page import page
from listener.notices.cards import card
from listener.settings.config import Storage
from listener.stages.again import hide_left
from listener.stages.expire import expire
from listener.store.engine import WRITES
from listener.store.store import Store
from listener.store.tables import MentionRow, NoticeRow, SourceRow
from listener.words import say
from listener.work.local import Local

OWED = "@acme it is broken, what now?"
SAID = "they love the zebra bikes of @acme http://zebra.example"  # nobody waits for an answer
PARTS = 1_000_000


class Duty(Networking):
    """X in an installation whose stages run, too."""

    def __init__(self, store: Store, folder: Path, net: Network, **options: Any) -> None:
        super().__init__(store, net, **options)
        self.show, self.folder = Kept(), folder

    def work(self) -> None:
        """Tag, decide and tell what was collected."""
        pipeline(config(self.folder), self.store, self.show, self.clock).once()

    def lives(self, *, until: float, every: float = 1) -> None:
        """Visits, to so many hours after the first one."""
        end = datetime.fromtimestamp(NOW, UTC) + timedelta(hours=until)
        while self.clock() < end:
            self.clock.pass_(hours=every)
            self.at_once()

    def hours(self) -> float:
        """Since the first visit."""
        return (self.clock().timestamp() - NOW) / HOUR

    def stored_one(self, n: int) -> MentionRow:
        with self.store.reading() as session:
            found = session.exec(select(MentionRow).where(MentionRow.external_id == number(n)))
            return found.one()

    def asked_for(self, n: int) -> int:
        """How often it was asked for by its id."""
        return sum(number(n) in query.get("ids", "").split(",") for _, query in self.net.asked)

    def unlisted(self) -> None:
        """From now on no list shows what was read: it has to be asked for by its id."""
        for one in self.net.posts:
            one.lists = ()

    def told(self) -> int:
        """How many notices tell of mentions."""
        of_story = select(NoticeRow).where(col(NoticeRow.story_id).is_not(None))
        with self.store.reading() as session:
            return len(session.exec(of_story).all())


def talk(n: int, text: str, hours: float = 1, **more: Any) -> Said:
    return Said(number(n), NOW - hours * HOUR, text=text, by=f"{n}", **more)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(f"sqlite:///{tmp_path / 'listener.db'}")
    opened.upgrade()
    yield opened
    opened.close()


def tick(made: Duty) -> None:
    """What falls due at this moment in a listener whose settings know no source."""
    worker = pipeline(config(made.folder), made.store, made.show, made.clock)
    local = Local(1)
    try:
        assert worker.tick(local)
        local.wait()
    finally:
        local.stop(1)


def begun(store: Store, folder: Path, *posts: Said, **options: Any) -> Duty:
    made = Duty(store, folder, Network(list(posts)), **{"recheck_days": 2, **options})
    made.at_once()
    made.work()
    return made


def test_after_the_days_of_asking_again_link_and_date_are_shown_and_no_words(
    store: Store, tmp_path: Path
) -> None:
    made = begun(store, tmp_path, talk(1, SAID))
    made.unlisted()
    made.lives(until=48)
    assert made.stored_one(1).text == SAID
    assert made.asked_for(1) >= 2
    asked = made.asked_for(1)
    made.lives(until=72)
    found = made.stored_one(1)
    assert (found.text, found.author_name, found.title) == ("", None, None)
    assert found.url == f"https://x.com/i/status/{number(1)}"
    assert found.posted_at
    assert found.deleted_at is None
    assert made.asked_for(1) <= asked + 1
    record = store.record(found.id or 0)
    assert record
    shown = card(record, BRAND, made.clock())
    assert "zebra" not in repr(shown)
    assert str(shown.quote) == say("en", "card.expired")
    assert shown.url == found.url
    week = periods.week_of(found.posted_at, BRAND.tz)
    told = page(build(store, BRAND, week, made.clock()))
    assert "zebra" not in told
    assert found.url in told
    with store.reading() as session:
        held = session.connection().execute(
            sql("SELECT (SELECT count(*) FROM decisions WHERE reason != '' OR path != '[]')"
                " + (SELECT count(*) FROM suggestions WHERE text != '')"
                " + (SELECT count(*) FROM vectors)")
        )  # fmt: skip
        assert held.scalar_one() == 0, "they tell what it said"


def test_one_that_waits_for_an_answer_is_asked_for_as_long_as_it_does(
    store: Store, tmp_path: Path
) -> None:
    made = begun(store, tmp_path, talk(1, OWED), talk(2, SAID))
    made.unlisted()
    made.lives(until=24 * 6)
    assert made.stored_one(1).text == OWED
    assert made.stored_one(2).text == ""
    assert made.asked_for(1) >= 6
    made.net.posts[0].fate = "not-found"
    made.lives(until=24 * 7)
    assert made.stored_one(1).deleted_at


def test_one_that_was_answered_is_asked_for_no_more(store: Store, tmp_path: Path) -> None:
    made = begun(store, tmp_path, talk(1, OWED))
    made.lives(until=60)
    more = {"referenced_tweets": [{"type": "replied_to", "id": number(1)}]}
    made.net.posts.append(
        Said(number(9), NOW + 60 * HOUR, text="@u We see to it.", by=OURS, lists=("tweets",), more=more)
    )  # fmt: skip
    made.lives(until=62)
    made.work()
    asked = made.asked_for(1)
    made.lives(until=24 * 6)
    assert made.asked_for(1) <= asked + 1
    assert made.stored_one(1).text == ""
    assert made.stored_one(9).text == "@u We see to it.", "the brand's own words stay"


def test_of_more_posts_than_are_remembered_the_oldest_lose_their_words(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "POSTS", 3)
    made = begun(store, tmp_path, *(talk(n, f"{SAID} {n}") for n in (1, 2)), recheck_days=7)
    made.net.posts += [talk(n, f"{SAID} {n}", -0.5) for n in (3, 4, 5)]
    made.lives(until=1)
    made.work()
    made.unlisted()
    made.lives(until=30)
    assert [made.stored_one(n).text != "" for n in range(1, 6)] == [False, False, True, True, True]


def test_while_x_is_not_to_be_read_words_go_and_come_back_with_it_and_nobody_is_told_again(
    store: Store, tmp_path: Path
) -> None:
    made = begun(store, tmp_path, recheck_days=7)
    made.net.posts += [talk(1, OWED, -0.5), talk(2, SAID, -0.5)]
    made.lives(until=1)
    made.work()
    told, alerts = made.told(), len(made.show.alerts)
    assert told >= 1
    assert alerts == 1
    reason = store.record(made.stored_one(1).id or 0)
    assert reason
    assert reason.decision
    made.net.instead = [failure(503, "Service Unavailable")] * 60
    made.lives(until=24)
    assert made.stored_one(1).text == OWED
    made.lives(until=27)
    assert [made.stored_one(n).text for n in (1, 2)] == ["", ""]
    made.net.instead.clear()
    made.lives(until=29)
    made.work()
    assert [made.stored_one(n).text for n in (1, 2)] == [OWED, SAID]
    assert {made.stored_one(n).revision for n in (1, 2)} == {1}
    assert (made.told(), len(made.show.alerts)) == (told, alerts)
    again = store.record(made.stored_one(1).id or 0)
    assert again
    assert again.decision
    assert again.decision.reason == reason.decision.reason
    assert again.decision.due_at == reason.decision.due_at
    assert [draft.text for draft in again.suggestions] == [d.text for d in reason.suggestions]


def test_one_that_waits_and_lost_its_words_has_them_again_once_there_are_dollars(
    store: Store, tmp_path: Path
) -> None:
    made = begun(store, tmp_path, talk(1, OWED))
    made.lives(until=60)
    made.net.instead = [failure(503, "Service Unavailable")] * 60
    made.lives(until=100)
    assert made.stored_one(1).text == ""
    made.net.instead.clear()
    made.lives(until=102)
    assert made.stored_one(1).text == OWED


def test_other_words_are_an_edit_that_is_read(store: Store, tmp_path: Path) -> None:
    made = begun(store, tmp_path, talk(1, OWED))
    made.net.instead = [failure(503, "Service Unavailable")] * 60
    made.lives(until=26)
    made.net.edit(number(1), "@acme all is well now", number(5))
    made.net.instead.clear()
    made.lives(until=28)
    found = made.stored_one(1)
    assert (found.text, found.revision) == ("@acme all is well now", 2)


def test_an_edited_one_that_waits_is_read_in_its_newest_version(
    store: Store, tmp_path: Path
) -> None:
    made = begun(store, tmp_path, talk(1, OWED))
    made.lives(until=60)
    made.net.posts[0].lists = ()
    made.net.edit(number(1), "@acme it is still broken", number(5))
    made.lives(until=84)
    found = made.stored_one(1)
    assert (found.text, found.revision) == ("@acme it is still broken", 2)


def test_what_was_kept_as_long_as_the_settings_say_comes_back_from_nowhere(
    store: Store, tmp_path: Path
) -> None:
    made = begun(store, tmp_path, talk(1, SAID), recheck_days=7)
    made.unlisted()
    made.net.instead = [failure(503, "Service Unavailable")] * 60
    made.lives(until=26)
    expire(store, Storage(dir=tmp_path, text_days=1, name_days=1), made.clock())
    made.net.instead.clear()
    made.lives(until=50)
    assert made.asked_for(1) >= 1
    assert made.stored_one(1).text == ""


def test_what_asking_again_did_not_cost_comes_back(store: Store, tmp_path: Path) -> None:
    made = begun(store, tmp_path, *(talk(n, f"{OWED} {n}") for n in (1, 2, 3)))
    made.unlisted()
    made.lives(until=50)
    for one in made.net.posts[1:]:
        one.fate = "silent"
    made.net.asked.clear()
    while not made.asked_for(2):
        made.lives(until=made.hours() + 1)
    assert made.spent() == made.net.billed[f"{made.clock():%Y-%m-%d}"] == 5_000


def test_the_most_that_asking_again_may_cost_is_written_down_before(
    store: Store, tmp_path: Path
) -> None:
    made = begun(store, tmp_path, *(talk(n, f"{OWED} {n}") for n in (1, 2, 3)))
    made.unlisted()
    made.lives(until=50)
    before: list[tuple[int, int]] = []

    def watched(request: httpx.Request) -> httpx.Response:
        if ids := request.url.params.get("ids", ""):
            billed = made.net.billed[f"{made.clock():%Y-%m-%d}"]
            before.append((made.spent() - billed, 5_000 * len(ids.split(","))))
        return made.net(request)

    made.answer = watched
    made.net.posts[1].fate = "not-found"
    made.lives(until=100)
    assert len(before) >= 2
    assert all(taken == most for taken, most in before)


def test_a_source_that_left_the_settings_shows_no_words_either(
    store: Store, tmp_path: Path
) -> None:
    made = begun(store, tmp_path, talk(1, OWED))
    made.clock.pass_(hours=23)
    tick(made)
    assert made.stored_one(1).text == OWED
    made.clock.pass_(hours=2)
    tick(made)
    assert made.stored_one(1).text == ""


def test_a_source_that_x_refuses_is_not_visited_and_shows_no_words_either(
    store: Store, tmp_path: Path
) -> None:
    made = begun(store, tmp_path, talk(1, OWED))
    made.clock.pass_(hours=1)
    made.net.instead = [failure(401, "Unauthorized")]
    assert made.at_once().error
    made.clock.pass_(hours=22)
    hide_left(store, {"x"}, now=made.clock())
    assert made.stored_one(1).text == OWED
    made.clock.pass_(hours=2)
    hide_left(store, {"x"}, now=made.clock())
    assert made.stored_one(1).text == ""


def test_where_it_is_visited_rarely_it_is_asked_for_at_each_visit_within_the_day(
    store: Store, tmp_path: Path
) -> None:
    posts = talk(1, OWED), talk(2, SAID)
    made = begun(store, tmp_path, *posts, poll_minutes=1_000, recheck_days=3)
    made.unlisted()
    for _ in range(7):
        for minutes in (300, 300, 300, 100):
            made.clock.pass_(minutes=minutes)
            if minutes == 300:
                hide_left(store, {"x"}, now=made.clock())
            assert made.stored_one(1).text == OWED
            assert made.stored_one(2).text == SAID or made.hours() > 72
        made.at_once()
    assert made.stored_one(2).text == ""


def test_between_two_visits_words_are_hidden_when_their_day_is_over(
    store: Store, tmp_path: Path
) -> None:
    made = begun(store, tmp_path, talk(1, SAID), recheck_days=1)
    made.unlisted()
    made.lives(until=24)
    with store.writing() as session:
        far = made.clock() + timedelta(days=3)
        session.exec(update(SourceRow).values(next_poll_at=far))
    made.clock.pass_(hours=25)
    hide_left(store, {"x"}, now=made.clock())
    assert made.stored_one(1).text == ""


def test_after_a_standstill_x_is_asked_before_any_words_are_hidden(
    store: Store, tmp_path: Path
) -> None:
    made = begun(store, tmp_path, talk(1, OWED), recheck_days=7)
    made.unlisted()
    made.clock.pass_(hours=60)
    hide_left(store, {"x"}, now=made.clock())
    made.at_once()
    found = made.stored_one(1)
    assert (found.text, found.author_name) == (OWED, "Zoé 1")


def test_asking_for_what_waits_passes_no_days_dollars(store: Store, tmp_path: Path) -> None:
    posts = [talk(n, f"{OWED} {n * 7919}", n / 60) for n in range(1, 31)]
    made = begun(store, tmp_path, *posts, dollars_a_day=0.9, authors=False)
    made.lives(until=24 * 5)
    assert max(made.net.billed.values()) <= 0.9 * PARTS
    assert made.spent() >= made.net.billed[f"{made.clock():%Y-%m-%d}"]
    assert sum(made.stored_one(n).text != "" for n in range(1, 31)) == 30
    assert made.spent() <= 31 * 5_000 + 5_000, "what it did not cost came back"


def test_of_posts_of_before_this_release_a_day_is_left_to_ask_for_them(
    store: Store, tmp_path: Path
) -> None:
    made = begun(store, tmp_path, talk(1, SAID), talk(2, SAID))
    made.net.posts[1].fate = "not-found"
    made.lives(until=24)
    with store.writing() as session:
        session.connection().execute(sql("UPDATE mentions SET looked_at = NULL"))
    step = import_module("listener.store.migrations.versions.0031_looked_at_x")
    writer = store.engine.execution_options(**{WRITES: True})
    with writer.begin() as there, Operations.context(MigrationContext.configure(there)):
        step.upgrade()
    seen = [made.stored_one(n).looked_at for n in (1, 2)]
    assert seen[0]
    assert abs(datetime.now(UTC) - seen[0]) < timedelta(minutes=5)
    assert seen[1] is None, "it is gone"
