"""What people do: written once, seen by all, told who was first, and taken back within a day."""

import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from acme import BRAND, NOON, Clock, Kept, Listed, config, mention, news, pipeline
from contents import alert
from pydantic import ValidationError

from connectors.kit.contract import Mention
from listener.desk import acts as package
from listener.desk.contract import Desk, Done, Who
from listener.desk.found import act, acts, offered
from listener.notices.acted import act_line
from listener.notices.cards import Card, card
from listener.settings.brand import People
from listener.store.states import State
from listener.store.store import Store

LEA = Who("lea", "Léa", "shell")
PAUL = Who("paul", "Paul", "shell")
HATE = "I hate it, my battery is broken"


@pytest.fixture
def desk(tmp_path: Path, store: Store) -> Desk:
    """Two complaints, decided: 1 by author1, 2 by author2."""
    news(tmp_path, store, mention(1, HATE), mention(2, "Everything here is broken, always"))
    return Desk(store, {BRAND.name: BRAND})


def listen(folder: Path, store: Store, *posts: Mention, clock: Clock | None = None) -> Kept:
    """Read these after a first poll that found nothing: they are news."""
    show, clock = Kept(), clock or Clock()
    for found in ((), posts):
        worker = pipeline(config(folder, Listed(name="forum", mentions=found)), store, show, clock)
        worker.once()
    return show


def do(desk: Desk, name: str, who: Who = LEA, *, after: float = 0, **values: Any) -> Done:
    made = act(name)(**({"mention": 1} | values))
    return made.apply(desk, who, NOON + timedelta(hours=after))


def state(desk: Desk, mention_id: int = 1) -> State:
    found = desk.store.state(mention_id)
    assert found is not None
    return found


def test_every_file_of_acts_is_an_act_with_words() -> None:
    files = {path.stem for path in Path(package.__file__).parent.glob("*.py")} - {"__init__"}
    assert set(acts()) == files
    for name, one in acts().items():
        assert one.name == name
        assert act(name).model_config["frozen"]


def test_the_second_to_take_it_is_told_who_has_it(desk: Desk) -> None:
    assert do(desk, "take").outcome == "done"
    second = do(desk, "take", PAUL, after=1)
    assert (second.outcome, second.who, second.at) == ("taken", "Léa", NOON)
    assert do(desk, "take", after=1).outcome == "already"
    assert state(desk).owner == "Léa"


def test_a_name_turns_and_hides_nothing(desk: Desk) -> None:
    do(desk, "take", Who("x", "\u202eLéa\n\x1b[31m", "slack"))
    assert state(desk).owner == "Léa [31m"
    assert Who("U1", "\u202e", "slack").name == "U1"


def test_the_same_event_twice_is_one_act(desk: Desk) -> None:
    first = do(desk, "take", event="Ev1")
    do(desk, "hand_back")
    again = do(desk, "take", event="Ev1")
    assert (first.outcome, again.outcome, again.act) == ("done", "already", first.act)
    assert state(desk).owner is None


def test_an_answer_to_an_older_card_is_refused_in_words(desk: Desk) -> None:
    shown = state(desk).version
    do(desk, "take", PAUL)
    late = do(desk, "no_reply", seen=shown)
    assert late.outcome == "old"
    assert "look at the alert again" in late.said("en", BRAND.tz)
    assert do(desk, "no_reply", seen=late.state.version).outcome == "done"  # type: ignore[union-attr]


