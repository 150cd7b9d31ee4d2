"""Rows 14 to 18 of the fault bench: growth, the week's digest, redaction, and a newcomer offline."""

import os
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

from acme import CueTagger, Listed, mention
from rigs.fault_place import Place, angry, rss
from rigs.fault_site import Item, Site, SlackDouble, now

from listener.advice.reading.private import private_data
from listener.app import App
from listener.commands.demos import digest_of
from listener.notices import parts
from listener.notices.parts import Content, Figure, Figures
from listener.stages.group import group
from listener.stages.tag import tag
from listener.work.chain import Tally
from listener.work.local import Local

Seen = tuple[bool, str]

ROOT = Path(__file__).parent.parent
FEW, MANY = 1_000, 4_000
GROWTH = 2.0  # of the time a record, from FEW to MANY
WEEKS = 4


def themes(folder: Path, _: Site, __: SlackDouble) -> Seen:
    """Like posts are found among 1,000 and among 4,000 distinct ones."""
    few, many = (_grouped(folder / str(n), n) / n for n in (FEW, MANY))
    return many < GROWTH * few, (
        f"{few * 1_000:.1f} and {many * 1_000:.1f} ms of CPU a record: {many / few:.1f} times, "
        f"where each with each would be {MANY // FEW}"
    )


def _grouped(folder: Path, records: int) -> float:
    mentions = tuple(mention(n, angry(n)) for n in range(records))
    place = Place(folder, Listed(name="list", mentions=mentions))
    local = Local(1)
    for _ in range(0, records, place.made.app.config.http.most_a_poll):  # a poll stores no more
        place.made.poll(local, ["list"], Tally())
        local.wait()
    brands = place.made.app.config.brands
    tag(CueTagger(), place.store, brands, clock=place.clock)
    began = time.process_time()
    done = group(place.store, brands, clock=place.clock, name_days=30)
    took = time.process_time() - began
    place.close()
    if done != records:
        raise ValueError(f"{done} of {records} were grouped")
    return took


def on_time(folder: Path, site: Site, _: SlackDouble) -> Seen:
    """A run every 61 minutes around four Mondays; the rest of each week is jumped over."""
    site.feeds["/blog"] = [Item("1", angry(1), now())]
    place = Place(folder, rss(f"{site.url}/blog"))
    place.run()
    told: list[datetime] = []
    zone = place.made.app.config.brand[0].tz
    monday = place.clock().replace(hour=0, minute=0, second=0)
    monday += timedelta(days=7 - monday.weekday())
    for week in range(WEEKS):
        place.clock.now = monday + timedelta(days=7 * week, hours=-3, minutes=13 * week)
        for _run in range(18):
            before, at = len(place.show.digests), place.clock().astimezone(zone)
            place.run()
            told += [at] * (len(place.show.digests) - before)
    place.close()
    shown = ", ".join(f"{at:%a %H:%M}" for at in told)
    in_time = all(
        at.weekday() == 0
        and timedelta(0) <= at - at.replace(hour=8, minute=30) < timedelta(hours=2)
        for at in told
    )
    return len(told) == WEEKS and in_time, f"{shown} (due Monday 08:30)"


def _place(week: Content) -> str:
    return next(part.path for part in week.parts if isinstance(part, parts.Place))


def _figures(week: Content) -> tuple[Figure, ...]:
    return next(part.figures for part in week.parts if isinstance(part, Figures))


