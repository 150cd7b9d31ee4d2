"""Posts and replies as the Threads API shows them: one object for both, told apart by `is_reply`.

It names an author by their user name alone, and of what a reply answers only the number.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from connectors.kit.contract import Author, Mention, Page
from connectors.kit.errors import SourceChangedError, UnreadError
from connectors.kit.metagraph import failure_in
from connectors.kit.reading.bodies import words
from connectors.kit.reading.entries import as_date, as_line, as_link, text_line
from connectors.kit.saved import gathered, json_in

SITE = "https://www.threads.com/"
# Hidden by the account itself, or by Threads: other visitors are not shown it.
_HIDDEN = frozenset(["HIDDEN", "BLOCKED", "RESTRICTED"])
_LONGEST = 5_000  # characters of a text that is repeated with its reply
_TITLE = 200


@dataclass(frozen=True, slots=True)
class Top:
    """A post of the brand's, as what is said under it knows it."""

    id: str
    url: str | None
    text: str

    @property
    def title(self) -> str | None:
        """Its first line."""
        return self.text.partition("\n")[0][:_TITLE].strip() or None


def read_post(found: Any, own: str = "", top: Top | None = None) -> Mention | None:
    """A post or reply; None where visitors are not shown it, or it has no words. Raises UnreadError.

    `own` is the brand's user name, in small letters; `top` the post of the brand's that it is under.
    """
    if not isinstance(found, Mapping):
        raise UnreadError("not an object")
    if not (id_ := as_line(found.get("id"))):
        raise UnreadError("no id")
    name = text_line(found.get("username"))
    at = as_date(found.get("timestamp"))
    if not name or at is None:
        raise UnreadError("no user name, or no time")
    if is_hidden(found) or not (text := _text(found)):
        return None
    above, root = _number(found.get("replied_to")), _number(found.get("root_post"))
    is_reply = found.get("is_reply") is True or bool(above)
    is_own = name.lower() == own if own else found.get("is_reply_owned_by_me") is True
    is_under_top = top is not None and above in ("", top.id)
    return Mention(
        external_id=id_,
        url=as_link(found.get("permalink"), SITE) or f"{SITE}@{name}",
        author=Author(id=name.lower(), name=f"@{name}", url=f"{SITE}@{name}"),
        text=text,
        posted_at=at,
        genre="social_comment" if is_reply else "social_post",
        venue="own" if top or (is_own and not is_reply) else "public",
        parent_url=top.url if top and is_under_top else None,
        parent_text=(top.text[:_LONGEST] or None) if top and is_under_top else None,
        thread_key=(top.id if top else "") or root or above or id_,
        thread_title=top.title if top else None,
        by_owner=is_own,
    )


def is_hidden(found: Any) -> bool:
    """Is it kept from visitors?"""
    return isinstance(found, Mapping) and found.get("hide_status") in _HIDDEN


def answers(found: Any) -> str:
    """The number of what a reply answers; "" where it says none."""
    return _number(found.get("replied_to")) if isinstance(found, Mapping) else ""


def tombstone(id_: str) -> Mention:
    """What stands for one that is gone."""
    return Mention(external_id=id_, text="", genre="social_post", deleted=True)


def items_of(found: Any) -> list[Any]:
    """The objects of a decoded reply, or of a webhook's; SourceChangedError for another reply."""
    if failure := failure_in(found):
        raise SourceChangedError(failure.what)
    if isinstance(found, list):
        return found
    if isinstance(found, Mapping):
        if "data" in found:
            data = found["data"]
            if isinstance(data, list):
                return data
            if isinstance(data, Mapping):
                return [data]
            if data is None:
                return []
        told = found.get("values")
        if isinstance(told, Mapping) and isinstance(told.get("value"), Mapping):
            return [told["value"]]
        if "id" in found and found.keys() & {"text", "permalink", "timestamp"}:
            return [found]
    raise SourceChangedError("no list of posts: is this from Threads?")


def in_reply(reply: bytes) -> Page:
    """What one saved reply holds: a list, one post, a webhook's."""
    return gathered(items_of(json_in(reply)), _mentions, "post")


def _mentions(found: Any) -> Iterator[Mention]:
    if mention := read_post(found):
        yield mention


def _number(value: object) -> str:
    return as_line(value.get("id")) if isinstance(value, Mapping) else ""


def _text(found: Mapping[str, Any]) -> str:
    """Its words, those of a long text that it brings along, or else what is said of its picture."""
    more = found.get("text_attachment")
    told = [found.get("text"), more.get("plaintext") if isinstance(more, Mapping) else None]
    lines = [words(one, is_markup=False).strip() for one in told if isinstance(one, str)]
    text = "\n".join(filter(None, lines))
    alt = found.get("alt_text")
    return text or (words(alt, is_markup=False).strip() if isinstance(alt, str) else "")
