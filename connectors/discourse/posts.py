"""Posts as Discourse shows them: its feed of posts, searches, topics, a post alone, its webhooks.

A post names its place by topic and number; which forum it is stands nowhere in it.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from connectors.kit.contract import Author, Mention, Page
from connectors.kit.errors import SourceChangedError, UnreadError
from connectors.kit.reading.bodies import pictured, words
from connectors.kit.reading.entries import as_count, as_date, as_list, as_text, text_line
from connectors.kit.reading.text import clean, is_hostile, plain_text
from connectors.kit.saved import gathered, json_in

_REGULAR, _MODERATOR = 1, 2  # post_type; 3 is a note such as "closed", 4 is for the team alone
_LIKE = 2  # of actions_summary
_GONE = ("deleted_at", "user_deleted", "deleted_post_placeholder", "hidden")
_LONGEST = 300  # characters of what a forum says of an error


def in_reply(reply: bytes) -> Page:
    """What one saved reply holds; what the team writes is the brand's. Raises SourceChangedError."""
    return gathered(items_of(json_in(reply)), lambda item: read_item(item, ""), "post")


def items_of(found: Any) -> list[Any]:
    """The posts of a reply, each with what is known of its topic; SourceChangedError for another reply."""
    if isinstance(found, Mapping):
        if told := error_in(found):
            raise SourceChangedError(f"the forum says: {told}")
        found = _inside(found)
    if isinstance(found, list) and (not found or any(map(_is_item, found))):
        return found
    raise SourceChangedError("no list of posts: is this Discourse?")


def _inside(found: Mapping[str, Any]) -> Any:
    """The list in a reply, or that of the one thing it is."""
    for key in ("latest_posts", "user_actions"):
        if key in found:
            return as_list(found[key])
    if "post_stream" in found:
        return _of_topic(found)
    if "grouped_search_result" in found or {"posts", "topics"} <= found.keys():
        return _of_search(found)
    if isinstance(listed := found.get("topic_list"), Mapping):
        return [{"topic": one} for one in as_list(listed.get("topics"))]
    post = found.get("post")  # of a webhook
    return [post if isinstance(post, Mapping) else found]


def error_in(found: Mapping[str, Any]) -> str | None:
    """What the forum itself says is wrong; None where it says nothing."""
    told = found.get("errors")
    if isinstance(told, list) and told:
        return _line(" ".join(map(str, told[:3])))
    said = found.get("error") or (found.get("message") if "failed" in found else None)
    return _line(said) if isinstance(said, str) and "id" not in found else None


def read_item(found: Any, forum: str) -> Iterator[Mention]:
    """The mention that an item makes, if it makes one; `forum` is its address, "" where unknown.

    Raises UnreadError for what is no post.
    """
    if not isinstance(found, Mapping):
        raise UnreadError("not an object")
    if isinstance(topic := found.get("topic"), Mapping) and "cooked" not in found:
        yield _topic(topic, forum)
        return
    type_ = found.get("post_type", _REGULAR)
    if type_ not in (_REGULAR, _MODERATOR, None):
        return
    id_ = number(found.get("id", found.get("post_id")))
    if id_ is None or id_ < 1:
        raise UnreadError("no id")
    place = number(found.get("post_number"))
    genre = "forum_post" if place == 1 else "forum_comment"
    if any(found.get(key) for key in _GONE):
        yield Mention(external_id=str(id_), text="", genre=genre, deleted=True)
        return
    text = _text(found)
    title = _line(plain_text(as_text(found.get("topic_title") or found.get("title")))) or None
    if not text and not title and not {"cooked", "raw", "blurb", "excerpt"} & found.keys():
        raise UnreadError("no words")
    topic = number(found.get("topic_id"))
    above = number(found.get("reply_to_post_number"))
    if place and place > 1:
        above = above or 1
    slug = found.get("topic_slug") or found.get("slug")
    yield Mention(
        external_id=str(id_),
        url=_address(forum, topic, slug, place),
        author=_author(found, forum),
        title=title if place == 1 and text else None,
        text=text or title or "",
        lang=_lang(found.get("locale")),
        posted_at=as_date(found.get("created_at")),
        genre=genre,
        venue="public",
        likes=_likes(found),
        replies=as_count(found.get("reply_count")),
        views=as_count(found.get("reads")),
        parent_url=_address(forum, topic, slug, above) if above and above != place else None,
        thread_key=str(topic) if topic else None,
        thread_title=title,
        by_owner=any(found.get(key) is True for key in ("staff", "admin", "moderator")),
    )


