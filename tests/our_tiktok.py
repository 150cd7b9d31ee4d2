"""A TikTok of our own, for the tests: it checks what it is asked by the shapes that three clients agree on.

TikTok's own pages of API for Business are in no registry; paths, parameters, limits and fields are those of
the clients in PyPI (python-tiktok), crates.io (tiktok-business) and Go (bububa/tiktok-business), which quote
those pages. Where they differ (sort_order, sort_type) both are taken.
"""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

ACCOUNT, BUSINESS, APP = "acme", "open_id-0123456789", "7000000000000000001"
SECRET, REFRESH = "CanarySecret0123456789", "rft.CanaryRefresh0123456789"
VIDEO = "7300000000000000001"
_VIDEOS = {"business_id", "fields", "filters", "cursor", "max_count"}
_COMMENTS = {"business_id", "video_id", "comment_ids", "include_replies", "status", "sort_field",
             "sort_order", "sort_type", "cursor", "max_count"}  # fmt: skip
_REPLIES = (_COMMENTS | {"comment_id"}) - {"comment_ids", "include_replies"}
_FIELDS = {"item_id", "create_time", "thumbnail_url", "share_url", "embed_url", "caption",
           "video_views", "likes", "comments", "shares", "media_type", "is_ad"}  # fmt: skip


def failure(code: int, said: str = "No.", status: int = 200) -> httpx.Response:
    """An error as the API words it."""
    told = {"code": code, "message": said, "request_id": "20261120220000ABCDEF", "data": {}}
    return httpx.Response(status, json=told)


@dataclass
class Said:
    """A comment, or an answer to one."""

    id: str
    at: float
    text: str = "La batterie ne tient pas."
    by: str = "zoe.r"
    owner: bool = False
    hidden: bool = False
    pinned: bool = False
    answers: list["Said"] = field(default_factory=list)
    more: dict[str, Any] = field(default_factory=dict)

    def shown(self, video: str, *, parent: str = "", replies: int = 0) -> dict[str, Any]:
        there = [one for one in self.answers if not one.hidden]
        told: dict[str, Any] = {
            "comment_id": self.id, "video_id": video, "text": self.text, "likes": 2,
            "create_time": str(int(self.at)), "owner": self.owner, "liked": False,
            "pinned": self.pinned, "status": "HIDDEN" if self.hidden else "PUBLIC",
            "username": self.by, "display_name": self.by.title(),
            "unique_identifier": f"+{self.by}/==", "replies": len(there),
        }  # fmt: skip
        if parent:
            told |= {"parent_comment_id": parent}
        elif replies:
            told["reply_list"] = [a.shown(video, parent=self.id) for a in there[:replies]]
        return told | self.more


@dataclass
class Clip:
    """A video."""

    id: str
    at: float
    comments: list[Said] = field(default_factory=list)
    caption: str = "Notre nouveau vélo.\n#acme"

    def shown(self) -> dict[str, Any]:
        url = f"https://www.tiktok.com/@{ACCOUNT}/video/{self.id}?utm_source=7000"
        return {"item_id": self.id, "create_time": str(int(self.at)), "share_url": url,
                "caption": self.caption}  # fmt: skip


