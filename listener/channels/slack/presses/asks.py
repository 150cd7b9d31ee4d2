"""What people ask for beside the buttons: the slash command, App Home, what they hand in."""

import re
from collections.abc import Callable
from functools import partial

import structlog
from slack_bolt import App, Respond

from listener.channels.slack.look import about as about_look
from listener.channels.slack.look import facts as facts_look
from listener.channels.slack.look import handed
from listener.channels.slack.look import labels as labels_look
from listener.channels.slack.look import lessons as lessons_look
from listener.channels.slack.look import setting as setting_look
from listener.channels.slack.presses import (
    about,
    changed,
    drops,
    facts,
    hand,
    labels,
    lessons,
    setting,
    slash,
)
from listener.channels.slack.presses.admit import Place, Presser, admitted, place_of_team
from listener.channels.slack.presses.answer import admit, show, tell
from listener.channels.slack.presses.doing import safely
from listener.channels.slack.presses.heard import Heard
from listener.channels.slack.presses.home import publish, shut
from listener.channels.slack.presses.reply import Reply
from listener.channels.slack.presses.wrote import wrote
from listener.store.errors import StoreError
from listener.words import say

log = structlog.get_logger()


class Asks:
    """Their listeners; `places` are those of now."""

    def __init__(self, places: Callable[[], list[Place]], app_id: str | None) -> None:
        self._places, self._app_id = places, app_id

    def listen(self, app: App) -> None:
        """Hear them."""
        app.event("app_home_opened")(safely(self._home))
        app.shortcut(handed.CALL)(safely(self._shortcut))
        app.view(handed.CALL)(safely(self._handed))
        app.event("file_shared")(safely(self._file))
        for name in (*changed.CHANNELS, *changed.TOKENS):
            app.event(name)(safely(self._changed))
        app.action(re.compile("^file:"))(safely(self._drop))
        app.action(re.compile("^setting:"))(safely(self._setting))
        app.view(setting_look.CALL)(safely(self._set))
        app.action(re.compile("^about:"))(safely(self._about))
        app.view(about_look.CALL)(safely(self._told))
        app.action(labels_look.BEGIN)(safely(self._label))
        app.view(labels_look.CALL)(safely(self._labelled))
        for name in (lessons_look.KEEP, lessons_look.LEAVE, lessons_look.DROP):
            app.action(name)(safely(partial(self._lesson, name)))
        for name in (facts_look.TRUE, facts_look.OVER):
            app.action(name)(safely(self._fact))
        app.command(re.compile(".*"))(safely(self._command))  # whatever the app calls it

    def _shortcut(self, ack: Reply, told: Heard, respond: Respond) -> None:
        """A message, wherever it stands, that somebody wants us to read as a post about the brand."""
        ack()
        if presser := self._asks(told, respond):
            hand.ask(presser, wrote(told.message), told.which)

    def _handed(self, ack: Reply, told: Heard, respond: Respond) -> None:
        presser = self._asks(told, respond)
        if presser is None or not told.fields:
            ack()
            return
        hand.take(ack, presser)

    def _file(self, ack: Reply, told: Heard, respond: Respond) -> None:  # noqa: ARG002
        """A file in a channel: of one elsewhere, or of a guest's, nothing is said."""
        ack()
        presser, _ = admitted(told, self._places(), self._app_id)
        if presser:
            drops.show(presser, told.file)

    def _changed(self, ack: Reply, told: Heard, respond: Respond) -> None:  # noqa: ARG002
        """A channel or a token of ours may be open no more, or again."""
        ack()
        changed.look(told, self._places(), self._app_id)

    def _drop(self, ack: Reply, told: Heard, respond: Respond) -> None:
        """The buttons below a file's preview."""
        ack()
        presser = self._asks(told, respond)
        if presser and told.value.endswith(":"):
            drops.leave(presser)
        elif presser:
            drops.take(presser, told.value)

    def _setting(self, ack: Reply, told: Heard, respond: Respond) -> None:
        """The buttons of App Home about settings."""
        ack()
        presser = self._asks(told, respond)
        if presser and told.value.startswith(setting_look.AWAY):
            setting.away(presser)
        elif presser:
            setting.ask(presser)

    def _set(self, ack: Reply, told: Heard, respond: Respond) -> None:
        presser = self._asks(told, respond)
        if presser is None:
            ack()
            return
        setting.take(ack, presser)

    def _about(self, ack: Reply, told: Heard, respond: Respond) -> None:
        """What a lead wants to say of the brand."""
        ack()
        if presser := self._asks(told, respond):
            about.ask(presser)

    def _told(self, ack: Reply, told: Heard, respond: Respond) -> None:
        presser = self._asks(told, respond)
        if presser is None:
            ack()
            return
        about.take(ack, presser)

    def _label(self, ack: Reply, told: Heard, respond: Respond) -> None:
        """A lead wants to say of posts what they are."""
        ack()
        if presser := self._asks(told, respond):
            labels.begin(presser)

    def _labelled(self, ack: Reply, told: Heard, respond: Respond) -> None:
        presser = self._asks(told, respond)
        if presser is None:
            ack()
            return
        labels.take(ack, presser)

    def _lesson(self, name: str, ack: Reply, told: Heard, respond: Respond) -> None:
        """A lead keeps what was proposed, or leaves it, or takes an answer out."""
        ack()
        if presser := self._asks(told, respond):
            lessons.press(presser, name)

    def _fact(self, ack: Reply, told: Heard, respond: Respond) -> None:
        """A lead says whether a fact is still true."""
        ack()
        if presser := self._asks(told, respond):
            facts.press(presser)

    def _asks(self, told: Heard, respond: Respond) -> Presser | None:
        return admit(told, self._places(), self._app_id, respond)

    def _command(self, ack: Reply, told: Heard, respond: Respond) -> None:  # noqa: ARG002
        presser = self._asks(told, respond)
        if presser is None:
            return
        try:
            answer = slash.answer(presser, told.said)
        except StoreError as error:
            log.warning("a question was not answered", error=type(error).__name__)
            tell(presser, say(presser.brand.language, "press.refused.busy"))
            return
        if answer:
            show(presser, answer)

    def _home(self, ack: Reply, told: Heard, respond: Respond) -> None:  # noqa: ARG002
        """App Home as it stands now, when somebody opens it."""
        ack()
        if not told.is_anywhere:  # its tab of messages
            return
        presser, refused = admitted(told, self._places(), self._app_id)
        place = place_of_team(told.team, self._places())
        if presser:
            presser.place.at_home.add(presser.who.by)
            publish(presser.place, presser.who.by, presser.brands)
        elif place and refused:
            place.workspace.publish(told.user, shut(refused, place.lang))
