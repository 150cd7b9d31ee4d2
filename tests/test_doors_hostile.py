"""Through no door can a text of others become a command, a live mention, a link or a secret."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from acme import BRAND, NOON, Clock, Kept, Listed, config, mention, pipeline
from rigs.desk_scene import HATE, at_slack
from rigs.effort import PATIENCE
from slack_bolt import BoltRequest
from test_slack_admission import ALERTS, LEA, TEAM, Fake

from connectors.kit.contract import Author
from listener.app import App
from listener.channels.slack.look.buttons import Pressed
from listener.channels.slack.look.render import Rendered
from listener.channels.slack.look.windows import CALL, IN
from listener.channels.slack.presses.admit import Place
from listener.channels.slack.presses.bolt import Listeners
from listener.channels.slack.presses.home import home
from listener.channels.slack.presses.line import Hands
from listener.channels.slack.presses.people import Person
from listener.commands import acting
from listener.commands.acting import Given
from listener.desk.api import Api
from listener.desk.asked import Asked, RefusedError
from listener.guard.tokens import Tokens
from listener.notices import outbox
from listener.settings.brand import People
from listener.store.store import Store
from listener.store.tables import NoticeRow
from listener.work.errands import Tasks

pytestmark = pytest.mark.slow

SLACKS = at_slack(people=People(leads=("nobody else",)))
SECRET = "xoxb-desk"  # the bot's, in these settings
HOSTILE = [  # HTTPS: the tests' tagger takes a small one for a share
    "<!channel> <!here> <!everyone> <!subteam^S012AB>",
    "<@U0LEA> <#C0ALERTS> @channel @here",
    "<HTTPS://evil.example|our bank> <mailto:x@evil.example|write>",
    "&lt;!channel&gt; &#60;!channel&#62; <<!channel>>",
    "<!date^0^{date}^HTTPS://evil.example|today>",
    "*bold* `listener act hold on` /listener hold on\n> quoted\n```code```",
    "{who} {0.__class__.__init__.__globals__} {token} %(token)s %s",
    "${SLACK_BOT_TOKEN} $(id) `id` \\u003c!channel\\u003e",
    "\u202e\u2066<!channel>\u2069 \x1b[31m\x1b]0;x\x07 \x00 \ufeff \U000e0041",
    "take:1:1.REPAIR.0 undo 1 press:hold",
    '"},{"type":"section","text":{"type":"mrkdwn","text":"<!channel>"}}',
]
# A call to people, a date that is none of ours, a link to their host or under their words.
LIVE = re.compile(
    r"<[!@#](?!date\^\d{9,}\^\{date_short_pretty\} \{time\}\|)"
    r"|<mailto|<[a-z]+://[^/?#<>|]*evil|<[^<>]*\|[^<>]*evil",
    re.IGNORECASE,
)
CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufeff\U000e0000-\U000e007f]"
)


class Told(Fake):
    """The same, and it keeps all that somebody is told."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[Any] = []

    def tell(self, channel: str, user: str, text: str, *rest: object) -> None:
        super().tell(channel, user, text)
        self.shown += [{"type": "mrkdwn", "text": text}, rest[0]]

    def is_in(self, *_: object) -> bool:
        return True


