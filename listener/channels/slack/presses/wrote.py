"""What somebody wrote in Slack, as the plain text that it shows; and what of a message is another's post."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_LIVE = re.compile(r"<([^<>|\n]{1,3000})(?:\|([^<>\n]{0,3000}))?>")
_LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Wrote:
    """A post that a message holds, or tells of."""

    text: str
    url: str = ""  # the first address in it
    author: str = ""


def wrote(message: object) -> Wrote:
    """The post that a message shows below its link, else its own words."""
    shown = _first(message)
    text = _text(message, "text")[:_LONGEST]
    url = next((m[1] for m in _LIVE.finditer(text) if m[1].startswith(("https://", "http://"))), "")
    told = _text(shown, "text")[:_LONGEST]
    return Wrote(
        text=plain_of(told or text),
        url=_unescaped(_text(shown, "from_url") or _text(shown, "original_url") or url),
        author=plain_of(_text(shown, "author_name")[:200]),
    )


def plain_of(text: str) -> str:
    """Without Slack's marks: a link is its words, a mention its name; entities are characters again."""
    return _unescaped(_LIVE.sub(_shown, text)).strip()


def _shown(found: re.Match[str]) -> str:
    live, name = found[1], found[2] or ""
    return name if live[0] in "@#!" else name or live


def _unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _first(message: object) -> object:
    """What Slack shows below the first link of a message."""
    told = message.get("attachments") if isinstance(message, Mapping) else None
    return next((one for one in told if _text(one, "text")), None) if isinstance(told, list) else None  # fmt: skip


def _text(told: object, key: str) -> str:
    found = told.get(key) if isinstance(told, Mapping) else None
    return found if isinstance(found, str) else ""
