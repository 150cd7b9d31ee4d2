"""What undoing takes back beside the rows: drafts that did not leave, an alert at another desk."""

import threading
from pathlib import Path
from typing import Any

import pytest
from acme import BRAND, NOON, Clock, Kept, Listed, config, mention, pipeline
from rigs.desk_scene import HATE, Team, at_slack
from rigs.effort import PATIENCE
from rigs.local_slack import ALERTS, LEA, OTHER, LocalSlack, offers, wait
from sqlmodel import col, select

from listener.desk.contract import Desk, Done, Who
from listener.desk.found import act
from listener.settings.brand import Channels
from listener.store.store import Store
from listener.store.tables import DecisionRow, NoticeRow, SuggestionRow

WHO = Who("lea", "Léa", "shell")


class Town:
    """A complaint that came with our first answer: it wants no draft, and waits until it is fixed."""

    def __init__(self, folder: Path, store: Store) -> None:
        self.folder, self.store, self.clock = folder, store, Clock()
        self.desk = Desk(store, {BRAND.name: BRAND})
        asked = mention(1, HATE, thread_key="t", url="https://acme.example/t/1")
        reply = mention(2, "We look into it.", by_owner=True, thread_key="t", parent_url="https://acme.example/t/1")  # fmt: skip
        for posts in ((), (asked, reply)):
            source = Listed(name="forum", mentions=posts)
            pipeline(config(folder, source), store, Kept(), self.clock).once()

    def do(self, name: str, **values: Any) -> Done:
        self.clock.pass_(minutes=1)
        done = act(name)(**({"mention": 1} | values)).apply(self.desk, WHO, self.clock())
        assert done.outcome == "done"
        self.work()
        return done

    def work(self) -> None:
        settings = config(self.folder, Listed(name="forum"))
        pipeline(settings, self.store, Kept(), self.clock).after_collect()

    def drafts(self) -> tuple[bool, int]:
        """Does the open decision want one, and how many it has."""
        with self.store.reading() as session:
            query = select(DecisionRow).where(
                col(DecisionRow.ended_at).is_(None), col(DecisionRow.mention_id) == 1
            )
            decision = session.exec(query).one()
            of = select(SuggestionRow).where(col(SuggestionRow.decision_id) == decision.id)
            return decision.wants_draft, len(session.exec(of).all())

    def add_drafts_notice(self, **values: Any) -> None:
        """What brings the drafts to a thread."""
        now = self.clock()
        with self.store.writing() as session:
            told: dict[str, Any] = {"state": "pending", "made_at": now, "next_at": now} | values
            session.add(NoticeRow(brand=BRAND.name, key="drafts:1", target="slack:C1", class_="drafts", **told))  # fmt: skip


@pytest.fixture
def town(tmp_path: Path, store: Store) -> Town:
    return Town(tmp_path, store)


def test_drafts_that_fixed_let_be_made_are_gone_when_it_is_taken_back(town: Town) -> None:
    assert town.drafts() == (False, 0)
    fixed = town.do("fixed")
    assert town.drafts() == (True, 2)
    town.add_drafts_notice()
    town.do("undo", mention=0, act=fixed.act)
    assert town.drafts() == (False, 0)
    assert town.store.notice_of("drafts:1") is None, "it did not leave, and leaves no more"
    town.do("fixed")
    assert town.drafts() == (True, 2), "and can be had again"


def test_drafts_that_people_have_seen_stay(town: Town) -> None:
    fixed = town.do("fixed")
    town.add_drafts_notice(state="sent", ts="1.1")
    town.do("undo", mention=0, act=fixed.act)
    assert town.drafts() == (True, 2)
    assert town.store.notice_of("drafts:1") is not None


def test_drafts_that_were_there_before_stay(tmp_path: Path, store: Store) -> None:
    desk = Desk(store, {BRAND.name: BRAND})
    clock = Clock()
    for posts in ((), (mention(1, HATE),)):
        source = Listed(name="forum", mentions=posts)
        pipeline(config(tmp_path, source), store, Kept(), clock).once()
    fixed = act("fixed")(mention=1).apply(desk, WHO, clock())
    undo = act("undo")(act=fixed.act)  # type: ignore[call-arg]
    assert undo.apply(desk, WHO, clock()).outcome == "done"
    with store.reading() as session:
        assert len(session.exec(select(SuggestionRow)).all()) == 2


