"""A host of Bluesky (PDS with its AppView) as its lexicons document it; it checks what it is asked."""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx

DID = "did:plc:zephyr23zephyr23zephyr23"
HANDLE = "zephyr.example"
PASSWORD = "canr-yyyy-zzzz-2345"
CID = "bafyreidfcm4u3vnuph5ltwdpssiz3a4xfbm2otjrdisftwnbfmnxd6lsxm"
POST = "app.bsky.feed.post"


def token(kind: str, number: int, exp: float) -> str:
    """A token that says what a host's say; nobody signs it."""
    told = {"scope": f"com.atproto.{kind}", "sub": DID, "exp": int(exp), "jti": number}
    parts = ({"typ": "JWT"}, told)
    return (
        ".".join(urlsafe_b64encode(json.dumps(p).encode()).decode().rstrip("=") for p in parts)
        + ".s"
    )


def stamp(second: float) -> str:
    """As hosts write times."""
    return f"{datetime.fromtimestamp(second, UTC):%Y-%m-%dT%H:%M:%S}.000Z"


def uri(number: int, did: str = "") -> str:
    return f"at://{did or f'did:plc:{number % 9:024x}'}/{POST}/3l{number:011d}"


def post(
    number: int, second: float, text: str = "Zephyr again.", did: str = "", **more: Any
) -> dict[str, Any]:
    """A post as a host shows it; `record` and `author` in `more` are added to its own."""
    record = {"$type": POST, "text": text, "createdAt": stamp(second), "langs": ["en"]}
    author = {
        "did": did or f"did:plc:{number % 9:024x}",
        "handle": f"u{number % 9}.test",
        "labels": [],
    }
    return {
        "uri": uri(number, did),
        "cid": CID,
        "author": author | more.pop("author", {}),
        "record": record | more.pop("record", {}),
        "replyCount": 1,
        "repostCount": 2,
        "likeCount": 3,
        "quoteCount": 0,
        "indexedAt": stamp(second + 1),
        "labels": [],
    } | more


