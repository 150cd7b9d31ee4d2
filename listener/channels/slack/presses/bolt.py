"""Bolt's app: the act, then Slack's word that it came; what is done is told by the outbox, not from here.

In this order a process that is killed loses no press that Slack believes to have come: it is
written, or whoever pressed sees that it failed and presses again, which is safe.
"""

import re

import structlog
from slack_bolt import Ack, App, Respond
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from listener.channels.slack.door.client import API, SHUT, TIMEOUT
from listener.channels.slack.look import draft_window, windows
from listener.channels.slack.look.buttons import (
    ACT,
    DRAFT,
    ELSE,
    MENU,
    REST,
    UNDO,
    WHY,
    Pressed,
    kept_back,
    number,
)
from listener.channels.slack.look.why import why
from listener.channels.slack.presses import back
from listener.channels.slack.presses.admit import Place, Presser
from listener.channels.slack.presses.answer import admit, tell
from listener.channels.slack.presses.asks import Asks
from listener.channels.slack.presses.doing import do, place_of, safely, window_for
from listener.channels.slack.presses.drafting import follow, open_drafts, take
from listener.channels.slack.presses.filled import made
from listener.channels.slack.presses.heard import Heard
from listener.channels.slack.presses.line import Hands
from listener.channels.slack.presses.reply import Reply
from listener.desk.found import act, acts
from listener.words import say

log = structlog.get_logger()


class Listeners:
    """The listeners of one app; its places follow the settings."""

    def __init__(self, places: list[Place], app_id: str | None) -> None:
        self.places, self._app_id = places, app_id

    def app(self, hands: Hands, *, api: str = API, signing_secret: str | None = None) -> App:
        """Bolt's, with each of them; it asks nothing of Slack when it starts.

        With a signing secret it takes requests over HTTP, each of which must be signed.
        """
        is_http = signing_secret is not None
        web = WebClient(base_url=api, timeout=TIMEOUT, retry_handlers=[], logger=SHUT)
        app = App(
            name="listener",
            logger=SHUT,
            client=web,
            token_verification_enabled=False,
            signing_secret=signing_secret or "",
            request_verification_enabled=is_http,  # a line (Socket Mode) is itself authenticated
            ssl_check_enabled=False,
            url_verification_enabled=is_http,
            authorize=nobody,  # no call is made with what Bolt knows: each place has its own token
            listener_executor=hands,
        )
        Asks(lambda: self.places, self._app_id).listen(app)
        app.action(re.compile(f"^{ACT}"))(safely(self._button))
        app.action(MENU)(safely(self._button))
        app.action(UNDO)(safely(self._undo))
        app.view(windows.CALL)(safely(self._window))
        app.view(draft_window.CALL)(safely(self._draft))
        app.action({"block_id": draft_window.WHICH, "action_id": windows.IN})(safely(self._choice))
        app.action(re.compile(".*"))(_acknowledged)  # links, and buttons of other releases
        app.view(re.compile(".*"))(_acknowledged)
        app.shortcut(re.compile(".*"))(_acknowledged)
        app.event(re.compile(".*"))(_acknowledged)  # else Slack tells it again and again
        return app

    def _button(self, ack: Reply, told: Heard, respond: Respond) -> None:
        """A button, or an entry of the menu."""
        presser, pressed = self._admit(told, respond), Pressed.read(told.value)
        if presser is None or pressed is None:
            return
        state = presser.place.store.state(pressed.mention)
        if state is None or state.brand not in presser.brands:
            ack()
            tell(presser, say(presser.brand.language, "act.missing"))
        elif pressed.name == WHY:
            ack()
            self._why(presser, pressed)
        elif pressed.name in (ELSE, REST):
            ack()
            if not (names := kept_back(state, pressed.name)):
                tell(presser, say(presser.brand.language, "act.old"))
                return
            view = windows.more(pressed, presser.brands[state.brand], place_of(presser), names)
            presser.place.workspace.open(presser.told.trigger, view)
        elif pressed.name == DRAFT:
            ack()
            open_drafts(presser, pressed)
        elif pressed.name not in acts():
            log.warning("a press was refused", why="act")
        elif windows.asks(pressed.name):
            ack()
            if pressed.version != state.version and not state.closed:
                # Nobody fills a window to hear that; who closed it since is told by the act.
                tell(presser, say(presser.brand.language, "act.old"))
                return
            view = window_for(presser, pressed, presser.brands[state.brand])
            presser.place.workspace.open(presser.told.trigger, view)
        else:
            do(presser, act(pressed.name)(mention=pressed.mention, seen=pressed.version, event=presser.told.event), ack)  # fmt: skip

    def _why(self, presser: Presser, pressed: Pressed) -> None:
        record = presser.place.store.record(pressed.mention)
        if record is None or record.decision is None:
            tell(presser, say(presser.brand.language, "act.missing"))
            return
        brand = presser.brands[record.mention.brand]
        presser.place.workspace.open(
            presser.told.trigger, why(record, brand, presser.place.clock())
        )

    def _undo(self, ack: Reply, told: Heard, respond: Respond) -> None:
        presser, done = self._admit(told, respond), number(told.value)
        if presser and done:
            back.press(presser, done, ack)

    def _choice(self, ack: Reply, told: Heard, respond: Respond) -> None:
        """Another draft, chosen in their window."""
        ack()
        if presser := self._admit(told, respond):
            follow(presser)

    def _draft(self, ack: Reply, told: Heard, respond: Respond) -> None:
        if presser := self._admit(told, respond):
            take(ack, presser)

    def _window(self, ack: Reply, told: Heard, respond: Respond) -> None:
        """What was filled in; it may be given back."""
        presser = self._admit(told, respond)
        pressed = Pressed.read(told.carried.rpartition(" ")[2])
        if presser is None or pressed is None:
            ack()
            return
        fields = dict(told.fields)
        name = fields.get("name", "") if pressed.name == ELSE else pressed.name
        if name not in acts():
            ack()
            return
        pressed = Pressed(name, pressed.mention, pressed.version)
        if "name" in fields and windows.asks(name):
            if not ack("update", view=window_for(presser, pressed, presser.brand)):
                tell(presser, say(presser.brand.language, "press.refused.busy"))
            return
        fields.pop("name", None)
        model, wrong = made(pressed, fields, presser)
        if model is None:
            if wrong:
                ack.give_back(presser, wrong)
            return
        do(presser, model, ack)

    def _admit(self, told: Heard, respond: Respond) -> Presser | None:
        return admit(told, self.places, self._app_id, respond)


def nobody(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
    """For every workspace: what Bolt itself may call with."""
    return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token="none")  # noqa: S106


def _acknowledged(ack: Ack) -> None:
    ack()
