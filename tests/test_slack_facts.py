"""Facts near their last day in Slack: one notice with two presses for each, the same in App Home, for leads."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from acme import BRAND, Kept
from rigs.desk_scene import Team
from rigs.local_slack import ALERTS, LEA, PAUL, LocalSlack, elements, wait
from test_slack_about import follow
from test_slack_asks import scene, texts
from test_slack_lessons import shapes

from listener.channels.slack.look.facts import OVER, TRUE
from listener.channels.slack.look.parts import message
from listener.channels.slack.look.views import views
from listener.notices.parts import Content, FactAsked
from listener.settings.brand import Fact, People, Slack
from listener.work.worker import Worker

TITLE = "Are these still true?"
FACTS = (
    *BRAND.fact,
    Fact(id="hours", text="In summer the workshop is open until 8 pm.", keywords=("workshop",), valid_until=date(2026, 11, 20), owner="Inès *now*"),
    Fact(id="park", text="<!channel> the car park has forty places.", valid_until=date(2026, 11, 1), owner="U0INES1234"),
)  # fmt: skip


@pytest.fixture
def team(tmp_path: Path, local_slack: LocalSlack) -> Iterator[Team]:
    made = scene(tmp_path, local_slack, people=People(leads=(LEA,)), fact=FACTS)
    Worker(made.app(), Kept(), outbox=made.box).expire()
    made.go_on()
    with made.at_the_desk():
        yield made
    made.store.close()


def notice(team: Team) -> dict[str, Any]:
    [found] = [m for m in team.slack.cards() if TITLE in m["text"]]
    return found


def press(team: Team, user: str, name: str, fact: str) -> None:
    [found] = [
        {"type": "button", "action_id": name, "block_id": block.get("block_id"), "value": one["value"]}
        for block, one in elements(notice(team))
        if one["action_id"] == name and one["value"].startswith(fact)
    ]  # fmt: skip
    team.slack.send(user, notice(team), found, ALERTS)


def held(team: Team) -> dict[str, date | None]:
    return {one.id: one.valid_until for one in follow(team).fact}


def test_one_notice_asks_of_all_and_tells_their_owners(team: Team) -> None:
    said = texts(notice(team))
    assert said.index("car park") < said.index("8 pm"), "the one that is over first"
    assert "Drafts state it until Fri 20 Nov." in said
    assert "Its last day was Sun 1 Nov, so drafts leave a gap in its place." in said
    assert "<@U0INES1234> will know." in said
    assert "<!channel>" not in said
    assert "Still true, until Wed 12 May 2027" in said
    assert "warranty" not in said
    team.go_on()
    assert notice(team)


def test_one_press_holds_it_on_and_another_takes_it_out(team: Team) -> None:
    press(team, LEA, TRUE, "park")
    wait(lambda: ("lea", "vouch", "slack") in team.acts())
    assert held(team)["park"] == date(2027, 5, 12)
    press(team, LEA, OVER, "hours")
    wait(lambda: len(team.acts()) == 2)
    assert held(team)["hours"] == date(2026, 11, 9)
    wait(lambda: any("drafts leave a gap in its place" in one for one in team.slack.told(LEA)))
    team.go_on()
    wait(lambda: any("lea says it is no longer true" in m["text"] for m in team.slack.cards()))
    press(team, LEA, OVER, "hours")
    wait(lambda: len(team.slack.told(LEA)) == 3)
    assert len(team.acts()) == 2


def test_who_is_no_lead_changes_nothing(team: Team) -> None:
    press(team, PAUL, OVER, "hours")
    wait(lambda: team.slack.told(PAUL))
    assert "lea" in team.slack.told(PAUL)[0]
    assert team.acts() == []
    assert TITLE not in texts(team.slack.home(PAUL))


def test_app_home_asks_leads_until_they_answer(team: Team) -> None:
    home = team.slack.home(LEA)
    said = texts(home)
    assert TITLE in said
    assert "8 pm" in said
    tried = shapes(next(view for kind, view in views(team.brand, team.clock()) if kind == "home"))
    assert shapes(home) <= tried
    for n, (name, fact) in enumerate(((OVER, "park"), (TRUE, "hours")), 1):
        team.slack.choose(LEA, name, fact)
        wait(lambda n=n: len(team.acts()) == n)
    wait(lambda: TITLE not in texts(team.slack.home(LEA)))


def test_where_no_press_is_heard_it_says_what_to_type() -> None:
    part = FactAsked(FACTS[1], date(2026, 11, 10))
    made = message(Content(parts=(part,)), BRAND.model_copy(update={"slack": Slack()}))
    assert not [block for block in made.blocks if block["type"] == "actions"]
    assert "listener act vouch hours 2027-05-12" in made.text
