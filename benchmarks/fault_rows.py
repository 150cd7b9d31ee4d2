"""Rows 1 to 13 of the fault bench: sources that come late, lie or break, and a Slack that refuses."""

import multiprocessing
import os
import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rigs.fault_place import Place, angry, rss
from rigs.fault_site import Item, Site, SlackDouble, now

from connectors.hackernews.source import Hackernews
from listener.channels.slack.door.times import Times

Seen = tuple[bool, str]  # does it hold, and what was seen


def hackernews(site: Site) -> Hackernews:
    """The real connector before our search."""
    return Hackernews(name="hn", query=("Acme",), url=site.url, allow_private=True)


def backlog(folder: Path, site: Site, _: SlackDouble) -> Seen:
    """More than the page cap, and more in one second than the search itself ever shows."""
    second = int(now().timestamp()) - 86_400
    site.hit(0, second, angry(0))
    place = Place(folder / "a", hackernews(site))
    place.run()
    for n in range(1, 1_201):
        site.hit(n, second + n, angry(n))
    after = [(place.run(), place.stored())[1] for _ in range(3)]
    place.close()
    site.hits.clear()
    for n in range(3_000):
        site.hit(n, second, angry(n))
    wall = Place(folder / "b", hackernews(site))
    tallies = [wall.run() for _ in range(2)]
    stored = wall.stored()
    told = any(v.told or v.refused or v.error for t in tallies for v in t.visits)
    wall.close()
    words = "told" if told else "not told"
    return (
        after[-1] == 1_201 and told,
        f"{after[0] - 1:,} of 1,200 after one poll, {after[-1] - 1:,} after three; 3,000 in one "
        f"second: {stored:,}, the search shows no more: {words}",
    )


def same_second(folder: Path, site: Site, _: SlackDouble) -> Seen:
    """The second of two appears in the search an hour late."""
    second = int(now().timestamp()) - 7_200
    site.hit(1, second, angry(1))
    place = Place(folder, hackernews(site))
    place.run()
    site.hit(2, second, angry(2))
    place.run()
    stored = place.stored()
    place.close()
    return stored == 2, f"{stored} of 2 stored"


def future(folder: Path, site: Site, _: SlackDouble) -> Seen:
    """An item of 2099 first, five of today after it."""
    site.feeds["/blog"] = [Item("2099", angry(0), datetime(2099, 1, 1, tzinfo=UTC))]
    place = Place(folder, rss(f"{site.url}/blog"))
    place.run()
    site.feeds["/blog"] += [Item(f"n{n}", angry(n), now()) for n in range(1, 6)]
    place.run()
    stored, late = place.stored(), place.rows("select max(posted_at) from mentions")[0][0]
    place.close()
    is_clipped = str(late)[:4] != "2099"
    return stored == 6 and is_clipped, f"{stored - 1} of 5 stored; its date is " + (
        "cut to now" if is_clipped else "kept"
    )


def undated(folder: Path, site: Site, slack: SlackDouble) -> Seen:
    """Three items without dates, four polls."""
    place = _begun(folder, site, slack)
    before = len(slack.told())
    site.feeds["/blog"] = [Item(f"u{n}", angry(n)) for n in range(3)]
    place.run(4)
    told, stored = len(slack.told()) - before, place.stored()
    place.close()
    return (told, stored) == (3, 3), f"{told} messages for 3 items"


def published_late(folder: Path, site: Site, slack: SlackDouble) -> Seen:
    """The second poll shows an item that is older than the first one's."""
    place = _begun(folder, site, slack)
    before = len(slack.told())
    site.feeds["/blog"] = [Item("new", "We love it, great work", now())]
    place.run()
    between = len(slack.told())
    site.feeds["/blog"].append(Item("late", angry(1), now() - timedelta(hours=20)))
    place.run()
    told, stored = len(slack.told()) - between, place.stored()
    place.close()
    return stored == 2 and told == 1 and between >= before, f"stored, {told} message"


def refusing(folder: Path, site: Site, slack: SlackDouble) -> Seen:
    """Slack answers 429 to every fourth post; six records, five runs."""
    place = _begun(folder, site, slack)
    before = len(slack.told())
    slack.refuses = lambda n: n % 4 == 0
    site.feeds["/blog"] = [Item(f"s{n}", angry(n), now()) for n in range(6)]
    place.run()
    first = place.stored()
    place.run(4)
    told = slack.told()[before:]
    place.close()
    return (
        first == 6 and len(told) == len(set(told)) == 6,
        f"{first} stored at the first run; {len(told)} messages after five, {len(set(told))} distinct",
    )


def killed(folder: Path, site: Site, slack: SlackDouble) -> Seen:
    """kill -9 in the middle of twelve posts, then a start."""
    _begun(folder, site, slack).close()
    before = len(slack.told())
    site.feeds["/blog"] = [Item(f"k{n}", angry(n), now()) for n in range(12)]
    slack.refuses = lambda n: _dies(n == 5)
    spawn = multiprocessing.get_context("spawn")
    for pause in (True, False):
        process = spawn.Process(target=_deliver, args=(folder, site.url, slack.url, pause))
        _CHILD[:] = [process]
        process.start()
        process.join(300)
        slack.refuses = lambda _: False
    told = slack.told()[before:]
    return (
        len(told) == len(set(told)) == 12,
        f"{len(told)} messages for 12 records, {len(set(told))} distinct",
    )


_CHILD: list[multiprocessing.process.BaseProcess] = []


def _dies(is_time: bool) -> bool:
    if is_time and _CHILD and _CHILD[0].pid:
        os.kill(_CHILD[0].pid, signal.SIGKILL)
    return False


class _Elsewhere(SlackDouble):
    def __init__(self, url: str) -> None:
        self.url = url


