"""One object of Graph's as a mention: posts, comments, recommendations, Instagram media."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Literal

from connectors.kit.contract import Author, Mention
from connectors.kit.errors import UnreadError
from connectors.kit.reading.dates import read_date
from connectors.kit.reading.entries import as_count, as_line, as_link
from connectors.kit.reading.identity import fingerprint
from connectors.kit.reading.text import clean

Sort = Literal["post", "tagged", "comment", "rating", "media", "media_tagged", "ig_comment"]
# Keys under which an object tells of something else than an item.
NOBODY = frozenset(
    ["from", "parent", "paging", "summary", "error", "attachment", "attachments", "owner", "user"]
)
FACEBOOK = "https://www.facebook.com/"
INSTAGRAM = "https://www.instagram.com/"
_RATING = frozenset(["recommendation_type", "review_text", "has_review", "has_rating"])
_MEDIA = frozenset(["media_type", "media_product_type", "caption", "shortcode", "media_url"])
_POST = frozenset(
    ["story", "full_picture", "status_type", "shares", "attachments", "is_published"]
)  # fmt: skip
_COMMENT = frozenset(
    ["parent", "comment_count", "like_count", "attachment", "can_hide", "can_comment", "can_remove"]
)
# By the brand's language: nobody who recommends gives stars.
_VERDICTS = {
    "fr": {"positive": "Recommande", "negative": "Ne recommande pas"},
    "": {"positive": "Recommends", "negative": "Doesn't recommend"},
}
_MOST = 5_000  # characters of the words of what stands above
_TITLE = 200


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around an item: whose page it is on, and what it is under."""

    own: frozenset[str] = frozenset()  # ids and user names of the brand's own accounts
    post: Mention | None = None  # the post or media at the top
    above: Mention | None = None  # what it answers: a comment, else the post
    lang: str = ""  # the brand's, for what Meta says in a word of its program

    def under(self, sort: Sort, mention: Mention) -> "Around":
        """The same for what stands inside this item."""
        own = self.own
        if not own and mention.by_owner and mention.author:
            own = frozenset([mention.author.id])
        top = self.post or (None if sort in ("comment", "ig_comment") else mention)
        return replace(self, own=own, post=top, above=mention)


def sort_of(found: Mapping[str, Any], within: Sort | None) -> Sort | None:
    """What an object is, by its keys, and by the edge it stands in; None: it is no item."""
    keys = found.keys()
    if keys & _RATING:
        return "rating"
    if keys & _MEDIA or ("permalink" in keys and "timestamp" in keys):
        return "media_tagged" if within == "media_tagged" else "media"
    if "text" in keys or ("timestamp" in keys and "username" in keys):
        return "ig_comment"
    if not keys & {"message", "created_time", "story"}:
        return None
    if "tagged_time" in keys:
        return "tagged"
    if within in ("post", "tagged", "comment"):
        return within
    if keys & _COMMENT or "comment_id=" in str(found.get("permalink_url")):
        return "comment"
    if keys & _POST or "permalink_url" in keys:
        return "post"
    # Without more, a comment comes with its author, and a post of the page's with the page's number.
    own = as_line(_object(found.get("from")).get("id"))
    return "post" if own and str(found.get("id")).startswith(f"{own}_") else "comment"


def mention_of(found: Mapping[str, Any], sort: Sort, around: Around) -> Mention | None:
    """The mention that an item makes; None for what is not public. UnreadError where it has no id."""
    if found.get("is_private") is True:
        return None
    if sort == "rating":
        return _rating(found, around.lang)
    if not (id_ := as_line(found.get("id"))):
        raise UnreadError("no id")
    if found.get("verb") == "remove":  # of a webhook
        genre = "social_post" if sort in ("post", "tagged") else "social_comment"
        return Mention(external_id=id_, text="", genre=genre, deleted=True)
    if sort in ("media", "media_tagged"):
        return _media(found, id_, sort, around)
    if sort == "ig_comment":
        return _ig_comment(found, id_, around)
    return _comment(found, id_, around) if sort == "comment" else _post(found, id_, sort, around)


