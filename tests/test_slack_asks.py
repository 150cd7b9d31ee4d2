"""What people ask the listener in Slack: the command, App Home, a post that they found themselves."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from acme import BRAND, CueTagger, Kept, Listed, mention
from rigs.desk_scene import HATE, Team, at_slack
from rigs.local_slack import ALERTS, BOT, LEA, NINA, OTHER, PAUL, TEAM, LocalSlack, offers, wait
from slack_bolt import App as SlackApp
from slack_bolt import BoltRequest

from connectors.kit.contract import Mention
from listener.app import App
from listener.channels.slack.look.buttons import Pressed
from listener.channels.slack.look.limits import HOME
from listener.channels.slack.presses.admit import Place
from listener.channels.slack.presses.bolt import Listeners
from listener.channels.slack.presses.line import Hands
from listener.channels.slack.presses.people import Workspace
from listener.desk.contract import Desk, Who
from listener.desk.found import act
from listener.settings.brand import Brand, People
from listener.settings.config import Config, Source, Storage
from listener.settings.place import Place as Shop
from listener.store.store import Store
from listener.work.errands import Tasks
from listener.work.worker import Worker

BROKEN = "Everything here is broken, always, même à l'Évier"
# A command of the shell, which nobody in a channel can run.
SHELL = re.compile(
    r"(?<!/)\blistener (?:act|acts|mine|why|status|once|check|sources|import|digest)\b"
)


def scene(folder: Path, slack: LocalSlack, **fields: Any) -> Team:
    """Two complaints told in Slack."""
    store = Store.open(f"sqlite:///{folder / 'desk.db'}")
    made = Team(folder, store, slack, at_slack(**fields))
    made.listen(mention(1, HATE), mention(2, BROKEN))
    return made


@pytest.fixture
def team(tmp_path: Path, local_slack: LocalSlack) -> Iterator[Team]:
    made = scene(tmp_path, local_slack)
    with made.at_the_desk():
        yield made
    made.store.close()


def ask(team: Team, said: str, user: str = LEA) -> dict[str, Any]:
    """The answer, which only they see."""
    before = len(team.slack.told(user))
    team.slack.command(user, said)
    wait(lambda: len(team.slack.told(user)) > before)
    return [m for m in team.slack.messages() if m.get("ephemeral_to") == user][-1]


def texts(view: dict[str, Any]) -> str:
    return "\n".join(_texts(view["blocks"]))


def _texts(told: Any) -> Iterator[str]:
    if isinstance(told, dict):
        if told.get("type") in ("plain_text", "mrkdwn"):
            yield told["text"]
        for value in told.values():
            yield from _texts(value)
    elif isinstance(told, list):
        for value in told:
            yield from _texts(value)


ASKED = [
    ("status", "2 posts are waiting for us."),
    ("état", "2 posts are waiting for us."),
    ("search BATTERY hate", "#1"),
    ("cherche evier", "#2"),
    ("search nobody says this", "Nothing says that"),
    ("search", "/listener search battery"),
    ("sources", "forum: last read just now"),
    ("mine", "Nothing is yours just now."),
    ("digest", "week"),
    ("help", "/listener mute 12 3d"),
    ("AIDE", "Ask me, and only you see the answer:"),
    ("?", "Ask me, and only you see the answer:"),
    ("", "/listener hold on"),
    ("make me a sandwich", "I don’t know “make”."),
    ("why", "/listener why 12"),
    ("why 99", "There is no such alert"),
    ("why 1e3", "/listener why 12"),
    ("mute", "/listener mute 12 3d"),
    ("mute 1 whenever", "/listener mute 12 3d"),
    ("mute 1 3d", "Quiet until then"),
    ("silence #1 demain", "Quiet until then"),
    ("mute 99 3d", "There is no such alert"),
    ("mute our contest", '/listener mute "our contest"'),
    ("help", '/listener mute "our contest"'),
    ('mute "our contest', "column"),
    ("silence « jeu concours »", "it takes a lead"),
    ("hold", "/listener hold on"),
    ("add", "/listener add ADDRESS"),
    ("ajoute javascript:alert(1)", "/listener add ADDRESS"),
    ("add https://blog.example/feed?key=canary", "told in the channel"),
]


def test_each_question_has_its_answer_for_one_person_and_no_command_of_the_shell(
    team: Team,
) -> None:
    wrong = []
    for said, answer in ASKED:
        found = ask(team, said)
        whole = found["text"] + texts(found)
        if answer not in whole or SHELL.search(whole):
            wrong.append((said, whole))
    assert wrong == []
    assert team.slack.told(PAUL) == []


def test_what_is_found_can_be_acted_on_where_it_stands(team: Team) -> None:
    found = ask(team, "search battery")
    assert offers(found)[0] == "I’ll take it"
    team.slack.press(LEA, found, "take")
    wait(lambda: team.acts() == [("lea", "take", "slack")])
    wait(lambda: "It is yours." in team.slack.told(LEA))
    assert "#1" in texts(ask(team, "mine"))
    assert "1 is yours." in ask(team, "status")["text"]
    assert "yours" not in ask(team, "status", PAUL)["text"]


def test_why_and_a_mute_without_a_time_open_their_windows(team: Team) -> None:
    team.slack.command(LEA, "pourquoi 1")
    [window] = wait(team.slack.windows)
    assert "The way to this advice" in texts(window)
    team.slack.close(LEA)
    team.slack.command(LEA, "mute 1")
    wait(lambda: [v for v in team.slack.windows() if v["callback_id"] == "press"])
    team.slack.submit(LEA, what="story", ends="3d")
    wait(lambda: any("Quiet until then" in said for said in team.slack.told(LEA)))


def test_a_hold_is_for_leads_and_told_in_the_channel(
    tmp_path: Path, local_slack: LocalSlack
) -> None:
    made = scene(tmp_path, local_slack, people=People(leads=(LEA,)))
    with made.at_the_desk():
        ask(made, "hold on", PAUL)
        assert made.acts() == []
        ask(made, "suspension oui")
        assert made.acts() == [("lea", "hold", "slack")]
        wait(lambda: "lea puts routine advice on hold." in [m["text"] for m in local_slack.cards()])
        assert "Routine advice is on hold." in ask(made, "status")["text"]
        ask(made, "mute 1 author 3d", PAUL)
        assert [name for _, name, _ in made.acts()] == ["hold"]
    made.store.close()


def test_words_are_muted_by_leads_as_a_setting_told_in_the_channel(
    tmp_path: Path, local_slack: LocalSlack
) -> None:
    made = scene(tmp_path, local_slack, people=People(leads=(LEA,)))
    with made.at_the_desk():
        ask(made, "mute « our contest » AND NOT lang:fr")
        assert made.acts() == [("lea", "setting", "slack")]
        told = "lea adds to the settings: posts to mute, « our contest » AND NOT lang:fr"
        wait(lambda: [m for m in local_slack.cards() if told in m["text"]])
    made.store.close()


def test_a_source_that_somebody_proposes_is_told_and_listed_without_its_key(team: Team) -> None:
    ask(team, "add https://blog.example/feed?key=canary")
    assert team.acts() == [("lea", "propose", "slack")]
    told = "lea would have us listen to https://blog.example/feed"
    wait(lambda: [m for m in team.slack.cards() if told in m["text"]])
    listed = ask(team, "sources", PAUL)["text"]
    assert "https://blog.example/feed" in listed
    assert "proposed by lea, not in the settings yet" in listed
    assert "canary" not in str(team.slack.messages())


def test_in_another_channel_nothing_is_answered(team: Team) -> None:
    team.slack.command(NINA, "search battery", OTHER)
    wait(lambda: team.slack.told(NINA, OTHER))
    assert "battery" not in str(team.slack.messages(OTHER))


def test_home_shows_what_waits_what_is_heard_and_what_was_taught(team: Team) -> None:
    view = team.slack.home(LEA)
    said = texts(view)
    assert "2 posts are waiting for us." in said
    assert said.index("Waiting, most pressing first") < said.index("#1")
    assert "forum: last read" in said
    assert "Nothing yet." in said
    assert not SHELL.search(said)


def test_home_follows_what_is_done_and_teaching_can_be_taken_back(team: Team) -> None:
    team.slack.home(LEA)
    team.slack.press(LEA, team.card(), "take")
    wait(lambda: "1 is yours." in texts(next(iter(team.slack.homes()[LEA].values()))))
    view = team.slack.home(LEA)
    assert texts(view).index("Yours") < texts(view).index("Waiting")
    team.slack.press(LEA, team.card(), "correct")
    wait(team.slack.windows)
    team.slack.submit(LEA, tag="tone:positive")
    wait(lambda: [name for _, name, _ in team.acts()] == ["take", "correct"])
    view = team.slack.home(LEA)
    [taught] = [b for b in view["blocks"] if b.get("accessory", {}).get("action_id") == "undo"]
    assert "lea corrects the tone: positive." in taught["text"]["text"]
    with pressing(team) as press:
        press(LEA, taught["accessory"])
    wait(lambda: [name for _, name, _ in team.acts()] == ["take", "correct", "undo"])
    assert "Undone." in texts(next(iter(team.slack.homes()[LEA].values())))


@contextmanager
def pressing(team: Team) -> Iterator[Callable[[str, dict[str, Any]], None]]:
    """Presses in App Home, as Slack tells of them: without any channel."""
    with listening(team) as app:

        def press(user: str, button: dict[str, Any]) -> None:
            body = {
                "type": "block_actions",
                "team": {"id": TEAM},
                "user": {"id": user, "team_id": TEAM},
                "container": {"type": "view", "view_id": "V0HOME"},
                "view": {"type": "home", "id": "V0HOME", "private_metadata": ""},
                "trigger_id": f"{user}.{button['value']}",
                "actions": [{"block_id": "b", **button}],
            }
            assert app.dispatch(BoltRequest(mode="socket_mode", body=body)).status == 200

        yield press


@contextmanager
def listening(team: Team, app: App | None = None) -> Iterator[SlackApp]:
    """The listeners over this team's Slack, without its line."""
    app = app or team.app()
    workspace = Workspace(BOT, team.clock, api=team.slack.api)
    place = Place(workspace, app.config.brands, team.store, team.clock, team.go_on, Tasks(app))
    hands = Hands()
    yield Listeners([place], None).app(hands, api=team.slack.api)
    hands.shutdown(wait=True)


