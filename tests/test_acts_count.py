"""What people say counts at once: in the decision, in what is told, in every figure."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from acme import BRAND, NOON, Clock, CueTagger, Kept, Listed, config, mention, pipeline

from connectors.kit.contract import Author, Mention
from listener.desk.contract import Desk, Done, Who
from listener.desk.found import act
from listener.figures.week import is_handled, is_owed
from listener.store.states import State
from listener.store.store import Store
from listener.work.worker import Worker

LEA = Who("lea", "Léa", "shell")
HATE = "I hate it, my battery is broken"
TEAM = Author(id="acme", name="Acme")


class Town:
    """A brand that is listened to, and a desk beside it."""

    def __init__(self, folder: Path, store: Store) -> None:
        self.clock, self.show, self.store = Clock(), Kept(), store
        self._folder, self.posts = folder, list[Mention]()
        self.desk = Desk(store, {BRAND.name: BRAND})
        self.hear()

    def hear(self, *posts: Mention) -> None:
        """These come, beside those of before."""
        self.posts += posts
        self.clock.pass_(minutes=20)
        self._worker().once()

    def pass_(self, **span: float) -> None:
        self.clock.pass_(**span)
        self._worker().once()

    def do(self, name: str, number: int = 1, **values: Any) -> Done:
        done = act(name)(mention=number, **values).apply(self.desk, LEA, self.clock())
        assert done.outcome == "done", done
        self._worker().once()
        return done

    def undo(self, done: Done) -> None:
        made = act("undo")(act=done.act)  # type: ignore[call-arg]
        assert made.apply(self.desk, LEA, self.clock()).outcome == "done"
        self._worker().once()

    def leaf(self, number: int = 1) -> str:
        return self.state(number).leaf

    def state(self, number: int = 1) -> State:
        found = self.store.state(number)
        assert found is not None
        return found

    def line(self, number: int = 1) -> Any:
        lines = self.store.lines(BRAND.name, NOON - timedelta(days=2), NOON + timedelta(days=9))
        return next((one for one in lines if one.mention == number), None)

    def told(self) -> list[int]:
        return [c.mention for c in self.show.alerts]

    def _worker(self) -> Worker:
        source = Listed(name="forum", mentions=tuple(self.posts))
        settings = config(self._folder, source)
        return pipeline(settings, self.store, self.show, self.clock, CueTagger())


@pytest.fixture
def town(tmp_path: Path, sqlite: Store) -> Town:
    made = Town(tmp_path, sqlite)
    made.hear(mention(1, HATE))
    return made


@pytest.fixture
def both(tmp_path: Path, store: Store) -> Town:
    """The same on each database, for what it has a part in."""
    made = Town(tmp_path, store)
    made.hear(mention(1, HATE))
    return made


def test_a_corrected_tone_is_decided_anew_and_so_it_counts(both: Town) -> None:
    before = both.leaf()
    done = both.do("correct", tag="tone", label="positive")
    assert (both.line().tone, both.leaf() != before) == ("positive", True)
    assert both.store.corrections_between("Acme", NOON, both.clock() + timedelta(1)) == [1]
    both.undo(done)
    assert (both.line().tone, both.leaf()) == ("negative", before)
    assert both.store.corrections_between("Acme", NOON, both.clock() + timedelta(1)) == []


@pytest.mark.parametrize("tag", ["not_us", "spam"])
def test_what_is_not_us_is_in_no_figure_until_that_is_undone(both: Town, tag: str) -> None:
    done = both.do("correct", tag=tag)
    assert (both.leaf(), both.line()) == ("NOT_US", None)
    both.undo(done)
    assert both.line() is not None


def test_an_author_who_is_not_us_is_so_from_then_on_but_for_danger(town: Town) -> None:
    same = Author(id="author1", name="Author 1")
    done = town.do("correct", tag="not_us", author=True)
    town.hear(mention(2, "It is broken again", author=same), mention(3, "It is broken, too"))
    assert town.leaf(2) == "NOT_US"
    assert town.leaf(3) != "NOT_US"
    town.hear(mention(4, "Your heater exploded and burnt my child", author=same))
    assert town.leaf(4) == "ESCALATE_NOW"
    town.undo(done)
    town.hear(mention(5, "It is broken once more", author=same))
    assert town.leaf(5) != "NOT_US"


def test_a_phrase_that_is_not_us_is_so_in_every_text(town: Town) -> None:
    town.do("correct", tag="not_us", phrase="Acme  Street")
    town.hear(mention(2, "The lift in acme street is broken"), mention(3, "Your lift is broken"))
    assert (town.leaf(2), town.leaf(3) != "NOT_US") == ("NOT_US", True)


def test_a_person_says_that_it_is_a_danger_or_none(town: Town) -> None:
    done = town.do("correct", tag="risk", label="safety")
    assert (town.leaf(), town.state().is_danger) == ("ESCALATE_NOW", True)
    town.undo(done)
    assert town.leaf() != "ESCALATE_NOW"
    town.hear(mention(2, "Your heater exploded and burnt my child"))
    assert town.leaf(2) == "ESCALATE_NOW"
    town.do("correct", 2, tag="risk", label="none")
    assert (town.leaf(2) != "ESCALATE_NOW", town.state(2).is_danger) == (True, False)


def test_who_somebody_is_holds_from_then_on(town: Town) -> None:
    assert town.state().lane == "customers"
    town.do("who_is", kind="creator")
    assert town.state().lane == "influencers"
    town.hear(mention(2, "It is broken again", author=Author(id="author1", name="Author 1")))
    assert town.state(2).lane == "influencers"
    town.do("who_is", kind="nobody")
    assert town.state().lane == "customers"


def test_no_reply_leaves_what_is_owed_and_an_answer_counts(both: Town) -> None:
    assert is_owed(both.line())
    done = both.do("no_reply")
    assert not is_owed(both.line())
    both.undo(done)
    both.do("answered", url="https://acme.example/r", text="We are sorry.")
    assert is_owed(both.line())
    assert is_handled(both.line(), both.clock() + timedelta(minutes=1))
    assert both.line().answered_at == both.store.acts(["Acme"])[0].at
    assert both.store.recent_answers("Acme", NOON) == ["We are sorry."]


def test_what_is_taken_still_waits(town: Town) -> None:
    town.do("take")
    assert is_owed(town.line())
    assert not is_handled(town.line(), town.clock() + timedelta(days=1))


def test_a_snoozed_author_is_told_when_it_is_over_and_danger_at_once(both: Town) -> None:
    same = Author(id="author1", name="Author 1")
    both.do("snooze", what="author", ends=both.clock() + timedelta(hours=5))
    both.hear(mention(2, "It is broken again", author=same))
    assert both.told() == [1]
    both.hear(mention(3, "Your heater exploded and burnt my child", author=same))
    assert both.told() == [1, 3]
    both.pass_(hours=6)
    assert both.told() == [1, 3, 2]


SAME = Author(id="zoe", name="Zoé")
IN = {"author": SAME, "thread_key": "t"}


def test_a_snoozed_story_waits_and_no_other_does_nor_danger(both: Town) -> None:
    both.hear(mention(11, "I hate it, my saddle is broken", **IN))
    assert both.told() == [1, 2]
    both.do("snooze", 2, ends=both.clock() + timedelta(hours=5))
    both.hear(
        mention(12, "And the bell is broken as well", **IN),
        mention(13, "I hate it, my lamp is broken", author=SAME, thread_key="u"),
    )
    assert both.told() == [1, 2, 4], "its author may speak of something else"
    both.hear(mention(14, "Now your heater exploded and burnt my child", **IN))
    assert both.told() == [1, 2, 4, 5]
    waited, danger = both.store.last_decision(3), both.store.last_decision(5)
    assert waited
    assert danger
    assert waited.told_by == danger.told_by, "its message brings what waited with it"


def test_a_story_that_was_quiet_for_days_and_is_snoozed_opens_anew_when_that_is_over(
    both: Town,
) -> None:
    both.hear(mention(11, "I hate it, my saddle is broken", **IN))
    both.pass_(days=2)
    done = both.do("snooze", 2, ends=both.clock() + timedelta(hours=5))
    both.hear(mention(12, "And the bell is broken as well", **IN, posted_at=both.clock()))
    assert both.told() == [1, 2]
    decision = both.store.last_decision(3)
    assert decision
    notice = both.store.notice_of(decision.told_by or "")
    assert notice
    assert (notice.class_, notice.state) == ("instant", "pending"), (
        "a message of its own, no news of the old one"
    )
    both.pass_(hours=6)
    assert both.told() == [1, 2, 3]
    both.undo(done)
    assert both.told() == [1, 2, 3]


def test_a_snooze_that_is_taken_back_lets_what_waited_speak_and_a_longer_one_makes_it_wait(
    both: Town,
) -> None:
    both.hear(mention(11, "I hate it, my saddle is broken", **IN))
    both.pass_(days=2)
    both.do("snooze", 2, ends=both.clock() + timedelta(hours=5))
    both.hear(mention(12, "And the bell is broken as well", **IN, posted_at=both.clock()))
    longer = both.do("snooze", 2, ends=both.clock() + timedelta(hours=20))
    both.pass_(hours=6)
    assert both.told() == [1, 2], "the longer one holds"
    both.undo(longer)
    assert both.told() == [1, 2, 3], "the one before it is over"


def test_of_several_snoozes_the_longest_holds(both: Town) -> None:
    both.hear(mention(11, "I hate it, my saddle is broken", **IN))
    longest = both.clock() + timedelta(hours=20)
    both.do("snooze", 2, ends=both.clock() + timedelta(hours=5))
    both.do("snooze", 2, what="author", ends=longest)
    both.hear(mention(12, "And the bell is broken as well", **IN))
    both.pass_(hours=6)
    decision = both.store.last_decision(3)
    assert decision
    waits = both.store.notice_of(decision.told_by or "")
    assert waits
    assert (waits.state, waits.next_at) == ("pending", longest)


def test_a_snoozed_source_waits_and_is_told_when_it_is_over(both: Town) -> None:
    both.do("snooze", what="source", ends=both.clock() + timedelta(hours=5))
    both.hear(mention(2, "I hate it, my saddle is broken"))
    assert both.told() == [1]
    both.pass_(hours=6)
    assert both.told() == [1, 2]


def test_a_snooze_has_an_end_in_the_time_to_come_and_within_a_year(town: Town) -> None:
    for ends in (
        town.clock(),
        town.clock() - timedelta(hours=1),
        town.clock() + timedelta(days=367),
    ):
        done = act("snooze")(mention=1, ends=ends).apply(town.desk, LEA, town.clock())  # type: ignore[call-arg]
        assert (done.outcome, done.why) == ("cannot", "snooze_time")


def test_on_hold_routine_advice_stops_and_ends_with_it(town: Town) -> None:
    act("hold")(brand="Acme", on=True).apply(town.desk, LEA, town.clock())  # type: ignore[call-arg]
    town.hear(mention(2, "It is broken again"))
    assert town.leaf(2) == "LET_STAND"
    act("hold")(brand="Acme", on=False).apply(town.desk, LEA, town.clock())  # type: ignore[call-arg]
    town.hear(mention(3, "It is broken once more"))
    assert town.leaf(3) != "LET_STAND"


def test_fixed_lists_all_who_waited_and_lets_each_have_a_draft(both: Town) -> None:
    both.hear(
        mention(2, "I hate it, the battery is broken", thread_key="b"),
        mention(3, "Parking at your shop is broken beyond words", thread_key="c"),
        mention(4, "I hate it, my battery is broken", thread_key="d"),
        mention(5, "I hate it, my battery is broken!", thread_key="e"),
    )
    both.do("no_reply", 5)
    done = both.do("fixed")
    assert done.mentions[0] == 1
    assert set(done.mentions) == {1, 2, 4}
    assert "3 people waited" in done.said("en", BRAND.tz)


def test_an_author_who_says_that_it_is_solved_closes_what_they_asked(both: Town) -> None:
    them = Author(id="zoe", name="Zoé")
    asked = mention(11, HATE, author=them, thread_key="t", url="https://acme.example/t/1")
    both.hear(asked)
    reply = mention(
        12, "Sorry, we sent a new one", author=TEAM, by_owner=True, thread_key="t",
        url="https://acme.example/t/2", parent_url="https://acme.example/t/1",
        posted_at=NOON,
    )  # fmt: skip
    both.hear(reply)
    thanks = mention(
        13, "Thank you, it is solved now, great", author=them, thread_key="t",
        parent_url="https://acme.example/t/2", posted_at=NOON + timedelta(minutes=5),
    )  # fmt: skip
    both.hear(thanks)
    assert both.leaf(4) == "CLOSE"
    assert (both.state(2).closed, both.state(2).is_open) == ("solved", False)
    assert both.state(1).closed == ""