def _post(found: Mapping[str, Any], id_: str, sort: Sort, around: Around) -> Mention:
    author = _signed(found.get("from"))
    # That its number begins with its author's proves nothing: a post that tags the page does too.
    is_own = (author is not None and author.id in around.own) or _is_of_page(found)
    return Mention(
        external_id=id_,
        url=as_link(found.get("permalink_url"), FACEBOOK) or f"{FACEBOOK}{id_}",
        author=author,
        text=_words(found.get("message")) or _attached(found.get("attachments")),
        posted_at=time_of(found.get("created_time")),
        genre="social_post",
        venue="own" if sort == "post" else "public",
        addressed=None if is_own else True,  # on our page, or with our name as a tag
        likes=_total(found.get("reactions") or found.get("likes")),
        shares=_count(_object(found.get("shares")).get("count")),
        replies=_total(found.get("comments")),
        thread_key=_post_key(id_),
        by_owner=is_own,
    )


def _comment(found: Mapping[str, Any], id_: str, around: Around) -> Mention:
    author, above, post = _signed(found.get("from")), around.above, around.post
    parent, topic = _object(found.get("parent")), as_line(_object(found.get("object")).get("id"))
    upper = as_line(parent.get("id"))
    up_url = as_link(parent.get("permalink_url"), FACEBOOK)
    up_url = up_url or (f"{FACEBOOK}{upper}" if upper else None)
    up_text = _words(parent.get("message"))
    if above and not upper:
        up_url, up_text = above.url, above.text
    return Mention(
        external_id=id_,
        url=as_link(found.get("permalink_url"), FACEBOOK) or f"{FACEBOOK}{id_}",
        author=author,
        text=_words(found.get("message")) or _attached(found.get("attachment")),
        posted_at=time_of(found.get("created_time")),
        genre="social_comment",
        venue="own",
        likes=_count(found.get("like_count")),
        replies=_count(found.get("comment_count")),
        parent_url=up_url,
        parent_text=up_text or None,
        thread_key=(post and post.thread_key) or _post_key(topic) or id_.partition("_")[0],
        thread_title=_title(post),
        by_owner=(author is not None and author.id in around.own) or _is_of_page(found),
    )


def _rating(found: Mapping[str, Any], lang: str) -> Mention:
    author = _signed(found.get("reviewer"))
    id_ = as_line(_object(found.get("open_graph_story")).get("id") or found.get("id"))
    text = _words(found.get("review_text"))
    says = as_line(found.get("recommendation_type")).lower()
    verdict = _VERDICTS.get(lang, _VERDICTS[""]).get(says)
    stars = _count(found.get("rating"))  # of the years before recommendations
    if not text and not stars and not verdict:
        raise UnreadError("neither words nor stars")
    time = found.get("created_time")
    return Mention(
        external_id=f"rating/{id_ or fingerprint(author and author.id, time)}",
        url=f"{FACEBOOK}{id_}" if id_ else None,
        author=author,
        title=verdict,
        text=text,
        posted_at=time_of(time),
        genre="review",
        venue="review",
        rating=stars if stars and 1 <= stars <= 5 else None,
    )


def _media(found: Mapping[str, Any], id_: str, sort: Sort, around: Around) -> Mention:
    name, owner = as_line(found.get("username")), found.get("owner")
    number = as_line(_object(owner).get("id") or owner)
    # Of others' media Meta names no owner.
    is_own = sort == "media" and (bool(number) or not around.own.isdisjoint({name, number} - {""}))
    return Mention(
        external_id=id_,
        url=as_link(found.get("permalink"), INSTAGRAM),
        author=_named(number, name),
        text=_words(found.get("caption")),
        posted_at=time_of(found.get("timestamp")),
        genre="social_post",
        venue="own" if is_own else "public",
        addressed=None if sort == "media" else True,
        likes=_count(found.get("like_count")),
        replies=_count(found.get("comments_count")),
        views=_count(found.get("view_count")),
        thread_key=id_,
        by_owner=is_own,
    )