def _deliver(folder: Path, site: str, slack: str, dies: bool) -> None:
    place = Place(folder, rss(f"{site}/blog"), slack=_Elsewhere(slack))
    for _ in range(1 if dies else 4):
        place.run()
        place.clock.pass_(seconds=Times().grace.total_seconds())
    place.close()


def one_broken(folder: Path, site: Site, _: SlackDouble) -> Seen:
    """The first of two sources answers 500."""
    site.says["/a"] = lambda _: (500, b"", {})
    site.feeds["/b"] = [Item("b", angry(1), now())]
    place = Place(folder, rss(f"{site.url}/a", "bad"), rss(f"{site.url}/b", "good"))
    tally = place.run()
    stored, bad = place.stored(), [v for v in tally.visits if v.error]
    place.close()
    return (
        stored == 1 and len(bad) == 1 and "500" in str(bad[0].error),
        f"the second is polled and stored ({stored}); the first is named with its error",
    )


def patience(folder: Path, site: Site, _: SlackDouble) -> Seen:
    """503 with Retry-After: 3600."""
    site.says["/blog"] = lambda _: (503, b"", {"Retry-After": "3600"})
    place = Place(folder, rss(f"{site.url}/blog"))
    at = place.clock()
    place.made.once()
    due, asked = place.next_poll("blog"), site.times("/blog")
    place.close()
    wait = (due - at).total_seconds() if due else 0
    return asked == 1 and 3_500 <= wait <= 4_400, f"{asked} request; asked again in {wait:,.0f} s"


def ampersand(folder: Path, site: Site, _: SlackDouble) -> Seen:
    """A feed with a bare &, a feed that is none, and a good one."""
    site.says["/amp"] = lambda _: (
        200,
        b"<rss version='2.0'><channel><title>A & B</title><item><guid>1</guid>"
        b"<description>I hate it: broken & nobody answers</description></item></channel></rss>",
        {"Content-Type": "application/rss+xml"},
    )
    site.says["/none"] = lambda _: (200, b"<rss><channel><item", {"Content-Type": "text/xml"})
    site.feeds["/good"] = [Item("g", angry(1), now())]
    names = ("amp", "none", "good")
    place = Place(folder, *(rss(f"{site.url}/{name}", name) for name in names))
    tally = place.run()
    stored, bad = place.stored(), [v.source for v in tally.visits if v.error]
    asked = site.times("/none")
    place.close()
    return (
        stored == 2 and bad == ["none"] and asked == 1,
        f"the feed with & and the good one are read ({stored} items); the broken one is asked for "
        f"once and named (/healthz turns red by its rule, not at one failure)",
    )


def old_items(folder: Path, site: Site, slack: SlackDouble) -> Seen:
    """A first run on ninety items that are six years old."""
    old = now() - timedelta(days=6 * 365)
    site.feeds["/blog"] = [Item(f"o{n}", angry(n), old + timedelta(days=n)) for n in range(90)]
    place = Place(folder, rss(f"{site.url}/blog"), slack=slack)
    place.run()
    first = len(slack.told())
    place.run(2)
    told, stored = len(slack.told()), place.stored()
    place.close()
    return (
        first <= 1 and told == first and stored == 90,
        f"{first} message (the first look), then none; {stored} stored",
    )


def twice(folder: Path, site: Site, slack: SlackDouble) -> Seen:
    """The same entry through two feeds, then one character of it edited."""
    site.feeds["/a"], site.feeds["/b"] = [], []
    connectors = (rss(f"{site.url}/a", "a"), rss(f"{site.url}/b", "b"))
    place = Place(folder, *connectors, slack=slack)
    place.run()
    before = len(slack.told())
    entry = Item("same", angry(1), now())
    site.feeds["/a"], site.feeds["/b"] = [entry], [entry]
    place.run()
    once = len(slack.told()) - before
    site.feeds["/a"] = [Item("same", entry.text.replace("broken", "brokem"), entry.at)]
    place.run()
    again = len(slack.told()) - before
    revision = place.rows("select max(revision) from mentions")[0][0]
    place.close()
    return (
        (once, again) == (1, 1) and revision > 1,
        f"{once} message, then {again}; revision {revision}",
    )


def conditional(folder: Path, site: Site, _: SlackDouble) -> Seen:
    """Two polls of a feed that sends ETag and Last-Modified."""
    moment = "Tue, 10 Nov 2026 10:00:00 GMT"

    def say(headers: dict[str, str]) -> tuple[int, bytes, dict[str, str]]:
        known = {name.lower(): value for name, value in headers.items()}
        if known.get("if-none-match") == '"v1"' and known.get("if-modified-since") == moment:
            return 304, b"", {"ETag": '"v1"'}
        body = b"<rss version='2.0'><channel><title>B</title></channel></rss>"
        kind = {"ETag": '"v1"', "Last-Modified": moment, "Content-Type": "application/rss+xml"}
        return 200, body, kind

    statuses: list[int] = []

    def kept(headers: dict[str, str]) -> tuple[int, bytes, dict[str, str]]:
        told = say(headers)
        statuses.append(told[0])
        return told

    site.says["/blog"] = kept
    place = Place(folder, rss(f"{site.url}/blog"))
    tallies = [place.run(), place.run()]
    errors = [v.error for t in tallies for v in t.visits if v.error]
    place.close()
    return statuses == [200, 304] and not errors, f"both sent back; answers {statuses}"


def _begun(folder: Path, site: Site, slack: SlackDouble) -> Place:
    """A feed that was read for the first time while it was empty."""
    site.feeds["/blog"] = []
    place = Place(folder, rss(f"{site.url}/blog"), slack=slack)
    place.run()
    return place