def test_of_many_at_once_one_has_it(desk: Desk) -> None:
    found: list[Done] = []
    start = threading.Barrier(6)

    def press(n: int) -> None:
        start.wait()
        found.append(do(desk, "take", Who(f"u{n}", f"User {n}", "slack")))

    threads = [threading.Thread(target=press, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    outcomes = sorted(one.outcome for one in found)
    assert outcomes == ["done", *["taken"] * 5]
    assert {one.who for one in found if one.outcome == "taken"} == {state(desk).owner}
    assert len(desk.store.acts([BRAND.name], mention_id=1)) == 1


def test_undo_restores_what_was_before(desk: Desk) -> None:
    do(desk, "take", PAUL)
    closed = do(desk, "answered", url="https://acme.example/reply", text="Sorry!")
    assert not state(desk).is_open
    assert desk.store.answered([1]) == {1}
    assert do(desk, "undo", mention=0, act=closed.act).outcome == "done"
    assert (state(desk).is_open, state(desk).owner) == (True, "Paul")
    assert desk.store.answered([1]) == set()
    assert do(desk, "undo", mention=0, act=closed.act).outcome == "already"


def test_undo_ends_after_a_day_and_never_takes_back_what_others_did_since(desk: Desk) -> None:
    taken = do(desk, "take")
    do(desk, "no_reply", PAUL, after=1)
    since = do(desk, "undo", mention=0, act=taken.act)
    assert (since.outcome, since.why, since.who) == ("cannot", "done_since", "Paul")
    late = do(desk, "undo", PAUL, after=26, mention=0, act=(taken.act or 0) + 1)
    assert (late.outcome, late.why) == ("cannot", "too_late")


def test_only_listed_leads_hold_and_an_empty_list_is_whoever_has_the_shell(desk: Desk) -> None:
    slack = Who("U1", "Paul", "slack")
    on: dict[str, Any] = {"mention": 0, "brand": BRAND.name, "on": True}
    assert do(desk, "hold", slack, **on).outcome == "leads"
    assert do(desk, "hold", LEA, **on).outcome == "done"
    assert do(desk, "hold", PAUL, **on).outcome == "taken"
    listed = BRAND.model_copy(update={"people": People(leads=("U1",))})
    other = Desk(desk.store, {BRAND.name: listed})
    assert do(other, "hold", LEA, **on | {"on": False}).outcome == "leads"
    assert do(other, "hold", slack, **on | {"on": False}).outcome == "done"


def test_what_stands_on_a_card_follows_its_state(desk: Desk) -> None:
    assert offered(state(desk))[:3] == ("take", "draft", "no_reply")
    do(desk, "take")
    assert "take" not in offered(state(desk))
    assert "hand_back" in offered(state(desk))
    do(desk, "no_reply")
    assert not {"take", "answered", "no_reply", "snooze"} & set(offered(state(desk)))


@pytest.mark.parametrize(
    "values",
    [
        {"tag": "tone", "label": "furious"},
        {"tag": "not_us", "label": "critique"},
        {"tag": "tone", "label": "negative", "author": True},
        {"tag": "tone", "label": "negative", "more": 1},
        {"tag": "tone", "label": "negative", "mention": "1"},
    ],
)
def test_what_is_no_correction_is_no_act(values: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        act("correct")(**({"mention": 1} | values))


def test_a_mention_that_is_not_there_changes_nothing(desk: Desk) -> None:
    assert do(desk, "take", mention=99).outcome == "missing"
    assert do(desk, "undo", mention=0, act=99).outcome == "missing"
    assert desk.store.acts([BRAND.name]) == []


def shown(desk: Desk, number: int = 1, *, after: float = 0) -> Card:
    record = desk.store.record(number)
    assert record is not None
    return card(record, BRAND, NOON + timedelta(hours=after))


def test_the_card_shows_who_has_it_and_how_it_was_closed(desk: Desk) -> None:
    assert (shown(desk).owner, shown(desk).is_done) == ("", False)
    do(desk, "take", Who("x", "Léa <!channel>", "slack"))
    message = str(alert(shown(desk), BRAND))
    assert "Léa <!channel> has it (Tue 10 Nov 13:00)" in shown(desk).owner
    assert "nobody yet" not in message
    do(desk, "no_reply", PAUL)
    closed = shown(desk)
    assert (closed.done, closed.closed_by, closed.overdue) == ("✔ No reply needed", "Paul", False)
    assert "By Paul" in str(alert(closed, BRAND))
    assert "has it" not in str(alert(closed, BRAND))


def test_a_card_says_until_when_it_is_quiet_and_no_longer(desk: Desk) -> None:
    do(desk, "snooze", ends=NOON + timedelta(hours=3))
    assert shown(desk).quiet == "Quiet until Tue 10 Nov 16:00"
    assert shown(desk, after=4).quiet is None


def test_whatever_is_done_changes_what_is_known_of_the_story(desk: Desk) -> None:
    notice = desk.store.notice_of("story:1")
    assert notice is not None
    before = desk.store.facts([notice])
    do(desk, "take")
    taken = desk.store.facts([notice])
    do(desk, "hand_back")
    assert len({str(before), str(taken), str(desk.store.facts([notice]))}) == 3


def test_a_rejected_draft_is_shown_no_more_until_that_is_undone(desk: Desk) -> None:
    assert [d.name for d in shown(desk).drafts] == ["A", "B"]
    done = do(desk, "reject_draft", reason="too stiff", draft="A")
    assert [d.name for d in shown(desk).drafts] == ["B"]
    do(desk, "undo", mention=0, act=done.act)
    assert [d.name for d in shown(desk).drafts] == ["A", "B"]


def test_what_waits_for_an_answer_is_left_by_what_is_closed(desk: Desk) -> None:
    leaves = [state(desk).leaf]
    since = NOON - timedelta(days=1)
    assert desk.store.open_critiques(BRAND.name, leaves, since, limit=5)[0] == 2
    do(desk, "no_reply")
    assert desk.store.open_critiques(BRAND.name, leaves, since, limit=5) == (1, [2])


def test_what_may_be_danger_stands_above_what_was_due_before(tmp_path: Path, store: Store) -> None:
    clock = Clock()
    late = mention(1, HATE)
    listen(tmp_path, store, late, clock=clock)
    clock.pass_(hours=80)
    fire = mention(2, "I hate it: my battery caught fire", posted_at=clock())
    for found in ((late,), (late, fire)):
        wall = config(tmp_path, Listed(name="forum", mentions=found))
        pipeline(wall, store, Kept(), clock).once()
    assert store.open_cards([BRAND.name], limit=9) == (2, [2, 1])
    desk = Desk(store, {BRAND.name: BRAND})
    for number in (1, 2):
        assert do(desk, "take", mention=number, after=80).outcome == "done"
    assert store.mine([BRAND.name], LEA.by, clock()) == [2, 1]


def test_a_reason_is_forgotten_with_the_words_it_was_given_for(desk: Desk) -> None:
    do(desk, "reject_draft", reason="it tells him that his wife is ill")
    before = NOON - timedelta(days=1)
    assert (desk.store.forget_reasons(before), desk.store.forget_reasons(NOON)) == (0, 0)
    assert desk.store.forget_reasons(NOON + timedelta(days=180)) == 1
    [row] = desk.store.acts([BRAND.name])
    assert act_line(row, BRAND) == "Léa does not want the draft: …"


def test_what_people_said_goes_with_a_brand_to_its_new_name(desk: Desk) -> None:
    do(desk, "take")
    do(desk, "who_is", kind="partner")
    do(desk, "hold", mention=0, brand=BRAND.name, on=True)
    other = BRAND.model_copy(update={"name": "Acmee"})
    both = Desk(desk.store, {BRAND.name: BRAND, "Acmee": other})
    do(both, "hold", mention=0, brand="Acmee", on=False)
    desk.store.rename_brand(BRAND.name, "Acmee", week="2026-W46", now=NOON)
    held = {(one.brand, one.what): one.value for one in desk.store.orders(["Acmee", "Acme"], NOON)}
    assert held == {("Acmee", "hold"): "off", ("Acmee", "who"): "partner"}
    assert desk.store.mine(["Acmee"], "lea", NOON) == [1]
    assert len(desk.store.acts(["Acmee"])) == 4
