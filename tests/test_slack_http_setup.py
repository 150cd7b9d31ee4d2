"""Setting up Slack's HTTP mode: settings, check, manifest, and the daemon that opens the port."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import httpx
import pytest
import structlog
import yaml  # type: ignore[import-untyped]
from acme import BRAND, Clock, CueTagger, Kept
from pydantic import SecretStr
from rich.console import Console
from rigs.effort import PATIENCE
from rigs.ports import free_port
from typer.testing import CliRunner

from listener.app import App
from listener.channels.slack.door.check import _over_http
from listener.channels.slack.door.manifest import AddressError, manifest, over_http
from listener.channels.slack.look.buttons import has_buttons
from listener.channels.slack.presses.signed import Signed
from listener.cli import app as program
from listener.commands.living import Live, say_where
from listener.commands.reread import Settings
from listener.settings.brand import Slack
from listener.settings.config import ConfigError, Web
from listener.settings.load import load
from listener.store.store import Store
from listener.watch.watched import watching
from listener.watch.webslack import SlackPort
from listener.words.whose import Ours
from listener.work.local import Local
from listener.work.worker import Worker

SECRET = "8f742231b10e8888abcd99aaabbb85a5"
TOKENS = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": SECRET}
TEXT = """
[web]
port = 0
slack_port = {port}
[[brand]]
name = "Acme"
[brand.slack.channels]
alerts = "C0000000001"
"""


def written(folder: Path, port: int, more: str = "") -> Path:
    path = folder / "config.toml"
    path.write_text(TEXT.format(port=port) + more)
    return path


def test_the_secret_counts_where_the_port_is_open_to_requests(tmp_path: Path) -> None:
    [brand] = load(written(tmp_path, 3000), TOKENS).brand
    assert has_buttons(brand.slack)
    assert SECRET not in repr(brand)
    [brand] = load(written(tmp_path, 0), TOKENS).brand
    assert not has_buttons(brand.slack)


def test_two_brands_may_have_two_apps(tmp_path: Path) -> None:
    more = '[[brand]]\nname = "Other"\n[brand.slack]\nsigning_secret_file = "other.secret"\ntoken_env = "OTHER"\n'
    (tmp_path / "other.secret").write_text("f" * 32 + "\n")
    found = load(written(tmp_path, 3000, more), TOKENS | {"OTHER": "xoxb-2"})
    secrets = [b.slack.signing_secret for b in found.brand]
    assert [s.get_secret_value() for s in secrets if s] == [
        SECRET,
        SECRET,
    ]  # the variable comes first
    found = load(written(tmp_path, 3000, more), {"OTHER": "xoxb-2"})
    assert [b.slack.signing_secret is None for b in found.brand] == [True, False]


def test_a_secret_in_the_file_is_refused_and_not_repeated(tmp_path: Path) -> None:
    more = f'[brand.slack]\nsigning_secret = "{SECRET}"\n'
    text = (
        written(tmp_path, 3000)
        .read_text()
        .replace("[brand.slack.channels]", more + "[brand.slack.channels]")
    )
    (tmp_path / "config.toml").write_text(text)
    with pytest.raises(
        ConfigError, match="a secret does not belong in this file: set SLACK_SIG"
    ) as told:
        load(tmp_path / "config.toml", {})
    assert SECRET not in str(told.value)


def test_the_public_port_is_no_other(tmp_path: Path) -> None:
    text = written(tmp_path, 3000).read_text().replace("port = 0", "port = 3000", 1)
    (tmp_path / "config.toml").write_text(text)
    with pytest.raises(ConfigError, match="nothing else may be public"):
        load(tmp_path / "config.toml", {})


def test_until_the_port_is_open_no_card_has_buttons(tmp_path: Path) -> None:
    """The port is opened at the start alone: what the file says of it later waits for a restart."""
    path = written(tmp_path, 0)
    live = Settings(path, load(path, TOKENS), lambda p: load(p, TOKENS))
    written(tmp_path, 3000)
    live.look()
    change = live.look()
    assert change
    assert change.restart == ("web",)
    assert not has_buttons(live.config.brand[0].slack)


@pytest.mark.parametrize(
    ("secret", "good", "says"),
    [
        (SECRET, True, "127.0.0.1:3000"),
        ("xoxb-1", None, "does not look like one"),
        (None, False, "SLACK_SIGNING_SECRET"),
    ],
)
def test_check_knows_of_it(secret: str | None, good: bool | None, says: str) -> None:
    slack = Slack(token=SecretStr("xoxb-1"), signing_secret=SecretStr(secret) if secret else None)
    brand = BRAND.model_copy(update={"slack": slack})
    found, _, told = _over_http(brand, Web(slack_port=3000), Ours("Slack buttons"))
    assert (found, says in told) == (good, True)
    assert "xoxb" not in told


URL = "https://bot.acme.example/slack/events"


def test_the_manifest_over_http_names_the_address_wherever_slack_asks_for_one() -> None:
    plain, made = yaml.safe_load(manifest()), yaml.safe_load(manifest("https://bot.acme.example"))
    assert plain["settings"]["socket_mode_enabled"] is True
    assert made["settings"]["socket_mode_enabled"] is False
    assert made["settings"]["interactivity"] == {"is_enabled": True, "request_url": URL}
    assert made["settings"]["event_subscriptions"]["request_url"] == URL
    assert [command["url"] for command in made["features"]["slash_commands"]] == [URL]
    assert made["oauth_config"] == plain["oauth_config"]
    assert without_addresses(made) == without_addresses(plain)


def without_addresses(told: object) -> object:
    if isinstance(told, dict):
        left = {
            k: v for k, v in told.items() if k not in ("request_url", "url", "socket_mode_enabled")
        }
        return {key: without_addresses(value) for key, value in left.items()}
    return [without_addresses(one) for one in told] if isinstance(told, list) else told


def test_parts_that_a_manifest_may_have_get_their_address() -> None:
    text = "features:\n  slash_commands:\n    - command: /a  # one\n      description: x\n    - command: /b\n  app_home:\n    home_tab_enabled: true\nsettings:\n  event_subscriptions:\n    bot_events:\n      - app_home_opened\n  interactivity:\n    is_enabled: true\n  socket_mode_enabled: true\n"  # fmt: skip
    made = yaml.safe_load(over_http(text, URL, "fr"))
    assert [one["url"] for one in made["features"]["slash_commands"]] == [URL, URL]
    assert made["settings"]["event_subscriptions"] == {"request_url": URL, "bot_events": ["app_home_opened"]}  # fmt: skip
    assert made["features"]["app_home"] == {"home_tab_enabled": True}


@pytest.mark.parametrize("given", ["https://bot.acme.example/", URL, URL + "/", " https://bot.acme.example "])  # fmt: skip
def test_an_address_may_be_written_in_each_way(given: str) -> None:
    assert f'request_url: "{URL}"' in manifest(given)
    assert '"https://a.example:8443/bot/slack/events"' in manifest("https://a.example:8443/bot")


@pytest.mark.parametrize("given", ["", "bot.acme.example", "http://bot.acme.example", "https://", "https://a.example?x=1", "https://a.example#x", "https://u:p@a.example", 'https://a.example"\nx: y', "https://a.example:99999", "https://a b.example"])  # fmt: skip
def test_what_is_no_public_address_is_refused_in_words(given: str) -> None:
    with pytest.raises(AddressError, match="such as https://bot"):
        manifest(given)
    run = CliRunner().invoke(program, ["slack-manifest", "--http", given])
    assert run.exit_code == 2
    assert "request_url" not in run.stdout


class Daemon:
    """The daemon's work under such settings, without its clock."""

    def __init__(self, folder: Path, port: int, environ: dict[str, str]) -> None:
        self.store = Store.open(f"sqlite:///{folder / 'x.db'}")
        settings = load(written(folder, port), environ)
        self.app = App.over(settings, Clock(), store=self.store, key=b"k" * 32, tagger=CueTagger())
        self.app.ready()
        self.screen = Console(file=StringIO(), width=400)

    def said(self) -> str:
        say_where(self.screen, self.app)
        return self.screen.file.getvalue()  # type: ignore[attr-defined,no-any-return]

    @contextmanager
    def at_work(self) -> Iterator[None]:
        local = Local(2)
        with watching(self.app.config, self.store, self.app.clock) as watched:
            live = Live(Worker(self.app, Kept()), watched, self.screen)
            assert live.tick(local)
            yield
            assert live.stop(PATIENCE)
            local.wait()
            local.stop(0)
        self.store.close()


