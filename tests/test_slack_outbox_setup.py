"""Setting up: the check, the manifest, the settings, and one daemon at a time."""

import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
from acme import BRAND
from pydantic import SecretStr
from rigs.effort import PATIENCE
from rigs.faults import Faults
from rigs.slack_outbox import brand, wall
from rigs.slack_server import BLIND, BOT, Slack
from test_slack_blocks import has_the_official_structure, keeps_within_limits

from listener.channels.slack.door.check import FOR_BUTTONS, FOR_MORE, NEEDED, Finding, check_slack
from listener.channels.slack.door.client import Bot
from listener.channels.slack.door.doors import promise
from listener.channels.slack.look.limits import HOME
from listener.channels.slack.look.samples import samples
from listener.channels.slack.look.views import views
from listener.channels.slack.presses.changed import CHANNELS, TOKENS
from listener.notices.held import remedy
from listener.notices.targets import target
from listener.settings.brand import Slack as SlackSettings
from listener.settings.config import ConfigError
from listener.settings.load import load
from listener.words import say

ROOT = Path(__file__).parent.parent
MANIFEST = ROOT / "listener" / "channels" / "slack" / "door" / "manifest.yaml"


def checked(faults: Faults, *channels: str, token: str = BOT) -> list[Finding]:
    shown = brand(*channels, token=token)
    return check_slack(
        shown, lambda given: Bot(given, wall, api=faults.api, timeout=int(PATIENCE)), wall()
    )


def test_the_check_finds_all_in_order(slack: Slack, faults: Faults) -> None:
    faults.scopes = ",".join(NEEDED)
    one, two = slack.channel(), slack.channel()
    found = checked(faults, one, two)
    assert [finding.good for finding in found] == [True, True, None, True, True, True]
    assert [finding.what for finding in found] == [
        "Slack token",
        "Slack permissions",
        "Slack buttons",
        "Slack messages",
        *sorted([one, two]),
    ]
    assert "listening" in found[0].told
    assert not faults.posts(), "a check posts nothing"
    assert len(faults.posts(method=VALIDATE)) == 1, "what a server does not know is asked once"


VALIDATE = "blocks.validate"


def tried(faults: Faults, channel: str) -> Finding:
    [found] = [one for one in checked(faults, channel) if one.what == "Slack messages"]
    return found


def test_every_kind_of_message_is_tried_and_named_where_slack_would_refuse_it(
    slack: Slack, faults: Faults
) -> None:
    faults.scopes = ",".join(NEEDED)
    channel, kinds = slack.channel(), len(list(samples(BRAND, wall())))
    faults.plan = lambda seen: "ok true" if seen.method == VALIDATE else "none"
    found = tried(faults, channel)
    assert found == (True, "Slack messages", say("en", "outbox.check.messages_ok", n=kinds))
    assert len(faults.posts(method=VALIDATE)) == kinds
    faults.plan = lambda seen: "error invalid_blocks" if seen.method == VALIDATE else "none"
    found = tried(faults, channel)
    assert found.good is False
    assert "alert (invalid_blocks), news in a thread (invalid_blocks)" in found.told
    faults.plan = lambda seen: "429" if seen.method == VALIDATE else "none"
    assert tried(faults, channel).good is None


def test_home_and_windows_are_tried_where_there_are_buttons(slack: Slack, faults: Faults) -> None:
    told = brand(slack.channel())
    known = told.slack.model_copy(update={"app_token": SecretStr("xapp-1")})
    shown = told.model_copy(update={"slack": known})
    asked = {kind for kind, _ in views(shown, wall())}
    assert asked == {"home", "draft_window", "act_window", "setting_window"}
    faults.plan = lambda seen: "error invalid_blocks" if seen.method == VALIDATE and "view" in seen.fields else "ok true"  # fmt: skip
    door = Bot(BOT, wall, api=faults.api, timeout=int(PATIENCE))
    [found] = [one for one in check_slack(shown, lambda _: door, wall()) if one.what == "Slack messages"]  # fmt: skip
    assert found.good is False
    for kind in asked:
        named = f"{say('en', f'outbox.sample.{kind}')} (invalid_blocks)"
        assert found.told.count(named) == 1, kind
    assert "alert (" not in found.told


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_views_hold_what_home_holds_and_keep_within_limits(lang: str) -> None:
    known = BRAND.slack.model_copy(update={"token": SecretStr("xoxb-1"), "app_token": SecretStr("xapp-1")})  # fmt: skip
    shown = BRAND.model_copy(update={"language": lang, "slack": known})
    for kind, view in views(shown, wall()):
        too_long = [(at, size, told) for at, size, told in sizes(view) if len(told) > size]
        assert not too_long, kind
        assert len(view["blocks"]) <= HOME
        assert say(lang, f"outbox.sample.{kind}")
        assert len(view.get("title", {"text": ""})["text"]) <= 24, view


