"""Two brands in two workspaces with two app tokens, in one process: nothing crosses, whoever presses what."""

from collections.abc import Iterator

import pytest
from acme import mention
from rigs.local_slack import LEA, PAUL, action, offers, wait
from rigs.two_slacks import TwoTeams, two_slacks

from listener.store.store import Store


@pytest.fixture(scope="module")
def teams(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TwoTeams]:
    folder = tmp_path_factory.mktemp("two")
    store = Store.open(f"sqlite:///{folder / 'two.db'}")
    with two_slacks(folder) as slacks:
        made = TwoTeams(folder, store, slacks)
        made.listen(
            {
                "Acme": (mention(1, "I hate it, the first acme kettle is broken"), mention(3, "The second acme kettle is broken, I hate that")),
                "Other": (mention(2, "I hate it, the other lamp is broken"),),
            }
        )  # fmt: skip
        with made.at_the_desk():
            yield made
    store.close()


def test_each_workspace_is_shown_its_own_brand_alone(teams: TwoTeams) -> None:
    shown = {name: str(slack.messages()) for name, slack in teams.slacks.items()}
    assert "kettle" in shown["Acme"]
    assert "lamp" not in shown["Acme"]
    assert "lamp" in shown["Other"]
    assert "kettle" not in shown["Other"]


def test_a_press_in_one_is_done_told_and_shown_there_alone(teams: TwoTeams) -> None:
    before = {name: len(slack.messages()) for name, slack in teams.slacks.items()}
    teams.slacks["Acme"].press(LEA, teams.card("Acme", "second"), "take")
    wait(lambda: teams.slacks["Acme"].told(LEA))
    wait(lambda: "lea takes it." in teams.slacks["Acme"].thread(teams.card("Acme", "second")))
    assert teams.acts()[-1] == ("Acme", "take")
    assert len(teams.slacks["Other"].messages()) == before["Other"]
    teams.slacks["Other"].press(PAUL, teams.card("Other", "lamp"), "take")
    wait(lambda: "paul takes it." in teams.slacks["Other"].thread(teams.card("Other", "lamp")))
    assert teams.acts()[-1] == ("Other", "take")


@pytest.mark.parametrize("name", ["take", "answered", "no_reply", "why", "correct", "fixed"])
def test_a_button_of_the_others_card_finds_nothing(teams: TwoTeams, name: str) -> None:
    """Its value is a number and a version: whoever writes one by hand can ask for any."""
    acme, other = teams.slacks["Acme"], teams.slacks["Other"]
    card = teams.card("Acme", "first acme kettle")
    offered = action(card, "take")
    forged = offered | {"action_id": f"press:{name}", "value": offered["value"].replace("take", name)}  # fmt: skip
    acts, said, windows = teams.acts(), len(other.told(LEA)), len(other.windows())
    other.send(LEA, teams.card("Other", "lamp"), forged)
    wait(lambda: len(other.told(LEA)) > said)
    assert "There is no such alert" in other.told(LEA)[-1]
    assert "kettle" not in str(other.messages())
    assert (teams.acts(), len(other.windows())) == (acts, windows)
    assert offers(teams.card("Acme", "first acme kettle")) == offers(card)
    assert not [m for m in acme.messages() if m.get("ephemeral_to") == LEA and "no such" in m["text"]]  # fmt: skip


def test_a_search_in_one_finds_nothing_of_the_other(teams: TwoTeams) -> None:
    other, said = teams.slacks["Other"], len(teams.slacks["Other"].told(PAUL))
    for words in ("search kettle", "search lamp", "why 1", "why 2", "why 3"):
        before = len(other.told(PAUL)) + len(other.windows())
        other.command(PAUL, words)
        wait(lambda: len(other.told(PAUL)) + len(other.windows()) > before)  # noqa: B023
    told = [m for m in other.messages() if m.get("ephemeral_to") == PAUL][said:]
    assert "kettle" not in str(told) + str(other.windows())
    assert "lamp" in str(told[1])


def test_what_one_did_is_undone_by_nobody_of_the_other(teams: TwoTeams) -> None:
    if not teams.store.acts(["Acme"]):  # where this test runs without those above
        teams.slacks["Acme"].press(LEA, teams.card("Acme", "second"), "take")
        wait(lambda: teams.store.acts(["Acme"]))
    act = teams.store.acts(["Acme"])[0].id
    forged = {"type": "button", "action_id": "undo", "value": str(act), "block_id": "b"}
    said, acts = len(teams.slacks["Other"].told(LEA)), teams.acts()
    teams.slacks["Other"].send(LEA, teams.card("Other", "lamp"), forged)
    wait(lambda: len(teams.slacks["Other"].told(LEA)) > said)
    assert teams.acts() == acts


def test_no_token_ever_asks_for_the_others(teams: TwoTeams) -> None:
    """Whatever was done above: each token spoke of its own brand's words."""
    asked = teams.switch.asked
    assert {token for token, _, _ in asked} == {
        "xoxb-acme",
        "xapp-acme",
        "xoxb-other",
        "xapp-other",
    }
    for token, method, body in asked:
        assert ("kettle" in body) <= ("acme" in token), method
        assert ("lamp" in body) <= ("other" in token), method
