"""What stands around the words of a feed's item: its author, its thread, its id; and what is said of a feed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from connectors.kit.contract import Author
from connectors.kit.reading.bylines import RUN
from connectors.kit.reading.entries import Entry, Feed
from connectors.kit.reading.identity import Item
from connectors.kit.reading.text import unwrapped
from connectors.kit.said import Said

_MOMENT = timedelta(seconds=5)
_ENOUGH = 3  # items that share a time: fewer may be so by chance
# "Comment on POST by AUTHOR", as WordPress titles a comment in English and French.
_COMMENT_ON = re.compile(r"(?:Comment on|Commentaires? sur)\s+(.+)", re.IGNORECASE)
_BY = re.compile(r"\s(?:by|par)\s", re.IGNORECASE)
_COMMENTS_ON = re.compile(
    r"(?:Comments (?:on|for)|Commentaires (?:sur|pour))[\s:]+(?=\S)", re.IGNORECASE
)
_HANDLE = re.compile(r"@([\w.-]{1,60})\s+(\S.*)")  # Discourse: "@jo Jo Doe"


def without_the_moment(feed: Feed, now: datetime) -> Feed:
    """Some feeds date every item with the moment of the visit: that is no date of theirs."""
    times = [entry.posted_at for entry in feed.entries]
    first = times[0] if len(times) >= _ENOUGH else None
    if first is None or abs(now - first) > _MOMENT or any(time != first for time in times):
        return feed
    return replace(feed, entries=tuple(replace(entry, posted_at=None) for entry in feed.entries))


def refused_of(feed: Feed) -> Iterator[Said]:
    """What was not taken in, each sort once."""
    if (n := feed.cut_after) is not None:
        yield Said(f"the feed ends in the middle, after item {n}", "feed_cut", n=n)
    empty = [n for n, e in enumerate(feed.entries, start=1) if not (e.title or e.text)]
    if empty:
        text = f"item {empty[0]}: it has neither a title nor a text"
        if empty[1:]:
            text = (
                f"{len(empty)} items have neither a title nor a text, the first is item {empty[0]}"
            )
        yield Said(text, "items_empty", n=len(empty), first=empty[0])


def said_of(feed: Feed) -> Iterator[Said]:
    """What operators are to know of it."""
    if n := feed.unread_dates:
        text = f"the dates of {n} items are not understood: they count from when they were read"
        yield Said(text, "dates_unread", n=n)
    if n := sum(entry.is_author_cut for entry in feed.entries):
        text = f"{n} names were longer than {RUN} characters: cut"
        yield Said(text, "names_cut", n=n, most=RUN)


def said_again(feed: Feed, ids: Sequence[str | None]) -> Iterator[Said]:
    """What stands there more than once and counts once."""
    again = [
        n
        for n, (entry, id_) in enumerate(zip(feed.entries, ids, strict=True), start=1)
        if id_ is None and (entry.title or entry.text)
    ]
    if again:
        text = f"item {again[0]} is the same as an earlier one: it counts once"
        if again[1:]:
            text = (
                f"{len(again)} items are the same as earlier ones, the first is item {again[0]}:"
                " each counts once"
            )
        yield Said(text, "items_again", n=len(again), first=again[0])


def item_of(entry: Entry) -> Item:
    """What it is told from the others by."""
    return Item(
        id=entry.id,
        link=entry.link and unwrapped(entry.link),
        title=entry.title,
        text=entry.text,
        author=entry.author_uri or entry.author,
        posted_at=entry.posted_at,
    )


def by_its_paper(entry: Entry) -> Entry:
    """The item of a feed that ends titles with the paper's name, and says nothing else in its text."""
    title, sign, paper = entry.title.rpartition(" - ")
    if not sign or not title.strip() or not paper.strip():
        return entry
    text = "" if entry.text.startswith(title) else entry.text
    return replace(entry, title=title, text=text, author=entry.author or paper)


def author_of(entry: Entry) -> Author | None:
    """Who wrote it, by the profile where there is one."""
    found = entry.author_uri or entry.author
    if (handle := _HANDLE.fullmatch(entry.author or "")) and not entry.author_uri:
        return Author(id=handle[1], name=handle[2])
    return Author(id=found, name=entry.author, url=entry.author_uri) if found else None


def thread_title_of(entry: Entry, feed: Feed) -> str | None:
    """The title of what a comment stands under."""
    on_post = _COMMENT_ON.match(entry.title)
    if not on_post:
        return _COMMENTS_ON.sub("", feed.title or "", count=1) or None
    title = on_post[1]
    by = next(reversed([*_BY.finditer(title)]), None)
    if by is None or not title[: by.start()]:
        return title
    is_theirs = entry.author is None or title[by.end() :].strip() == entry.author
    return title[: by.start()] if is_theirs else title
