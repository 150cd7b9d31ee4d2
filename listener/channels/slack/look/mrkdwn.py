"""Text for Slack: cleaned, escaped last, cut without breaking an entity; links and dates of ours.

What others wrote stands in plain_text only, where Slack reads no formatting, no mention and no
link. Formatted text (mrkdwn) holds our own words, numbers, dates and checked links.
"""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import NewType
from unicodedata import category
from urllib.parse import urlsplit

from listener.channels.slack.look.limits import size
from listener.guard import links
from listener.guard.plain import plain
from listener.words.whose import Ours

Rich = NewType("Rich", str)  # mrkdwn that we made: escaped, with links and dates
URL = 1000  # characters; what is longer is nobody's post
_HOST = 60
_WORD = 40  # characters
_BROKEN = re.compile(r"&[a-z]*$")
_LINES = re.compile("[\u2028\u2029\x0b\x0c\x85]")
# Found nowhere but in half a character.
_SURROGATE = re.compile("[\ud800-\udfff]")
_SPACES = re.compile(r"[ \t\n]+")


def clean(text: str) -> str:
    """Without control characters, bidi controls, stacked marks and halves of characters."""
    return plain(_SURROGATE.sub("\ufffd", _LINES.sub("\n", text)))


def line(text: str) -> str:
    """The same on one line; the no-break spaces of French stay."""
    return _SPACES.sub(" ", clean(text)).strip()


def is_blank(text: str) -> bool:
    """Nothing to see: Slack refuses an empty text."""
    return all(c.isspace() or category(c) == "Cf" for c in text)


def escape(text: str) -> str:
    """Exactly the three characters that Slack asks for, once, as the last step."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def cut(text: str, limit: int) -> str:
    """Escaped, then cut to `limit` UTF-16 units, never inside an entity or a character, and inside a word
    only where it is long.
    """
    whole = escape(text)
    if size(whole) <= limit:
        return whole
    units = whole.encode("utf-16-le")[: 2 * (limit - 1)]
    head = _BROKEN.sub("", units.decode("utf-16-le", "ignore"))
    at = head.rfind(" ")
    if at > 0 and len(head) - at < _WORD and not whole[len(head)].isspace():
        head = head[:at]
    return head.rstrip() + "…"


def pieces(text: str, limit: int, measure: Callable[[str], int] = size) -> Iterator[str]:
    """A text in parts of at most `limit` by `measure`, none of it left out but spaces where it is cut:
    at the end of a line where there is one, else of a word.
    """
    left = clean(text).strip()
    while measure(left) > limit:
        low, high = 1, len(left)  # how many characters fit
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if measure(left[:middle]) <= limit else (low, middle - 1)
        ends = (left.rfind("\n", low // 2, low), left.rfind(" ", low // 2, low), low)
        at = next(end for end in ends if end > 0)
        yield left[:at].rstrip()
        left = left[at:].lstrip()
    yield left


def date(moment: datetime, words: Ours) -> Rich:
    """A moment in each reader's own zone; `words` where a client cannot."""
    return Rich(f"<!date^{int(moment.timestamp())}^{{date_short_pretty}} {{time}}|{escape(words)}>")


def link(url: str | None, label: Ours) -> Rich | None:
    """A link that names its host, or None for an address that does not show where it leads."""
    checked = links.safe(url)
    if checked is None or size(escape(checked)) > URL:
        return None
    host = urlsplit(checked).hostname or ""
    shown = host if len(host) <= _HOST else f"…{host[-_HOST:]}"
    return Rich(f"<{escape(checked)}|{escape(label)}> ({escape(shown)})")
