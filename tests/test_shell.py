"""The command line as people type it, in a process of its own."""

import io
import os
import pty
import re
import signal
import socket
import stat
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import structlog
import typer.main
from rigs.effort import PATIENCE
from rigs.forks import command
from typer.core import TyperGroup

from listener import shell
from listener.cli import app
from listener.cli.reference import commands
from listener.commands.console import Screen
from listener.commands.opening import start_logs
from listener.commands.troubles import told
from listener.guard.modes import tighten
from listener.store.store import Store
from listener.words import say

SETTINGS = """
[web]
port = 0
[[brand]]
name = "Acme"
language = "{language}"
[[source]]
kind = "inbound"
name = "inbox"
"""


def listener(
    place: Path, *args: str, language: str | None = "en", **environ: str
) -> subprocess.CompletedProcess[str]:
    if language:
        (place / "config.toml").write_text(SETTINGS.format(language=language))
    return command(place, *args, environ={"PATH": os.environ["PATH"]} | environ)


def test_help_speaks_the_brands_language(tmp_path: Path) -> None:
    assert "Utilisation" not in listener(tmp_path, "--help").stdout
    french = listener(tmp_path, "--help", language="fr").stdout
    assert "Écouter ce qui se dit de votre marque" in french
    assert "Commandes :" in french
    assert "Affiche cette aide." in french
    named = listener(tmp_path / "..", "db", "--help", "--config", str(tmp_path / "config.toml"))
    (tmp_path.parent / "config.toml").unlink()
    assert "La base de données." in named.stdout


def test_without_settings_help_speaks_the_machines_language(tmp_path: Path) -> None:
    assert "Écouter" in listener(tmp_path, "--help", language=None, LANG="fr_FR.UTF-8").stdout
    assert "Listen to" in listener(tmp_path, "--help", language=None, LANG="C.UTF-8").stdout


def test_every_command_and_option_has_french_help() -> None:
    root = typer.main.get_command(app)
    assert isinstance(root, TyperGroup)
    words, found = shell.help_words("fr"), {}
    commands = {"listener": root, **root.commands}
    for name, one in list(commands.items()):
        if name != "listener" and isinstance(one, TyperGroup):
            commands |= {f"{name} {inner}": each for inner, each in one.commands.items()}
    for name, one in commands.items():
        wanted = {p.name for p in one.params if getattr(p, "help", None)}
        found[name] = wanted - {"help"}
        assert set(words[name]) == found[name] | {""}, name
    assert set(words) == set(found) | {"around", "values"}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_help_names_values_and_not_the_types_of_the_code(language: str) -> None:
    told = commands(language)
    named = set(re.findall(r"<([^<>\n]+)>", told))
    assert named == set(shell.help_words(language)["values"].values())


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("--xyz", "Option inconnue : --xyz"),
        ("status --xyz", "Option inconnue : --xyz"),
        ("digest --dry", "Option inconnue : --dry. Vouliez-vous dire --dry-run ?"),
        ("statuss", "Commande inconnue : 'statuss'. Vouliez-vous dire 'status' ?"),
        ("zzzz", "Commande inconnue : 'zzzz'"),
        ("db upgrad", "Commande inconnue : 'upgrad'. Vouliez-vous dire 'upgrade' ?"),
        ("why", "Il manque l'argument 'mention'."),
        ("brand rename old", "Il manque l'argument 'new'."),
        ("why x", "Valeur refusée pour 'mention' : il faut un nombre entier"),
        (
            "import nowhere.csv",
            "Valeur refusée pour 'file' : le fichier 'nowhere.csv' n'existe pas",
        ),
        ("import .", "Valeur refusée pour 'file' : '.' est un dossier, il faut un fichier"),
        ("status a b", "En trop sur la ligne : a b"),
        ("digest --week", "L'option '--week' attend une valeur."),
        ("--config", "L'option '--config' attend une valeur."),
        ("--verbose=1", "L'option '--verbose' ne prend pas de valeur."),
    ],
)
def test_a_mistake_on_the_command_line_is_told_in_the_brands_language(
    tmp_path: Path, line: str, told: str
) -> None:
    done = listener(tmp_path, *line.split(), language="fr")
    assert (done.returncode, done.stdout) == (2, "")
    *around, last = done.stderr.splitlines()
    assert last == told
    if around:
        usage, hint, empty = around
        assert usage.startswith("Usage : ")
        assert hint.startswith("Pour l'aide : ")
        assert not empty


def test_a_mistake_on_the_command_line_stays_english_where_the_brand_is(tmp_path: Path) -> None:
    done = listener(tmp_path, "digest", "--dry")
    assert done.returncode == 2
    assert "No such option: --dry" in done.stderr
    assert "inconnue" not in done.stderr


def test_a_group_without_a_command_shows_its_help(tmp_path: Path) -> None:
    done = listener(tmp_path, "db", language="fr")
    assert "La base de données." in done.stdout + done.stderr
    assert "Pour l'aide" not in done.stderr


