"""What a lead tells of the brand in App Home: one question after the other, channels that are tried first."""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from acme import BRAND, NOON, Clock, config
from rigs.desk_scene import Team
from rigs.local_slack import LEA, OTHER, PAUL, TEAM, LocalSlack, wait
from slack_bolt import App as SlackApp
from slack_bolt import BoltRequest, BoltResponse
from test_slack_asks import listening, scene, texts

from listener.app import App
from listener.channels.slack.look import about as look
from listener.channels.slack.look import setting
from listener.channels.slack.look.limits import size
from listener.channels.slack.look.message import Block
from listener.channels.slack.presses.people import Workspace
from listener.commands import exporting
from listener.desk.acts.describe import Describe
from listener.desk.contract import Desk, Who
from listener.settings.added import KINDS
from listener.settings.brand import Brand, Objective, People
from listener.settings.over import ABOUT
from listener.store.store import Store

LED = People(leads=(LEA,))


@pytest.fixture
def team(tmp_path: Path, local_slack: LocalSlack) -> Iterator[Team]:
    made = scene(tmp_path, local_slack, people=LED, handles=(), own_sites=(), not_us=())
    with made.at_the_desk():
        local_slack.home(LEA)
        yield made
    made.store.close()


def follow(team: Team) -> Brand:
    """The daemon's glance: what was said is in force."""
    app = team.app()
    app.config = app.with_added()
    assert team.presses
    team.presses.follow(app)
    return app.config.brands[BRAND.name]


def tell(team: Team, asked: str, **fields: str) -> None:
    """Answer one question."""
    team.slack.choose(LEA, "about:change", asked)
    wait(team.slack.windows)
    team.slack.submit(LEA, **fields)


def windows(team: Team) -> str:
    return "".join(texts(one) for one in team.slack.windows())


def test_what_is_not_known_is_asked_one_after_the_other(team: Team) -> None:
    said = texts(team.slack.home(LEA))
    assert "What I still need to know" in said
    assert "What I still need to know" not in texts(team.slack.home(PAUL))
    for answer, following in (
        ("https://instagram.com/acme, @acme_fr", "What is your website?"),
        ("www.acme.example", "Who or what else has that name?"),
        ("acme corporation", "What should listening change, in one sentence?"),
    ):
        team.slack.choose(LEA, "about:answer")
        wait(team.slack.windows)
        team.slack.submit(LEA, text=answer)
        wait(lambda: not team.slack.windows())
        follow(team)
        assert following in texts(team.slack.home(LEA))
    brand = follow(team)
    assert brand.handles == ("@acme", "@acme_fr")
    assert brand.own_sites == ("acme.example",)
    assert brand.not_us == ("acme corporation",)
    assert "Handles: @acme, @acme_fr" in texts(team.slack.home(LEA))
    assert team.acts() == [("lea", "describe", "slack")] * 3
    wait(lambda: any("lea changes the settings. Handles: @acme, @acme_fr" in m["text"] for m in team.slack.cards()))  # fmt: skip


def test_nothing_of_it_is_an_answer_too(team: Team) -> None:
    assert "What are its handles" in texts(team.slack.home(LEA))
    tell(team, "handles")
    wait(lambda: team.acts() == [("lea", "describe", "slack")])
    assert "What are its handles" not in texts(team.slack.home(LEA))


WRONG = [
    ("handles", "a b c", "is no handle"),
    ("own_sites", "acme", "is no address"),
    ("country", "Atlantis", "do not know"),
    ("mailbox", "reviews at acme", "is no address of a mailbox"),
    ("exclude", "acme AND (cartoon", "column"),
]


def test_what_does_not_fit_stays_in_the_window_with_why(team: Team) -> None:
    with listening(team) as app:
        for what, text, why in WRONG:
            answer = submitted(app, LEA, look.window(team.brand, what, ""), text=text)
            assert why in json.loads(answer.body)["errors"]["text"], what
    assert team.acts() == []


def submitted(
    app: SlackApp, user: str, window: Block, of: str = "V1", **fields: str
) -> BoltResponse:
    """What Slack tells of a window that was sent; `of` is its id, by which it is the same again."""
    values = {name: {"in": {"value": value}} for name, value in fields.items()}
    body = {
        "type": "view_submission",
        "team": {"id": TEAM},
        "user": {"id": user, "team_id": TEAM},
        "view": {**window, "id": of, "state": {"values": values}},
    }
    return app.dispatch(BoltRequest(mode="socket_mode", body=body))


