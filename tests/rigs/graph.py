"""A stand-in for Meta's Graph on loopback: it answers what was asked, and refuses what Graph would.

Every request is checked: method, version, path, the token in its header alone, and each field asked
for against the official lists (npm facebook-nodejs-business-sdk 24.0.1: `Fields` and edges of PagePost,
Comment, Recommendation, IGMedia and IGComment).
"""

import json
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha1
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

TOKEN = "EAABcanary77pagetoken000000"
PAGE, ACCOUNT = "104512345678901", "17841400000000001"
_USER = {"id", "name", "username"}
# Of each object: the fields that the official lists have, and the edges with what stands there.
_OBJECTS: dict[str, tuple[set[str], dict[str, str]]] = {
    "post": (
        {
            "id", "created_time", "message", "from", "permalink_url", "shares", "story",
            "updated_time", "status_type", "admin_creator", "is_published", "message_tags",
        },
        {"comments": "comment", "attachments": "attachment", "reactions": "reaction"},
    ),
    "comment": (
        {
            "admin_creator", "application", "attachment", "can_comment", "can_hide", "can_like",
            "can_remove", "comment_count", "created_time", "from", "id", "is_hidden", "is_private",
            "like_count", "message", "message_tags", "object", "parent", "permalink_url",
        },
        {"comments": "comment"},
    ),
    "recommendation": (
        {
            "created_time", "has_rating", "has_review", "open_graph_story", "rating",
            "recommendation_type", "review_text", "reviewer",
        },
        {},
    ),
    "media": (
        {
            "alt_text", "caption", "comments_count", "id", "ig_id", "like_count", "media_product_type",
            "media_type", "media_url", "owner", "permalink", "shortcode", "timestamp", "username",
            "view_count",
        },
        {"comments": "remark"},
    ),
    "remark": (
        {"from", "hidden", "id", "like_count", "media", "parent_id", "text", "timestamp", "user", "username"},
        {"replies": "remark"},
    ),
    "attachment": ({"title", "description", "type", "url", "media", "target"}, {}),
    "reaction": (set(), {}),
}  # fmt: skip
# Fields that are objects themselves.
_NESTED = {"parent": "comment", "attachment": "attachment", "open_graph_story": "post"}
_LISTS = {
    f"{PAGE}/feed": "post",
    f"{PAGE}/tagged": "post",
    f"{PAGE}/ratings": "recommendation",
    f"{ACCOUNT}/media": "media",
    f"{ACCOUNT}/tags": "media",
}
_MODIFIERS = re.compile(r"\.(limit|filter|order|summary|after)\(([a-z_0-9]+)\)")
Asked = dict[str, tuple[dict[str, str], "Asked"]]


class NoSuchThingError(Exception):
    """What Graph would not know."""


def parsed(fields: str, kind: str) -> Asked:
    """The fields that are asked for, each with its modifiers and what is asked inside it."""
    known, edges = _OBJECTS[kind]
    asked: Asked = {}
    for part in _split(fields):
        name = re.match(r"[a-z_]+", part)
        if name is None:
            raise NoSuchThingError(f"Syntax error {part!r}")
        rest, inner = part[name.end() :], ""
        if rest.endswith("}"):
            rest, _, inner = rest[:-1].partition("{")
        modifiers = dict(_MODIFIERS.findall(rest))
        if _MODIFIERS.sub("", rest):
            raise NoSuchThingError(f"Syntax error {rest!r}")
        within = edges.get(name[0]) or _NESTED.get(name[0])
        if name[0] not in known | edges.keys() or (inner and not within):
            raise NoSuchThingError(f"(#100) Tried accessing nonexisting field ({name[0]})")
        asked[name[0]] = (modifiers, parsed(inner, within) if inner and within else {})
    return asked


def _split(fields: str) -> list[str]:
    parts, depth = [""], 0
    for char in fields:
        depth += (char in "{(") - (char in "})")
        if char == "," and not depth:
            parts.append("")
        else:
            parts[-1] += char
    return [part for part in parts if part]


def shown(item: Mapping[str, Any], asked: Asked) -> dict[str, Any]:
    """An object as Graph shows it: what was asked for and is there."""
    out: dict[str, Any] = {}
    for name, (modifiers, inner) in asked.items():
        value = item.get(name)
        if isinstance(value, list):
            out[name] = listed(value, inner, modifiers)
        elif isinstance(value, dict) and inner:
            out[name] = shown(value, inner)
        elif value is not None:
            out[name] = value
    return out | ({"id": item["id"]} if "id" in item else {})


