"""The commands as a user runs them: processes, the real model, a real feed on loopback."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from rigs.effort import PATIENCE
from rigs.forks import command

SETTINGS = """
[web]
port = 0
[[brand]]
name = "Acme"
handles = ["@acme"]
language = "en"
speaker = "Camille"
[[source]]
kind = "inbound"
name = "inbox"
[[source]]
kind = "rss"
name = "blog"
url = "{url}"
genre = "blog_comment"
venue = "own"
allow_private = true
"""
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Blog</title>{items}</channel></rss>"""
ITEM = "<item><guid>{n}</guid><link>https://acme.example/{n}</link><description>{text}</description><pubDate>Tue, 10 Nov 2026 10:0{n}:00 GMT</pubDate></item>"


class Feed:
    def __init__(self) -> None:
        self.texts: list[str] = []
        self.asked = 0


@pytest.fixture
def feed() -> Iterator[Feed]:
    told = Feed()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.asked += 1
            items = "".join(ITEM.format(n=n, text=t) for n, t in enumerate(told.texts))
            body = FEED.format(items=items).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/rss+xml")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    told.url = f"http://127.0.0.1:{server.server_address[1]}/feed"  # type: ignore[attr-defined]
    yield told
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def place(tmp_path: Path, feed: Feed) -> Path:
    (tmp_path / "config.toml").write_text(SETTINGS.format(url=feed.url))  # type: ignore[attr-defined]
    return tmp_path