@dataclass
class Host:
    """Answers as a PDS does: its own session methods, and the AppView's behind it."""

    now: Callable[[], float]
    posts: list[dict[str, Any]] = field(default_factory=list)  # in any order
    feeds: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {DID: []})
    asked: list[str] = field(default_factory=list)  # methods
    queries: list[dict[str, str]] = field(default_factory=list)  # of searches
    at: str = ""  # the account's own host, where this one logs in for it
    logins: int = 0
    logs_in: bool = True
    refreshes: bool = True
    lasts: int = 7_200  # seconds of an access token
    made: int = 0
    access: str = ""
    refresh: str = ""
    gone: set[str] = field(default_factory=set)
    empty_pages: int = 0  # shown before the posts
    loops: bool = False  # does it give the same cursor for ever?

    def __call__(self, request: httpx.Request) -> httpx.Response:
        method = request.url.path.removeprefix("/xrpc/")
        assert request.url.path == f"/xrpc/{method}"
        self.asked.append(method)
        if method.startswith("com.atproto.server."):
            return self._session(request, method.rpartition(".")[2])
        assert request.method == "GET"
        assert not request.content
        given = request.headers.get("authorization", "")
        assert given.startswith("Bearer ")
        if given != f"Bearer {self.access}":
            return self._no(400, "InvalidToken", "Token could not be verified")
        if json.loads(_body(self.access))["exp"] <= self.now():
            return self._no(400, "ExpiredToken", "Token has expired")
        ways: dict[str, Callable[[httpx.QueryParams], httpx.Response]] = {
            "app.bsky.feed.searchPosts": self._searched,
            "app.bsky.feed.getAuthorFeed": self._feed,
            "app.bsky.feed.getPosts": self._shown,
        }
        return ways[method](request.url.params)

    def _session(self, request: httpx.Request, name: str) -> httpx.Response:
        assert request.method == "POST"
        assert not request.url.query
        if name == "createSession":
            self.logins += 1
            assert request.headers["content-type"] == "application/json"
            assert "authorization" not in request.headers
            told = json.loads(request.content)
            assert told.keys() == {"identifier", "password"}
            if not self.logs_in or told != {"identifier": HANDLE, "password": PASSWORD}:
                return self._no(401, "AuthenticationRequired", "Invalid identifier or password")
        else:
            assert name == "refreshSession"
            assert not request.content
            if not self.refreshes or request.headers["authorization"] != f"Bearer {self.refresh}":
                return self._no(400, "ExpiredToken", "Token has expired")
        self.made += 1
        self.access = token("appPass", self.made, self.now() + self.lasts)
        self.refresh = token("refresh", self.made, self.now() + 90 * 86_400)
        document: dict[str, Any] = {"id": DID, "service": []}
        if self.at:
            service = {"id": "#atproto_pds", "type": "AtprotoPersonalDataServer"}
            document["service"] = [service | {"serviceEndpoint": self.at}]
        told = {"accessJwt": self.access, "refreshJwt": self.refresh, "handle": HANDLE, "did": DID}
        return httpx.Response(200, json=told | {"didDoc": document, "active": True})

    def _searched(self, params: httpx.QueryParams) -> httpx.Response:
        query = dict(params)
        self.queries.append(query)
        assert {"q", "sort", "limit"} <= query.keys() <= {"q", "sort", "limit", "lang", "cursor"}
        assert query["sort"] == "latest"
        assert 1 <= int(query["limit"]) <= 100
        start = query.get("cursor", "0")
        if not start.lstrip("-").isdigit():
            return self._no(400, "InvalidRequest", "Malformed cursor")
        if self.empty_pages and int(start) == 0:
            self.empty_pages -= 1
            return httpx.Response(200, json={"posts": [], "cursor": "-1"})
        if self.empty_pages and int(start) < 0:
            self.empty_pages -= 1
            return httpx.Response(200, json={"posts": [], "cursor": str(int(start) - 1)})
        word = query["q"].strip('"').lower()
        there = [p for p in self.posts if p["uri"] not in self.gone]
        found = [p for p in there if word in json.dumps(p["record"], ensure_ascii=False).lower()]
        found.sort(key=_sort_at, reverse=True)
        begin = max(int(start), 0)
        end = begin + int(query["limit"])
        told: dict[str, Any] = {"posts": found[begin:end]}
        if self.loops:
            told["cursor"] = "0"
        elif found[begin:end]:
            told["cursor"] = str(end)  # as the real one: the last page has a cursor, too
        return httpx.Response(200, json=told)

    def _feed(self, params: httpx.QueryParams) -> httpx.Response:
        query = dict(params)
        assert query.keys() == {"actor", "limit", "filter"}
        assert (query["limit"], query["filter"]) == ("50", "posts_with_replies")
        if query["actor"] not in self.feeds:
            return self._no(400, "InvalidRequest", "Profile not found")
        feed = [{"post": one} for one in self.feeds[query["actor"]]]
        return httpx.Response(200, json={"feed": feed})

    def _shown(self, params: httpx.QueryParams) -> httpx.Response:
        assert set(params) == {"uris"}
        asked = params.get_list("uris")
        assert 1 <= len(asked) <= 25
        assert all(re.fullmatch(rf"at://did:[a-z]+:\w+/{POST}/\w+", one) for one in asked)
        shown = [*self.posts, *(one for feed in self.feeds.values() for one in feed)]
        there = [p for p in shown if p["uri"] not in self.gone]
        return httpx.Response(200, json={"posts": [p for p in there if p["uri"] in asked]})

    def _no(self, status: int, error: str, message: str) -> httpx.Response:
        return httpx.Response(status, json={"error": error, "message": message})


def _sort_at(found: dict[str, Any]) -> str:
    return min(str(found["record"]["createdAt"]), str(found["indexedAt"]))


def _body(told: str) -> bytes:
    part = told.split(".")[1]
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))
