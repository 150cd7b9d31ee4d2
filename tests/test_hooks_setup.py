"""Setting up webhooks: settings, check, the example to paste, the daemon that opens the port, kill -9."""

import json
import os
import shlex
import signal
import subprocess
import sys
from io import StringIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest
from acme import Clock, CueTagger, Kept
from rich.console import Console
from rigs.effort import PATIENCE
from rigs.local_slack import wait
from rigs.ports import free_port
from test_hooks import BODY, stamped
from typer.testing import CliRunner

from connectors.inbound.example import example
from connectors.inbound.fieldmap import FieldMap
from listener.app import App
from listener.cli import app as program
from listener.commands import hooking
from listener.commands.living import Live, say_where
from listener.settings.config import Config, ConfigError
from listener.settings.load import load
from listener.store.store import Store
from listener.watch.hooks.desk import Hooks
from listener.watch.watched import watching
from listener.watch.webhooks import HookPort, serve_hooks
from listener.work.local import Local
from listener.work.worker import Worker

SECRET, TOKEN = "a" * 32, "t" * 32
TEXT = """
[web]
port = 0
hook_port = {port}
[[brand]]
name = "Acme"
[[source]]
kind = "inbound"
name = "avis"
folder = "{folder}/avis"
{more}
"""
SIGNED = 'hook_secret = "${AVIS}"'


def written(folder: Path, port: int = 0, more: str = SIGNED) -> Path:
    path = folder / "config.toml"
    path.write_text(TEXT.format(port=port, folder=folder, more=more))
    return path


def settings(folder: Path, port: int = 0, more: str = SIGNED, avis: str = SECRET) -> Config:
    return load(written(folder, port, more), {"AVIS": avis, "TOKEN": TOKEN})


@pytest.mark.parametrize("key", ["hook_secret", "hook_token"])
@pytest.mark.parametrize("value", [SECRET, f"${{AVIS}}{SECRET}"])
def test_a_secret_in_the_file_is_refused_and_not_repeated(tmp_path: Path, key: str, value: str) -> None:  # fmt: skip
    found = settings(tmp_path, more=f'{key} = "{value}"')
    [line] = found.faults
    assert f'(avis).{key}: a secret does not belong in this file: write "${{NAME}}"' in line
    assert (SECRET in line, found.source) == (False, ())


@pytest.mark.parametrize(
    ("key", "fault"), [("qwerty", "too short to be safe"), ("", "variable AVIS is empty")]
)
def test_a_key_that_could_be_guessed_is_refused(tmp_path: Path, key: str, fault: str) -> None:
    [line] = settings(tmp_path, avis=key).faults
    assert fault in line
    assert "qwerty" not in line


def test_a_variable_that_is_not_set_is_named(tmp_path: Path) -> None:
    [line] = load(written(tmp_path), {}).faults
    assert "the environment variable AVIS is not set" in line


def test_a_secret_is_printed_nowhere(tmp_path: Path) -> None:
    found = settings(tmp_path)
    assert SECRET not in repr(found)
    assert SECRET not in repr(found.source[0].connector.hook)
    assert SECRET not in found.model_dump_json()


@pytest.mark.parametrize("way", ["$AVIS", "${AVIS}"])
def test_a_secret_is_named_in_two_ways(tmp_path: Path, way: str) -> None:
    [source] = settings(tmp_path, more=f'hook_secret = "{way}"').source
    assert source.connector.hook
    assert source.connector.hook.secret == SECRET


def test_two_hooks_with_one_key_are_refused(tmp_path: Path) -> None:
    more = SIGNED + '\n[[source]]\nkind = "inbound"\nname = "two"\nfolder = "two"\nhook_token = "${AVIS}"\n'  # fmt: skip
    found = settings(tmp_path, more=more)
    assert [source.name for source in found.source] == ["avis"]
    assert "source 'two': its hook has a secret of 'avis': give each its own" in found.faults[0]


