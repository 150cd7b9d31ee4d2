"""The demo's sample: three weeks of talk about an invented brand, the same at every call.

posts.jsonl is written by hand; copies.toml says what is made from thirteen of its posts:
reprints, relays, one text under many names, and a morning when the app is down.
"""

import json
import tomllib
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from importlib.resources import files
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from connectors.kit.contract import Author, Mention

ZONE = ZoneInfo("Europe/Paris")


def written() -> list[Mention]:
    """The posts written by hand, oldest first."""
    return [Mention.from_json(json.loads(line)) for line in _read("posts.jsonl").splitlines()]


def mentions() -> list[Mention]:
    """The whole sample, oldest first."""
    posts = written()
    return sorted([*posts, *_copies(posts)], key=lambda m: (_posted_at(m), m.external_id))


def days() -> Iterator[tuple[date, list[Mention]]]:
    """The sample day by day, as the brand's calendar counts them."""
    for day, found in groupby(mentions(), key=lambda m: _posted_at(m).astimezone(ZONE).date()):
        yield day, list(found)


def _read(name: str) -> str:
    return (files("listener.demo") / name).read_text("utf-8")


def _posted_at(mention: Mention) -> datetime:
    assert mention.posted_at is not None, mention.external_id  # noqa: S101 (our own file)
    return mention.posted_at


def _copies(posts: list[Mention]) -> Iterator[Mention]:
    by_id = {post.external_id: post for post in posts}
    for table in tomllib.loads(_read("copies.toml"))["copy"]:
        post = by_id[table["of"]]
        for number, row in enumerate(table["rows"], 1):
            copy = _copy(post, f"{post.external_id}-c{number:02d}", table["replaces"], row)
            yield _as_reply(copy, post, table["genre"]) if "genre" in table else copy


def _copy(post: Mention, external_id: str, old: list[str], row: list[Any]) -> Mention:
    minutes, author_id, name, followers, *new = row
    seconds = zlib.crc32(external_id.encode()) % 60

    def changed(text: str | None) -> str | None:
        for before, after in zip(old, new, strict=True):
            text = text and text.replace(before, after)
        return text

    url = changed(post.url)
    return replace(
        post,
        external_id=external_id,
        url=url if url != post.url else _moved(post, external_id, author_id),
        author=Author(author_id, name, None if followers < 0 else followers),
        title=changed(post.title),
        text=changed(post.text) or "",
        posted_at=_posted_at(post) + timedelta(minutes=minutes, seconds=seconds),
        likes=None,
        shares=None,
        replies=None,
        views=None,
    )


def _as_reply(copy: Mention, post: Mention, genre: str) -> Mention:
    return replace(copy, genre=genre, title=None, parent_url=post.url, parent_text=post.text)


def _moved(post: Mention, external_id: str, author_id: str) -> str:
    """The copy's own address: another author, another number."""
    stem = (post.url or "").rsplit("/", 1)[0]
    if post.author:
        stem = stem.replace(_handle(post.author.id), _handle(author_id))
    return f"{stem}/{zlib.crc32(external_id.encode()) % 900_000 + 100_000}"


def _handle(author_id: str) -> str:
    return author_id.removeprefix("@").removeprefix("u/").split("@")[0]