def _ig_comment(found: Mapping[str, Any], id_: str, around: Around) -> Mention:
    signed, media = _object(found.get("from")), _object(found.get("media"))
    name = as_line(found.get("username") or signed.get("username"))
    number = as_line(signed.get("id"))
    post, above = around.post, around.above
    page = post.url if post else as_link(media.get("permalink"), INSTAGRAM)
    topic = as_line(media.get("id"))
    upper = as_line(found.get("parent_id"))
    if not upper and above and above.genre == "social_comment":
        upper = above.external_id
    is_known = above is not None and (not upper or above.external_id == upper)
    return Mention(
        external_id=id_,
        url=_anchored(page, id_),
        author=_named(number, name),
        text=_words(found.get("text")),
        posted_at=time_of(found.get("timestamp")),
        genre="social_comment",
        venue="own",
        likes=_count(found.get("like_count")),
        parent_url=_anchored(page, upper) if upper else page,
        parent_text=(above.text or None) if above and is_known else None,
        thread_key=(post and post.thread_key) or topic or upper or id_,
        thread_title=_title(post),
        # Meta names the `user` of what the token's own account wrote, and of nothing else.
        by_owner=bool(found.get("user")) or not around.own.isdisjoint({name, number} - {""}),
    )


def _anchored(page: str | None, id_: str) -> str | None:
    """Instagram's comments have no address in Graph: the post's, with what tells them apart."""
    return f"{page}#comment-{id_}" if page else None


def _signed(who: object) -> Author | None:
    """Facebook's author; his id is one of this page's alone, so he has no address."""
    id_, name = as_line(_object(who).get("id")), as_line(_object(who).get("name"))
    return Author(id=id_ or name, name=name or None) if id_ or name else None


def _named(number: str, name: str) -> Author | None:
    """Instagram's author: a user name is an account there, and stands at its profile's address."""
    if not name:
        return Author(id=number) if number else None
    is_plain = name.isascii() and name.replace("_", "").replace(".", "").isalnum()
    url = f"{INSTAGRAM}{name}/" if is_plain else None
    return Author(id=name, name=f"@{name}", url=url)


def _is_of_page(found: Mapping[str, Any]) -> bool:
    """Only what somebody of the page wrote has an admin_creator."""
    return bool(found.get("admin_creator"))


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _post_key(id_: str) -> str:
    """What a post and its comments have in common: a post is PAGE_POST, its comments POST_COMMENT."""
    return id_.rpartition("_")[2]


def _title(post: Mention | None) -> str | None:
    """The post's first line."""
    return (post.text.partition("\n")[0][:_TITLE].strip() or None) if post else None


def _words(value: object) -> str:
    if not isinstance(value, str):
        return ""
    lines = (" ".join(line.split()) for line in clean(value).split("\n"))
    return "\n".join(line for line in lines if line)


def _attached(found: object) -> str:
    """What is said of a picture, film or link that stands there without words."""
    parts = found.get("data") if isinstance(found, Mapping) and "data" in found else [found]
    for part in parts if isinstance(parts, list) else []:
        said = _object(part)
        if text := as_line(said.get("description")) or as_line(said.get("title")):
            return text[:_MOST]
    return ""


def _count(value: object) -> int | None:
    if isinstance(value, str) and value.isdecimal() and len(value) < 16:
        return int(value)
    return as_count(value)


def _total(edge: object) -> int | None:
    return _count(_object(_object(edge).get("summary")).get("total_count"))


def time_of(value: object) -> datetime | None:
    """Graph's time: ISO 8601 with an offset, or seconds since 1970 where it was asked for so."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        seconds = float(value)
    except ValueError:
        return read_date(str(value))
    seconds = seconds / 1_000 if seconds > 10**11 else seconds
    return datetime.fromtimestamp(seconds, UTC) if 0 < seconds < 2**33 else None
