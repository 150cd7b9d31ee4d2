"""What Meta's webhooks tell of a page or an account, as the objects that Graph would show."""

from collections.abc import Iterator, Mapping
from typing import Any

from connectors.meta.items import Sort

_POSTS = frozenset(["status", "post", "photo", "video", "share", "album", "link"])


def objects_in(entries: object) -> Iterator[tuple[Mapping[str, Any], Sort]]:
    """Each comment and post of a delivery; of an Instagram mention Meta tells numbers alone."""
    for entry in entries if isinstance(entries, list) else []:
        changes = entry.get("changes") if isinstance(entry, Mapping) else None
        for change in changes if isinstance(changes, list) else []:
            value = change.get("value") if isinstance(change, Mapping) else None
            if not isinstance(value, Mapping):
                continue
            if change.get("field") in ("comments", "live_comments"):
                yield {"timestamp": entry.get("time"), **value}, "ig_comment"
            elif value.get("item") == "comment":
                yield _comment(value), "comment"
            elif value.get("item") in _POSTS:
                post = value.get("post")
                link = post.get("permalink_url") if isinstance(post, Mapping) else None
                yield {**value, "id": value.get("post_id"), "permalink_url": link}, "post"


def _comment(value: Mapping[str, Any]) -> Mapping[str, Any]:
    post, above = value.get("post_id"), value.get("parent_id")
    parent = {"parent": {"id": above}} if above and above != post else {}
    return {**value, **parent, "id": value.get("comment_id"), "object": {"id": post}}
