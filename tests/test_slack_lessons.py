"""Proposals in App Home: a lead keeps one or leaves it in one press; nobody else sees or changes any."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rigs.desk_scene import Team
from rigs.local_slack import LEA, PAUL, LocalSlack, wait
from test_slack_about import follow
from test_slack_asks import scene, texts

from listener.channels.slack.look.lessons import DROP, KEEP, LEAVE
from listener.channels.slack.look.views import views
from listener.desk.contract import Desk, Who
from listener.desk.found import act
from listener.settings.brand import People
from listener.stages.learn import learn

FACT = "The battery of every bike is covered for 2 winters."
HOSTILE = "<!channel> the battery of every bike is covered for 3 winters."
SENT = f"A battery that is broken is not what you bought a bike for, and we are sorry. Please bring the bike to any of our shops, and we look at it while you wait. {FACT} {HOSTILE}\nCamille, from Acme"  # fmt: skip
TITLE = "What your answers taught me"


@pytest.fixture
def team(tmp_path: Path, local_slack: LocalSlack) -> Iterator[Team]:
    made = scene(tmp_path, local_slack, people=People(leads=(LEA,)))
    desk = Desk(made.store, {made.brand.name: made.brand})
    model = act("approve_draft")(mention=1, text=SENT, draft="A", anyway=True)  # type: ignore[call-arg]
    assert model.apply(desk, Who(PAUL, "paul", "slack"), made.clock()).outcome == "done"
    with made.at_the_desk():
        made.slack.home(PAUL)
        yield made
    made.store.close()


def test_what_was_put_into_a_draft_is_proposed_with_the_post_and_kept_in_one_press(
    team: Team,
) -> None:
    assert TITLE not in texts(team.slack.home(PAUL))
    said = texts(team.slack.home(LEA))
    assert TITLE in said
    assert FACT in said
    assert "You wrote it in answer to #1: “I hate it, my battery is broken”" in said
    assert "<!channel>" not in said
    team.slack.choose(LEA, KEEP)
    wait(lambda: ("lea", "setting", "slack") in team.acts())
    assert follow(team).fact[-1].text == FACT
    wait(lambda: FACT not in texts(team.slack.home(LEA)).partition("Settings added in Slack")[0])
    wait(lambda: any(FACT in m["text"] for m in team.slack.cards()))


def test_check_tries_every_sort_of_block_that_home_holds(team: Team) -> None:
    learn(team.store, {team.brand.name: team.brand})
    tried = shapes(next(view for kind, view in views(team.brand, team.clock()) if kind == "home"))
    assert shapes(team.slack.home(LEA)) <= tried


def shapes(view: dict[str, Any]) -> set[tuple[str, ...]]:
    """Of each block what it is, and what stands in it."""
    return {
        (block["type"], *sorted({one["type"] for one in block.get("elements", ())}), *(one["type"] for one in [block.get("accessory")] if one))
        for block in view["blocks"]
    }  # fmt: skip


def test_what_is_left_is_gone_and_can_be_had_back(team: Team) -> None:
    team.slack.home(LEA)
    team.slack.choose(LEA, LEAVE)
    wait(lambda: ("lea", "decline", "slack") in team.acts())
    assert TITLE not in texts(team.slack.home(LEA))
    assert follow(team).fact == team.brand.fact
    [done] = [one for one in team.store.acts([team.brand.name]) if one.name == "decline"]
    model = act("undo")(act=done.id)  # type: ignore[call-arg]
    desk = Desk(team.store, {team.brand.name: team.brand})
    assert model.apply(desk, Who(LEA, "lea", "slack"), team.clock()).outcome == "done"
    assert TITLE in texts(team.slack.home(LEA))


def test_a_press_of_who_leads_nothing_and_one_on_what_is_gone_change_nothing(team: Team) -> None:
    team.slack.home(LEA)
    [view] = team.slack.homes()[LEA].values()
    for name in (KEEP, LEAVE):
        team.slack.choose(PAUL, name, of=view)
    wait(lambda: sum("it takes a lead" in told for told in team.slack.told(PAUL)) == 2)
    assert {name for _, name, _ in team.acts()} == {"approve_draft"}
    team.slack.choose(LEA, LEAVE)
    wait(lambda: ("lea", "decline", "slack") in team.acts())
    team.slack.choose(LEA, KEEP, of=view)
    wait(lambda: any("no longer proposed" in told for told in team.slack.told(LEA)))
    assert ("lea", "setting", "slack") not in team.acts()


def test_an_answer_that_drafts_start_from_is_taken_out_in_one_press(team: Team) -> None:
    learn(team.store, {team.brand.name: team.brand})
    said = texts(team.slack.home(LEA))
    assert "Your answers that drafts reuse" in said
    team.slack.choose(LEA, DROP)
    wait(lambda: ("lea", "forget", "slack") in team.acts())
    assert "Your answers that drafts reuse" not in texts(team.slack.home(LEA))
    assert team.store.precedents(team.brand.name) == []
