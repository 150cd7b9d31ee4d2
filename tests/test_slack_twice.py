"""Buttons pressed twice and by two people at once, in a Slack with people: once done, one line, one edit, each told."""

import threading
from collections import Counter

import pytest
from rigs.desk_scene import Team
from rigs.local_slack import LEA, PAUL, action, offers, wait

LINES = {
    "take": "takes it.",
    "no_reply": "no reply needed.",
    "fixed": "it is fixed.",
    "hand_back": "hands it back",
}


@pytest.mark.parametrize("name", LINES)
def test_of_three_presses_at_once_one_counts_and_all_are_told(team: Team, name: str) -> None:
    if name == "hand_back":
        team.slack.press(LEA, team.card(), "take")
        wait(lambda: "Hand it back" in offers(team.card()))
        wait(lambda: team.slack.told(LEA))
    card = team.card()
    pressed = action(card, name) if name in _shown(card) else _under_more(card, name)
    before = len(team.slack.told(LEA)) + len(team.slack.told(PAUL))
    every = [threading.Thread(target=team.slack.send, args=(who, card, pressed)) for who in (LEA, LEA, PAUL)]  # fmt: skip
    for one in every:
        one.start()
    for one in every:
        one.join()
    wait(lambda: len(team.slack.told(LEA)) + len(team.slack.told(PAUL)) == before + 3)
    wait(lambda: any(LINES[name] in said for said in team.slack.thread(team.card())))
    assert Counter(done for _, done, _ in team.acts())[name] == 1
    assert sum(LINES[name] in said for said in team.slack.thread(team.card())) == 1


def _shown(card: dict[str, object]) -> list[str]:
    blocks = card["blocks"]
    assert isinstance(blocks, list)
    said = str(blocks)
    return [name for name in LINES if f"'{name}:" in said]


def _under_more(card: dict[str, object], name: str) -> dict[str, object]:
    """As a browser of a colleague would send it whose menu had room."""
    version = action(card, "why")["selected_option"]["value"].partition(":")[2]
    return action(card, "why") | {"selected_option": {"value": f"{name}:{version}"}}