def test_acts_are_done_in_home_each_press_once(team: Team) -> None:
    view = team.slack.home(PAUL)
    row = [b for b in view["blocks"] if b["type"] == "actions"]
    take = row[0]["elements"][0]
    with pressing(team) as press:
        press(PAUL, take)
        press(PAUL, take)  # delivered twice
        press(PAUL, row[1]["elements"][0])
    assert sorted(name for _, name, _ in team.acts()) == ["take", "take"]
    said = texts(next(iter(team.slack.homes()[PAUL].values())))
    assert said.startswith("It is yours.")
    assert "2 are yours." in said


def test_a_lead_adds_a_setting_in_home_and_takes_it_away_again(
    tmp_path: Path, local_slack: LocalSlack
) -> None:
    made = scene(tmp_path, local_slack, people=People(leads=(LEA,)))
    with made.at_the_desk():
        assert "setting:add" not in str(local_slack.home(PAUL))
        local_slack.home(LEA)
        local_slack.choose(LEA, "setting:add", "closed")
        wait(local_slack.windows)
        local_slack.submit(PAUL, day="2026-12-24")
        wait(lambda: not local_slack.windows())
        assert made.acts() == []
        local_slack.choose(LEA, "setting:add", "closed")
        wait(local_slack.windows)
        local_slack.submit(LEA, day="2026-12-24")
        wait(lambda: made.acts() == [("lea", "setting", "slack")])
        kept = wait(lambda: [b for b in local_slack.home(LEA)["blocks"] if b.get("accessory", {}).get("action_id") == "setting:away"])  # fmt: skip
        assert "a closed day · Thu 24 Dec" in kept[0]["text"]["text"]
        with pressing(made) as press:
            press(PAUL, kept[0]["accessory"])
            press(LEA, kept[0]["accessory"])
            press(LEA, kept[0]["accessory"])  # delivered twice
        assert made.acts() == [("lea", "setting", "slack")] * 2
        assert "setting:away" not in str(local_slack.home(LEA))
    made.store.close()


