"""What no feed needs, looked for before feedparser gets the bytes.

It takes 20 to 40 µs for each tag, and for some things the time grows with the square: those are
refused here, in one pass whose time grows with the size. What is not known yet is cut off by the
child that all of this runs in (kit/apart).
"""

import re
from typing import Any
from xml.sax import SAXException, SAXParseException
from xml.sax.handler import ContentHandler

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.expatreader import create_parser  # type: ignore[import-untyped]

_DEEPEST = 100  # tags inside tags
_MOST_TAGS = 150_000  # 25,000 small items have 75,000, and take 5 of the child's 10 s
_MOST_ENTITIES = 400_000  # `&`: 2 µs each
_LONGEST_PROLOG = 10_000  # bytes before the first tag; the time grows with the square
_MOST_OPEN = 20  # comments begun behind one that never ends: each is looked through to the end

_FIRST_TAG = re.compile(rb"<\w")
# The time for one tag grows with the square of its attributes: 150,000 took 250 s.
_MANY_ATTRIBUTES = re.compile(
    rb"<[A-Za-z][^\s<>]*+(?:\s++[^\s=<>]++\s*+=\s*+(?:\"[^\"<]*+\"|'[^'<]*+')){100}"
)
_TAG = re.compile(rb"<(/?)([A-Za-z][^\s/><]*+)([^<>]*+)>")
_BEGUN = re.compile(rb"<!--|<!\[CDATA\[|<\?")
_ENDS = {b"<!--": b"-->", b"<![CDATA[": b"]]>", b"<?": b"?>"}
_UNREADABLE_CHARSET = re.compile(rb"charset=[\"']?utf-?7|encoding=[\"']utf-?7", re.IGNORECASE)
_EBCDIC = b"\x4c\x6f\xa7\x94"


class FeedError(ValueError):
    """The bytes are not a feed we can or want to read; the text says why."""


def refuse_hostile(body: bytes, content_type: str) -> None:
    """Raise FeedError for bytes that feedparser must not be given."""
    if body.startswith(_EBCDIC) or _UNREADABLE_CHARSET.search(
        content_type.encode("ascii", "replace") + body[:200]
    ):
        raise FeedError("its charset is not one that feeds use")
    _refuse_entities(body)
    body = body.replace(b"\0", b"")  # UTF-16 looks like its letters
    if _never_end(body):
        raise FeedError("comments or instructions that never end: refused")
    markup, _ = _without(body, b"<!--", b"<![CDATA[")
    prolog = _FIRST_TAG.search(markup)
    if prolog and prolog.start() > _LONGEST_PROLOG:
        raise FeedError("nothing but space and comments at its beginning: refused")
    if markup.count(b"&") > _MOST_ENTITIES or _MANY_ATTRIBUTES.search(markup):
        raise FeedError("far more entities or attributes than a feed needs: refused")
    if not _is_flat(markup):
        raise FeedError(f"more than {_MOST_TAGS:,} tags, or {_DEEPEST} inside each other: refused")


class _PrologRead(SAXException):
    pass


class _Prolog(ContentHandler):
    def startElement(self, name: str, _attrs: Any) -> None:
        raise _PrologRead(name)


def _refuse_entities(body: bytes) -> None:
    parser = create_parser(forbid_dtd=False, forbid_entities=True, forbid_external=False)
    parser.setContentHandler(_Prolog())
    try:
        parser.feed(body)
    except DefusedXmlException as error:
        raise FeedError("it declares XML entities, which no feed needs: refused") from error
    except (_PrologRead, SAXParseException, LookupError, ValueError):
        pass  # the prolog is harmless, or broken and left to feedparser, which expands nothing


def _never_end(body: bytes) -> bool:
    """Are there many beginnings behind the last end? A feed that was cut off has one or two."""
    return any(
        body.count(begin, body.rfind(end) + 1) > _MOST_OPEN
        for begin, end in ((b"<!--", b"-->"), (b"<?", b">"), (b"<![", b">"), (b"<!", b">"))
    )


def _without(body: bytes, *begins: bytes) -> tuple[bytes, bytes]:
    """The bytes without what stands between these beginnings and their ends, those included.

    And what is behind a beginning that has no end.
    """
    kept, at = [], 0
    while begun := _BEGUN.search(body, at):
        begin = begun[0]
        if begin not in begins:
            kept.append(body[at : begun.end()])
            at = begun.end()
            continue
        kept.append(body[at : begun.start()])
        end = body.find(_ENDS[begin], begun.end())
        if end < 0:
            return b"".join(kept), body[begun.start() :]
        at = end + len(_ENDS[begin])
    return b"".join([*kept, body[at:]]), b""


def _is_flat(markup: bytes) -> bool:
    if markup.count(b"<") > 2 * _MOST_TAGS:
        return False
    opened: list[bytes] = []
    for number, tag in enumerate(_TAG.finditer(markup)):
        closing, name, rest = tag.groups()
        if closing and name in opened:
            while opened.pop() != name:
                pass
        elif not closing and not rest.endswith(b"/"):
            opened.append(name)
        if len(opened) > _DEEPEST or number > _MOST_TAGS:
            return False
    return True
