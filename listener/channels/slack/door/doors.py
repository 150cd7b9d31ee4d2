"""Which door a brand's settings open, and what it promises."""

from collections.abc import Callable
from datetime import datetime

from listener.channels.slack.door.client import Bot, Door
from listener.channels.slack.door.times import Times
from listener.channels.slack.door.webhook import Hook
from listener.notices.targets import HOOK, TERMINAL, has_channels_only, hook_target, target
from listener.settings.brand import Brand
from listener.words import say


def door(brand: Brand, target: str, clock: Callable[[], datetime]) -> Door | None:
    """The way into a target's workspace; None when the settings hold none for it any more."""
    slack = brand.slack
    if target.startswith(HOOK):
        fits = slack.webhook is not None and hook_target(brand) == target
        return Hook(slack.webhook.get_secret_value(), clock) if slack.webhook and fits else None
    return Bot(slack.token.get_secret_value(), clock) if slack.token else None


def promise(brand: Brand) -> str:
    """One line for the start: where this brand's alerts go, and how surely once."""
    lang, to = brand.language, target(brand, "instant")
    if to == TERMINAL and has_channels_only(brand):
        return say(lang, "outbox.check.no_token", variable=brand.slack.token_env)
    if to == TERMINAL:
        return say(
            lang, "outbox.terminal", alerts=say(lang, "outbox.alerts_stay", brand=brand.name)
        )
    alerts = say(lang, "outbox.alerts_go", brand=brand.name)
    if to.startswith(HOOK):
        return say(lang, "outbox.webhook", alerts=alerts)
    grace = int(Times().grace.total_seconds())
    return say(lang, "outbox.token", alerts=alerts, grace=grace)
