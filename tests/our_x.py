"""An X of our own, for the tests: it checks what it is asked by the official description, and bills as X may at worst.

Nothing is billed once only: X calls that a soft guarantee.
"""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import httpx

from connectors.x.prices import PRICES, in_parts
from connectors.x.signing import Keys

OURS = "2244994945"
KEYS = {
    "api_key": "CanaryApiKey0123456789",
    "api_secret": "CanaryApiSecret0123456789",
    "access_token": f"{OURS}-CanaryAccessToken0123456789",
    "access_secret": "CanaryAccessSecret0123456789",
}
_SIGNED = Keys(**KEYS)
_POST = {"expansions", "media.fields", "place.fields", "poll.fields", "tweet.fields", "user.fields"}
_LIST = _POST | {
    "end_time",
    "max_results",
    "pagination_token",
    "since_id",
    "start_time",
    "until_id",
}
# What each list takes, and the least max_results, by X's OpenAPI document (xdevplatform/docs, openapi.json).
_PARAMS = {
    "tweets": (_POST | {"ids"}, 0),
    "tweets/search/recent": (_LIST | {"next_token", "query", "sort_order"}, 10),
    f"users/{OURS}/mentions": (_LIST, 5),
    f"users/{OURS}/tweets": (_LIST | {"exclude"}, 5),
}
# GET /2/tweets/counts/recent takes an app's token alone, by the same document.
_COUNTS = {
    "end_time",
    "granularity",
    "next_token",
    "pagination_token",
    "query",
    "search_count.fields",
    "since_id",
    "start_time",
    "until_id",
}
APP_TOKEN = "CanaryAppToken0123456789"
_FIELDS = {
    "article", "attachments", "author_id", "card_uri", "community_id", "context_annotations",
    "conversation_id", "created_at", "display_text_range", "edit_controls", "edit_history_tweet_ids",
    "entities", "geo", "id", "in_reply_to_user_id", "lang", "media_metadata", "non_public_metrics",
    "note_tweet", "organic_metrics", "paid_partnership", "possibly_sensitive", "promoted_metrics",
    "public_metrics", "referenced_tweets", "reply_settings", "scopes", "source",
    "suggested_source_links", "text", "withheld",
}  # fmt: skip
_PRICES = in_parts(PRICES)


def failure(
    status: int, title: str, detail: str = "No.", kind: str = "", **more: Any
) -> httpx.Response:
    """A problem as the API words it."""
    told = {"title": title, "detail": detail, "status": status,
            "type": kind or f"https://api.twitter.com/2/problems/{title.lower()}", **more}  # fmt: skip
    return httpx.Response(status, json=told)


def stamp(second: float) -> str:
    return f"{datetime.fromtimestamp(second, UTC):%Y-%m-%dT%H:%M:%S.000Z}"


@dataclass
class Said:
    """A post, and where it is shown."""

    id: str
    at: float
    text: str = "La batterie d'Acme ne tient pas. @acme"
    by: str = "777"
    lists: tuple[str, ...] = ("mentions",)
    seen_from: float = 0.0  # second from which the lists know of it
    fate: str = ""  # not-found, not-authorized, or silent: not shown any more
    more: dict[str, Any] = field(default_factory=dict)
    versions: tuple[str, ...] = ()  # ids, the oldest first, where it was edited

    def post(self, version: str = "") -> dict[str, Any]:
        versions = self.versions or (self.id,)
        shown = version or versions[-1]
        text = self.text if shown == versions[-1] else f"Avant : {self.text}"
        return {
            "id": shown, "text": text, "author_id": self.by, "created_at": stamp(self.at),
            "edit_history_tweet_ids": list(versions), "conversation_id": self.id, "lang": "fr",
            "public_metrics": {"like_count": 3, "retweet_count": 1, "quote_count": 1,
                               "reply_count": 2, "impression_count": 90, "bookmark_count": 0},
            **self.more,
        }  # fmt: skip