def test_who_is_in_none_of_the_channels_sees_nothing_in_home(team: Team) -> None:
    said = texts(team.slack.home(NINA))
    assert "none of the channels" in said
    assert "battery" not in said
    state = team.store.state(1)
    assert state
    with pressing(team) as press:
        press(NINA, {"type": "button", "action_id": "press:take", "value": str(Pressed("take", 1, state.version))})  # fmt: skip
    assert team.acts() == []


def test_a_full_home_keeps_within_slacks_limit_and_says_what_has_no_room(
    tmp_path: Path, local_slack: LocalSlack
) -> None:
    store = Store.open(f"sqlite:///{tmp_path / 'desk.db'}")
    made = Team(tmp_path, store, local_slack)
    words = [
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
    ]
    made.listen(*(mention(n, f"I hate the {a} {b} of it") for n, (a, b) in enumerate([(a, b) for a in words for b in words[:3]], 1)))  # fmt: skip
    with made.at_the_desk():
        view = local_slack.home(LEA)
        assert len(view["blocks"]) <= HOME
        assert re.search(r"And \d+ more that have no room here\.", texts(view))
        ids = [b["block_id"] for b in view["blocks"] if b["type"] == "actions"]
        assert len(ids) == len(set(ids)) >= 6
    store.close()


