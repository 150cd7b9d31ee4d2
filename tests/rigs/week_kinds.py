"""Twenty kinds of source over stand-ins that the tests of each kind have: how a post is written, edited and taken down there."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import our_bluesky
import our_threads
import our_tiktok
import our_x
import our_youtube
import test_connector_appstore as apple
import test_connector_appstore_connect as apple_connect
import test_connector_bluesky as bluesky
import test_connector_discourse as discourse
import test_connector_github as github
import test_connector_google_play as play
import test_connector_hackernews as hackernews
import test_connector_lemmy as lemmy
import test_connector_mastodon as mastodon
import test_connector_reddit as reddit
import test_connector_stackexchange as stackexchange
import test_connector_steam as steam
import test_connector_threads as threads
import test_connector_tiktok as tiktok
import test_connector_trustpilot as trustpilot
import test_connector_wordpress as wordpress
import test_connector_x as x
import test_connector_youtube as youtube

from connectors.inbound.source import Inbound
from connectors.kit.contract import Connector
from connectors.rss.source import Rss

Answer = Callable[[httpx.Request], httpx.Response]
BEGAN = 1_795_212_000  # 2026-11-20 22:00 UTC


@dataclass(slots=True)
class Kind:
    """One kind: its source at an address, its stand-in, and what people do there."""

    name: str
    made: Callable[[str, Path], Connector]  # by the stand-in's address, and a folder for logins
    answer: Answer
    add: Callable[[int, float, str], Any]  # a post by number, second and words
    take: Callable[[Any], object] | None = None  # it is deleted there
    edit: Callable[[Any, str], object] | None = None
    host: str = ""  # that the stand-in wants to be asked by
    late: bool = True  # may a post come into its list a day late?
    watches: int | None = None  # of its newest posts alone it sees that they go; None: of all


def iso(second: float, form: str = "%Y-%m-%dT%H:%M:%SZ") -> str:
    """A second since 1970 as services write it."""
    return f"{datetime.fromtimestamp(second, UTC):{form}}"


def kept(rows: list[Any], one: Any, *, first: bool = False) -> Any:
    """A row of a list; the newest stands first where a stand-in does not sort."""
    rows.insert(0 if first else len(rows), one)
    return one


def at_second(name: str) -> Callable[[dict[str, Any]], float]:
    """How a row's time is read, to sort by."""
    return lambda row: datetime.fromisoformat(str(row[name])).timestamp()


def all_kinds() -> list[Kind]:
    """Those that are asked over HTTP."""
    return [*_networks(), *_forums(), *_reviews()]


def _networks() -> list[Kind]:
    host = our_bluesky.Host(now=lambda: datetime.now(UTC).timestamp())
    town, net, tube = our_threads.Town(), our_x.Network(), our_youtube.Tube()
    clip = our_tiktok.Clip("73" + "0" * 16 + "1", BEGAN - 3_600)
    tok, listed = our_tiktok.Tok(clip), list[dict[str, Any]]()
    site = reddit.Site({"search": listed})
    tag, algolia = Tag(), hackernews.Algolia()

    def gone(id_: str) -> None:
        net.posts[:] = [one for one in net.posts if one.id != id_]

    def posted(n: int, second: float, text: str) -> Any:
        return kept(host.posts, our_bluesky.post(n, second, text))

    def tooted(n: int, second: float, text: str) -> Any:
        return kept(tag.posts, mastodon.shown(int(second) * 10_000 + n, content=f"<p>{text}</p>",
                                              created_at=iso(second)))  # fmt: skip

    def threaded(n: int, second: float, text: str) -> Any:
        one = our_threads.Said(f"180{n:05}", second, text)
        town.said[one.id] = one
        return one

    def tweeted(n: int, second: float, text: str) -> str:
        number = str(1_990_000_000_000_000_000 + int(second - BEGAN) * 1_000_000 + n)
        now = datetime.now(UTC).timestamp()
        net.posts.append(our_x.Said(number, second, f"{text} @acme", seen_from=now))
        return number

    def redditor(n: int, second: float, text: str) -> Any:
        return kept(listed, reddit.post(n, (BEGAN - second) / 3_600, selftext=text))

    return [
        Kind("bluesky", lambda url, place: bluesky.source(place, host=url, allow_private=True),
             host, posted, lambda row: host.gone.add(row["uri"])),
        Kind("mastodon", lambda url, _: mastodon.source(url, allow_private=True), tag, tooted, late=False),
        Kind("threads", lambda url, place: threads.source(place, url=url, allow_private=True), town,
             threaded, lambda one: town.said.pop(one.id), host="graph.threads.net"),
        Kind("tiktok", lambda url, place: tiktok.source(place, url=url, allow_private=True), tok,
             lambda n, second, text: kept(clip.comments, our_tiktok.Said(f"72{n:08}", second, text)),
             lambda one: setattr(one, "hidden", True), host="business-api.tiktok.com"),
        Kind("x", lambda url, _: x.source(url=url, allow_private=True), net, tweeted, gone, late=False),
        Kind("youtube", lambda url, _: youtube.source(url=url, allow_private=True), tube,
             lambda n, second, text: kept(tube.threads, our_youtube.Said(f"Ug{n:05}aa4AaABAg", second, text)),
             tube.threads.remove, lambda one, text: setattr(one, "text", text)),
        Kind("reddit", lambda url, _: reddit.source(url=url, token_url=f"{url}/api/v1/access_token",
                                                    allow_private=True), site, redditor,
             listed.remove, lambda row, text: row["data"].update(selftext=text)),
        Kind("hackernews", lambda url, _: hackernews.source(url=url, allow_private=True), algolia,
             lambda n, second, text: kept(algolia.hits, hackernews.hit(n, f"Zephyr. {text}", int(second)))),
    ]  # fmt: skip