def listener(place: Path, *args: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    environ = {"PATH": os.environ["PATH"], "COLUMNS": "110", "LISTENER_CONFIG": "config.toml"}
    return command(place, *args, environ=environ, stdin=stdin or "")


def drop(place: Path, name: str, text: str) -> None:
    inbox = place / "data" / "inbox"
    inbox.mkdir(parents=True, exist_ok=True)
    (inbox / name).write_text(text, "utf-8")


ANGRY = "My battery died after three months and your support never answers. Please fix this now!"


def test_from_a_feed_and_a_file_to_alerts_and_a_second_run_adds_nothing(
    place: Path, feed: Feed
) -> None:
    drop(place, "old.csv", 'text,author,rating\n"Great bike, thank you Acme!",Lea,5\n')
    first = listener(place, "once")
    assert first.returncode == 0, first.stderr
    assert "First look" in first.stdout
    feed.texts.append(ANGRY)
    drop(place, "new.csv", f'texte;auteur;note\n"{ANGRY}";Paul;1\n')
    second = listener(place, "once")
    assert second.returncode == 0, second.stderr
    assert "My battery died" in second.stdout
    assert "Draft A" in second.stdout
    assert "listener why" in second.stdout
    third = listener(place, "once")
    assert "Nothing new." in third.stdout
    assert sorted(p.name for p in (place / "data/inbox/done").iterdir()) == ["new.csv", "old.csv"]
    counts = listener(place, "status").stdout
    assert "fine" in counts


def test_why_shows_the_tags_the_way_and_the_checks(place: Path, feed: Feed) -> None:
    listener(place, "once")
    feed.texts.append(ANGRY)
    assert listener(place, "once").returncode == 0
    told = listener(place, "why", "1")
    assert told.returncode == 0
    assert "critique" in told.stdout.lower() or "To us" in told.stdout
    assert "%" in told.stdout
    assert "✓" in told.stdout
    missing = listener(place, "why", "99")
    assert (missing.returncode, "no mention 99" in missing.stderr) == (1, True)


def test_a_dry_run_shows_and_stores_nothing(place: Path, feed: Feed) -> None:
    listener(place, "once")
    feed.texts.append(ANGRY)
    drop(place, "new.csv", f'text,author\n"{ANGRY} Paul",Paul\n')
    dry = listener(place, "once", "--dry-run")
    assert "My battery died" in dry.stdout
    assert (place / "data/inbox/new.csv").exists()
    real = listener(place, "once")
    assert "My battery died" in real.stdout


def test_poll_prints_mentions_that_import_takes_and_stores_none(place: Path, feed: Feed) -> None:
    feed.texts += [ANGRY, "Where can I buy the blue one?"]
    polled = listener(place, "poll", "blog", "--json")
    lines = [json.loads(line) for line in polled.stdout.splitlines()]
    assert [line["genre"] for line in lines] == ["blog_comment", "blog_comment"]
    (place / "saved.jsonl").write_text(polled.stdout)
    assert "never" in listener(place, "sources").stdout
    imported = listener(place, "import", "saved.jsonl", "--alert")
    assert imported.returncode == 0, imported.stderr
    assert "My battery died" in imported.stdout
    again = listener(place, "import", "saved.jsonl")
    assert "0 new" in again.stdout
    assert listener(place, "poll", "nothing").returncode == 2


def test_a_visit_to_a_source_without_its_key_tells_that_alone(place: Path) -> None:
    keyed = '[[source]]\nkind = "{}"\nname = "{}"\n{}'
    with (place / "config.toml").open("a") as file:
        file.write("\n" + keyed.format("youtube", "tube", 'own_channels = "@a"\nkey = "$TUBE"\n'))
        file.write(keyed.format("trustpilot", "tp", 'domain = "a.example"\nkey = "$TP"\n'))
    for asked in (("poll", "tube"), ("login", "tube"), ("hook", "tube")):
        told = listener(place, *asked)
        assert told.returncode == 2
        assert "TP" not in told.stderr
        assert "".join(told.stderr.split()).count("TUBEisnotset") == 1


def test_import_is_silent_and_names_the_rows_it_refuses(place: Path) -> None:
    rows = [
        {"external_id": "1", "text": ANGRY, "genre": "review", "venue": "review"},
        {"title": ""},
    ]
    (place / "x.jsonl").write_text("\n".join(json.dumps(r) for r in rows))
    done = listener(place, "import", "x.jsonl")
    assert done.returncode == 1
    assert "line 2" in done.stdout
    assert "Draft A" not in done.stdout


def test_a_file_that_is_imported_and_dropped_counts_once(place: Path) -> None:
    stars = "rating\n" + "5\n" * 3 + "1\n"
    (place / "stars.csv").write_text(stars)
    assert "4 new" in listener(place, "import", "stars.csv").stdout
    assert "0 new" in listener(place, "import", "stars.csv").stdout
    drop(place, "again.csv", stars)
    assert "4 new" not in listener(place, "once").stdout
    (place / "notes.pdf").write_text("")
    assert "notes.pdf" in listener(place, "import", "notes.pdf").stdout


def test_tag_needs_no_settings(tmp_path: Path) -> None:
    done = listener(tmp_path, "tag", stdin=json.dumps({"text": ANGRY, "venue": "own"}) + "\nzzz\n")
    good, bad = (json.loads(line) for line in done.stdout.splitlines())
    assert good["form"]["label"] == "critique"
    assert good["tone"]["label"] == "negative"
    assert bad == {"error": "line 2: not JSON"}
    assert done.returncode == 1


def test_tag_reads_the_settings_that_it_finds(place: Path) -> None:
    missing = listener(place, "--config", "nowhere.toml", "tag", stdin="{}\n")
    assert (missing.returncode, missing.stdout) == (2, "")
    assert "nowhere.toml: there is no such file" in missing.stderr
    with (place / "config.toml").open("a") as settings:
        settings.write("[tagger]\ntone_model = './nowhere'\ntone_treshold = 0.4\n")
    wrong = listener(place, "tag", stdin="{}\n")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "did you mean 'tone_threshold'?" in wrong.stderr


def test_check_names_the_source_that_does_not_answer(place: Path) -> None:
    good = listener(place, "check")
    assert good.returncode == 0, good.stdout + good.stderr
    text = (place / "config.toml").read_text()
    (place / "config.toml").write_text(text.replace("allow_private = true", ""))
    bad = listener(place, "check")
    assert bad.returncode == 1
    assert "allow_private = true" in " ".join(bad.stdout.split())
    listener(place, "once")
    assert "refuses us" in listener(place, "sources").stdout
    assert "refuses us" not in listener(place, "sources", "--retry", "blog").stdout
    (place / "config.toml").write_text(text.replace("genre", "gerne"))
    wrong = listener(place, "check")
    assert wrong.returncode == 2
    told = " ".join(wrong.stdout.split())
    assert "did you mean 'genre'?" in told
    assert "1 brand, 1 source, 1 left out: blog" in told
    assert told.endswith("1 thing to mend: blog.")


def test_check_counts_all_that_waits_in_the_inbox_and_moves_nothing(place: Path) -> None:
    for name in ("a", "b", "c"):
        drop(place, f"{name}.csv", f"date,review\n2026-11-24,{name} {ANGRY}\n")
    told = " ".join(listener(place, "check").stdout.split())
    assert "inbox 3 items readable now" in told
    assert len(list((place / "data" / "inbox").glob("*.csv"))) == 3


def test_items_of_which_none_has_the_words_are_told_as_such(place: Path, feed: Feed) -> None:
    """A feed that is full is not told as an empty one."""
    feed.texts = ["Late again", "Thank you"]
    text = (place / "config.toml").read_text()
    (place / "config.toml").write_text(text.replace("genre =", 'match = "acme; bikes"\ngenre ='))
    check = " ".join(listener(place, "check").stdout.split())
    assert "match: “acme; bikes” is read as one" in check
    assert "answers with 2 items, and none has the words of match" in check
    once = " ".join(listener(place, "once").stdout.split())
    assert "blog: 2 items read, and none has the words of match" in once
    feed.texts = ["Acme; bikes are late"]
    assert "none has the words" not in " ".join(listener(place, "once").stdout.split())


def test_a_database_that_is_none_gives_one_clear_line(place: Path) -> None:
    (place / "data").mkdir()
    (place / "data/listener.db").write_text("this is a shopping list, not a database" * 30)
    done = listener(place, "once")
    assert done.returncode == 1
    assert "no SQLite database" in done.stderr
    assert "Traceback" not in done.stderr


def test_run_listens_until_sigterm_and_a_second_one_is_refused(place: Path, feed: Feed) -> None:
    feed.texts.append(ANGRY)
    env = {"PATH": os.environ["PATH"], "COLUMNS": "110", "PYTHONUNBUFFERED": "1"}
    daemon = subprocess.Popen(
        [sys.executable, "-m", "listener.cli", "run"],
        cwd=place,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=env,
    )
    try:
        assert daemon.stdout is not None
        for line in daemon.stdout:
            if "First look" in line:
                break
        second = listener(place, "run")
        assert second.returncode == 3
        assert f"process {daemon.pid}" in second.stderr
    finally:
        daemon.send_signal(signal.SIGTERM)
        out, err = daemon.communicate(timeout=PATIENCE)
    assert daemon.returncode == 0, err
    assert "Stopped." in out
    assert ANGRY not in err


def test_db_upgrade_says_from_where_to_where(place: Path) -> None:
    first = listener(place, "db", "upgrade")
    assert first.returncode == 0
    assert "→" in first.stdout


def test_a_stop_while_the_model_is_read_is_clean(place: Path) -> None:
    daemon = subprocess.Popen(
        [sys.executable, "-m", "listener.cli", "run"],
        cwd=place,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={"PATH": os.environ["PATH"], "PYTHONUNBUFFERED": "1"},
    )
    lock = place / "data" / "listener.guard.lock"
    for _ in range(int(PATIENCE / 0.05)):  # held before the model is read
        if lock.exists():
            break
        time.sleep(0.05)
    daemon.send_signal(signal.SIGTERM)
    out, err = daemon.communicate(timeout=PATIENCE)
    assert daemon.returncode == 0, err
    assert "Stopped." in out


@pytest.mark.parametrize("name", ["once", "run"])
def test_a_listener_that_has_ended_is_gone_at_once(place: Path, name: str) -> None:
    """Python would take the model apart: seconds of the processor, half a minute under load."""
    code = (
        "import atexit\natexit.register(print, 'taken apart')\nimport listener.cli as c\nc.main()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, name],
        cwd=place,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert process.stdout is not None
    last = {"once": "Nothing yet", "run": "Listening to"}[name]
    told = ""
    for line in process.stdout:
        told += line
        if last in line:
            break
    process.send_signal(signal.SIGTERM) if name == "run" else None
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, err
    assert ("Stopped." if name == "run" else "Nothing new.") in told + out
    assert "taken apart" not in told + out
