"""Feed bytes as servers send them: with something in front, in another charset, cut off at the end.

feedparser copes with much of it, but takes a whole feed for Windows-1252 because of one bad byte,
believes a header that calls UTF-8 Latin-1, and hands out the half of an item that was cut.
"""

import codecs
import re

_BOM = codecs.BOM_UTF8
# The longer first: a mark of UTF-32 begins with one of UTF-16.
_WIDE_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDE_SIGNS = (  # how markup and JSON begin there without a mark
    (re.compile(rb"[<{]\0\0\0"), "utf-32-le"),
    (re.compile(rb"\0\0\0[<{]"), "utf-32-be"),
    (re.compile(rb"[<{]\0[^\0]\0"), "utf-16-le"),
    (re.compile(rb"\0[<{]\0[^\0]"), "utf-16-be"),
)
_IN_FRONT = 5_000  # bytes of a server's warnings that may stand before the feed
_DECLARED = re.compile(rb"^(<\?xml[^>]{0,100}?encoding\s{0,9}=\s{0,9}[\"'])([\w.:-]{1,40})")
_CHARSET = re.compile(r"charset\s{0,9}=\s{0,9}[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_UNSAID = frozenset(("", "utf-8", "utf8", "us-ascii", "ascii", "unicode-1-1-utf-8"))
# Codecs of Python that no page is written in: feedparser breaks on what they make of one.
_NO_CHARSETS = frozenset(("idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"))
_LOOKED_AT = 2_000  # bytes of a body that tell whether a charset makes markup of them
_ITEM_END = re.compile(rb"</(?:[\w.-]{1,30}:)?(?:item|entry)\s{0,9}>", re.IGNORECASE)
_ITEM = re.compile(rb"<(?:[\w.-]{1,30}:)?(?:item|entry)[\s>]", re.IGNORECASE)
_ROOT = re.compile(rb"<([\w.-]{1,30}:)?(rss|feed|rdf)[\s>]", re.IGNORECASE)
_ROOT_END = re.compile(rb"</\s{0,9}(?:[A-Za-z]{1,30}:)?(?:rss|feed|rdf)\s{0,9}>", re.IGNORECASE)
_BARE = re.compile(rb"<!\[CDATA\[.*?(?:\]\]>|\Z)|&(?!#?\w{1,32};)", re.DOTALL)
_MOST_PICTURES = 20  # of one item, at least; their numbers go round
_WINDOWS_BYTE = "feed bytes"  # of an error handler


def trimmed(body: bytes) -> bytes:
    """The body from its beginning: without marks, space and warnings in front of it."""
    body = _narrow(body)
    while (short := body.lstrip().removeprefix(_BOM)) != body:
        body = short
    at = body.find(b"<?xml ", 0, _IN_FRONT)
    # Only what is no markup of a feed's own may go: an entity could be declared there.
    return body[at:] if at > 0 and not body.startswith((b"<!", b"<?")) else body


def _narrow(body: bytes) -> bytes:
    """UTF-16 and 32 in UTF-8, for whatever looks at bytes here; anything else as it is."""
    charset = next((name for mark, name in _WIDE_MARKS if body.startswith(mark)), None)
    charset = charset or next((name for sign, name in _WIDE_SIGNS if sign.match(body)), None)
    return body.decode(charset, "replace").encode() if charset else body


def in_utf8(body: bytes, content_type: str) -> tuple[bytes, str]:
    """The body in UTF-8 and the type that says so, where its bytes tell; else both as they are.

    Bytes that are UTF-8 are so whatever is said of them. Of UTF-8 with a few bad bytes those alone
    are read as Windows writes them. A charset that is none, or of other bytes, is as one unsaid.
    """
    if b"\0" in body[:_LOOKED_AT]:  # in a charset's name it breaks the look for it
        body = body.replace(b"\0", b"")
    names = _names(body, content_type)
    is_told = all(_is_charset(name, body) for name in names)
    if body.isascii() and is_told:
        return body, content_type
    try:
        body.decode()
    except UnicodeDecodeError:
        if is_told and next(iter(names), "") not in _UNSAID:
            return body, content_type
        text = body.decode(errors=_WINDOWS_BYTE)
        bad = _bad_bytes(body)
        if sum(char > "\x7f" for char in text) < 2 * bad:
            text = body.decode("cp1252", "replace")  # as many good ones by chance
        body = text.encode()
    return _DECLARED.sub(rb"\1utf-8", body, count=1), "application/xml; charset=utf-8"


def _names(body: bytes, content_type: str) -> list[str]:
    """The charsets that are told: by the body itself, then by the server."""
    header = _CHARSET.search(content_type)
    declared = _DECLARED.search(body)
    names = [declared[2].decode("ascii")] if declared else []
    return [name.lower() for name in (*names, *([header[1]] if header else []))]


def _is_charset(name: str, body: bytes) -> bool:
    """Can pages be written in it, and is markup in it what this one begins with?"""
    try:
        known = codecs.lookup(name).name.replace("_", "-")
        if known in _NO_CHARSETS:
            return False
        return any(sign in body[:_LOOKED_AT].decode(name, "ignore") for sign in "<{")
    except (LookupError, ValueError):  # none, or one of Python's that make no text of bytes
        return False


def _bad_bytes(body: bytes) -> int:
    return len(body) - len(body.decode(errors="ignore").encode())


def whole_items(body: bytes) -> tuple[bytes, bool] | None:
    """Of a feed that does not end: its whole items, and whether one was cut off.

    None where it holds no whole item.
    """
    stops = [item.end() for item in _ITEM_END.finditer(body)]
    root = _ROOT.search(body)
    if not stops or root is None:
        return None
    prefix, name = root[1] or b"", root[2]
    end = b"</" + prefix + name + b">"
    inside = b"</channel>" if name.lower() == b"rss" else b""
    return body[: stops[-1]] + inside + end, bool(_ITEM.search(body, stops[-1]))


def ampersands(body: bytes) -> bytes:
    """The body with each bare `&` written out: of `R&D` feedparser makes `R&D;`."""
    return _BARE.sub(lambda found: b"&amp;" if found[0] == b"&" else found[0], body)


def kept_apart(body: bytes) -> bytes:
    """The body with names of our own for what feedparser lets take the description's place.

    Descriptions of pictures are numbered: of equal names it keeps the last.
    """
    for name in (b"itunes:summary", b"media:description"):
        if b"<" + name in body:
            body = _apart(body, name)
    return body


def _apart(body: bytes, name: bytes) -> bytes:
    count = 0

    def ours(tag: re.Match[bytes]) -> bytes:
        nonlocal count
        if tag[2].endswith(b"/"):
            return b""
        count += not tag[1]
        prefix = name.partition(b":")[0]
        # Without attributes: of an element that it does not know, feedparser keeps them or the text.
        return b"<%b%b:words%d>" % (tag[1], prefix, count % _MOST_PICTURES)

    return re.sub(rb"<(/?)" + name + rb"\b([^<>]*+)>", ours, body)


def ends(body: bytes) -> bool:
    """Does its root close?"""
    return bool(_ROOT_END.search(body.replace(b"\0", b"")))


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(_WINDOWS_BYTE, _as_windows)
