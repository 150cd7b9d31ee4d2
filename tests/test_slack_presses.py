"""What people press in Slack: from a real press to the card, the thread, the row, and a word to them alone."""

import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from acme import mention
from rigs.desk_scene import HATE, Team, at_slack
from rigs.local_slack import ALERTS, LEA, OTHER, PAUL, LocalSlack, action, offers, wait

from listener.settings.brand import People
from listener.store.store import Store


@pytest.fixture
def team(tmp_path: Path, local_slack: LocalSlack) -> Iterator[Team]:
    """Two complaints told in Slack, and whoever presses is heard."""
    store = Store.open(f"sqlite:///{tmp_path / 'desk.db'}")
    made = Team(tmp_path, store, local_slack)
    made.listen(mention(1, HATE), mention(2, "Everything here is broken, always"))
    with made.at_the_desk():
        yield made
    store.close()


def told(team: Team, user: str, n: int = 1) -> str:
    """The n-th thing that only this person was told."""
    return str(wait(lambda: (team.slack.told(user) + [""] * n)[n - 1]))


def test_an_alert_offers_three_acts_and_the_rest_under_more(team: Team) -> None:
    shown = offers(team.card())
    assert shown[:4] == ["I’ll take it", "Draft", "No reply needed", "Why?"]
    assert shown[-1] == "Something else"
    assert len(shown) == 8
    assert "I’ll take it" not in team.card()["text"]  # Slack reads buttons out by itself


def test_who_takes_it_is_told_alone_and_shown_to_all(team: Team) -> None:
    team.slack.press(LEA, team.card(), "take")
    assert told(team, LEA) == "It is yours."
    assert team.slack.told(PAUL) == []
    wait(lambda: "lea takes it." in team.slack.thread(team.card()))
    wait(lambda: "lea has it" in team.card()["text"])
    assert team.acts() == [("lea", "take", "slack")]
    assert offers(team.card())[:3] == ["Draft", "Answered", "No reply needed"]


def test_of_two_who_press_at_once_the_second_is_told_who_was_first(team: Team) -> None:
    card = team.card()
    both = [threading.Thread(target=team.slack.press, args=(who, card, "take")) for who in (LEA, PAUL)]  # fmt: skip
    for one in both:
        one.start()
    for one in both:
        one.join()
    said = sorted((told(team, LEA), told(team, PAUL)))
    assert said[0] == "It is yours."
    assert "has it already" in said[1]
    assert [name for _, name, _ in team.acts()] == ["take"]


def test_a_handled_card_keeps_no_button_and_can_be_taken_back(team: Team) -> None:
    team.slack.press(LEA, team.card(), "no_reply")
    assert told(team, LEA) == "Noted: no reply needed."
    wait(lambda: offers(team.card()) == [])
    [own] = [m for m in team.slack.messages() if m.get("ephemeral_to") == LEA]
    assert offers(own) == ["Undo"]
    team.slack.press(LEA, own, "undo")
    assert told(team, LEA, 2) == "Undone."
    wait(lambda: "No reply needed" in offers(team.card()))


def test_a_press_on_an_older_card_is_refused_in_words(team: Team) -> None:
    old = action(team.card(), "no_reply")
    team.slack.press(LEA, team.card(), "take")
    told(team, LEA)
    team.slack.send(PAUL, team.card(), old)
    assert "Something has changed" in told(team, PAUL)
    assert [name for _, name, _ in team.acts()] == ["take"]


def test_no_window_opens_on_an_older_card_only_to_be_refused_when_it_is_filled(team: Team) -> None:
    old = team.card()
    team.slack.press(LEA, old, "take")
    assert told(team, LEA) == "It is yours."
    team.slack.press(PAUL, old, "correct")
    assert told(team, PAUL).startswith("Something has changed since")
    assert team.slack.windows() == []


def test_an_address_given_for_the_words_of_an_answer_is_where_it_was_answered(team: Team) -> None:
    team.slack.press(LEA, team.card(), "answered")
    wait(team.slack.windows)
    team.slack.submit(LEA, text=" https://forum.example/9\n")
    assert "later" not in told(team, LEA)
    [done] = team.store.acts([team.brand.name])
    assert (done.name, json.loads(done.said)["url"]) == ("answered", "https://forum.example/9")