def test_the_daemon_goes_on_where_nothing_could_be_verified(tmp_path: Path) -> None:
    daemon = Daemon(tmp_path, 3917, {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": " "})
    assert "Slack’s port (3917) stays shut" in daemon.said()
    with daemon.at_work():
        assert "slack port" not in {thread.name for thread in threading.enumerate()}


def test_the_port_opens_when_the_secret_comes_and_stays_while_the_daemon_runs(
    tmp_path: Path,
) -> None:
    number = free_port()
    url, port = f"http://127.0.0.1:{number}", SlackPort(Signed())
    for environ, is_open in (({}, False), (TOKENS, True), ({}, True)):
        port.follow(load(written(tmp_path, number), environ))
        with httpx.Client(trust_env=False, timeout=PATIENCE) as http:
            if is_open:
                assert http.get(url).status_code == 404
            else:
                with pytest.raises(httpx.ConnectError):
                    http.get(url)
    port.close()
    SlackPort(Signed()).close()


def test_a_secret_that_verifies_nothing_ends_no_daemon() -> None:
    signed = Signed()
    with structlog.testing.capture_logs() as logs:
        signed.follow({" ": []})
    assert [entry["event"] for entry in logs] == ["slack's requests cannot be verified"]
    assert signed.stop(PATIENCE)


def test_the_daemon_opens_the_port_and_shuts_it(tmp_path: Path) -> None:
    port = free_port()
    daemon, url = Daemon(tmp_path, port, TOKENS), f"http://127.0.0.1:{port}"
    assert "stays shut" not in daemon.said()
    with daemon.at_work(), httpx.Client(trust_env=False, timeout=PATIENCE) as http:
        assert http.get(f"{url}/healthz").status_code == 404
        assert http.post(f"{url}/slack/events", content=b"{}").status_code == 401
    with pytest.raises(httpx.ConnectError):
        httpx.get(url, trust_env=False, timeout=PATIENCE)