@pytest.fixture
def three(tmp_path: Path, store: Store) -> Desk:
    """Three who say the same, each in a story of their own."""
    posts = tuple(mention(n, HATE, thread_key=f"t{n}") for n in (1, 2, 3))
    for found in ((), posts):
        source = Listed(name="forum", mentions=found)
        pipeline(config(tmp_path, source), store, Kept(), Clock()).once()
    return Desk(store, {BRAND.name: BRAND})


def test_while_a_season_is_compared_others_write(three: Desk) -> None:
    plain, compared = three.store.vectors, []

    def beside(ids: Any) -> Any:
        other = threading.Thread(target=act("take")(mention=2).apply, args=(three, WHO, NOON))
        other.start()
        other.join(PATIENCE)
        compared.append(not other.is_alive())
        return plain(ids)

    three.store.vectors = beside  # type: ignore[assignment, method-assign]
    assert act("fixed")(mention=1).apply(three, WHO, NOON).mentions == (1, 2, 3)
    assert compared == [True]


def test_who_is_closed_between_the_list_and_the_act_is_not_on_it(three: Desk) -> None:
    plain = three.store.acting

    def late(*args: Any) -> Any:
        three.store.acting = plain  # type: ignore[method-assign]
        assert act("no_reply")(mention=2).apply(three, WHO, NOON).outcome == "done"
        return plain(*args)

    three.store.acting = late  # type: ignore[assignment, method-assign]
    assert act("fixed")(mention=1).apply(three, WHO, NOON).mentions == (1, 3)


PRESS = Channels(alerts=ALERTS, press=OTHER)


@pytest.fixture
def two_desks(tmp_path: Path, sqlite: Store, local_slack: LocalSlack) -> Team:
    brand = at_slack()
    slack = brand.slack.model_copy(update={"channels": PRESS})
    made = Team(tmp_path, sqlite, local_slack, brand.model_copy(update={"slack": slack}))
    made.listen(mention(1, HATE))
    return made


def test_an_alert_at_another_desk_says_that_it_was_taken_back(two_desks: Team) -> None:
    slack = two_desks.slack
    with two_desks.at_the_desk():
        slack.press(LEA, two_desks.card(), "else")
        wait(slack.windows)
        slack.submit(LEA, name="escalate")
        wait(lambda: "lane" in [b.get("block_id") for b in slack.windows()[-1]["blocks"]])
        slack.submit(LEA, lane="press")
        there = wait(lambda: slack.cards(OTHER))
        assert "I’ll take it" in offers(there[0])
        wait(lambda: "lea passes it on: Press." in slack.thread(there[0], OTHER))
        [own] = wait(lambda: [m for m in slack.messages() if m.get("ephemeral_to") == LEA])
        slack.press(LEA, own, "undo")
        wait(lambda: "Taken back" in slack.cards(OTHER)[0]["text"])
    [card] = slack.cards(OTHER)
    assert offers(card) == []
    assert "battery" in card["text"], "what it said stands there still"
    assert "lea takes back: pass on." in slack.thread(card, OTHER)
    assert "I’ll take it" in offers(two_desks.card())


def test_an_alert_that_did_not_leave_yet_stays_away(two_desks: Team) -> None:
    desk = Desk(two_desks.store, {two_desks.brand.name: two_desks.brand})
    passed = act("escalate")(mention=1, lane="press").apply(desk, WHO, two_desks.clock())  # type: ignore[call-arg]
    act("undo")(act=passed.act).apply(desk, WHO, two_desks.clock())  # type: ignore[call-arg]
    two_desks.go_on()
    assert two_desks.slack.cards(OTHER) == []
    found = two_desks.store.notice_of(f"moved:{passed.act}")
    assert found is not None
    assert (found.state, found.ts) == ("sent", None)


def test_what_people_do_stands_in_both_threads(two_desks: Team) -> None:
    desk = Desk(two_desks.store, {two_desks.brand.name: two_desks.brand})
    act("escalate")(mention=1, lane="press").apply(desk, WHO, two_desks.clock())  # type: ignore[call-arg]
    two_desks.go_on()
    act("take")(mention=1).apply(desk, WHO, two_desks.clock())
    two_desks.go_on()
    slack = two_desks.slack
    assert "Léa takes it." in slack.thread(slack.cards(OTHER)[0], OTHER)
    assert "Léa takes it." in slack.thread(two_desks.card())