def _forums() -> list[Kind]:
    forum, instance, blog = discourse.Site(), lemmy.Instance(), wordpress.Site()
    stack, hub, feed = stackexchange.Api(), github.Api(), Feed()

    def wrote(n: int, second: float, text: str) -> Any:
        stamp = iso(second, "%Y-%m-%dT%H:%M:%S.000Z")
        return kept(forum.posts, discourse.post(n + 100, text, created_at=stamp, updated_at=stamp))

    def viewed(n: int, second: float, text: str) -> Any:
        row = lemmy.view("post", n, text=text)
        row["post"]["published"] = iso(second, "%Y-%m-%dT%H:%M:%S.000000Z")
        return kept(instance.posts, row)

    def commented(n: int, second: float, text: str) -> Any:
        stamp = iso(second, "%Y-%m-%dT%H:%M:%S")
        return kept(blog.comments, wordpress.comment(n, text, date=stamp, date_gmt=stamp))

    def asked(n: int, second: float, text: str) -> Any:
        return kept(stack.posts, stackexchange.question(n, text=text, creation_date=int(second)))

    def opened(n: int, second: float, text: str) -> Any:
        row = github.issue(n, body=text, created_at=iso(second), updated_at=iso(second))
        return kept(hub.hits, row)

    return [
        Kind("discourse", lambda url, _: discourse.source(url=url, allow_private=True), forum, wrote,
             lambda row: row.update(gone=True), late=False),
        Kind("lemmy", lambda url, _: lemmy.source(url=url, allow_private=True), instance, viewed,
             lambda row: row.update(gone=True), lambda row, text: row["post"].update(body=text), watches=20),
        Kind("wordpress", lambda url, _: wordpress.source(url=url, allow_private=True), blog, commented,
             blog.comments.remove,
             lambda row, text: row.update(content={"rendered": f"<p>{text}</p>"})),
        Kind("stackexchange", lambda url, _: stackexchange.source(url=url, allow_private=True), stack,
             asked, lambda row: row.update(gone=True),
             lambda row, text: row.update(body=f"<p>{text}</p>")),
        Kind("github", lambda url, _: github.source(url=url, allow_private=True), hub, opened),
        Kind("rss", lambda url, _: Rss(name="rss", url=f"{url}/feed", allow_private=True), feed,
             lambda n, second, text: kept(feed.items, (n, second, text))),
    ]  # fmt: skip


