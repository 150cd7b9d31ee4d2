"""Mails that were saved in a file: one by itself, or several in an mbox."""

import re

from connectors.kit.errors import SourceChangedError

_FROM = re.compile(rb"^From [^\r\n]{1,500}\r?\n(?=[!-9;-~]{1,80}:)", re.MULTILINE)
_HEADER = re.compile(rb"[!-9;-~]{1,80}:")
_MOST = 1_000  # mails


def mails_in(raw: bytes) -> list[bytes]:
    """The bytes of each mail; raises SourceChangedError for what is none."""
    raw = raw.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    if not raw.startswith(b"From "):
        if not _HEADER.match(raw):
            raise SourceChangedError("no mail: save it from the mail program as .eml")
        return [raw]
    found = [one for one in _FROM.split(raw) if one.strip()]
    if not found or not all(_HEADER.match(one) for one in found[:1]):
        raise SourceChangedError("no mails: save them from the mail program as mbox or .eml")
    # A line of a mail that began so was written with a sign before it.
    return [re.sub(rb"(?m)^>(>{0,20}From )", rb"\1", one) for one in found[:_MOST]]