@pytest.mark.parametrize("line", ["port = 3001\nhook_port = 3001", "slack_port = 3001\nhook_port = 3001", 'hook_address = "bot.acme.example"'])  # fmt: skip
def test_the_public_port_is_no_other(tmp_path: Path, line: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(f'[web]\n{line}\n[[brand]]\nname = "Acme"\n')
    with pytest.raises(ConfigError, match=r"nothing else may be public|is no address"):
        load(path, {})


def told(folder: Path, port: int, more: str = SIGNED, address: str = "") -> list[Any]:
    config = settings(folder, port, more)
    web = config.web.model_copy(update={"hook_address": address})
    return list(hooking.findings(App(config.model_copy(update={"web": web}), Clock())))


def test_check_says_what_to_give_to_the_sender(tmp_path: Path) -> None:
    [(good, _, line)] = told(tmp_path, 3001, address="https://bot.acme.example/")
    assert good
    assert "https://bot.acme.example/hooks/avis, passed on to 127.0.0.1:3001/hooks/avis; it signs" in line  # fmt: skip
    [(good, _, line)] = told(tmp_path, 3001, 'hook_token = "${TOKEN}"')
    assert "https://(your address)/hooks/avis" in line
    assert line.endswith("it shows the token")


def test_check_says_what_is_missing(tmp_path: Path) -> None:
    [(good, _, line)] = told(tmp_path, 0)
    assert (good, "set [web] hook_port" in line) == (None, True)
    [(good, _, line)] = told(tmp_path, 3001, "")
    assert (good, "no source has a hook_secret" in line) == (None, True)
    assert told(tmp_path, 0, "") == []


def sent(line: str) -> httpx.Response:
    """What curl would do."""
    words = shlex.split(line.replace("\\\n", " "))
    headers = dict(w.split(": ", 1) for flag, w in pairwise(words) if flag == "-H")  # fmt: skip
    body = words[words.index("--data-binary") + 1]
    return httpx.post(words[2], content=body.encode(), headers=headers, trust_env=False)


MAPPED = (
    SIGNED
    + '\nitems = "data.list"\n[source.map]\ntext = "answers[label=Votre avis].value"\nrating = "/stars"\n'
    + 'external_id = "id"\nplace = "$.shop"\n[source.words.rating]\nbof = 2\n'
)


@pytest.mark.parametrize("more", [SIGNED, MAPPED])
def test_the_example_is_taken_as_it_is_pasted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: str) -> None:  # fmt: skip
    port = free_port()
    config = settings(tmp_path, port, more)
    monkeypatch.setenv("AVIS", SECRET)
    run = CliRunner().invoke(program, ["--config", str(tmp_path / "config.toml"), "hook", "avis", "--curl"])  # fmt: skip
    assert run.exit_code == 0, run.output
    assert SECRET not in run.output
    opened = HookPort()
    opened.follow(config)
    try:
        assert sent(run.output[run.output.index("curl -i") :]).status_code == 202
    finally:
        opened.close()
    with httpx.Client() as client:
        [found] = [m for p in config.source[0].connector.pages(client, None) for m in p.mentions]
    assert found.text.startswith("A try of the webhook")
    assert found.rating == 2


def test_a_hook_that_is_none_says_so(tmp_path: Path) -> None:
    path = written(tmp_path, 3001, "")
    run = CliRunner().invoke(program, ["--config", str(path), "hook", "avis"])
    assert (run.exit_code, "has no webhook" in run.output) == (1, True)


def test_a_map_that_names_nothing_of_the_example_still_makes_one() -> None:
    assert example(FieldMap(where={"likes": ("n",)}), {"text": "x"}) == {}