def test_a_post_that_somebody_found_becomes_a_mention_once(
    tmp_path: Path, local_slack: LocalSlack
) -> None:
    made = scene(tmp_path, local_slack, place=(Shop(name="Acme Lyon"),))
    with made.at_the_desk():
        for _ in range(2):
            local_slack.command(LEA, "file https://forum.example/t/7")
            wait(local_slack.windows)
            local_slack.submit(
                LEA,
                text="I hate <!channel> my Acme *kettle*, it is broken",
                url="https://forum.example/t/7",
                author="Vera",
                genre="forum_post",
                place="Acme Lyon",
            )
            wait(lambda: "one moment" not in str(local_slack.windows()))
            wait(lambda: "iled" in str(local_slack.windows()))
            local_slack.close(LEA)
        [number] = made.store.search([BRAND.name], "kettle", limit=9)
        record = made.store.record(number)
        assert record
        assert record.mention.url == "https://forum.example/t/7"
        assert (record.mention.author_name, record.mention.place) == ("Vera", "Acme Lyon")
        assert record.mention.genre == "forum_post"
        card = wait(lambda: next((m for m in local_slack.cards() if "kettle" in m["text"]), None))
        assert "<!channel>" not in card["text"]
        assert "import-" not in ask(made, "sources")["text"]
        [filed] = made.store.acts([BRAND.name])
        assert (filed.name, filed.who, filed.mention_id) == ("file", "lea", number)
        team_desk, lea = Desk(made.store, {BRAND.name: made.brand}), Who(LEA, "lea", "slack")
        taken = act("take")(mention=number).apply(team_desk, lea, made.clock())
        undo = act("undo")(act=filed.id)  # type: ignore[call-arg]
        assert undo.apply(team_desk, lea, made.clock()).why == "done_since"
        act("undo")(act=taken.act).apply(team_desk, lea, made.clock())  # type: ignore[call-arg]
        with pressing(made) as press:
            press(LEA, {"type": "button", "action_id": "undo", "value": str(filed.id)})
            press(LEA, {"type": "button", "action_id": "undo", "value": str(filed.id)})
        assert made.store.search([BRAND.name], "kettle", limit=9) == []
        gone = made.store.mentions([number])[number]
        assert (gone.text, gone.author_name, gone.deleted_at is None) == ("", None, False)
        assert [name for _, name, _ in made.acts()] == ["file", "take", "undo", "undo"]
    made.store.close()


def test_what_is_no_address_stays_in_the_window(team: Team) -> None:
    team.slack.command(LEA, "signaler")
    wait(team.slack.windows)
    team.slack.submit(LEA, text="I hate the kettle", url="javascript:alert(1)")
    assert team.slack.windows()
    assert team.store.search([BRAND.name], "kettle", limit=9) == []


