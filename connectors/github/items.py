"""Issues and comments as GitHub's API, its search and its webhooks show them.

Whoever has a say in a repository (`author_association`) speaks for the brand in its own ones alone.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from connectors.kit.contract import Author, Mention, Page
from connectors.kit.errors import SourceChangedError, UnreadError
from connectors.kit.reading.bodies import words
from connectors.kit.reading.dates import read_date
from connectors.kit.reading.entries import as_count, as_line, as_link, as_list
from connectors.kit.saved import gathered, json_in

_OURS = frozenset(["OWNER", "MEMBER", "COLLABORATOR"])
_LINK = re.compile(r"!?\[([^\[\]\n]{0,300})\]\((?:https?:|/)[^()\s]{1,1000}\)")
_FOLDED = re.compile(r"</?(?:details|summary|kbd)\b[^<>]{0,200}>", re.IGNORECASE)
_HEADING = re.compile(r"^ {0,3}#{1,6} ")
_UNANSWERED = "_No response_"  # what a form writes for a field that was left empty
_PLACE = re.compile(r"/repos/([^/\s]{1,100}/[^/\s]{1,100})/issues/(\d{1,12})")
_PAGE = re.compile(r"//[^/\s]{1,200}/([^/\s]{1,100}/[^/\s]{1,100})/(?:issues|pull)/(\d{1,12})")


def read_item(found: Any, *, is_ours: bool = True) -> Iterator[Mention]:
    """An issue, a comment, or what a webhook tells of either; raises UnreadError for anything else.

    `is_ours`: does it stand in a repository of the brand's?
    """
    if not isinstance(found, Mapping):
        raise UnreadError("not an object")
    if isinstance(found.get("issue"), Mapping) and "action" in found:
        yield from _event(found, is_ours)
        return
    yield _item(found, is_ours)


def items_of(found: Any) -> list[Any]:
    """What a decoded reply lists, each as it stands there; SourceChangedError for another reply."""
    if isinstance(found, Mapping):
        if "items" in found:
            return as_list(found["items"])
        if _is_item(found) or (isinstance(found.get("issue"), Mapping) and "action" in found):
            return [found]
        if told := error_in(found):
            raise SourceChangedError(f"GitHub says: {told}")
    elif isinstance(found, list) and (not found or any(map(_is_item, found))):
        return found
    raise SourceChangedError("no list of issues or comments: is this GitHub's?")


def in_reply(reply: bytes) -> Page:
    """What one saved reply holds; a search is of anybody's repositories, other lists are of ours."""
    found = json_in(reply)
    is_search = isinstance(found, Mapping) and "items" in found
    return gathered(items_of(found), lambda one: read_item(one, is_ours=not is_search), "item")


def error_in(found: Any) -> str:
    """What GitHub itself says is wrong, on one line; empty where it says nothing."""
    if not isinstance(found, Mapping):
        return ""
    told = as_line(found.get("message"))
    faults = found.get("errors")
    more = [
        as_line(fault.get("message")) if isinstance(fault, Mapping) else as_line(fault)
        for fault in (faults[:3] if isinstance(faults, list) else ())
    ]
    return ": ".join(filter(None, (told, *more)))[:200]


def repository_of(found: Mapping[str, Any]) -> str:
    """owner/name of the repository that an item stands in, in small letters; empty if unknown."""
    place = _place(found)
    return place[0] if place else ""


def is_pull(found: Mapping[str, Any]) -> bool:
    """Is it a request to change code, or a comment under one?"""
    return bool(found.get("pull_request")) or "/pull/" in as_line(found.get("html_url"))


def is_bots(found: Mapping[str, Any]) -> bool:
    """Did a program write it?"""
    user = found.get("user")
    if not isinstance(user, Mapping):
        return False
    return user.get("type") == "Bot" or as_line(user.get("login")).endswith("[bot]")


def plain(markdown: str) -> str:
    """Markdown as a reader sees it: without a form's hidden hints, and what others are quoted with."""
    told = _LINK.sub(r"\1", _without_hints(markdown.replace("\r\n", "\n")))
    told = _FOLDED.sub("\n", told)
    lines = [_HEADING.sub("", line) for line in told.split("\n") if line.strip() != _UNANSWERED]
    said = [line for line in lines if not line.lstrip().startswith(">")]
    if not any(line.strip() for line in said):
        said = lines
    text = words("\n".join(said), is_markup=False)
    return re.sub(r"\n\s*\n", "\n\n", text).strip()


def _without_hints(text: str) -> str:
    kept, at = [], 0
    while (start := text.find("<!--", at)) >= 0:
        kept.append(text[at:start])
        end = text.find("-->", start)
        if end < 0:
            return "".join(kept)
        at = end + 3
    return "".join([*kept, text[at:]])


def _event(found: Mapping[str, Any], is_ours: bool) -> Iterator[Mention]:
    """What a webhook tells: it sends the issue along with each of its comments."""
    issue, comment = found["issue"], found.get("comment")
    one = comment if isinstance(comment, Mapping) else issue
    if found.get("action") == "deleted":
        yield Mention(external_id=_id(one), text="", genre="issue", deleted=True)
        return
    yield _item(issue, is_ours)
    if one is not issue:
        yield _item(one, is_ours)


def _item(found: Mapping[str, Any], is_ours: bool) -> Mention:
    id_, url = _id(found), as_link(found.get("html_url"), "")
    title = " ".join(words(as_line(found.get("title")), is_markup=False).split())
    body = found.get("body")
    text = plain(body) if isinstance(body, str) else ""
    if not (title or text):
        raise UnreadError("no words")
    place, reactions = _place(found), found.get("reactions")
    is_comment = id_.startswith("comment/")
    says = as_line(found.get("author_association")).upper()
    return Mention(
        external_id=id_,
        url=url,
        author=_author(found.get("user")),
        title=title or None if text else None,
        text=text or title,
        posted_at=read_date(as_line(found.get("created_at"))),
        genre="issue",
        venue="own" if is_ours else "public",
        likes=as_count(reactions.get("+1")) if isinstance(reactions, Mapping) else None,
        replies=None if is_comment else as_count(found.get("comments")),
        parent_url=url.partition("#")[0] if is_comment and url else None,
        thread_key="#".join(place) if place else None,
        thread_title=title or None,
        by_owner=is_ours and says in _OURS and not is_bots(found),
    )


def _id(found: Mapping[str, Any]) -> str:
    id_ = as_line(found.get("id"))
    if not id_.isdigit():
        raise UnreadError("no id")
    if "number" in found:
        return f"issue/{id_}"
    if "issue_url" in found or "#issuecomment-" in as_line(found.get("html_url")):
        return f"comment/{id_}"
    raise UnreadError("neither an issue nor a comment on one")


def _is_item(found: Any) -> bool:
    return isinstance(found, Mapping) and "id" in found and ("body" in found or "title" in found)


def _place(found: Mapping[str, Any]) -> tuple[str, str] | None:
    """The repository, and the issue's number there."""
    told = as_line(found.get("issue_url") or found.get("url"))[:500]
    page = as_line(found.get("html_url"))[:500]
    place = _PLACE.search(told) or _PAGE.search(page)
    return (place[1].lower(), place[2]) if place else None


def _author(found: object) -> Author | None:
    """null where the account is gone."""
    if not isinstance(found, Mapping) or not (login := as_line(found.get("login"))):
        return None
    return Author(id=login, name=login, url=as_link(found.get("html_url"), ""))