def test_why_opens_the_way_to_the_advice_and_no_command(team: Team) -> None:
    team.slack.press(LEA, team.card(), "why")
    [window] = wait(team.slack.windows)
    words = [b["text"]["text"] for b in window["blocks"] if b["type"] == "section"]
    assert any("The way to this advice" in said for said in words)
    assert sum("?" in said for said in words) >= 3
    assert "listener" not in str(window["blocks"])
    tags = words[-1].splitlines()
    assert tags
    assert all(said.partition(": ")[2][:1].islower() for said in tags), tags


WINDOWS: list[tuple[str, dict[str, str], str]] = [
    ("answered", {"url": "https://acme.example/reply"}, "lea has answered: https://acme.example/reply"),
    ("answered", {}, "lea has answered."),
    ("correct", {"tag": "tone:positive"}, "lea corrects the tone: positive."),
    ("hand_over", {"to": PAUL}, "lea hands it over to paul."),
    ("hand_back", {}, "lea hands it back: whoever can may take it."),
    ("escalate", {"lane": "press"}, "lea passes it on: Press."),
    ("snooze", {"what": "story", "ends": "3d"}, "lea wants quiet on this story until"),
    ("who_is", {"kind": "journalist"}, "lea says who this is: a journalist."),
    ("ask_colleague", {"to": PAUL}, "lea asks paul for help."),
    ("fixed", {}, "lea: it is fixed. Those who waited can be told."),
]  # fmt: skip


@pytest.mark.parametrize(("name", "fields", "line"), WINDOWS)
def test_each_act_goes_from_a_press_through_its_window_to_the_thread(
    team: Team, name: str, fields: dict[str, str], line: str
) -> None:
    if name == "hand_back":
        team.slack.press(LEA, team.card(), "take")
        wait(lambda: "Hand it back" in offers(team.card()))
    before = len(team.slack.told(LEA))
    chosen = _choose(team, name)
    if fields or name == "answered":
        wait(lambda: team.slack.windows() and team.slack.windows()[-1]["private_metadata"].split(" ")[2].startswith(name))  # fmt: skip
        team.slack.submit(LEA, **fields)
    assert told(team, LEA, before + 1)
    wait(lambda: any(line in said for said in team.slack.thread(team.card())))
    assert team.acts()[-1] == ("lea", name, "slack")
    assert chosen


def _choose(team: Team, name: str) -> bool:
    """By the card's own row, else by "Something else"."""
    card = team.card()
    try:
        action(card, name)
    except AssertionError:
        team.slack.press(LEA, card, "else")
        wait(team.slack.windows)
        team.slack.submit(LEA, name=name)
    else:
        team.slack.press(LEA, card, name)
    return True


def test_what_does_not_fit_stays_in_its_window(team: Team) -> None:
    team.slack.press(LEA, team.card(), "answered")
    wait(team.slack.windows)
    team.slack.submit(LEA, url="not an address")
    assert team.slack.windows()
    assert team.acts() == []
    team.slack.submit(LEA, url="https://acme.example/reply")
    told(team, LEA)
    assert [name for _, name, _ in team.acts()] == ["answered"]


def test_what_is_left_to_do_of_a_card_that_was_handled_since_is_told(team: Team) -> None:
    seen = team.card()
    team.slack.press(PAUL, seen, "no_reply")
    told(team, PAUL)
    team.slack.press(LEA, seen, "else")
    assert told(team, LEA).startswith("Something has changed since")
    assert team.slack.windows() == []  # Slack takes no list without an entry


def test_a_press_in_a_channel_that_is_none_of_ours_changes_nothing(team: Team) -> None:
    copied = team.card()
    made = team.slack.web.chat_postMessage(channel=OTHER, text="copied", blocks=copied["blocks"])
    [there] = [m for m in team.slack.messages(OTHER) if m["ts"] == made["ts"]]
    team.slack.press(LEA, there, "take", OTHER)
    wait(lambda: team.slack.told(LEA, OTHER))
    assert "nothing was done" in team.slack.told(LEA, OTHER)[0]
    assert team.acts() == []


def test_a_card_in_the_channel_of_before_is_pressed_on_as_ever(team: Team) -> None:
    seen = team.card()
    copied = team.slack.web.chat_postMessage(channel=ALERTS, text="copied", blocks=seen["blocks"])
    team.brand = at_slack(channel=OTHER)
    team.box = team._outbox()
    assert team.presses
    team.presses.follow(team.app())
    team.slack.press(LEA, {**seen, "ts": copied["ts"]}, "take")
    assert "nothing was done" in told(team, LEA)
    team.slack.command(LEA, "status")
    assert "nothing was done" in told(team, LEA, 2)
    assert team.acts() == []
    team.slack.press(LEA, seen, "take")
    assert told(team, LEA, 3) == "It is yours."
    wait(lambda: "lea takes it." in team.slack.thread(team.card()))
    wait(lambda: "lea has it" in team.card()["text"])
    team.slack.press(LEA, team.card(), "answered")
    wait(team.slack.windows)
    team.slack.submit(LEA, url="https://acme.example/reply")
    wait(lambda: any("lea has answered" in said for said in team.slack.thread(team.card())))