def test_the_shortcut_reads_what_a_message_shows_from_any_channel(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[dict[str, Any]] = []
    message = {
        "ts": "17.1",
        "text": "look: <https://site.example/a?b=1&amp;c=2|this> &lt;3 <@U0PAUL|paul>",
        "attachments": [
            {
                "text": "The <https://acme.example|kettle> is broken",
                "author_name": "Vera",
                "from_url": "https://site.example/a?b=1&amp;c=2",
            }
        ],
    }
    body: dict[str, Any] = {
        "type": "message_action",
        "callback_id": "file",
        "team": {"id": TEAM},
        "channel": {"id": OTHER},
        "trigger_id": "1.2.3",
        "message": message,
    }
    monkeypatch.setattr(Workspace, "open", lambda _, __, view: opened.append(view))
    with listening(team) as app:
        for user in (PAUL, NINA):
            told = body | {"user": {"id": user, "team_id": TEAM}}
            app.dispatch(BoltRequest(mode="socket_mode", body=told))
    [view] = opened  # Nina is in no channel of the brand's
    filled = {b["block_id"]: b["element"].get("initial_value") for b in view["blocks"]}
    assert filled["text"] == "The kettle is broken"
    assert filled["url"] == "https://site.example/a?b=1&c=2"
    assert filled["author"] == "Vera"
    assert ALERTS not in view["private_metadata"]


def test_two_brands_of_one_process_never_see_each_other(
    tmp_path: Path, local_slack: LocalSlack
) -> None:
    made = scene(tmp_path, local_slack)
    other = at_slack(name="Other", channel=OTHER)
    found = mention(7, "I hate the secret gasket, it is broken", url="https://other.example/7")
    visits: tuple[tuple[Mention, ...], ...] = ((), (found,))
    for posts in visits:
        app = _of_two(made, other, *posts)
        worker = Worker(app, Kept())
        worker.prepare()
        worker.once()
    [theirs] = made.store.search(["Other"], "gasket", limit=9)
    with listening(made, app) as heard:
        for said in ("search gasket", f"why {theirs}", f"mute {theirs} 3d", "sources", "status"):
            tell(heard, LEA, said, ALERTS)
        for said in ("search battery", "why 1", "mute 1 3d", "sources", "status"):
            tell(heard, NINA, said, OTHER)
        tell_home(heard, NINA)
        tell_home(heard, LEA)
    ours = "\n".join(local_slack.told(LEA))
    assert "gasket" not in ours
    assert ours.count("There is no such alert") == 2
    others = "\n".join(local_slack.told(NINA, OTHER))
    assert "battery" not in others
    assert others.count("There is no such alert") == 2
    homes = {user: texts(next(iter(view.values()))) for user, view in local_slack.homes().items()}
    assert "gasket" in homes[NINA]
    assert "battery" not in homes[NINA]
    assert "gasket" in homes[LEA], "she is in both channels"
    assert local_slack.windows() == []
    assert [row.name for row in made.store.acts(["Acme", "Other"])] == []
    made.store.close()


def _of_two(team: Team, other: Brand, *posts: Mention) -> App:
    """The installation with a second brand, whose source shows these posts."""
    settings = Config(
        brand=(team.brand, other),
        source=(
            Source(brand="Acme", kind="listed", connector=Listed(name="forum")),
            Source(brand="Other", kind="listed", connector=Listed(name="gaskets", mentions=posts)),
        ),
        storage=Storage(dir=team.folder),
    )
    return App.over(settings, team.clock, store=team.store, key=b"k" * 32, tagger=CueTagger())


def tell(heard: SlackApp, user: str, said: str, channel: str) -> None:
    """A command, as Slack tells of it."""
    body = {
        "command": "/listener",
        "text": said,
        "team_id": TEAM,
        "user_id": user,
        "channel_id": channel,
        "trigger_id": f"{user}.{said}",
        "response_url": "http://127.0.0.1:9/none",
    }
    assert heard.dispatch(BoltRequest(mode="socket_mode", body=body)).status == 200


def tell_home(heard: SlackApp, user: str) -> None:
    """That somebody opens App Home."""
    event = {"type": "app_home_opened", "user": user, "channel": "D0DM", "tab": "home"}
    body = {"type": "event_callback", "team_id": TEAM, "event_id": f"Ev{user}", "event": event}
    assert heard.dispatch(BoltRequest(mode="socket_mode", body=body)).status == 200
