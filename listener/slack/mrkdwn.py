"""Text for Slack: cleaned, escaped last, cut without breaking an entity; links and dates of ours.

What others wrote stands in plain_text only, where Slack reads no formatting, no mention and no
link. Formatted text (mrkdwn) holds our own words, numbers, dates and checked links.
"""

import re
from datetime import datetime
from unicodedata import category
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

from listener.plain import plain
from listener.slack.limits import size

URL = 1000  # characters; what is longer is nobody's post
_HOST = 60
_BROKEN = re.compile(r"&[a-z]*$")
_LINES = re.compile("[\u2028\u2029\x0b\x0c\x85]")
# Found nowhere but in half a character.
_SURROGATE = re.compile("[\ud800-\udfff]")
_SPACES = re.compile(r"[ \t\n]+")
_KEPT = "/?#[]@!$&'()+,;=:%-._~"  # in an address; the rest is percent-encoded


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
    """Escaped, then cut to `limit` UTF-16 units, never inside an entity or a character."""
    whole = escape(text)
    if size(whole) <= limit:
        return whole
    units = whole.encode("utf-16-le")[: 2 * (limit - 1)]
    return _BROKEN.sub("", units.decode("utf-16-le", "ignore")).rstrip() + "…"


def date(moment: datetime, words: str) -> str:
    """A moment in each reader's own zone; `words` where a client cannot."""
    return f"<!date^{int(moment.timestamp())}^{{date_short_pretty}} {{time}}|{escape(words)}>"


def link(url: str | None, label: str) -> str | None:
    """A link that names its host, or None for an address that does not show where it leads."""
    parts = _parts(url or "")
    if parts is None:
        return None
    host = parts.hostname or ""
    shown = host if len(host) <= _HOST else f"…{host[-_HOST:]}"
    return f"<{escape(urlunsplit(parts))}|{escape(label)}> ({escape(shown)})"


def _parts(url: str) -> SplitResult | None:
    """An address of a public site, in ASCII; no user name, which only hides the host."""
    if len(url) > URL or clean(url) != url or re.search(r"[\s\\]", url):
        return None
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port
    except ValueError:  # UnicodeError is one
        return None
    if parts.scheme not in ("http", "https") or "@" in parts.netloc:
        return None
    if not re.fullmatch(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?", host):
        return None
    asked = (quote(part, safe=_KEPT) for part in parts[2:])
    made = SplitResult(parts.scheme, f"{host}:{port}" if port else host, *asked)
    return made if size(escape(urlunsplit(made))) <= URL else None