def number(value: object) -> int | None:
    """A whole number, also where it is written as a text."""
    if isinstance(value, bool):
        return None
    return int(str(value)) if re.fullmatch(r"\d{1,18}", str(value), re.ASCII) else None


def _is_item(found: Any) -> bool:
    if not isinstance(found, Mapping):
        return False
    is_post = bool({"cooked", "raw", "post_number", "blurb"} & found.keys())
    return isinstance(found.get("topic"), Mapping) or is_post


def _of_topic(found: Mapping[str, Any]) -> list[Any]:
    if found.get("archetype") == "private_message":
        raise SourceChangedError("a private message: only what is public is read")
    stream = found["post_stream"]
    posts = as_list(stream.get("posts") if isinstance(stream, Mapping) else stream)
    known = {"topic_title": found.get("title"), "topic_slug": found.get("slug")}
    return [{**known, "topic_id": found.get("id"), **_said(post)} for post in posts]


def _of_search(found: Mapping[str, Any]) -> list[Any]:
    topics = {
        number(t.get("id")): t for t in as_list(found.get("topics")) if isinstance(t, Mapping)
    }
    items = []
    for post in as_list(found.get("posts")):
        own = _said(post)
        topic = topics.get(number(own.get("topic_id"))) or {}
        if topic.get("archetype") == "private_message":
            continue
        known = {"topic_title": topic.get("title"), "topic_slug": topic.get("slug")}
        items.append({**known, **own} if own else post)
    return items


def _said(post: Any) -> dict[str, Any]:
    """What a post says: null is nothing said, but for what marks it as gone."""
    return {k: v for k, v in post.items() if v is not None} if isinstance(post, Mapping) else {}


def _topic(topic: Mapping[str, Any], forum: str) -> Mention:
    """A topic in a list of topics, where its first post is not shown."""
    id_ = number(topic.get("id"))
    title = _line(plain_text(as_text(topic.get("title") or topic.get("fancy_title"))))
    if id_ is None or not title:
        raise UnreadError("no id or title")
    text = plain_text(as_text(topic.get("excerpt")))
    return Mention(
        external_id=f"topic/{id_}",
        url=_address(forum, id_, topic.get("slug"), 1),
        title=title if text else None,
        text=text or title,
        posted_at=as_date(topic.get("created_at")),
        genre="forum_post",
        venue="public",
        likes=as_count(topic.get("like_count")),
        views=as_count(topic.get("views")),
        thread_key=str(id_),
        thread_title=title,
        deleted=bool(topic.get("deleted_at")),
    )


def _text(found: Mapping[str, Any]) -> str:
    """The words of a post without what it quotes and without the sizes of its pictures."""
    html = as_text(found.get("cooked"))
    if html:
        if 'class="meta"' in html and not is_hostile(html):
            tree = LexborHTMLParser(html)
            for meta in tree.css("a.lightbox .meta"):
                meta.decompose()
            html = (tree.body and tree.body.html) or html
        return words(html, is_markup=True) or pictured(html)
    if isinstance(found.get("raw"), str):
        return clean(found["raw"]).strip()
    return plain_text(as_text(found.get("blurb") or found.get("excerpt")))


def _author(found: Mapping[str, Any], forum: str) -> Author | None:
    login = _line(found.get("username"))
    if not login:
        return None
    name = _line(found.get("name") or found.get("display_username")) or login
    known = re.fullmatch(r"[\w.-]{1,60}", login)
    return Author(id=login, name=name, url=f"{forum}/u/{login}" if forum and known else None)


def _address(forum: str, topic: int | None, slug: object, place: int | None) -> str | None:
    if not (forum and topic):
        return None
    name = slug if isinstance(slug, str) and re.fullmatch(r"[\w%-]{1,255}", slug) else "-"
    return f"{forum}/t/{name}/{topic}/{place or 1}"


def _likes(found: Mapping[str, Any]) -> int | None:
    actions = found.get("actions_summary")
    for action in actions if isinstance(actions, list) else ():
        if isinstance(action, Mapping) and action.get("id") == _LIKE and "count" in action:
            return as_count(action["count"])
    return as_count(found.get("like_count"))


def _line(value: object) -> str:
    return text_line(value)[:_LONGEST]


def _lang(value: object) -> str | None:
    found = re.match(r"[a-z]{2}(?![a-z])", value) if isinstance(value, str) else None
    return found[0] if found else None