def test_the_daemon_opens_the_port_and_follows_the_settings(tmp_path: Path) -> None:
    port = free_port()
    config = settings(tmp_path, port)
    store = Store.open(f"sqlite:///{tmp_path / 'x.db'}")
    app = App.over(config, Clock(), store=store, key=b"k" * 32, tagger=CueTagger())
    app.ready()
    screen, local = Console(file=StringIO(), width=400), Local(2)
    with watching(app.config, store, app.clock) as watched:
        live = Live(Worker(app, Kept()), watched, screen)
        assert live.tick(local)
        url = f"http://127.0.0.1:{port}/hooks/avis"
        assert local.wait(PATIENCE), "the source was visited, and had nothing"
        for n in range(5):  # at once, not in a minute; the later ones come while one is read
            body = json.dumps({"id": f"r-{n}", "text": f"Livré en retard, {n}"}).encode()
            reply = httpx.post(url, content=body, headers=stamped(body), trust_env=False)
            assert reply.status_code == 202
        wait(lambda: len([*(tmp_path / "avis" / "done").glob("hook-*")]) == 5)
        assert live.stop(PATIENCE)
        local.wait()
        local.stop(0)
    store.close()
    with pytest.raises(httpx.ConnectError):
        httpx.post(url, content=BODY, headers=stamped(), trust_env=False)


def test_a_hook_that_the_settings_take_away_takes_nothing_more(tmp_path: Path) -> None:
    config = settings(tmp_path)
    hooks = Hooks()
    hooks.follow(config.source)
    lower = {k.lower(): v for k, v in stamped().items()}
    assert hooks.take("avis", lower, "", BODY).status == 202
    hooks.follow(())
    assert hooks.take("avis", lower, "", BODY).status == 401


def test_run_says_that_nobody_can_come_in(tmp_path: Path) -> None:
    screen = Console(file=StringIO(), width=400)
    say_where(screen, App(settings(tmp_path, 0), Clock()))
    assert "Webhooks of avis stay shut" in screen.file.getvalue()  # type: ignore[attr-defined]


CHILD = """
import os, signal, sys, time
from pathlib import Path
from connectors.inbound import brought
from listener.settings.load import load
from listener.watch.hooks import desk
from listener.watch.webhooks import serve_hooks
folder, at = Path(sys.argv[1]), sys.argv[2]

def die(*_): os.kill(os.getpid(), signal.SIGKILL)

def bring(*args):
    brought.bring(*args)
    die()

if at == "before it is written":
    desk.bring = die
elif at == "half written":
    brought.os.fsync = die
elif at == "before it has its name":
    brought.os.utime = lambda *_: None
    Path.rename = die
else:
    desk.bring = bring
hooks = desk.Hooks()
hooks.follow(load(folder / "config.toml", {"AVIS": "%s"}).source)
print(serve_hooks("127.0.0.1", 0, hooks).port, flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize("at", ["before it is written", "half written", "before it has its name", "before it is answered"])  # fmt: skip
def test_kill_9_and_a_retry_store_one_mention(tmp_path: Path, at: str) -> None:
    config = settings(tmp_path)
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD % SECRET, str(tmp_path), at],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert child.stdout
    port = next(int(line) for line in child.stdout if line.strip().isdecimal())
    headers = stamped()
    with pytest.raises(httpx.HTTPError):
        httpx.post(f"http://127.0.0.1:{port}/hooks/avis", content=BODY, headers=headers, trust_env=False, timeout=PATIENCE)  # fmt: skip
    assert child.wait(PATIENCE) == -signal.SIGKILL
    child.stdout.close()
    hooks = Hooks()
    hooks.follow(config.source)
    served = serve_hooks("127.0.0.1", 0, hooks)
    url = f"http://127.0.0.1:{served.port}/hooks/avis"
    reply = httpx.post(url, content=BODY, headers=headers, trust_env=False, timeout=PATIENCE)
    assert served.stop(PATIENCE)
    assert reply.status_code == 202
    assert (reply.text == "already here\n") == (at == "before it is answered")
    with httpx.Client() as client:
        found = [m for p in config.source[0].connector.pages(client, None) for m in p.mentions]
    assert [m.external_id for m in found] == [json.loads(BODY)["id"]]
    assert not [*(tmp_path / "avis").glob(".*")]