def content(folder: Path, site: Site, _: SlackDouble) -> Seen:
    """A digest of two weeks of posts, and one of a week without any."""
    site.feeds["/blog"] = []
    place = Place(folder, rss(f"{site.url}/blog"))
    place.run()
    monday = place.clock() - timedelta(days=place.clock().weekday())
    for week, count in ((1, 20), (2, 40)):
        site.feeds["/blog"] += [
            Item(f"{week}-{n}", angry(100 * week + n), monday + timedelta(days=7 * week, hours=n))
            for n in range(count)
        ]
    place.clock.now = monday + timedelta(days=21, hours=12)
    place.run()
    session = App(place.made.app.config, place.clock)
    full = digest_of(session)
    page = Path(_place(full)).read_text("utf-8")
    place.clock.pass_(days=7)
    place.run()
    empty = digest_of(session)
    session.store.close()
    place.close()
    has = {
        "n": any("n = " in figure.rest for figure in _figures(full)),
        "change": any(sign in f"{_figures(full)}" for sign in ("+", "−")),
        "quotes": "I hate it" in page,
        "links": "https://blog.example/2-" in page,
    }
    value = _figures(empty)[0].values[0][0]
    return all(has.values()) and value == "0", (
        f"figures with {', '.join(k for k, v in has.items() if v)}; without posts the first reads "
        f"{value}"
    )


PRIVATE = (
    "jean.petit@mail.example", "FR76 3000 6000 0112 3456 7890 189", "06 12 34 56 78",
    "+33 6 12 34 56 78", "1 85 05 78 006 084 91", "4111 1111 1111 1111",
)  # fmt: skip
PLAIN = (
    "05.06.2026 12:30", "order 0123456789", "ref 06-12-2026-0042-11", "ISBN 978-2-07-036822-8",
    "v1.2.3.4567", "2026-11-29 10:30:00", "3017620422003", "192.168.10.100",
)  # fmt: skip


def redaction(_: Path, __: Site, ___: SlackDouble) -> Seen:
    """Personal data among dates, orders, books and versions."""
    missed = [text for text in PRIVATE if not private_data(f"mon numéro : {text}, merci")]
    wrong = [text for text in PLAIN if private_data(f"c'était {text}, merci")]
    return not missed and not wrong, (
        f"{len(PRIVATE) - len(missed)} of {len(PRIVATE)} kinds caught, {len(wrong)} of {len(PLAIN)} "
        "plain numbers taken for one; we redact nothing (it guards drafts and our own page), and "
        "names and streets are not looked for"
    )


# A process that can reach loopback and nothing else.
OFFLINE = """
import socket, sys
real = socket.socket.connect
def connect(self, address):
    if self.family != socket.AF_UNIX and not str(address[0]).startswith(("127.", "::1")):
        raise OSError(101, "Network is unreachable")
    return real(self, address)
def nowhere(host, *rest, **more):
    if host in ("localhost", None) or str(host).startswith("127."):
        return found(host, *rest, **more)
    raise socket.gaierror(-3, "Temporary failure in name resolution")
found, socket.getaddrinfo, socket.socket.connect = socket.getaddrinfo, nowhere, connect
from listener.cli import main
sys.argv = ["listener", *sys.argv[1:]]
main()
"""
SETTINGS = """[web]\nport = 0\n[[brand]]\nname = "Acme"\nhandles = ["@acme"]
[[source]]\nkind = "inbound"\nname = "inbox"\n"""


def newcomer(folder: Path, _: Site, __: SlackDouble) -> Seen:
    """The commands of the first five minutes, without a network."""
    (folder / "config.toml").write_text(SETTINGS)
    inbox = folder / "data" / "inbox"
    inbox.mkdir(parents=True)
    (inbox / "posts.csv").write_text(f"text;author\n{angry(1)};Ada\n", "utf-8")
    kept = {
        name: os.environ[name] for name in ("PATH", "PYTHONDONTWRITEBYTECODE") if name in os.environ
    }
    codes = {}
    for command in ("check", "once", "status", "digest", "demo"):
        done = subprocess.run(
            [sys.executable, "-c", OFFLINE, command],
            cwd=folder, capture_output=True, text=True, timeout=1_800, check=False,
            env=kept | {"HOME": str(folder), "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        codes[command] = done.returncode
    return not any(codes.values()), ", ".join(f"{name} {code}" for name, code in codes.items())
