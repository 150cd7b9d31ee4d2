"""The Slack app to create, as Slack reads it: with Socket Mode, or with HTTP and a public address."""

import re
from importlib.resources import files
from urllib.parse import urlsplit

from listener.words import say

PATH = "/slack/events"  # where Slack's requests come: buttons, windows, commands and events alike


class AddressError(ValueError):
    """No address that Slack could send requests to: says why in words."""


def manifest(address: str | None = None, *, lang: str = "en") -> str:
    """The app's manifest; with an address, one whose presses come there over HTTP.

    Raises AddressError for an address that Slack would not take.
    """
    text = (files("listener.channels.slack.door") / "manifest.yaml").read_text("utf-8")
    return text if address is None else over_http(text, _public(address, lang), lang)


def _public(address: str, lang: str) -> str:
    """The whole address of PATH on a host that Slack can reach."""
    said = address.strip()
    try:
        parts = urlsplit(said)
        is_whole = parts.scheme == "https" and bool(parts.hostname) and parts.port != 0
    except ValueError:  # of a port that is none
        is_whole = False
    if not is_whole or re.search(r"[\s\"?#@\\]", said):
        raise AddressError(say(lang, "slack_http.no_address"))
    base = said.rstrip("/")
    return base if base.endswith(PATH) else base + PATH


def over_http(text: str, url: str, lang: str) -> str:
    """Each part that takes an address gets it; what stands above the first key is said anew."""
    lines = [f"# {line}" for line in say(lang, "slack_http.manifest").splitlines()]
    section = ""
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        head, is_key, value = line.split("#")[0].rstrip().partition(":")
        key = head.lstrip(" -") if is_key else ""
        indent = len(head) - len(key)
        lines.append(line.replace("true", "false") if key == "socket_mode_enabled" else line)
        section = key if key and not value.strip() else section
        if key == "event_subscriptions":
            lines.append(f'{" " * (indent + 2)}request_url: "{url}"')
        elif (section, key) == ("interactivity", "is_enabled"):
            lines.append(f'{" " * indent}request_url: "{url}"')
        elif (section, key) == ("slash_commands", "command"):
            lines.append(f'{" " * indent}url: "{url}"')
    return "\n".join(lines) + "\n"
