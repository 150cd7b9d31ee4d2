"""A YouTube of our own, for the tests: it checks what it is asked by the official discovery document, and counts by its own days."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import httpx

KEY = "AIzaCanaryKey_0123456789"
OURS, THEIRS = "UC" + "acme" * 5 + "01", "UC" + "tube" * 5 + "02"
VIDEO = "dQw4w9WgXcQ"
PACIFIC = ZoneInfo("America/Los_Angeles")
# What each list takes, by the discovery document of youtube v3, revision 20261104.
_PARAMS = {
    "commentThreads": {"allThreadsRelatedToChannelId", "channelId", "id", "maxResults",
                       "moderationStatus", "order", "pageToken", "part", "searchTerms",
                       "textFormat", "videoId"},
    "comments": {"id", "maxResults", "pageToken", "parentId", "part", "textFormat"},
    "channels": {"forHandle", "forUsername", "id", "maxResults", "pageToken", "part"},
    "search": {"channelId", "maxResults", "order", "pageToken", "part", "publishedAfter",
               "publishedBefore", "q", "regionCode", "relevanceLanguage", "type"},
}  # fmt: skip


def failure(code: int, reason: str, said: str = "No.", **more: Any) -> httpx.Response:
    """An error as the API words it."""
    errors = [{"message": said, "domain": "youtube.commentThread", "reason": reason}]
    told = {"code": code, "message": said, "errors": errors, **more}
    return httpx.Response(code, json={"error": told})


def stamp(second: float) -> str:
    return f"{datetime.fromtimestamp(second, UTC):%Y-%m-%dT%H:%M:%SZ}"


@dataclass
class Said:
    """A comment, or an answer to one."""

    id: str
    at: float
    text: str = "La batterie d'Acme ne tient pas."
    by: str = "UC" + "zoez" * 5 + "03"
    video: str = VIDEO
    channel: str = OURS
    held: bool = False
    answers: list["Said"] = field(default_factory=list)

    def comment(self, parent: str = "") -> dict[str, Any]:
        told: dict[str, Any] = {
            "channelId": self.channel, "videoId": self.video, "textDisplay": self.text,
            "textOriginal": self.text, "authorDisplayName": f"@{self.by[2:6]}",
            "authorChannelId": {"value": self.by}, "likeCount": 0,
            "publishedAt": stamp(self.at), "updatedAt": stamp(self.at),
        }  # fmt: skip
        if parent:
            told["parentId"] = parent
        return {"kind": "youtube#comment", "id": self.id, "snippet": told}

    def thread(self, shown: int = 5) -> dict[str, Any]:
        told = {
            "channelId": self.channel, "videoId": self.video, "topLevelComment": self.comment(),
            "canReply": True, "totalReplyCount": len(self.answers), "isPublic": True,
        }  # fmt: skip
        found: dict[str, Any] = {"kind": "youtube#commentThread", "id": self.id, "snippet": told}
        if self.answers:
            below = [one.comment(self.id) for one in self.answers[:shown]]
            found["replies"] = {"comments": below}
        return found


@dataclass
class Tube:
    """Threads by their video and channel."""

    threads: list[Said] = field(default_factory=list)
    videos: list[dict[str, Any]] = field(default_factory=list)  # hits of the search
    instead: dict[str, httpx.Response] = field(default_factory=dict)  # by id of a place, or method
    asked: list[str] = field(default_factory=list)
    units: Counter[str] = field(default_factory=Counter)  # by the service's day
    searches: Counter[str] = field(default_factory=Counter)
    page: int = 100
    clock: Any = lambda: datetime.now(UTC)
    limit: int = 10_000

    def __call__(self, request: httpx.Request) -> httpx.Response:
        assert request.method == "GET"
        assert request.headers["x-goog-api-key"] == KEY
        assert KEY not in str(request.url), "the key in an address"
        method = request.url.path.removeprefix("/youtube/v3/")
        query = dict(request.url.params)
        assert query.keys() <= _PARAMS[method], query
        assert query["part"]
        assert 1 <= int(query.get("maxResults", 5)) <= (50 if method == "search" else 100)
        day = f"{self.clock().astimezone(PACIFIC):%Y-%m-%d}"
        spent = self.searches if method == "search" else self.units
        spent[day] += 1
        self.asked.append(method)
        if spent[day] > self.limit:
            return failure(403, "quotaExceeded", "You have exceeded your quota.")
        for name in (method, *query.values()):
            if name in self.instead:
                return self.instead[name]
        found: httpx.Response = getattr(self, f"_{method}")(query)
        return found

    def _commentThreads(self, query: dict[str, str]) -> httpx.Response:
        filters = query.keys() & {"allThreadsRelatedToChannelId", "videoId", "id"}
        assert len(filters) == 1, "one filter"
        known = [one for one in self.threads if not one.held]
        if "id" in query:
            ids = query["id"].split(",")
            assert len(ids) <= 50
            assert "order" not in query
            return self._list([one.thread() for one in known if one.id in ids], query)
        assert query["order"] == "time"
        [name] = filters
        shown = [one for one in known if query[name] in (one.channel, one.video)]
        shown.sort(key=lambda one: -one.at)
        return self._list([one.thread() for one in shown], query)

    def _comments(self, query: dict[str, str]) -> httpx.Response:
        assert "id" not in query
        [thread] = [one for one in self.threads if one.id == query["parentId"]]
        return self._list([one.comment(thread.id) for one in thread.answers], query)

    def _channels(self, query: dict[str, str]) -> httpx.Response:
        if query["forHandle"] != "@acme":
            return httpx.Response(200, json={"kind": "youtube#channelListResponse"})
        return httpx.Response(
            200, json={"kind": "youtube#channelListResponse", "items": [{"id": OURS}]}
        )

    def _search(self, query: dict[str, str]) -> httpx.Response:
        assert query["type"] == "video"
        return httpx.Response(
            200, json={"kind": "youtube#searchListResponse", "items": self.videos}
        )

    def _list(self, items: list[Any], query: dict[str, str]) -> httpx.Response:
        at = int(query.get("pageToken", 0))
        told: dict[str, Any] = {"kind": "youtube#ListResponse", "items": items[at : at + self.page]}
        if at + self.page < len(items):
            told["nextPageToken"] = str(at + self.page)
        return httpx.Response(200, json=told)
