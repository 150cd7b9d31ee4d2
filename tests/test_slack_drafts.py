"""Drafts in Slack: asked for by a button, edited in their window, approved into the thread alone."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from acme import BRAND, mention
from rigs.desk_scene import HATE, Team, at_slack
from rigs.local_slack import LEA, PAUL, TEAM, LocalSlack, action, offers, wait
from slack_bolt.adapter.socket_mode.internals import run_bolt_app
from slack_sdk.socket_mode.request import SocketModeRequest

from connectors.kit.contract import Author
from listener.channels.slack.presses.admit import Place
from listener.channels.slack.presses.bolt import Listeners
from listener.channels.slack.presses.line import Hands
from listener.channels.slack.presses.people import Workspace
from listener.desk.acts.approve_draft import MOST
from listener.settings.brand import People
from listener.store.store import Store
from listener.work.errands import Tasks

FINE = "Sorry that your battery is broken, we look into it.\nCamille, from Acme"


@pytest.fixture
def team(tmp_path: Path, local_slack: LocalSlack) -> Iterator[Team]:
    """A complaint told in Slack with its drafts, and whoever presses is heard."""
    store = Store.open(f"sqlite:///{tmp_path / 'desk.db'}")
    made = Team(tmp_path, store, local_slack)
    made.listen(mention(1, HATE))
    made.go_on()
    with made.at_the_desk():
        yield made
    store.close()


def told(team: Team, user: str, n: int = 1) -> str:
    return str(wait(lambda: (team.slack.told(user) + [""] * n)[n - 1]))


def opened(team: Team, user: str = LEA) -> dict[str, Any]:
    team.slack.press(user, team.card(), "draft")
    [window] = wait(team.slack.windows)
    return dict(window)


def field(window: dict[str, Any]) -> dict[str, Any]:
    """The field with the text."""
    return next(b for b in window["blocks"] if b.get("block_id", "").startswith("draft_text"))


def stands(window: dict[str, Any]) -> str:
    return str(field(window)["element"]["initial_value"])


def submit(team: Team, user: str = LEA, text: str | None = None, **values: str) -> None:
    """Send the window, with what stands in it or this."""
    [window] = team.slack.windows()
    [which] = [b for b in window["blocks"] if b.get("block_id") == "which"] or [None]
    if which:
        values.setdefault("which", which["element"]["initial_option"]["value"])
    values[field(window)["block_id"]] = stands(window) if text is None else text
    team.slack.submit(user, **values)


def posted(team: Team, text: str) -> list[dict[str, Any]]:
    """The messages of the thread that are this text and nothing else."""
    return [m for m in team.slack.messages() if m.get("thread_ts") and m["text"] == text]


def test_the_card_and_the_drafts_in_its_thread_have_the_button(team: Team) -> None:
    assert offers(team.card())[:3] == ["I’ll take it", "Draft", "No reply needed"]
    [drafts] = [m for m in team.slack.messages() if m.get("thread_ts") and "Draft A" in m["text"]]
    assert offers(drafts) == ["Edit and approve"]
    team.slack.press(LEA, drafts, "draft")
    [window] = wait(team.slack.windows)
    assert stands(window) in [b["text"]["text"] for b in drafts["blocks"] if b["type"] == "section"]


def test_a_draft_goes_from_a_press_to_its_text_alone_in_the_thread(team: Team) -> None:
    window = opened(team)
    assert window["submit"]["text"] == "Approve"
    submit(team, text=FINE)
    assert told(team, LEA).startswith("Approved. Sending it is for you")
    [alone] = wait(lambda: posted(team, FINE))
    assert [b["type"] for b in alone["blocks"]] == ["section"]
    assert alone["blocks"][0]["text"]["text"] == FINE
    said = wait(lambda: [t for t in team.slack.thread(team.card()) if "lea approves this" in t])
    assert "(draft A, " in said[0]
    assert "<https://acme.example/post/1|Answer here> (acme.example)" in said[0]
    wait(lambda: "Answer approved by lea" in team.card()["text"])
    assert offers(team.card())[:3] == ["Answered", "I’ll take it", "Draft"]
    assert team.acts() == [("lea", "approve_draft", "slack")]
    wait(lambda: not team.slack.windows())


def test_an_approval_is_taken_back_where_it_was_given(team: Team) -> None:
    opened(team)
    submit(team, text=FINE)
    told(team, LEA)
    wait(lambda: posted(team, FINE))
    [own] = [m for m in team.slack.messages() if m.get("ephemeral_to") == LEA]
    team.slack.press(LEA, own, "undo")
    assert told(team, LEA, 2) == "Undone."
    wait(lambda: posted(team, FINE) == [])
    assert any("taken back" in said for said in team.slack.thread(team.card()))
    assert "approved by" not in team.card()["text"]


def test_another_draft_is_shown_before_it_can_be_approved(team: Team) -> None:
    first = stands(opened(team))
    submit(team, which="B")
    [window] = wait(lambda: [w for w in team.slack.windows() if stands(w) != first])
    assert "draft B" in str(window["blocks"][0])
    assert team.acts() == []
    second = stands(window)
    submit(team)
    told(team, LEA)
    wait(lambda: posted(team, second))
    assert any("(draft B, word for word)" in said for said in team.slack.thread(team.card()))


def test_what_speaks_against_a_text_is_said_in_its_window_and_can_be_approved_all_the_same(
    team: Team,
) -> None:
    opened(team)
    bold = f"We promise you 90 € by tomorrow.\n{FINE}"
    submit(team, text=bold)
    [window] = wait(lambda: [w for w in team.slack.windows() if "Promises" in str(w)])
    assert stands(window) == bold
    assert window["submit"]["text"] == "Approve all the same"
    assert team.acts() == []
    submit(team, text=f"{bold} Or 80 €.")
    [window] = wait(lambda: [w for w in team.slack.windows() if "80 €" in stands(w)])
    assert team.acts() == [], "what was not read is warned of again"
    submit(team)
    told(team, LEA)
    wait(lambda: posted(team, f"{bold} Or 80 €."))


def test_a_text_is_kept_where_something_changed_meanwhile(team: Team) -> None:
    opened(team)
    team.slack.send(PAUL, team.card(), action(team.card(), "take"))
    told(team, PAUL)
    submit(team, text=FINE)
    [window] = wait(lambda: [w for w in team.slack.windows() if "Something has changed" in str(w)])
    assert stands(window) == FINE
    submit(team)
    told(team, LEA)
    assert [name for _, name, _ in team.acts()] == ["take", "approve_draft"]


def test_a_draft_is_rejected_in_its_window_with_a_reason(team: Team) -> None:
    opened(team)
    submit(team, which="reject")
    wait(lambda: [w for w in team.slack.windows() if w["callback_id"] == "press"])
    team.slack.submit(LEA, draft="A", reason="too stiff")
    assert told(team, LEA) == "The draft is gone."
    wait(
        lambda: any(
            "does not want the draft: too stiff" in t for t in team.slack.thread(team.card())
        )
    )
    window = opened(team)
    [which] = [b for b in window["blocks"] if b.get("block_id") == "which"]
    assert [o["value"] for o in which["element"]["options"]] == ["B", "own", "reject"]


def test_a_field_that_is_empty_or_too_long_says_so(team: Team) -> None:
    window = opened(team)
    name = field(window)["block_id"]
    app = team_app(team)
    for text, said in (
        (" ", "Write something first."),
        ("a" * (MOST + 7), "7 characters too many"),
    ):
        answer = run_bolt_app(app, view_body("view_submission", window, {name: text}))
        told = json.loads(answer.body)
        assert told["response_action"] == "errors"
        assert said in told["errors"][name]
    submit(team, text=" ")
    assert team.slack.windows()
    assert team.acts() == []


def test_the_same_window_sent_twice_approves_once(team: Team) -> None:
    window = opened(team)
    submit(team, text=FINE)
    told(team, LEA)
    wait(lambda: posted(team, FINE))
    app = team_app(team)
    for _ in range(2):
        again = view_body("view_submission", window, {field(window)["block_id"]: FINE})
        assert run_bolt_app(app, again).status == 200
    assert len(team.acts()) == 1
    assert len(posted(team, FINE)) == 1


def test_a_choice_is_followed_at_once_where_slack_tells_of_it(team: Team) -> None:
    window = opened(team)
    first = stands(window)
    option = {"type": "radio_buttons", "block_id": "which", "action_id": "in", "selected_option": {"value": "B"}}  # fmt: skip
    body = view_body("block_actions", window, {field(window)["block_id"]: first}, actions=[option])
    assert run_bolt_app(team_app(team), body).status == 200
    wait(lambda: [w for w in team.slack.windows() if stands(w) != first])
    assert team.acts() == []


def view_body(kind: str, window: dict[str, Any], values: dict[str, str], **more: Any) -> Any:
    """What Slack sends of a window; the rig's page sends no choice before all of it."""
    state = {"values": {name: {"in": {"value": value}} for name, value in values.items()}}
    payload = {
        "type": kind, "api_app_id": "", "team": {"id": TEAM}, "user": {"id": LEA, "team_id": TEAM},
        "view": {**window, "state": state}, "trigger_id": "t1", **more,
    }  # fmt: skip
    return SocketModeRequest(type="interactive", envelope_id="e1", payload=payload)