def _reviews() -> list[Kind]:
    valve, pilot, store = steam.Api(), trustpilot.Api(), apple.Apple({"fr": []})
    connect, market = apple_connect.Api(), play.Play()

    def of_market(url: str, _: Path) -> Connector:
        market.address = url
        key = json.dumps(play.key(token_uri=f"{url}/token"))
        return play.source(url=url, key=key, allow_private=True)

    def marketed(n: int, second: float, text: str) -> Any:
        row = play.review(n, text, lastModified={"seconds": str(int(second)), "nanos": 1})
        return kept(market.reviews, row)

    def played(n: int, second: float, text: str) -> Any:
        row = steam.review(
            n, review=text, timestamp_created=int(second), timestamp_updated=int(second)
        )
        kept(valve.reviews, row)
        valve.reviews.sort(key=lambda one: -one["timestamp_created"])
        return row

    def rated(n: int, second: float, text: str) -> Any:
        row = trustpilot.review(n, text, createdAt=iso(second))
        kept(pilot.reviews, row)
        pilot.reviews.sort(key=at_second("createdAt"), reverse=True)
        return row

    def starred(n: int, second: float, text: str) -> Any:
        row = apple.review(n, text)
        row["updated"] = {"label": iso(second, "%Y-%m-%dT%H:%M:%S+00:00")}
        kept(store.reviews["fr"], row)
        store.reviews["fr"].sort(key=lambda one: at_second("label")(one["updated"]), reverse=True)
        return row

    def starred_too(n: int, second: float, text: str) -> Any:
        row = apple_connect.review(n, text)
        row["attributes"]["createdDate"] = iso(second, "%Y-%m-%dT%H:%M:%S+00:00")
        kept(connect.reviews, row)
        connect.reviews.sort(
            key=lambda one: at_second("createdDate")(one["attributes"]), reverse=True
        )
        return row

    return [
        Kind("steam", lambda url, _: steam.source(url=url, allow_private=True), valve, played),
        Kind("trustpilot", lambda url, _: trustpilot.source(url=url, allow_private=True), pilot, rated),
        Kind("appstore", lambda url, _: apple.source(url=url, allow_private=True), store, starred),
        Kind("appstore_connect", lambda url, _: apple_connect.source(url=url, allow_private=True),
             connect, starred_too),
        Kind("google_play", of_market, market, marketed),
    ]  # fmt: skip


class Tag:
    """A tag's feed on a server whose ids grow."""

    def __init__(self) -> None:
        self.posts: list[dict[str, Any]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if "/timelines/tag/" not in request.url.path:
            return httpx.Response(404, json={})
        asked = request.url.params
        rows = sorted(self.posts, key=lambda one: int(one["id"]))
        if "min_id" in asked:
            rows = [one for one in rows if int(one["id"]) > int(asked["min_id"])][:40]
        else:
            below = int(asked.get("max_id", 2**63))
            rows = [one for one in rows if int(one["id"]) < below][-40:]
        return httpx.Response(200, json=rows[::-1])


class Feed:
    """A feed of a blog's newest items."""

    def __init__(self) -> None:
        self.items: list[tuple[int, float, str]] = []

    def __call__(self, _: httpx.Request) -> httpx.Response:
        form = "%a, %d %b %Y %H:%M:%S +0000"
        rows = "".join(
            f"<item><guid>g{n}</guid><link>https://blog.example/{n}</link><title>Vélo</title>"
            f"<description>{text}</description><pubDate>{iso(second, form)}</pubDate></item>"
            for n, second, text in sorted(self.items, key=lambda one: -one[1])[:100]
        )
        body = f'<rss version="2.0"><channel><title>Blog</title>{rows}</channel></rss>'
        return httpx.Response(200, text=body, headers={"content-type": "application/rss+xml"})


def dropped(folder: Path) -> Kind:
    """The twentieth: files that are dropped into a folder."""
    inbox = folder / "inbox"
    inbox.mkdir(parents=True, exist_ok=True)

    def drop(n: int, second: float, text: str) -> None:
        row = {
            "external_id": f"d{n}",
            "text": text,
            "genre": "social_comment",
            "posted_at": iso(second),
        }
        (inbox / f"{n}.ndjson").write_text(json.dumps(row) + "\n", "utf-8")

    source = Inbound(name="inbound", folder=inbox)
    return Kind("inbound", lambda _, __: source, lambda _: httpx.Response(404), drop)
