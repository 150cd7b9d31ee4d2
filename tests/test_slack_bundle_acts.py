"""What is told together can be acted on one by one, by the same rules as a card."""

import json
from pathlib import Path

import pytest
from acme import BRAND, mention
from contents import changed
from rigs.desk_scene import Team, at_slack
from rigs.local_slack import LEA, PAUL, LocalSlack, action, offers, wait
from test_slack_blocks import CARD

from listener.channels.slack.look import limits
from listener.channels.slack.look.parts import message
from listener.notices.bundle import bundle_content
from listener.settings.brand import Brand
from listener.store.states import State
from listener.store.store import Store

TALK = ("I hate the lock", "My bell is broken, always", "I hate that nobody at all answers me")


def later() -> Brand:
    """Nothing is sure enough for it to be told at once."""
    shown = at_slack()
    numbers = shown.thresholds.model_copy(update={"instant_confidence": 0.99})
    return shown.model_copy(update={"thresholds": numbers})


@pytest.fixture
def team(tmp_path: Path, sqlite: Store, local_slack: LocalSlack) -> Team:
    """Three complaints, told together at 15:00."""
    made = Team(tmp_path, sqlite, local_slack, later())
    made.listen(*(mention(n, text) for n, text in enumerate(TALK, 1)))
    made.clock.pass_(hours=4)
    made.go_on()
    return made


def bundle(team: Team) -> dict[str, object]:
    return next(m for m in team.slack.cards() if "#1" in m["text"])


def test_each_item_of_a_bundle_has_its_menu(team: Team) -> None:
    for number in (1, 2, 3):
        shown = offers(bundle(team), number)
        assert shown == ["I’ll take it", "Draft", "No reply needed", "Why?", "Something else"]
    blocks = bundle(team)["blocks"]
    assert isinstance(blocks, list)
    assert len(blocks) <= limits.BLOCKS
    assert "I’ll take it" not in str(bundle(team)["text"])


def test_a_press_edits_the_bundle_and_its_thread_says_of_which(team: Team) -> None:
    with team.at_the_desk():
        team.slack.press(LEA, bundle(team), "no_reply", mention=2)
        assert wait(lambda: team.slack.told(LEA)) == ["Noted: no reply needed."]
        wait(lambda: "#2 · lea: no reply needed." in team.slack.thread(bundle(team)))
        wait(lambda: offers(bundle(team), 2) == [])
    assert team.acts() == [("lea", "no_reply", "slack")]
    assert "✔ No reply needed" in str(bundle(team)["text"])
    assert len(offers(bundle(team), 1)) == len(offers(bundle(team), 3)) == 5


def test_a_draft_is_asked_for_and_approved_in_the_bundles_thread(team: Team) -> None:
    with team.at_the_desk():
        team.slack.press(LEA, bundle(team), "draft", mention=2)
        [window] = wait(team.slack.windows)
        wait(lambda: [t for t in team.slack.thread(bundle(team)) if "Draft A" in t])
        fields = {b["block_id"]: b["element"] for b in window["blocks"] if b["type"] == "input"}
        text = fields["draft_text:A:0"]["initial_value"]
        team.slack.submit(LEA, which="A", **{"draft_text:A:0": text})
        wait(lambda: text in team.slack.thread(bundle(team)))
        wait(lambda: [t for t in team.slack.thread(bundle(team)) if "#2 · lea approves this" in t])
    assert [name for _, name, _ in team.acts()] == ["draft", "approve_draft"]


def test_why_opens_the_way_to_the_advice(team: Team) -> None:
    with team.at_the_desk():
        team.slack.press(LEA, bundle(team), "why", mention=3)
        wait(team.slack.windows)
        assert "The way to this advice" in json.dumps(team.slack.windows())


def test_the_rest_stands_in_a_window(team: Team) -> None:
    with team.at_the_desk():
        team.slack.press(LEA, bundle(team), "rest", mention=3)
        wait(team.slack.windows)
        names = [o["value"] for b in team.slack.windows()[-1]["blocks"] if b["type"] == "input" for o in b["element"]["options"]]  # fmt: skip
        assert {"correct", "escalate", "snooze", "who_is"} <= set(names)
        assert "take" not in names


def test_an_answer_to_an_older_bundle_is_refused_in_words(team: Team) -> None:
    old = action(bundle(team), "no_reply", 1)
    with team.at_the_desk():
        team.slack.press(LEA, bundle(team), "take", mention=1)
        wait(lambda: team.slack.told(LEA))
        team.slack.send(PAUL, bundle(team), old)
        assert "Something has changed" in wait(lambda: team.slack.told(PAUL))[0]
    assert [name for _, name, _ in team.acts()] == ["take"]


def test_corrected_to_nothing_it_stays_in_the_bundle_that_told_it(team: Team) -> None:
    with team.at_the_desk():
        team.slack.press(LEA, bundle(team), "rest", mention=2)
        wait(team.slack.windows)
        team.slack.submit(LEA, name="correct")
        wait(lambda: "tag" in [b.get("block_id") for b in team.slack.windows()[-1]["blocks"]])
        team.slack.submit(LEA, tag="not_us:")
        wait(lambda: "Not about us" in str(bundle(team)["text"]))
    assert "#2" in str(bundle(team)["text"])


def test_without_an_app_token_a_bundle_has_no_menu(
    tmp_path: Path, sqlite: Store, local_slack: LocalSlack
) -> None:
    shown = later()
    slack = shown.slack.model_copy(update={"app_token": None})
    made = Team(tmp_path, sqlite, local_slack, shown.model_copy(update={"slack": slack}))
    made.listen(mention(1, TALK[0]), mention(2, TALK[1]))
    made.clock.pass_(hours=4)
    made.go_on()
    assert offers(bundle(made)) == []


@pytest.mark.parametrize(("quote", "menus"), [("short", 10), ("<" * 300, 2)])
def test_words_go_before_menus_where_a_message_is_full(quote: str, menus: int) -> None:
    cards = [
        changed(
            CARD,
            mention=n,
            quote=quote,
            state=State(
                mention=n, brand="Acme", version="1.ACKNOWLEDGE_AND_REPORT.12", leaf="REPAIR",
                lane="customers", is_danger=False, has_author=True,
            ),
        )
        for n in range(1, 11)
    ]  # fmt: skip
    content = bundle_content("grouped", cards, "fr")
    full = message(content, at_slack(language="fr"))
    plain = message(content, BRAND)
    shown = [b for b in full.blocks if "accessory" in b]
    assert len(full.blocks) == len(plain.blocks), "nothing is left out for them"
    assert limits.weight(full.blocks) <= limits.TOTAL
    assert len(shown) >= menus