def test_a_danger_is_stood_down_by_leads_alone(team: Team) -> None:
    team.listen(mention(9, "Your battery caught fire, my child has burns"))
    card = next(m for m in team.slack.cards() if "fire" in m["text"])
    team.slack.press(LEA, card, "no_reply")
    assert told(team, LEA).startswith("It may be a danger, so that takes a lead")
    assert team.acts() == []


@pytest.mark.parametrize("leads", [(), (LEA,)])
def test_an_author_and_a_phrase_are_asked_of_leads_alone(
    tmp_path: Path, local_slack: LocalSlack, sqlite: Store, leads: tuple[str, ...]
) -> None:
    made = Team(tmp_path, sqlite, local_slack, at_slack(people=People(leads=leads)))
    made.listen(mention(1, HATE))
    with made.at_the_desk():
        local_slack.press(LEA, made.card(), "correct")
        [window] = wait(local_slack.windows)
        asked = {block.get("block_id") for block in window["blocks"]}
        assert ("tag" in asked, {"author", "phrase"} <= asked) == (True, bool(leads))
        assert bool(asked & {"author", "phrase"}) == bool(leads)


def test_the_link_of_an_answer_is_added_in_slack(team: Team) -> None:
    team.slack.press(LEA, team.card(), "answered")
    wait(team.slack.windows)
    team.slack.submit(LEA)
    assert "add the link later" in told(team, LEA)
    own = [m for m in team.slack.messages() if m.get("ephemeral_to") == LEA][-1]
    assert offers(own) == ["Add the link", "Undo"]
    team.slack.press(LEA, own, "answered")
    wait(team.slack.windows)
    team.slack.submit(LEA, url="https://acme.example/reply")
    assert told(team, LEA, 2) == "Noted: it is answered."
    wait(lambda: any("https://acme.example/reply" in s for s in team.slack.thread(team.card())))


def test_without_an_app_token_cards_are_as_before(
    tmp_path: Path, local_slack: LocalSlack, store: Store
) -> None:
    shown = at_slack()
    slack = shown.slack.model_copy(update={"app_token": None})
    made = Team(tmp_path, store, local_slack, shown.model_copy(update={"slack": slack}))
    made.listen(mention(1, HATE))
    assert offers(made.card()) == []
    assert "actions" not in [block["type"] for block in made.card()["blocks"]]


HOSTILE = (
    "I hate it <!channel> <evil.example|click> *bold* `listener act` &amp; \u202e it is broken"
)


def test_words_of_mentions_are_plain_in_windows_too(
    tmp_path: Path, local_slack: LocalSlack
) -> None:
    store = Store.open(f"sqlite:///{tmp_path / 'desk.db'}")
    made = Team(tmp_path, store, local_slack)
    made.listen(mention(1, HOSTILE))
    with made.at_the_desk():
        local_slack.press(LEA, made.card(), "why")
        [window] = wait(local_slack.windows)
    texts = list(_texts(window))
    assert any("evil.example" in said for kind, said in texts if kind == "plain_text")
    for kind, said in texts:
        assert "\u202e" not in said
        assert "<!channel>" not in said
        assert kind == "plain_text" or "evil" not in said
    store.close()


def _texts(told: Any) -> Iterator[tuple[str, str]]:
    if isinstance(told, dict):
        if told.get("type") in ("plain_text", "mrkdwn"):
            yield told["type"], told["text"]
        for value in told.values():
            yield from _texts(value)
    elif isinstance(told, list):
        for value in told:
            yield from _texts(value)


def test_no_token_is_printed_whatever_is_pressed(
    team: Team, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(0)
    pressed: Callable[[str, str], None] = lambda who, name: team.slack.press(who, team.card(), name)  # noqa: E731
    pressed(LEA, "take")
    told(team, LEA)
    pressed(PAUL, "why")
    wait(team.slack.windows)
    out = capfd.readouterr()
    printed = caplog.text + out.out + out.err
    assert "xapp-" not in printed
    assert "xoxb-" not in printed
    assert "battery" not in printed
    assert ALERTS not in caplog.text