class Scene:
    """A complaint in Slack by somebody hostile, and the three doors to it."""

    def __init__(self, folder: Path, store: Store, text: str) -> None:
        self.text, self.store, self.clock = text, store, Clock()
        author = Author(id="evil", name=text[:60], url="https://forum.example/evil")
        posts = (
            mention(1, f"{HATE} {text}", author=author, title=text, thread_title=text, parent_text=text),
            mention(2, f"Everything is broken, always {text}", author=author),
        )  # fmt: skip
        for listed in ((), posts):
            self.settings = config(folder, Listed(name="forum", mentions=listed), brand=SLACKS)
            pipeline(self.settings, store, Kept(), self.clock).once()
        self.app = App.over(self.settings, self.clock, store=store, key=b"k" * 32)
        self.fake = Told()
        self.fake.person = lambda user: Person(user, text[:80], True)  # type: ignore[method-assign]
        self.tokens = Tokens(folder)
        self.said: list[str] = []  # what whoever acted was told

    def shell(self, name: str, values: dict[str, str]) -> None:
        """As somebody whose own name is hostile, too."""
        words = ["1", *(values[key] for key in ("to", "reason", "url") if key in values)]
        words += [values[key] for key in ("tag", "label") if key in values]
        given = Given(self.text[:80], text=values.get("text"), phrase=values.get("phrase"))
        acting.act(self.app, name, words, given)

    def web(self, name: str, values: dict[str, str]) -> None:
        token = self.tokens.make(f"{len(self.said)} {self.text}"[:80], NOON)
        api = Api(self.store, self.tokens, self.clock, [SLACKS])
        headers = {"authorization": f"Bearer {token}", "host": "localhost", "content-type": "application/json"}  # fmt: skip
        asked = Asked("POST", f"acts/{name}", {}, headers)
        body = json.dumps({"mention": 1} | values).encode()
        try:
            told = api.answer(api.admit(asked), asked, body).body
        except RefusedError as error:
            told = error.reply.body
        self.said.append(told.decode())
        assert token not in told.decode()

    def slack(self, name: str, values: dict[str, str]) -> None:
        """A window that came back, with these words in it."""
        state = self.store.state(1)
        assert state
        filled = {key: {IN: {"type": "plain_text_input", "value": value}} for key, value in values.items() if key != "label"}  # fmt: skip
        if "tag" in values:
            filled["tag"][IN]["value"] = f"{values['tag']}:{values.get('label', '')}"
        view = {"id": f"V{name}", "type": "modal", "callback_id": CALL, "private_metadata": f"{ALERTS} - {Pressed(name, 1, state.version)}", "state": {"values": filled}}  # fmt: skip
        body = {"type": "view_submission", "team": {"id": TEAM}, "user": {"id": LEA, "team_id": TEAM}, "view": view, "trigger_id": "1.2.x"}  # fmt: skip
        self._heard(body)

    def command(self, said: str) -> None:
        """Somebody types it behind /listener."""
        told = {"command": "/listener", "text": said, "team_id": TEAM, "user_id": LEA, "channel_id": ALERTS}  # fmt: skip
        self._heard(told | {"trigger_id": f"{len(self.fake.told)}.2.x"})

    def home(self) -> Any:
        """App Home of somebody who has the mention."""
        return home(self.place, LEA, {SLACKS.name: SLACKS})

    @property
    def place(self) -> Place:
        return Place(
            self.fake,  # type: ignore[arg-type]
            {SLACKS.name: SLACKS},
            self.store,
            self.clock,
            lambda: None,
            Tasks(self.app),
        )

    def _heard(self, body: dict[str, Any]) -> None:
        hands = Hands()
        app = Listeners([self.place], None).app(hands)
        app.dispatch(BoltRequest(mode="socket_mode", body=body))
        assert hands.stop(PATIENCE)

    def rows(self) -> list[NoticeRow]:
        """Every message that is made for Slack."""
        keys = ["story:1", "story:2", *(f"act:{n}" for n in range(1, 12)), *(f"drafts:{n}" for n in range(1, 12))]  # fmt: skip
        return [row for key in keys if (row := self.store.notice_of(key))]

    def shown(self) -> Iterator[Any]:
        """All of it as Slack gets it: messages, windows, what one person is told."""
        render = Rendered(self.store, {SLACKS.name: SLACKS}, self.clock)
        for row in self.rows():
            row.thread_ts = "1.1"
            if made := render(row):
                yield {"type": "mrkdwn", "text": made.text}
                yield list(made.blocks)
        yield self.fake.opened
        yield self.fake.shown


def texts(told: Any) -> Iterator[tuple[str, str]]:
    """Each text object with its kind."""
    if isinstance(told, dict):
        if told.get("type") in ("plain_text", "mrkdwn") and isinstance(told.get("text"), str):
            yield told["type"], told["text"]
        for value in told.values():
            yield from texts(value)
    elif isinstance(told, list):
        for value in told:
            yield from texts(value)