def team_app(team: Team) -> Any:
    """The listeners once more, beside those that have the line."""
    workspace = Workspace("xoxb-desk", team.clock, api=team.slack.api)
    place = Place(
        workspace=workspace, brands={team.brand.name: team.brand}, store=team.store,
        clock=team.clock, pressed=lambda: None, errands=Tasks(team.app()),
    )  # fmt: skip
    return Listeners([place], None).app(Hands(), api=team.slack.api)


def test_the_press_takes_two_leads_who_both_read_the_same_text(
    tmp_path: Path, local_slack: LocalSlack
) -> None:
    store = Store.open(f"sqlite:///{tmp_path / 'desk.db'}")
    people = People(journalists=("@press_jo",), leads=(LEA, PAUL))
    made = Team(tmp_path, store, local_slack, at_slack(BRAND.model_copy(update={"people": people})))
    asks = "Request for comment: I am a journalist at a paper, may I ask Acme?"
    made.listen(mention(1, asks, author=Author(id="press_jo", name="Author Jo")))
    made.go_on()
    with made.at_the_desk():
        opened(made)
        submit(made, text=FINE)
        assert "one more person" in told(made, LEA)
        assert posted(made, FINE) == []
        window = opened(made, PAUL)
        assert stands(window) == FINE
        assert "As lea approved it" in str(window)
        submit(made, PAUL)
        told(made, PAUL)
        wait(lambda: posted(made, FINE))
    store.close()