class Tok:
    """An account's videos, as TikTok shows them to one app."""

    def __init__(self, *clips: Clip) -> None:
        self.clips = list(clips)
        self.sorts = True  # does it obey the order that it is asked for?
        self.page = 30
        self.instead: dict[str, Callable[[], httpx.Response]] = {}  # by path, or by video
        self.asked: Counter[str] = Counter()
        self.access, self.refresh = "", REFRESH
        self.made = 0
        self.rotates = False

    def __call__(self, request: httpx.Request) -> httpx.Response:
        assert request.url.host == "business-api.tiktok.com"
        path = request.url.path.removeprefix("/open_api/v1.3/")
        assert request.url.path == f"/open_api/v1.3/{path}"
        self.asked[path] += 1
        query = dict(request.url.params)
        for key in (path, query.get("video_id", "")):
            if key in self.instead:
                return self.instead[key]()
        if path == "tt_user/oauth2/refresh_token/":
            return self._tokens(request)
        assert request.method == "GET"
        assert query["business_id"] == BUSINESS
        if not self.access or request.headers["access-token"] != self.access:
            return failure(40105, "Access token is incorrect or has been revoked.")
        if path == "business/video/list/":
            return self._videos(query)
        clip = next((one for one in self.clips if one.id == query["video_id"]), None)
        if clip is None:
            return failure(40002, "video_id: invalid")
        assert query["status"] == "PUBLIC"
        assert 1 <= int(query["max_count"]) <= 30
        if path == "business/comment/reply/list/":
            assert query.keys() <= _REPLIES
            [above] = [one for one in clip.comments if one.id == query["comment_id"]]
            rows = [a.shown(clip.id, parent=above.id) for a in self._ordered(above.answers)]
            return self._list(rows, query)
        assert path == "business/comment/list/"
        assert query.keys() <= _COMMENTS
        replies = 3 if query["include_replies"] == "true" else 0
        there = self._ordered(clip.comments)
        if "comment_ids" in query:
            wanted = json.loads(query["comment_ids"])
            assert 1 <= len(wanted) <= 30
            there = [one for one in there if one.id in wanted]
        else:
            assert query["sort_field"] == "create_time"
            assert {query["sort_order"], query["sort_type"]} == {"desc"}
        return self._list([one.shown(clip.id, replies=replies) for one in there], query)

    def _ordered(self, said: list[Said]) -> list[Said]:
        there = [one for one in said if not one.hidden]
        if not self.sorts:
            return there
        return sorted(there, key=lambda one: (one.pinned, one.at), reverse=True)

    def _list(self, rows: list[dict[str, Any]], query: dict[str, str]) -> httpx.Response:
        start = int(query.get("cursor", "0"))
        end = start + min(int(query["max_count"]), self.page)
        told = {"comments": rows[start:end], "cursor": end, "has_more": end < len(rows)}
        return self._ok(told)

    def _videos(self, query: dict[str, str]) -> httpx.Response:
        assert query.keys() <= _VIDEOS
        assert "item_id" in json.loads(query["fields"])
        assert set(json.loads(query["fields"])) <= _FIELDS
        assert 1 <= int(query["max_count"]) <= 20
        before = int(query.get("cursor", "9" * 13)) / 1_000
        found = sorted((c for c in self.clips if c.at < before), key=lambda c: c.at, reverse=True)
        shown = found[: int(query["max_count"])]
        last = int(shown[-1].at * 1_000) if shown else 0
        rows = [one.shown() for one in shown]
        return self._ok({"videos": rows, "cursor": last, "has_more": len(found) > len(shown)})

    def _tokens(self, request: httpx.Request) -> httpx.Response:
        assert request.method == "POST"
        assert "access-token" not in request.headers
        told = json.loads(request.content)
        assert told.keys() == {"client_id", "client_secret", "grant_type", "refresh_token"}
        assert (told["client_id"], told["grant_type"]) == (APP, "refresh_token")
        if told["client_secret"] != SECRET:
            return failure(40101, "Invalid app secret")
        if told["refresh_token"] != self.refresh:
            return failure(40107, "Invalid refresh token")
        self.made += 1
        self.access = f"act.Canary{self.made}"
        self.refresh += "x" if self.rotates else ""
        return self._ok(
            {"access_token": self.access, "expires_in": 86_400, "open_id": BUSINESS,
             "refresh_token": self.refresh, "refresh_token_expires_in": 31_527_314,
             "scope": "comment.list,video.list", "token_type": "Bearer"}
        )  # fmt: skip

    def _ok(self, data: dict[str, Any]) -> httpx.Response:
        told = {"code": 0, "message": "OK", "request_id": "20261120220000ABCDEF", "data": data}
        return httpx.Response(200, json=told)