ACTS: list[Callable[[str], tuple[str, dict[str, str]]]] = [
    lambda text: ("reject_draft", {"reason": text[:300]}),
    lambda text: ("ask_colleague", {"to": text[:80]}),
    lambda text: ("hand_over", {"to": text[:80]}),
    lambda text: ("correct", {"tag": "not_us", "phrase": text[:200]}),
    lambda text: ("answered", {"url": "https://x.example/?<!channel>|" + re.sub(r"\s", "", text)[:99], "text": text}),
]  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize("door", ["shell", "web", "slack"])
@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_of_others_comes_alive_behind_any_door(
    tmp_path: Path,
    sqlite: Store,
    capfd: pytest.CaptureFixture[str],
    door: str,
    text: str,
) -> None:
    scene = Scene(tmp_path, sqlite, text)
    with structlog.testing.capture_logs() as logs:
        for made in ACTS:
            getattr(scene, door)(*made(text))
    assert sqlite.notice_of("story:1")
    names = [row.name for row in sqlite.acts([BRAND.name])]
    assert len(names) >= 4, names
    assert set(names) <= {"reject_draft", "ask_colleague", "hand_over", "correct", "answered"}
    seen = 0
    for kind, said in texts(list(scene.shown())):
        assert not CONTROL.search(said), said
        assert SECRET not in said
        assert kind == "plain_text" or not LIVE.search(said), said
        seen += 1
    assert seen > 20
    for said in scene.said:
        assert not CONTROL.search(said)
        assert not CONTROL.search(json.loads(said).get("said", ""))
    out = capfd.readouterr()
    assert SECRET not in f"{logs}{out}{scene.said}"
    assert "\x1b]" not in out.out + out.err
    assert "\u202e" not in out.out + out.err


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_of_others_comes_alive_in_an_answer_or_in_app_home(
    tmp_path: Path, sqlite: Store, text: str
) -> None:
    scene = Scene(tmp_path, sqlite, text)
    scene.slack("correct", {"tag": "tone", "label": "positive"})
    scene.slack("answered", {"text": text})
    asked = (text, f"search {text}", "search battery", "why 1", f"mute 1 {text}", f"add {text}", f"hold on {text}", "status", "sources", "mine", f"file {text}")  # fmt: skip
    before = len(scene.fake.told) + len(scene.fake.opened)
    for said in asked:
        scene.command(said)
    assert len(scene.fake.told) + len(scene.fake.opened) - before == len(asked)
    assert {row.name for row in sqlite.acts([BRAND.name])} <= {"correct", "answered"}
    seen = 0
    for kind, said in texts([*scene.shown(), scene.home(), scene.fake.opened]):
        assert not CONTROL.search(said), said
        assert SECRET not in said
        assert kind == "plain_text" or not LIVE.search(said), said
        seen += 1
    assert seen > 40


def test_these_tests_would_see_what_is_live() -> None:
    live = ["<!channel>", "<@U0LEA>", "<#C1>", "<https://evil.example|x>", "<!date^0^{date}^https://evil.example|x>", "a <!subteam^S1>"]  # fmt: skip
    assert all(LIVE.search(text) for text in live)
    ours = ["&lt;!channel&gt;", "<!date^1794312000^{date_short_pretty} {time}|Tue>", "<https://acme.example/post/1|Open> (acme.example)"]  # fmt: skip
    assert not any(LIVE.search(text) for text in ours)


def test_each_act_above_is_told_in_its_thread(tmp_path: Path, sqlite: Store) -> None:
    scene = Scene(tmp_path, sqlite, HOSTILE[0])
    for made in ACTS:
        scene.shell(*made(HOSTILE[0]))
    told = [row for row in scene.rows() if row.class_ == "acted"]
    assert len(told) >= 4
    assert {type(outbox.read(row)).__name__ for row in told} == {"Acted"}