def listed(items: list[dict[str, Any]], asked: Asked, how: Mapping[str, str]) -> dict[str, Any]:
    """A page of a list, with cursors; `next` holds the token, as Meta's does."""
    ordered = list(reversed(items)) if how.get("order") == "chronological" else items
    start = int(how.get("after", "0"))
    end = start + int(how.get("limit", "25"))
    out: dict[str, Any] = {"data": [shown(item, asked) for item in ordered[start:end]]}
    if out["data"]:
        out["paging"] = {"cursors": {"before": str(start), "after": str(end)}}
    if end < len(ordered):
        out["paging"]["next"] = (
            f"https://graph.facebook.com/v25.0/x?access_token={TOKEN}&after={end}"
        )
    if "summary" in how:
        out["summary"] = {"total_count": len(items)}
    return out


@dataclass
class Graph:
    """What stands on the page and the account, newest first; what was asked; what goes wrong."""

    version: str
    lists: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    faults: dict[str, tuple[int, dict[str, Any]]] = field(default_factory=dict)  # by path
    headers: dict[str, str] = field(default_factory=dict)
    most: int = 100  # posts of one request, above which it is too much at once
    url: str = ""
    # A server that ignores the order it was asked for.
    is_chronological: bool = False

    def answer(self, path: str, headers: Mapping[str, str]) -> tuple[int, dict[str, Any]]:
        """Status and body for one request."""
        parts = urlsplit(path)
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        name = parts.path.removeprefix(f"/{self.version}/")
        self.asked.append(name)
        if TOKEN in path or "access_token" in query or name == parts.path:
            return self.error(400, 100, "the token in the address, or another version")
        if headers.get("Authorization") != f"Bearer {TOKEN}":
            return self.error(401, 190, f"Malformed access token {headers.get('Authorization')}")
        if name in self.faults:
            status, fault = self.faults[name]
            return status, {"error": {"type": "OAuthException", "fbtrace_id": "Atrace77", **fault}}
        if int(query.get("limit", "25")) > self.most:
            return self.error(
                500,
                1,
                "Please reduce the amount of data you're asking for, then retry your request",
            )
        return self._list(name, query)

    def _list(self, name: str, query: dict[str, str]) -> tuple[int, dict[str, Any]]:
        under = [
            each
            for posts in self.lists.values()
            for post in posts
            for each in post.get("comments", [])
        ]
        if known := next((each for each in under if each["id"] == name), None):
            return 200, {"id": known["id"]}
        kind, items = _LISTS.get(name), self.lists.get(name, [])
        if kind is None:
            top = {
                post["id"]: post for posts in self.lists.values() for post in posts if "id" in post
            }
            post = top.get(name.removesuffix("/comments"))
            if post is None or not name.endswith("/comments"):
                return self.error(400, 100, f"Unsupported get request. {name}", sub=33)
            kind, items = "remark" if "caption" in post else "comment", post["comments"]
        try:
            asked = parsed(query.get("fields", "id"), kind)
        except NoSuchThingError as error:
            return self.error(400, 100, str(error))
        how = {key: value for key, value in query.items() if key in ("limit", "after", "order")}
        return 200, listed(self._turned(items, kind), asked, how)

    def _turned(self, items: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
        if not self.is_chronological:
            return items
        if kind in ("comment", "remark"):
            return items[::-1]
        return [{**one, "comments": one.get("comments", [])[::-1]} for one in items]

    def error(
        self, status: int, code: int, message: str, sub: int = 0
    ) -> tuple[int, dict[str, Any]]:
        """An error as Graph writes it."""
        told = {
            "message": message,
            "type": "OAuthException",
            "code": code,
            "fbtrace_id": "Atrace77",
        }
        return status, {"error": told | ({"error_subcode": sub} if sub else {})}

    def __enter__(self) -> Self:
        graph = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, told = graph.answer(self.path, self.headers)  # type: ignore[arg-type]
                body = json.dumps(told).encode()
                etag = f'"{sha1(body).hexdigest()}"'
                is_same = status == 200 and self.headers.get("If-None-Match") == etag
                self.send_response(304 if is_same else status)
                for key, value in {**graph.headers, "ETag": etag}.items():
                    self.send_header(key, value)
                self.send_header("Content-Type", "application/json; charset=UTF-8")
                self.send_header("Content-Length", "0" if is_same else str(len(body)))
                self.end_headers()
                if not is_same:
                    self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