def test_the_programs_options_are_understood_after_the_command(tmp_path: Path) -> None:
    listener(tmp_path, "--version")
    done = listener(tmp_path / "..", "status", "-v", "--config", str(tmp_path / "config.toml"))
    (tmp_path.parent / "config.toml").unlink()
    assert done.returncode == 0, done.stderr
    assert "inbox" in done.stdout


def test_the_version_is_told(tmp_path: Path) -> None:
    project = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text())
    version = project["project"]["version"]
    for args in (["--version"], ["check", "--version"]):
        assert listener(tmp_path, *args, language=None).stdout == f"brand-listener {version}\n"


def test_a_fault_in_one_source_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    fault = '[[source]]\nkind = "rss"\nname = "blog"\nulr = "https://acme.example/feed"\n'
    (tmp_path / "config.toml").write_text(SETTINGS.format(language="en") + fault)
    once = listener(tmp_path, "once", language=None)
    assert once.returncode == 1
    assert "source (blog).ulr: unknown key" in once.stderr
    assert (tmp_path / "data" / "listener.db").exists()
    check = listener(tmp_path, "check", language=None)
    assert check.returncode == 2
    assert "source (blog).ulr: unknown key" in check.stdout


def test_check_says_what_is_read_as_one_though_it_has_a_comma(tmp_path: Path) -> None:
    text = SETTINGS.format(language="fr").replace("[[source]]", 'names = "Acme, Inc."\n[[source]]')
    (tmp_path / "config.toml").write_text(text)
    done = listener(tmp_path, "check", language=None)
    assert done.returncode == 0
    assert "« Acme, Inc. » est lu d'un seul tenant" in " ".join(done.stdout.split())


def test_check_says_which_lists_hold_several_in_one(tmp_path: Path) -> None:
    """A thousand with its comma, a sentence and what stands in a list are no such case."""
    text = SETTINGS.format(language="en").replace(
        "[[source]]",
        """exclude = "coyote, cartoon"
        context = ["bike;workshop", "1,000 bikes"]
        not_us = "Acme, the one of the cartoon"
        [[brand.fact]]
        id = "w"
        text = "Two years."
        keywords = "warranty , battery"
        [[source]]
        own_authors = "Camille (Acme), Acme\"""",
    )
    (tmp_path / "config.toml").write_text(text)
    said = " ".join(listener(tmp_path, "check", language=None).stdout.split())
    for one in (
        "exclude: “coyote, cartoon”",
        "context: “bike;workshop”",
        "keywords: “warranty , battery”",
        "own_authors: “Camille (Acme), Acme”",
    ):
        assert f"{one} is read as one" in said
    assert said.count("is read as one") == 4


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            "mend what stands above; until then a listener that is at work goes on with its last good settings",
        ),
        (
            "fr",
            "corrigez ce qui précède ; d'ici là, un listener déjà au travail continue avec ses derniers bons réglages",
        ),
    ],
)
def test_status_says_what_a_broken_file_means_for_a_listener_at_work(
    tmp_path: Path, language: str, words: str
) -> None:
    broken = SETTINGS.format(language=language)
    store = Store.open(f"sqlite:///{tmp_path / 'data' / 'listener.db'}")
    store.upgrade()
    store.close()
    for text in (broken + "[[source]\n", broken.replace("port = 0", "port = 'x'")):
        (tmp_path / "config.toml").write_text(text)
        done = listener(tmp_path, "status", language=None)
        assert done.returncode == 2
        first, last = done.stderr.splitlines()
        assert first.startswith("config.toml: ")
        assert last == words
        assert say(language, "status.unsettled") in done.stdout
    assert words not in listener(tmp_path, "once", language=None).stderr
    (tmp_path / "config.toml").unlink()
    assert words not in listener(tmp_path, "status", language=None).stderr


def test_what_is_stored_is_for_its_owner_alone(tmp_path: Path) -> None:
    assert listener(tmp_path, "once").returncode == 0
    assert listener(tmp_path, "digest", "--week", "2026-W40").returncode == 0
    found = {p: stat.S_IMODE(p.stat().st_mode) for p in (tmp_path / "data").rglob("*")}
    assert found
    assert {mode for path, mode in found.items() if path.is_dir()} == {0o700}
    assert {mode for path, mode in found.items() if path.is_file()} == {0o600}


def test_what_was_open_to_others_is_closed_at_the_start(tmp_path: Path) -> None:
    listener(tmp_path, "once")
    data = tmp_path / "data"
    data.chmod(0o755)
    (data / "listener.db").chmod(0o644)
    (data / "inbox" / "done").chmod(0o755)
    assert tighten(data) == 3
    assert tighten(data) == 0
    assert stat.S_IMODE((data / "listener.db").stat().st_mode) == 0o600


def test_an_inbox_that_was_opened_to_others_stays_open(tmp_path: Path) -> None:
    inbox = tmp_path / "data" / "inbox"
    (inbox / "done").mkdir(parents=True)
    (inbox / "a.csv").touch()
    for path, mode in ((inbox.parent, 0o755), (inbox, 0o775), (inbox / "a.csv", 0o664)):
        path.chmod(mode)
    tighten(inbox.parent)
    modes = [stat.S_IMODE(p.stat().st_mode) for p in (inbox.parent, inbox, inbox / "a.csv")]
    assert modes == [0o711, 0o775, 0o664]


