"""Check: would an alert get through? Asked of Slack itself, without posting anything."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import NamedTuple

from listener.channels.slack.door.client import Bot
from listener.channels.slack.door.errors import (
    BLOCKS,
    MESSAGE,
    SEEN,
    SlackError,
    SlackRefusedError,
)
from listener.channels.slack.look.buttons import has_buttons
from listener.channels.slack.look.message import Message
from listener.channels.slack.look.samples import samples
from listener.channels.slack.look.views import views
from listener.notices.held import remedy
from listener.notices.targets import HOOK, channel, has_channels_only, targets
from listener.settings.brand import Brand
from listener.settings.config import Web
from listener.words import say
from listener.words.whose import Ours

# What the manifest asks for; `groups:history` only counts where a channel is private, which the
# look into each channel's history shows.
NEEDED = ("chat:write", "files:write", "channels:history")
# What a workspace says that offers no trial of messages.
UNKNOWN = frozenset({"unknown_method", "method_deprecated", "http_404"})
FOR_BUTTONS = ("users:read",)
# What more each gives to a team that has buttons, and how the words call it.
FOR_MORE = {
    "commands": "command",
    "channels:read": "home",
    "groups:read": "home_private",
    "files:read": "drops",
}


class Finding(NamedTuple):
    """One line of the check."""

    good: bool | None  # None: a warning
    what: str
    told: str


def check_slack(
    brand: Brand, bot: Callable[[str], Bot], now: datetime, web: Web | None = None
) -> list[Finding]:
    """Token, permissions and each channel of a brand; nothing where it uses no Slack.

    `web` says where Slack's requests come, where they come over HTTP.
    """
    lang, found = brand.language, list[Finding]()
    places = sorted(targets(brand))
    if any(place.startswith(HOOK) for place in places):
        name = say(lang, "outbox.check.webhook")
        found.append(Finding(True, name, say(lang, "outbox.check.webhook_ok")))
    if has_channels_only(brand):
        told = say(lang, "outbox.check.no_token", variable=brand.slack.token_env)
        found.append(Finding(None, say(lang, "outbox.check.auth"), told))
    if brand.slack.token is None:
        return found
    door = bot(brand.slack.token.get_secret_value())
    hears = has_buttons(brand.slack)
    asked, scopes = _token(door, (*NEEDED, *FOR_BUTTONS) if hears else NEEDED, lang)
    found += asked
    if not found[-1].good and len(found) < 2:
        return found
    found += _more(scopes, lang) if hears else []
    found += [_buttons(door, brand, web or Web()), _messages(door, brand, now)]
    ids = [channel(place) for place in places if not place.startswith(HOOK)]
    if not ids:
        told = say(lang, "outbox.check.no_channel")
        found.append(Finding(False, say(lang, "outbox.check.auth"), told))
    return found + [_channel(door, one, scopes, lang) for one in ids]


def _buttons(door: Bot, brand: Brand, web: Web) -> Finding:
    """Would anybody hear what is pressed?"""
    lang, variable = brand.language, brand.slack.app_token_env
    name = say(lang, "press.check.name")
    if brand.slack.app_token is None:
        if web.slack_port:
            return Finding(*_over_http(brand, web, name))
        return Finding(None, name, say(lang, "press.check.none", variable=variable))
    try:
        door.can_hear(brand.slack.app_token.get_secret_value())
    except SlackRefusedError as error:
        told = say(lang, "press.deaf.remedy", variable=variable)
        return Finding(False, name, f"{error.code}: {told}")
    except SlackError as error:
        return Finding(False, name, _why(error, "", lang))
    return Finding(True, name, say(lang, "press.check.ok"))


def _over_http(brand: Brand, web: Web, name: Ours) -> tuple[bool | None, str, str]:
    """Slack is not asked: it tells nobody whether its requests would arrive."""
    lang, variable = brand.language, brand.slack.signing_secret_env
    if brand.slack.signing_secret is None:
        told = say(lang, "slack_http.no_secret", port=str(web.slack_port), variable=variable)
        return False, name, told
    if not re.fullmatch(r"[0-9a-f]{32}", brand.slack.signing_secret.get_secret_value()):
        return None, name, say(lang, "slack_http.check_form", variable=variable)
    told = say(lang, "slack_http.check_ok", host=web.slack_host, port=str(web.slack_port))
    return True, name, told


def _token(
    door: Bot, needed: Sequence[str], lang: str
) -> tuple[list[Finding], frozenset[str] | None]:
    name = say(lang, "outbox.check.auth")
    try:
        told, scopes = door.greet()
    except SlackError as error:
        return [Finding(False, name, _why(error, "", lang))], None
    known = say(
        lang, "outbox.check.auth_ok", team=told.get("team", "?"), user=told.get("user", "?")
    )
    return [Finding(True, name, known), _scopes(scopes, needed, lang)], scopes


def _more(scopes: frozenset[str] | None, lang: str) -> list[Finding]:
    """What a team goes without, whose app was installed with an earlier manifest."""
    if scopes is None:
        return []
    lacking = [
        f"{say(lang, f'press.more.{what}')} ({scope})"
        for scope, what in FOR_MORE.items()
        if scope not in scopes
    ]
    if not lacking:
        return []
    told = say(lang, "press.check.more", what=", ".join(lacking))
    return [Finding(None, say(lang, "press.check.name"), told)]


def _scopes(scopes: frozenset[str] | None, needed: Sequence[str], lang: str) -> Finding:
    name = say(lang, "outbox.check.scopes")
    if scopes is None:
        return Finding(True, name, say(lang, "outbox.check.scopes_unknown"))
    missing = ", ".join(s for s in needed if s not in scopes)
    if missing:
        return Finding(False, name, say(lang, "outbox.check.scopes_missing", scopes=missing))
    return Finding(True, name, say(lang, "outbox.check.scopes_ok"))


def _channel(door: Bot, one: str, scopes: frozenset[str] | None, lang: str) -> Finding:
    """The history of an archived channel can be read, and nothing can be posted there."""
    try:
        door.peek(one)
    except SlackError as error:
        return Finding(False, one, _why(error, one, lang))
    try:
        door.stand(one, scopes)
    except SlackError as error:
        if error.code in SEEN:
            return Finding(False, one, _why(error, one, lang))
    return Finding(True, one, say(lang, "outbox.check.channel_ok"))


def _messages(door: Bot, brand: Brand, now: datetime) -> Finding:
    """Would Slack take one message of every kind, and App Home and its windows where there are buttons?
    Where it cannot be asked, that is no fault.
    """
    lang, refused = brand.language, dict[str, str]()
    name = say(lang, "outbox.check.messages")
    tries = _tries(door, brand, now)
    for kind, asks in tries:
        try:
            asks()
        except SlackError as error:
            if error.code not in MESSAGE:
                told = say(lang, "outbox.check.messages_untried", cause=error.code)
                return Finding(True if error.code in UNKNOWN else None, name, told)
            what = say(lang, f"outbox.sample.{kind}")
            refused[kind] = say(lang, "outbox.check.message", kind=what, cause=error.code)
    if refused:
        kinds = Ours(", ".join(refused.values()))
        told = say(lang, "outbox.check.messages_refused", kinds=kinds)
        return Finding(False, name, told)
    return Finding(
        True, name, say(lang, "outbox.check.messages_ok", n=len({kind for kind, _ in tries}))
    )


def _tries(door: Bot, brand: Brand, now: datetime) -> list[tuple[str, Callable[[], None]]]:
    """What to ask of each kind."""
    tries = [(kind, partial(_try, door, told)) for kind, told in samples(brand, now)]
    if not has_buttons(brand.slack):
        return [*tries]
    return [
        *tries,
        *((kind, partial(door.validate_view, view)) for kind, view in views(brand, now)),
    ]


def _try(door: Bot, message: Message) -> None:
    """Ask of a message, and where its newest blocks are refused of what is posted then."""
    try:
        door.validate(message)
    except SlackRefusedError as error:
        if not (message.plainer and error.code in BLOCKS):
            raise
        door.validate(Message(message.text, message.plainer))


def _why(error: SlackError, where: str, lang: str) -> str:
    if isinstance(error, SlackRefusedError):
        return f"{error.code}: {remedy(error.code, where, lang)}"
    return say(lang, "outbox.check.down", cause=error.code)