def test_a_window_that_slack_delivers_twice_is_one_act(team: Team) -> None:
    handles = look.window(team.brand, "handles", "")
    with listening(team) as app:
        for of, text in (("V1", "@one"), ("V2", "@two"), ("V1", "@one")):
            submitted(app, LEA, handles, of, text=text)
    assert team.acts() == [("lea", "describe", "slack")] * 2
    assert follow(team).handles == ("@two",)


def test_a_channel_is_tried_once_and_by_a_lead_alone(team: Team) -> None:
    where = look.window(team.brand, look.CHANNEL, "")
    with listening(team) as app:
        submitted(app, PAUL, where, "V1", what="press", channel=OTHER)
        assert team.slack.messages(OTHER) == []
        for _ in range(2):  # delivered twice
            submitted(app, LEA, where, "V2", what="press", channel=OTHER)
    assert [m["text"] for m in team.slack.messages(OTHER)] == ["lea would like these to come here from now on: the press"]  # fmt: skip
    assert team.acts() == [("lea", "describe", "slack")]


def test_slack_is_not_asked_while_the_store_is_read(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    tell(team, "where", what="press", channel=OTHER)
    wait(lambda: "told in the channel" in windows(team))
    follow(team)
    plain, asked = Workspace.named, list[bool]()

    def named(self: Workspace, channel: str) -> str:
        asked.append(team.store._asking is None)
        return plain(self, channel)

    monkeypatch.setattr(Workspace, "named", named)
    team.slack.close(LEA)
    team.slack.home(LEA)
    assert asked
    assert all(asked)


def test_who_leads_nothing_changes_nothing(team: Team) -> None:
    team.slack.choose(LEA, "about:change", "handles")
    wait(team.slack.windows)
    team.slack.submit(PAUL, text="@mine")
    wait(lambda: not team.slack.windows())
    assert team.acts() == []
    assert follow(team).handles == ()


def test_others_words_in_an_answer_are_no_live_syntax(team: Team) -> None:
    tell(team, "not_us", text="<!channel> <https://evil.example|Acme>, *bold*")
    wait(lambda: team.acts() == [("lea", "describe", "slack")])
    wait(lambda: any("Same name, but not us" in m["text"] for m in team.slack.cards()))
    follow(team)
    whole = str(team.slack.cards()) + str(team.slack.home(LEA))
    assert "<!channel>" not in whole
    assert "<https://evil" not in whole
    assert "&lt;!channel&gt;" in whole


def test_the_country_brings_its_time_zone(team: Team) -> None:
    tell(team, "country", text="Canada")
    wait(team.acts)
    brand = follow(team)
    assert (brand.country, brand.zone) == ("CA", "America/Toronto")
    wait(lambda: "Country: Canada" in texts(team.slack.home(LEA)))


def test_a_channel_counts_once_we_could_post_there(team: Team) -> None:
    tell(team, "where", what="press", channel=OTHER)
    wait(lambda: "told in the channel" in windows(team))
    [hello] = [m["text"] for m in team.slack.messages(OTHER)]
    assert hello == "lea would like these to come here from now on: the press"
    assert follow(team).slack.channels.press == OTHER
    assert "The press goes to: #" in texts(team.slack.home(LEA))
    told = "lea changes the settings. The press goes to: #"
    wait(lambda: any(told in m["text"] for m in team.slack.cards()))


def test_a_channel_where_we_cannot_post_is_refused_in_words(team: Team) -> None:
    tell(team, "where", what="press", channel="C0NOWHERE")
    wait(lambda: "invite me there first" in windows(team))
    assert team.acts() == []
    assert follow(team).slack.channels.press is None


def test_left_empty_they_come_where_alerts_come_and_alerts_stay_somewhere(team: Team) -> None:
    tell(team, "where", what="alerts")
    assert team.slack.windows()
    assert team.acts() == []
    team.slack.close(LEA)
    tell(team, "where", what="press", channel=OTHER)
    wait(lambda: "told in the channel" in windows(team))
    follow(team)
    team.slack.close(LEA)
    team.slack.home(LEA)
    tell(team, "where", what="press")
    wait(lambda: len(team.acts()) == 2)
    assert follow(team).slack.channels.press is None


def test_a_mailbox_is_proposed_by_its_address_alone(team: Team) -> None:
    tell(team, "mailbox", text="reviews@acme.example")
    wait(lambda: team.acts() == [("lea", "propose", "slack")])
    wait(lambda: any("listen to reviews@acme.example" in m["text"] for m in team.slack.cards()))
    assert "Mailbox: reviews@acme.example" in texts(team.slack.home(LEA))


def test_what_was_said_is_written_out_and_the_file_has_the_last_word(
    tmp_path: Path, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    file = BRAND.model_copy(
        update={"handles": ("@old",), "people": LED, "objective": (Objective(text="Answer", metric="response"),)}
    )  # fmt: skip

    def app(brand: Brand) -> App:
        return App.over(config(tmp_path, brand=brand), Clock(), store=store, key=b"k" * 32)

    def do(what: Any, text: str) -> str:
        brand = app(file).with_added().brand[0]
        made = Describe(brand=BRAND.name, what=what, text=text)
        return made.apply(Desk(store, {BRAND.name: brand}), Who(LEA, "Léa", "slack"), NOON).outcome

    assert do("handles", "@old") == "taken"
    assert do("handles", "@new, @old") == "done"
    assert do("handles", "@new,@old") == "already"
    assert do("exclude", "acme AND cartoon\nacme AND road runner") == "done"
    assert do("country", "BE") == "done"
    assert do("press", "C0PRESS") == "done"
    assert do("objective", "Answer\nThank") == "done"
    brand = app(file).with_added().brand[0]
    assert brand.objective == (*file.objective, Objective(text="Thank"))
    exporting.export(app(file))
    out = capsys.readouterr().out
    told = tomllib.loads(out.replace("# in [brand.slack.channels]", "[slack.channels]").replace("[[brand.objective]]", "[[objective]]"))  # fmt: skip
    taken = Brand.model_validate({"name": "Acme", **told})
    for name in ("handles", "exclude", "country", "zone", "objective"):
        assert getattr(taken, name) == getattr(brand, name), name
    assert taken.slack.channels.press == "C0PRESS"
    taken = taken.model_copy(update={"people": LED})
    exporting.export(app(taken))
    assert capsys.readouterr().out == "", "the file has taken it over"
    other = taken.model_copy(update={"handles": ("@third",)})
    assert app(other).with_added().brand[0].handles == ("@third",), "it says something new"


def test_a_planned_event_is_told_beside_the_week_and_written_out(team: Team) -> None:
    team.slack.choose(LEA, "setting:add", "event")
    wait(team.slack.windows)
    team.slack.submit(LEA, event="launch of the <kettle>", start="2026-11-12", end="2026-11-10")
    assert team.slack.windows()
    assert team.acts() == []
    team.slack.submit(LEA, event="launch of the <kettle>", start="2026-11-10", end="2026-11-12")
    wait(lambda: team.acts() == [("lea", "setting", "slack")])
    brand = follow(team)
    assert [one.text for one in brand.event] == ["launch of the <kettle>"]
    assert "launch of the &lt;kettle&gt; (Tue 10 Nov – Thu 12 Nov)" in texts(team.slack.home(LEA))
    season = setting.window(team.brand, "event")
    with listening(team) as app:  # its words begin like a day
        submitted(app, LEA, season, event="2026/2027 range", start="2026-12-01")
    assert [one.text for one in follow(team).event][1:] == ["2026/2027 range"]


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_each_window_keeps_slacks_limits_and_can_be_read_back(lang: str) -> None:
    long = BRAND.model_copy(
        update={
            "language": lang,
            "name": "Acme " * 30,
            "handles": tuple(f"@{'a' * 60}{n}" for n in range(90)),
            "exclude": tuple(f"acme AND {'b' * 280} {n}" for n in range(40)),
            "not_us": ("<!channel>", "<@U0LEA> & *co*"),
        }
    )
    asked = (*ABOUT, look.MAILBOX, look.CHANNEL)
    views = [look.window(long, what, "jo@acme.example") for what in asked]
    views += [setting.window(long, kind) for kind in KINDS]
    for view in views:
        assert len(view["title"]["text"]) <= 24
        assert len(view["submit"]["text"]) <= 24
        assert len(view["private_metadata"]) <= 3000
        fields = [block for block in view["blocks"] if block["type"] == "input"]
        assert all(len(block["label"]["text"]) <= 2000 for block in fields)
        assert all(len(b["element"].get("initial_value", "")) <= 3000 for b in fields)
        assert all(len(o["text"]["text"]) <= 75 for b in fields for o in b["element"].get("options", ()))  # fmt: skip
    for block in (look.known(long, "", [("alerts", "<!here>")]), look.question(long, "not_us", 2)[0], setting.add_choice(long)):  # fmt: skip
        assert block
        assert not re.search(r"<[!@]", str(block))
        assert size(str(block.get("text", {}).get("text", ""))) <= 3000
        chosen = block.get("accessory") or block["elements"][0]
        values = [o["value"] for o in chosen.get("options", ())] or [chosen["value"]]
        assert all(len(value) <= 150 for value in values)
        assert len(block.get("block_id", "")) <= 255
