"""A daemon that reads hostile bodies beside healthy feeds, and how long those and /healthz wait."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from zlib import crc32

from rigs.effort import PATIENCE
from rigs.hostile_bodies import Reply
from rigs.ports import free_port

ROOT = Path(__file__).parent.parent.parent
HEALTHY = 4  # feeds among the others
_AFTER = 12.0  # seconds that a body has once it was asked for: its child lives no longer
_BRAND = '[web]\nport = {port}\n[[brand]]\nname = "Acme"\nhandles = ["@acme"]\nlanguage = "en"\n'
_SOURCE = (
    '[[source]]\nkind = "rss"\nname = "{name}"\nurl = "{url}"\npoll_minutes = 1\n'
    'allow_private = true\ngenre = "blog_comment"\n'
)
_POST = "<item><guid>{0}</guid><description>@acme my bike is broken, case {0}</description></item>"


def healthy_body(name: str) -> Reply:
    """A feed of one post."""
    body = f"<rss version='2.0'><channel><title>t</title>{_POST.format(name)}</channel></rss>"
    return body.encode(), {"Content-Type": "application/rss+xml"}


@dataclass(frozen=True, slots=True)
class Wave:
    """What was seen of one daemon, in seconds."""

    health: float  # the longest answer of /healthz from the first request of a source on
    stored: float  # from that request until the posts of all healthy feeds were stored
    stop: float  # from SIGTERM to the end
    by_body: tuple[float, ...]  # the longest answer of /healthz while that body may be read


def wave(folder: Path, bodies: Sequence[Reply]) -> Wave:
    """Read these bodies at once, each from a host of its own, with healthy feeds among them."""
    names = [str(n) for n in range(len(bodies))]
    replies = dict(zip(names, bodies, strict=True))
    replies |= {f"good{n}": healthy_body(f"good{n}") for n in range(HEALTHY)}
    with ExitStack() as stack:
        asked = dict[str, float]()
        urls = stack.enter_context(_sites(replies, asked))
        port = free_port()
        listed = sorted(urls.items(), key=lambda one: crc32(one[0].encode()))
        settings = _BRAND.format(port=port)
        settings += "".join(_SOURCE.format(name=name, url=url) for name, url in listed)
        (folder / "config.toml").write_text(settings)
        process = stack.enter_context(_daemon(folder))
        answers, stored = _watched(process, folder, port, asked, len(replies))
        begun = time.monotonic()
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)
        stop = time.monotonic() - begun
    first = min(asked.values())
    spans = [(asked[name], asked[name] + _AFTER) for name in names]
    return Wave(
        health=_longest(answers, first, float("inf")),
        stored=stored - first,
        stop=stop,
        by_body=tuple(_longest(answers, begun, end) for begun, end in spans),
    )


def _longest(answers: Sequence[tuple[float, float]], begun: float, end: float) -> float:
    return max((took for at, took in answers if at + took >= begun and at <= end), default=0.0)


def _watched(
    process: subprocess.Popen[bytes], folder: Path, port: int, asked: dict[str, float], most: int
) -> tuple[list[tuple[float, float]], float]:
    """Every answer of /healthz (when it was asked, how long it took); when all was stored."""
    answers, stored = list[tuple[float, float]](), 0.0
    give_up = time.monotonic() + PATIENCE
    while len(asked) < most or not stored or time.monotonic() < max(asked.values()) + _AFTER:
        assert process.poll() is None, (folder / "err").read_text()[-2_000:]
        assert time.monotonic() < give_up, f"{len(asked)} of {most} asked, stored at {stored}"
        at = time.monotonic()
        if _answers(port):
            answers.append((at, time.monotonic() - at))
        elif asked:
            answers.append((at, max(time.monotonic() - at, PATIENCE)))
        if not stored and _posts(folder) >= HEALTHY:
            stored = time.monotonic()
        time.sleep(0.1)
    return answers, stored


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=30):
            return True
    except urllib.error.HTTPError as error:
        error.close()
        return True
    except OSError:
        return False


def _posts(folder: Path) -> int:
    query = (
        "select count(distinct s.id) from mentions m join sources s on s.id = m.source_id "
        "where s.name like 'good%'"
    )
    try:
        path = folder / "data" / "listener.db"
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
            return int(database.execute(query).fetchone()[0])
    except sqlite3.OperationalError:
        return 0


@contextmanager
def _daemon(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    with (folder / "out").open("wb") as out, (folder / "err").open("wb") as err:
        process = subprocess.Popen(
            [sys.executable, "-m", "listener.cli", "run"],
            cwd=folder,
            stdout=out,
            stderr=err,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@contextmanager
def _sites(replies: dict[str, Reply], asked: dict[str, float]) -> Iterator[dict[str, str]]:
    """The address of each; when it was first asked for is noted."""
    servers = []
    for number, (name, reply) in enumerate(replies.items(), start=1):
        server = ThreadingHTTPServer((f"127.0.1.{number}", 0), _handler(name, reply, asked))
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        servers.append(server)
    try:
        yield {
            name: f"http://127.0.1.{number}:{server.server_address[1]}/feed"
            for number, (name, server) in enumerate(zip(replies, servers, strict=True), start=1)
        }
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()


def _handler(name: str, reply: Reply, asked: dict[str, float]) -> type[BaseHTTPRequestHandler]:
    body, headers = reply

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.setdefault(name, time.monotonic())
            self.send_response(200)
            for key, value in headers.items():
                self.send_header(key, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            try:
                self.wfile.write(body)
            except OSError:
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    return Handler