@dataclass
class Network:
    """Posts, the newest first in each list."""

    posts: list[Said] = field(default_factory=list)
    instead: list[httpx.Response] = field(default_factory=list)  # of the next requests
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    billed: Counter[str] = field(default_factory=Counter)  # parts, by the service's day
    clock: Any = lambda: datetime.now(UTC)
    ahead: float = 0.0  # seconds by which its clock is
    page: int = 100  # no page is larger
    same_token: bool = False  # the next page is asked for by the same token for ever
    owns_app: bool = False
    tokens: int = 0  # that the app asked for; the last one counts
    no_token: list[httpx.Response] = field(default_factory=list)  # instead of the next ones
    uncounted: list[httpx.Response] = field(default_factory=list)  # instead of the next counts
    more_hours: list[Any] = field(default_factory=list)  # that nobody asked for

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/oauth2/token":
            return self._token(request)
        assert request.method == "GET"
        path = request.url.path.removeprefix("/2/")
        query = dict(request.url.params)
        if path == "tweets/counts/recent":
            return self._counts(request, path, query)
        self._check(request, path, query)
        self.asked.append((path, query))
        if self.instead:
            return self.instead.pop(0)
        return self._by_ids(query) if path == "tweets" else self._list(path, query)

    def _token(self, request: httpx.Request) -> httpx.Response:
        assert request.method == "POST"
        assert request.headers["authorization"] == _SIGNED.app
        assert request.content == b"grant_type=client_credentials"
        if self.no_token:
            return self.no_token.pop(0)
        self.tokens += 1
        told = {"token_type": "bearer", "access_token": f"{APP_TOKEN}{self.tokens}"}
        return httpx.Response(200, json=told)

    def _counts(self, request: httpx.Request, path: str, query: dict[str, str]) -> httpx.Response:
        """What the search would find, by the hour; each request is billed, whatever it counts."""
        assert query.keys() <= _COUNTS, query
        assert query["granularity"] == "hour"
        assert len(query["query"]) <= 512
        self.asked.append((path, query))
        if request.headers["authorization"] != f"Bearer {APP_TOKEN}{self.tokens}":
            return failure(401, "Unauthorized", "Unauthorized")
        if self.uncounted:
            return self.uncounted.pop(0)
        start, end = (
            datetime.fromisoformat(query[key]).timestamp() for key in ("start_time", "end_time")
        )
        assert self._now() - 7 * 86_400 < start < end <= self._now() - 10
        assert start % 3_600 == end % 3_600 == 0, "else X answers with parts of hours"
        shown = [one.at for one in self.posts if "recent" in one.lists and not one.fate
                 and max(one.at, one.seen_from) <= self._now()]  # fmt: skip
        hours = range(int(start), int(end), 3_600)
        found = [(at, sum(at <= one < at + 3_600 for one in shown)) for at in hours]
        self._bill(_PRICES.count)
        data = [{"start": stamp(at), "end": stamp(at + 3_600), "tweet_count": n} for at, n in found]
        meta = {"total_tweet_count": sum(n for _, n in found)}
        return httpx.Response(200, json={"data": [*data, *self.more_hours], "meta": meta})

    def _check(self, request: httpx.Request, path: str, query: dict[str, str]) -> None:
        """Signed, and nothing asked for that X does not know."""
        header = request.headers["authorization"]
        assert header.startswith("OAuth ")
        told = dict(part.split("=", 1) for part in header[6:].split(", "))
        told = {key: str(httpx.QueryParams(f"x={value[1:-1].replace('+', '%2B')}")["x"])
                for key, value in told.items()}  # fmt: skip
        signature = told.pop("oauth_signature")
        address = str(request.url.copy_with(query=None))
        assert signature == _SIGNED.signature(address, {**query, **told})
        for secret in KEYS.values():
            assert secret not in str(request.url), "a key in an address"
        known, least = _PARAMS[path]
        assert query.keys() <= known, query
        assert set(query["tweet.fields"].split(",")) <= _FIELDS
        if least:
            assert least <= int(query["max_results"]) <= 100
        assert len(query.get("query", "x")) <= 512
        if "start_time" in query and path.endswith("recent"):
            since = datetime.fromisoformat(query["start_time"]).timestamp()
            assert since > self._now() - 7 * 86_400, "X refuses what is older than a week"

    def _now(self) -> float:
        found: float = self.clock().timestamp() + self.ahead
        return found

    def _bill(self, parts: int) -> None:
        self.billed[f"{datetime.fromtimestamp(self._now(), UTC):%Y-%m-%d}"] += parts

    def _list(self, path: str, query: dict[str, str]) -> httpx.Response:
        name = path.rpartition("/")[2]
        now = self._now()
        shown = [one for one in self.posts
                 if name in one.lists and max(one.at, one.seen_from) <= now and not one.fate]  # fmt: skip
        if since := query.get("since_id"):
            shown = [one for one in shown if int((one.versions or (one.id,))[-1]) > int(since)]
        if since := query.get("start_time"):
            shown = [one for one in shown if one.at >= datetime.fromisoformat(since).timestamp()]
        shown.sort(key=lambda one: -int(one.id))
        token = query.get("next_token") or query.get("pagination_token")
        if token:
            shown = [one for one in shown if int(one.id) < int(token[1:])]
        page = shown[: min(self.page, int(query["max_results"]))]
        told: dict[str, Any] = {"meta": {"result_count": len(page)}}
        if page:
            told["data"] = [one.post() for one in page]
        if len(shown) > len(page) or (self.same_token and page):
            told["meta"]["next_token"] = (
                "t99999999999999999999" if self.same_token else f"t{page[-1].id}"
            )
        is_own = self.owns_app and path.startswith("users/")
        cost = len(page) * (_PRICES.owned if is_own else _PRICES.post)
        if "expansions" in query and page:
            users = sorted({one.by for one in page})
            told["includes"] = {"users": [
                {"id": by, "name": f"Zoé {by}", "username": f"zoe_{by}",
                 "public_metrics": {"followers_count": 12}} for by in users
            ]}  # fmt: skip
            cost += len(users) * _PRICES.user
        self._bill(cost)
        return httpx.Response(200, json=told)

    def _by_ids(self, query: dict[str, str]) -> httpx.Response:
        ids = query["ids"].split(",")
        assert 1 <= len(ids) <= 100
        data: list[Any] = []
        errors: list[Any] = []
        for id_ in ids:
            one = next((p for p in self.posts if id_ in (p.versions or (p.id,))), None)
            fate = one.fate if one else "not-found"
            if one and not fate:
                data.append(one.post(id_))
            elif fate != "silent":
                kind = {"not-found": "resource-not-found"}.get(fate, "not-authorized-for-resource")
                errors.append({"value": id_, "resource_id": id_, "resource_type": "tweet", "parameter": "ids",
                               "title": fate, "detail": f"Could not find tweet with ids: [{id_}].",
                               "type": f"https://api.twitter.com/2/problems/{kind}"})  # fmt: skip
        self._bill(len(data) * _PRICES.post)
        told = {"data": data, "errors": errors}
        return httpx.Response(200, json={k: v for k, v in told.items() if v} or {"data": []})

    def edit(self, id_: str, text: str, version: str) -> None:
        """Its author wrote it anew: a version with an id of its own."""
        at = next(n for n, one in enumerate(self.posts) if one.id == id_)
        one = self.posts[at]
        self.posts[at] = replace(one, text=text, versions=(*(one.versions or (id_,)), version))