def sizes(told: Any, at: str = "text") -> Iterator[tuple[str, int, str]]:
    """Each text and value of a view, with what Slack takes there: its place, how much, the text."""
    if isinstance(told, list):
        for one in told:
            yield from sizes(one, at)
    elif isinstance(told, dict):
        is_option = "value" in told and "type" not in told
        for name, value in told.items():
            if isinstance(value, str):
                most = {"text": MOST.get(at, 3000), "value": 150 if is_option else 2000}
                yield at, most.get(name, 3000), value
            else:
                inner = "option" if is_option or told.get("type") == "button" else name
                yield from sizes(value, inner)


MOST = {"option": 75, "label": 2000, "title": 24, "submit": 24, "close": 24, "placeholder": 150}


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_samples_are_of_the_official_structure_and_hold_what_each_kind_holds(lang: str) -> None:
    shown = BRAND.model_copy(update={"language": lang})
    for kind, message in samples(shown, wall()):
        has_the_official_structure(message)
        keeps_within_limits(message)
        assert say(lang, f"outbox.sample.{kind}")
        assert message.text.strip("…"), kind


def test_the_check_names_what_is_wrong_and_what_to_do(slack: Slack, faults: Faults) -> None:
    channel = slack.channel()
    faults.scopes = "chat:write"
    found = checked(faults, channel, "C0NOSUCH", token=BLIND)
    bad = {finding.what: finding.told for finding in found if not finding.good}
    assert "files:write, channels:history" in bad["Slack permissions"]
    assert "missing_scope" in bad[channel]
    assert "manifest" in bad[channel]
    assert "/invite @listening" in bad["C0NOSUCH"]
    faults.plan = lambda _: "error invalid_auth"
    [refused] = checked(faults, channel)
    assert not refused.good
    assert "set the new token" in refused.told
    faults.down()
    [down] = checked(faults, channel)
    assert "no answer (ConnectionRefusedError)" in down.told


def test_the_check_finds_a_channel_that_can_be_read_and_not_written_to(
    slack: Slack, faults: Faults
) -> None:
    shut, open_ = slack.channel(), slack.channel()
    slack.admin.conversations_archive(channel=shut)
    found = {finding.what: finding for finding in checked(faults, shut, open_)}
    assert found[open_].good
    assert found[shut].good is False
    assert found[shut].told.startswith("is_archived: The channel is archived: bring it back")
    # An app that may not ask is no worse off than before.
    faults.plan = lambda s: "error missing_scope" if s.method == "conversations.info" else "ok"
    assert {finding.what: finding for finding in checked(faults, shut)}[shut].good


def test_the_check_says_what_buttons_need(slack: Slack, faults: Faults) -> None:
    shown, faults.scopes = brand(slack.channel()), ",".join(NEEDED)

    def told() -> dict[str, Finding]:
        door = Bot(BOT, wall, api=faults.api, timeout=int(PATIENCE))
        return {finding.what: finding for finding in check_slack(shown, lambda _: door, wall())}

    none = told()
    assert none["Slack permissions"].good
    assert "SLACK_APP_TOKEN" in none["Slack buttons"].told
    known = shown.slack.model_copy(update={"app_token": SecretStr("xapp-canary")})
    shown = shown.model_copy(update={"slack": known})
    assert "users:read" in told()["Slack permissions"].told
    faults.plan = lambda seen: "error invalid_auth" if "connections" in seen.method else "ok"
    assert told()["Slack buttons"].good is False
    assert "connections:write" in told()["Slack buttons"].told
    assert "canary" not in str(told())


def test_an_app_of_an_earlier_manifest_goes_on_and_hears_what_it_lacks(
    slack: Slack, faults: Faults
) -> None:
    shown = brand(slack.channel())
    known = shown.slack.model_copy(update={"app_token": SecretStr("xapp-canary")})
    shown = shown.model_copy(update={"slack": known})

    def lacking(*scopes: str) -> list[Finding]:
        faults.scopes = ",".join((*NEEDED, *FOR_BUTTONS, *scopes))
        door = Bot(BOT, wall, api=faults.api, timeout=int(PATIENCE))
        found = check_slack(shown, lambda _: door, wall())
        return [one for one in found if "without a permission" in one.told]

    [found] = lacking("commands", "groups:read")
    assert found.good is None, "it is no fault: all else goes on"
    assert "App Home (channels:read)" in found.told
    assert "files dropped in the channel (files:read)" in found.told
    assert "commands" not in found.told
    assert lacking(*FOR_MORE) == []


def test_a_token_without_a_channel_is_told(faults: Faults) -> None:
    found = checked(faults)
    assert not found[-1].good
    assert "[brand.slack.channels]" in found[-1].told
    assert check_slack(BRAND, lambda _: pytest.fail("no token, no call"), wall()) == []


def test_each_refusal_has_a_remedy_in_both_languages() -> None:
    for lang in ("en", "fr"):
        told = {remedy(c, "C0A", lang) for c in ("is_archived", "invalid_auth", "odd_word")}
        assert len(told) == 3
        assert remedy("restricted_action_read_only_channel", "C0A", lang)
        assert remedy("token_revoked", "C0A", lang) == remedy("invalid_auth", "C0A", lang)
        assert remedy("no_service", "webhook", lang) != remedy("no_service", "C0A", lang)


