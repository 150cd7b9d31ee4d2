"""Where a notice goes: bound when it is made, from the brand's settings of that moment."""

import hashlib

from listener.settings.brand import LANES, Brand
from listener.settings.place import is_slack_id

SLACK = "slack:"
TERMINAL = "terminal"
HOOK = "slack:hook-"
_OWN = ("triage", "wins", "ops", "digest")  # classes with a channel of their own


def target(brand: Brand, class_: str, lane: str = "") -> str:
    """`slack:C…` with a token and a channel, else the webhook, else the terminal."""
    slack = brand.slack
    channels = slack.channels
    if slack.token:
        named = getattr(channels, class_ if class_ in _OWN else lane, None)
        every = (channels.alerts, *channels.model_dump().values())
        if found := named or next((c for c in every if c), None):
            return f"{SLACK}{found}"
    return hook_target(brand) or TERMINAL


def hook_target(brand: Brand) -> str | None:
    """The target of the brand's incoming webhook: a short hash, since the address is a secret."""
    if brand.slack.webhook is None:
        return None
    url = brand.slack.webhook.get_secret_value()
    return f"{HOOK}{hashlib.sha256(url.encode()).hexdigest()[:10]}"


def direct_targets(brand: Brand) -> list[str]:
    """Of each lead that Slack knows: their own place, where our app writes to them alone; none without a token."""
    leads = dict.fromkeys(brand.people.leads) if brand.slack.token else ()
    return [f"{SLACK}{lead}" for lead in leads if is_slack_id(lead)]


def is_direct(target: str) -> bool:
    """Is it a person's, and no channel's?"""
    return target.startswith(SLACK) and is_slack_id(channel(target))


def has_channels_only(brand: Brand) -> bool:
    """Are channels named, without a token or a webhook that could reach them?"""
    slack = brand.slack
    return not (slack.token or slack.webhook) and any(slack.channels.model_dump().values())


def targets(brand: Brand) -> set[str]:
    """Every Slack target that the brand's settings can lead to now."""
    every = {target(brand, c) for c in ("", *_OWN)}
    every |= {target(brand, "", lane) for lane in LANES}
    return {t for t in every if t.startswith(SLACK)}


def channel(target: str) -> str:
    """The channel's id of a target."""
    return target.removeprefix(SLACK)
