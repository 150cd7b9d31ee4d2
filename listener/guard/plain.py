"""Sanitising: hostile text made harmless to look at, which every renderer does first."""

import re

# Bidirectional overrides and isolates turn a line around; the rest moves the cursor or hides.
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_CONTROL = "\x00-\x08\x0b-\x1f\x7f-\x9f"
# Whatever ends a line somewhere, so that each viewer breaks a text where all do.
_ENDS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_REMOVED = re.compile(f"[{_BIDI}{_CONTROL}\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]")
# More than this many marks on one letter paint over the lines above and below.
_STACKED = re.compile(
    r"([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{3})[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+"
)

_BEFORE_CUT = " \t\n\u00a0\u202f,;:.…-–—("


def plain(text: str) -> str:
    """The text without terminal escapes, control characters, bidi controls and stacked marks."""
    return _STACKED.sub(r"\1", _REMOVED.sub("", _ENDS.sub("\n", text)))


def one_line(text: str) -> str:
    """The same on one line."""
    return " ".join(plain(text).split())


def shortened(text: str, limit: int) -> str:
    """At most `limit` characters, cut where a word ends; inside a word only where none ends near, as in
    an address or where words have no spaces. The sign of the cut is counted.
    """
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    if not text[limit - 1].isspace():
        at = max(head.rfind(" "), head.rfind("\n"))
        head = head[:at] if at > limit // 2 else head
    return head.rstrip(_BEFORE_CUT) + "…"
