"""A Threads of our own, for the tests: it checks what it is asked by Meta's own collection and reference.

Paths and parameters are those of Meta's Postman collection (fbsamples/threads_api), fields those of its
page "Media Retrieval" (20 April 2026); the errors are Graph's.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx

TOKEN = "THAACanaryToken0123456789"
OURS = "acme"
_FIELDS = {
    "id", "media_product_type", "media_type", "media_url", "permalink", "owner", "username", "text",
    "timestamp", "shortcode", "thumbnail_url", "children", "is_quote_post", "alt_text",
    "link_attachment_url", "has_replies", "is_reply", "is_reply_owned_by_me", "root_post", "replied_to",
    "hide_status", "reply_audience", "quoted_post", "reposted_post", "gif_url", "poll_attachment",
    "topic_tag", "is_spoiler_media", "text_entities", "text_attachment", "location_id",
}  # fmt: skip
_LIST = {"fields", "since", "until", "limit", "before", "after"}
_SEARCH = {"q", "search_type", "search_mode", "media_type", "author_username", "fields", "since",
           "until", "limit"}  # fmt: skip


def failure(status: int, code: int, said: str = "No.", sub: int = 0) -> httpx.Response:
    """An error as Graph words it."""
    told = {"message": said, "type": "THApiException", "code": code, "error_subcode": sub,
            "is_transient": False, "fbtrace_id": "AbCdEfGhIjK"}  # fmt: skip
    return httpx.Response(status, json={"error": told})


def stamp(second: float) -> str:
    return f"{datetime.fromtimestamp(second, UTC):%Y-%m-%dT%H:%M:%S}+0000"


@dataclass
class Said:
    """A post, or a reply."""

    id: str
    at: float
    text: str = "La batterie d'@acme ne tient pas."
    by: str = "zoe.r"
    root: str = ""  # the post at the top, of a reply
    above: str = ""  # what it answers
    tags_us: bool = True
    hidden: str = "NOT_HUSHED"
    more: dict[str, Any] = field(default_factory=dict)

    def shown(self, has_replies: bool) -> dict[str, Any]:
        told: dict[str, Any] = {
            "id": self.id, "text": self.text, "username": self.by, "timestamp": stamp(self.at),
            "permalink": f"https://www.threads.com/@{self.by}/post/C{self.id}",
            "has_replies": has_replies, "is_reply": bool(self.root),
        }  # fmt: skip
        if self.root:
            told |= {
                "is_reply_owned_by_me": self.by == OURS, "root_post": {"id": self.root},
                "replied_to": {"id": self.above or self.root}, "hide_status": self.hidden,
            }  # fmt: skip
        return told | self.more


class Town:
    """What is said on Threads, and what one account may see of it."""

    def __init__(self, *said: Said) -> None:
        self.said = {one.id: one for one in said}
        self.page = 50  # of a list, at most
        self.sees_others = True  # are others' posts shown by their number?
        self.approved = True  # the search, by Meta
        self.instead: dict[str, Callable[[], httpx.Response]] = {}
        self.asked: Counter[str] = Counter()
        self.spent: Counter[tuple[str, str]] = Counter()  # by what and day
        self.queries: list[dict[str, str]] = []
        self.token = TOKEN
        self.made = 0  # tokens made of others
        self.headers: dict[str, str] = {}

    def __call__(self, request: httpx.Request) -> httpx.Response:
        assert request.method == "GET"
        assert request.url.host == "graph.threads.net"
        query = dict(request.url.params)
        assert "access_token" not in query
        path = request.url.path.strip("/")
        name = path.removeprefix("v1.0/")
        self.asked[name] += 1
        what = "searches" if name == "keyword_search" else "requests"
        self.spent[what, f"{datetime.now(UTC):%Y-%m-%d}"] += path.startswith("v1.0/")
        self.queries.append(query)
        if name in self.instead:
            return self.instead[name]()
        if request.headers["authorization"] != f"Bearer {self.token}":
            return failure(400, 190, "Invalid OAuth access token.")
        if path == "refresh_access_token":
            assert query == {"grant_type": "th_refresh_token"}
            self.made += 1
            self.token = f"{TOKEN}{self.made}"
            told = {"access_token": self.token, "token_type": "bearer", "expires_in": 5_184_000}
            return httpx.Response(200, json=told)
        assert path.startswith("v1.0/")
        assert set(query["fields"].split(",")) <= _FIELDS
        return self._list(name, query)

    def _list(self, name: str, query: dict[str, str]) -> httpx.Response:
        if name in ("me/mentions", "me/threads", "me/replies"):
            assert query.keys() <= _LIST
            ways: dict[str, Callable[[Said], bool]] = {
                "me/mentions": lambda s: s.tags_us and s.by != OURS,
                "me/threads": lambda s: s.by == OURS and not s.root,
                "me/replies": lambda s: s.by == OURS and bool(s.root),
            }
            return self._page([s for s in self.said.values() if ways[name](s)], query)
        if name == "keyword_search":
            assert query.keys() <= _SEARCH
            assert query["search_type"] == "RECENT"
            assert 1 <= int(query["limit"]) <= 100
            assert "owner" not in query["fields"].split(",")
            since, until = int(query["since"]), int(query.get("until", 2**40))
            found = [
                s for s in self.said.values()
                if query["q"].lower() in s.text.lower() and since <= s.at < until
                and (self.approved or s.by == OURS)
            ]  # fmt: skip
            return self._reply({"data": self._newest(found)[: min(int(query["limit"]), self.page)]})
        if name.endswith("/conversation"):
            assert query.keys() <= {"fields", "reverse", "before", "after"}
            top = name.partition("/")[0]
            return self._page([s for s in self.said.values() if s.root == top], query)
        assert query.keys() == {"fields"}
        one = self.said.get(name)
        if one is None or (one.by != OURS and not self.sees_others):
            said = f"Unsupported get request. Object with ID '{name}' does not exist"
            return failure(400, 100, said, sub=33)
        return self._reply(self._shown(one))

    def _page(self, found: list[Said], query: dict[str, str]) -> httpx.Response:
        start = int(query.get("after", "0"))
        size = min(int(query.get("limit", "25")), self.page)
        shown = self._newest(found)[start : start + size]
        told: dict[str, Any] = {"data": shown}
        if shown:
            told["paging"] = {"cursors": {"before": str(start), "after": str(start + size)}}
        if start + size < len(found):
            told["paging"]["next"] = f"https://graph.threads.net/v1.0/…?access_token={self.token}"
        return self._reply(told)

    def _reply(self, told: dict[str, Any]) -> httpx.Response:
        return httpx.Response(200, json=told, headers=self.headers)

    def _newest(self, found: list[Said]) -> list[dict[str, Any]]:
        return [self._shown(s) for s in sorted(found, key=lambda s: s.at, reverse=True)]

    def _shown(self, one: Said) -> dict[str, Any]:
        return one.shown(any(s.root == one.id or s.above == one.id for s in self.said.values()))