@pytest.mark.parametrize(
    ("break_it", "words"),
    [
        (lambda data: (data / "secret.key").write_text("zz"), "put it back from a backup"),
        (lambda data: (data / "listener.db").write_bytes(b"x" * 5000), "no SQLite database"),
        (
            lambda data: [
                (data / "listener.guard.lock").unlink(missing_ok=True),
                (data / "listener.guard.lock").mkdir(),
            ],
            "this is a folder, a file is wanted",
        ),
    ],
    ids=["key", "database", "lock"],
)
def test_no_trouble_of_the_disk_is_a_traceback(tmp_path: Path, break_it, words: str) -> None:  # type: ignore[no-untyped-def]
    assert listener(tmp_path, "once").returncode == 0
    break_it(tmp_path / "data")
    done = listener(tmp_path, "once")
    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_file_where_the_storage_folder_should_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    done = listener(tmp_path, "once")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert str(tmp_path / "data") in done.stderr


@pytest.mark.parametrize(
    "args",
    [
        ("why", str(10**30)),
        ("digest", "--week", "٢٠٢٦-W٤٦"),
        ("import", "/dev/zero"),
        ("status", "--config", "deep.toml"),
    ],
    ids=["why", "week", "device", "deep"],
)
def test_odd_arguments_are_answered_in_one_line(tmp_path: Path, args: tuple[str, ...]) -> None:
    (tmp_path / "deep.toml").write_text("x = " + "[" * 5_000)
    done = listener(tmp_path, *args)
    assert done.returncode in (1, 2)
    assert len((done.stderr + done.stdout).splitlines()) <= 2
    assert "Traceback" not in done.stderr
    assert "should not happen" not in done.stderr


def test_a_key_that_others_could_read_is_closed_by_check(tmp_path: Path) -> None:
    assert listener(tmp_path, "once").returncode == 0
    key = tmp_path / "data" / "secret.key"
    key.chmod(0o644)
    listener(tmp_path, "check")
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_a_fault_of_our_own_is_told_without_its_text() -> None:
    words, code = told(RuntimeError("a mention's words"))
    assert code == 1
    assert "RuntimeError" in words
    assert "mention's" not in words


def test_brackets_and_escapes_of_others_are_shown_and_do_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Screen(markup=False, emoji=False).print(
        "[/b] [link=https://x.example]x[/link] :smile: \x1b[31m"
    )
    assert capsys.readouterr().out == "[/b] [link=https://x.example]x[/link] :smile: [31m\n"


def test_no_log_line_stands_among_the_alerts_of_a_terminal(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(SETTINGS.format(language="en"))
    parent, child = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "listener.cli", "run"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path), "TERM": "dumb"},
        stdin=child,
        stdout=child,
        stderr=child,
    )
    os.close(child)
    shown = b""
    try:
        while b"Listening to" not in shown:
            shown += os.read(parent, 4096)
        process.terminate()
        while True:
            try:
                got = os.read(parent, 4096)
            except OSError:
                break
            if not got:
                break
            shown += got
    finally:
        process.kill()
        process.wait(PATIENCE)
        os.close(parent)
    assert b'{"' not in shown
    assert b"event" not in shown
    assert b"[info" not in shown.lower()


class Stream(io.StringIO):
    """A stream that is a terminal, or not."""

    def __init__(self, *, is_terminal: bool) -> None:
        super().__init__()
        self.isatty = lambda: is_terminal  # type: ignore[method-assign]


@pytest.mark.parametrize(
    ("out", "err"), [(True, False), (True, True), (False, True), (False, False)]
)
def test_the_log_is_json_for_pipes_alone(
    monkeypatch: pytest.MonkeyPatch, *, out: bool, err: bool
) -> None:
    log = Stream(is_terminal=err)
    monkeypatch.setattr(sys, "stdout", Stream(is_terminal=out))
    monkeypatch.setattr(sys, "stderr", log)
    start_logs(wanted=True, is_verbose=False)
    structlog.get_logger().warning("a press was refused", why="guest")
    told = log.getvalue()
    assert "a press was refused" in told
    assert told.startswith("{") == (not out and not err)


@pytest.mark.parametrize(("language", "word"), [("fr", "Arrêté."), ("en", "Stopped.")])
def test_ctrl_c_is_answered_with_one_word(tmp_path: Path, language: str, word: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/feed"
        feed = f'kind = "rss"\nname = "feed"\nurl = "{url}"\nallow_private = true\n'
        settings = SETTINGS.format(language=language)
        (tmp_path / "config.toml").write_text(f"{settings}[[source]]\n{feed}")
        once = subprocess.Popen(
            [sys.executable, "-m", "listener.cli", "once"],
            cwd=tmp_path,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            # Where the tests run behind `&`, they ignore SIGINT, and so would whatever they start.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        with silent.accept()[0]:  # it polls, and waits for an answer
            once.send_signal(signal.SIGINT)
            out, err = once.communicate(timeout=PATIENCE)
    assert (once.returncode, out.strip(), err.strip()) == (130, "", word)
