"""A site and a Slack on loopback for the fault bench: both do what a script says, and keep count."""

import json
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

HN_CAP = 1_000  # hits of one query that the search shows, whatever page is asked for
Reply = tuple[int, bytes, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a feed; without `at` it has no date."""

    id: str
    text: str
    at: datetime | None = None


class _Served:
    """A server whose every answer is one function of the request."""

    def __init__(self) -> None:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                status, answer, headers = outer.answer(self.path, dict(self.headers), body)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            do_POST = do_GET

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, path: str, headers: dict[str, str], body: bytes) -> Reply:
        raise NotImplementedError


class Site(_Served):
    """Feeds by path, a search like Hacker News', and any other answer that a script sets."""

    def __init__(self) -> None:
        self.feeds: dict[str, list[Item]] = {}
        self.hits: list[dict[str, Any]] = []
        self.says: dict[str, Callable[[dict[str, str]], Reply]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        super().__init__()

    def times(self, path: str) -> int:
        """How often a path was asked for."""
        return sum(asked.partition("?")[0] == path for asked, _ in self.asked)

    def answer(self, path: str, headers: dict[str, str], body: bytes) -> Reply:
        del body
        self.asked.append((path, headers))
        plain, _, query = path.partition("?")
        if plain in self.says:
            return self.says[plain](headers)
        if plain == "/api/v1/search_by_date":
            return 200, json.dumps({"hits": self._found(query)}).encode(), {}
        if plain in self.feeds:
            return 200, feed(self.feeds[plain]), {"Content-Type": "application/rss+xml"}
        return 404, b"", {}

    def hit(self, number: int, second: int, text: str) -> None:
        """One more comment in the search."""
        self.hits.append(
            {
                "objectID": str(number),
                "created_at_i": second,
                "author": f"user{number}",
                "comment_text": text,
                "story_id": number,
                "parent_id": number,
            }
        )

    def _found(self, query: str) -> list[dict[str, Any]]:
        asked = dict(urllib.parse.parse_qsl(query))
        upper = int(asked.get("numericFilters", "<=9999999999").rpartition("<=")[2])
        size, page = int(asked.get("hitsPerPage", 20)), int(asked.get("page", 0))
        found = sorted(
            (hit for hit in self.hits if hit["created_at_i"] <= upper),
            key=lambda hit: -int(hit["created_at_i"]),
        )[:HN_CAP]
        return found[page * size : (page + 1) * size]


def feed(items: list[Item]) -> bytes:
    """An RSS feed."""
    shown = "".join(
        f"<item><guid>{item.id}</guid><link>https://blog.example/{item.id}</link>"
        f"<description>{escape(item.text)}</description>"
        + (f"<pubDate>{format_datetime(item.at)}</pubDate>" if item.at else "")
        + "</item>"
        for item in items
    )
    return f"<rss version='2.0'><channel><title>Blog</title>{shown}</channel></rss>".encode()


@dataclass
class _Shelf:
    messages: list[dict[str, Any]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


class SlackDouble(_Served):
    """What the outbox asks of Slack: it posts, edits, and shows its history with metadata."""

    def __init__(self) -> None:
        self._shelf = _Shelf()
        self.refuses: Callable[[int], bool] = lambda _: False  # the n-th post: 429
        self.posts = 0
        super().__init__()

    @property
    def api(self) -> str:
        return f"{self.url}/api/"

    def told(self) -> list[str]:
        """The text of every message of the channel itself: threads hold drafts and news."""
        return [m["text"] for m in self._shelf.messages if "thread_ts" not in m]

    def answer(self, path: str, headers: dict[str, str], body: bytes) -> Reply:
        del headers
        method, _, query = path.removeprefix("/api/").partition("?")
        fields = _fields(query, body)
        with self._shelf.lock:
            if method == "chat.postMessage":
                self.posts += 1
                if self.refuses(self.posts):
                    error = b'{"ok":false,"error":"ratelimited"}'
                    return 429, error, {"Retry-After": "1", "Content-Type": "application/json"}
            told = self._does(method, fields)
        return 200, json.dumps(told).encode(), {"Content-Type": "application/json"}

    def _does(self, method: str, fields: dict[str, Any]) -> dict[str, Any]:
        messages = self._shelf.messages
        match method:
            case "auth.test":
                return {"ok": True, "user_id": "U0BOT", "bot_id": "B0BOT", "team_id": "T0"}
            case "chat.postMessage":
                ts = f"{time.time():.0f}.{len(messages):06d}"
                kept = {k: fields[k] for k in ("text", "metadata", "thread_ts") if fields.get(k)}
                messages.append(kept | {"ts": ts, "bot_id": "B0BOT", "user": "U0BOT"})
                return {"ok": True, "ts": ts, "channel": fields.get("channel")}
            case "chat.update":
                return {"ok": True, "ts": fields.get("ts"), "channel": fields.get("channel")}
            case "conversations.history" | "conversations.replies":
                return {"ok": True, "messages": messages[::-1], "has_more": False}
        return {"ok": False, "error": "unknown_method"}


def _fields(query: str, body: bytes) -> dict[str, Any]:
    text = body.decode("utf-8", "replace")
    if text.startswith("{"):
        found: dict[str, Any] = json.loads(text)
        return found
    fields: dict[str, Any] = dict(urllib.parse.parse_qsl(f"{query}&{text}"))
    if isinstance(fields.get("metadata"), str):
        fields["metadata"] = json.loads(fields["metadata"])
    return fields


@contextmanager
def site_and_slack() -> Iterator[tuple[Site, SlackDouble]]:
    """Both, running."""
    with Site() as site, SlackDouble() as slack:
        yield site, slack


def now() -> datetime:
    """Now, in whole seconds as feeds write it."""
    return datetime.now(UTC).replace(microsecond=0)