def test_the_window_says_that_somebody_else_gives_the_second_word_where_one_lead_is_listed(
    tmp_path: Path, local_slack: LocalSlack
) -> None:
    store = Store.open(f"sqlite:///{tmp_path / 'desk.db'}")
    people = People(journalists=("@press_jo",), leads=(LEA,))
    made = Team(tmp_path, store, local_slack, at_slack(BRAND.model_copy(update={"people": people})))
    asks = "Request for comment: I am a journalist at a paper, may I ask Acme?"
    made.listen(mention(1, asks, author=Author(id="press_jo", name="Author Jo")))
    made.go_on()
    with made.at_the_desk():
        assert "It is for a lead to approve this one." in str(opened(made, PAUL))
        opened(made)
        submit(made, text=FINE)
        assert "anybody else on the team" in told(made, LEA)
        window = opened(made, PAUL)
        assert "Yours is the second approval" in str(window)
        submit(made, PAUL)
        told(made, PAUL)
        wait(lambda: posted(made, FINE))
    store.close()


HOSTILE = "I hate it <!channel> <evil.example|click> *bold* &amp; \u202e my battery is broken"


def test_words_of_others_and_of_the_team_are_plain_wherever_a_draft_stands(
    tmp_path: Path, local_slack: LocalSlack
) -> None:
    store = Store.open(f"sqlite:///{tmp_path / 'desk.db'}")
    made = Team(tmp_path, store, local_slack)
    made.listen(mention(1, HOSTILE))
    made.go_on()
    with made.at_the_desk():
        window = opened(made)
        assert "\u202e" not in str(window)
        assert "mrkdwn" not in str(window["blocks"])
        text = f"<!channel> *so* <https://evil.example|x>\n{FINE}"
        submit(made, text=text)
        told(made, LEA)
        escaped = text.replace("<", "&lt;").replace(">", "&gt;")
        [alone] = wait(lambda: posted(made, escaped))
        assert {b["text"]["type"] for b in alone["blocks"]} == {"plain_text"}
    store.close()