def test_the_manifest_asks_for_what_we_use_and_no_more() -> None:
    asked = MANIFEST.read_text().partition("    bot:\n")[2].partition("settings:")[0]
    scopes = re.findall(r"^ +- ([a-z:]+)", asked, re.MULTILINE)
    assert scopes == [
        "chat:write",
        "files:write",
        "channels:history",
        "groups:history",
        "users:read",
        "commands",
        "channels:read",
        "groups:read",
        "files:read",
    ]
    assert {*NEEDED, *FOR_BUTTONS, *FOR_MORE} == set(scopes) - {"groups:history"}
    # Slack tells of events only with these: channels:read, groups:read, files:read, or none.
    events = yaml.safe_load(MANIFEST.read_text())["settings"]["event_subscriptions"]["bot_events"]
    assert sorted(events) == sorted(("app_home_opened", "file_shared", *CHANNELS, *TOKENS))
    # Exactly these are what the tests' server grants to the bot.
    seed = (Path(__file__).parent / "rigs" / "slack" / "seed.yaml").read_text()
    granted = re.search(r"xoxb-listening\n.*\n +scopes: \[(.*)\]", seed)
    assert granted
    assert [s.strip(' "') for s in granted[1].split(",")] == scopes


def test_the_rigs_lock_names_no_host() -> None:
    lock = (Path(__file__).parent / "rigs" / "slack" / "package-lock.json").read_text()
    assert "resolved" not in lock
    assert "registry" not in lock
    assert lock.count('"integrity": "sha512-') == lock.count('    "node_modules/')


SETTINGS = """
[storage]
dir = "data"
[[brand]]
name = "Acme"
{slack}
"""


def settings(folder: Path, slack: str = "") -> Path:
    path = folder / "config.toml"
    path.write_text(SETTINGS.format(slack=slack))
    return path


def test_a_webhooks_address_comes_from_the_environment_only(tmp_path: Path) -> None:
    named = settings(tmp_path, '[brand.slack]\nwebhook_env = "HOOK"')
    url = "https://hooks.slack.example/services/T0/B0/canary"
    found = load(named, {"HOOK": url}).brand[0]
    assert found.slack.webhook is not None
    assert found.slack.webhook.get_secret_value() == url
    assert "canary" not in repr(found) + target(found, "instant")
    for environ, why in (({}, "HOOK is not set"), ({"HOOK": "canary"}, "no https:// address")):
        with pytest.raises(ConfigError, match=why) as error:
            load(named, environ)
        assert "canary" not in str(error.value)
    inside = settings(tmp_path, f'[brand.slack]\nwebhook = "{url}"')
    with pytest.raises(ConfigError, match="does not belong in this file") as error:
        load(inside, {})
    assert "canary" not in str(error.value)


def test_a_webhook_is_used_only_where_it_is_named(tmp_path: Path) -> None:
    plain = load(settings(tmp_path), {"SLACK_WEBHOOK_URL": "https://hooks.slack.example/x"})
    assert target(plain.brand[0], "instant") == "terminal"


def test_the_token_goes_before_the_webhook() -> None:
    both = SlackSettings(
        token=SecretStr("xoxb"),
        webhook=SecretStr("https://hooks.slack.example/x"),
        channels=brand("C0A").slack.channels,
    )
    assert target(BRAND.model_copy(update={"slack": both}), "instant") == "slack:C0A"


def listen(folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "listener.cli", "--config", str(folder / "config.toml"), "run"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_a_second_daemon_on_one_database_is_refused(tmp_path: Path) -> None:
    settings(tmp_path)
    first = listen(tmp_path)
    held, give_up = tmp_path / "data" / "listener.guard.lock", time.monotonic() + PATIENCE
    try:
        while not (held.exists() and held.read_text()):
            assert first.poll() is None, first.communicate()
            assert time.monotonic() < give_up
            time.sleep(0.05)
        second = listen(tmp_path)
        out, err = second.communicate(timeout=PATIENCE)
        assert second.returncode == 3
        assert f"another listener (process {first.pid}) already works" in out + err
        assert first.poll() is None
    finally:
        first.send_signal(signal.SIGTERM)
        first.communicate(timeout=PATIENCE)


def test_channels_without_a_token_are_a_warning_and_told_at_the_start(tmp_path: Path) -> None:
    channels = (
        '[brand.slack]\ntoken_env = "ACME_TOKEN"\n[brand.slack.channels]\nalerts = "C0ALERTS"'
    )
    brand = load(settings(tmp_path, channels), {}).brand[0]
    [finding] = check_slack(brand, lambda _: pytest.fail("no token, no call"), wall())
    assert finding.good is None
    assert "ACME_TOKEN" in finding.told
    assert promise(brand) == finding.told
