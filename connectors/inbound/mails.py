"""A mail that was saved as a file (.eml): one row of who wrote, when, and what they say.

The words are those of its text part, else of its HTML; what is attached is told and not read.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from email import message_from_bytes, policy
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from itertools import islice
from pathlib import Path

from connectors.inbound.columns import read_columns
from connectors.inbound.onefile import UnreadableFileError
from connectors.inbound.survey import Entry
from connectors.inbound.table import Table
from connectors.inbound.textfile import open_raw
from connectors.kit.reading.bodies import words
from connectors.kit.reading.text import clean
from connectors.kit.said import Said

_MOST = 50_000_000  # bytes: no provider lets a larger one through
_PARTS = 200
_DEEPEST = 20  # parts inside each other
_TEXT = 1_000_000  # characters of a body
_HEADER = 2_000  # characters of a header; a list of the thread's mails may be longer
_NAMED = 10  # attachments
_ID = re.compile(r"<([^<>\s]{1,500})>")
_BEGINS = re.compile(rb"[!-9;-~]{1,80}:")  # any mail's first line
_ATTRIBUTION = re.compile(
    r"(?:On|Le|Am|El|Il|Em|Op) [^\n]{4,300}"
    r"(?:wrote|a écrit|schrieb|escribió|ha scritto|escreveu|schreef)[^\n]{0,80}[:\xa0 ]{0,3}"
)
# Outlook's line over what it quotes, in the languages that brands here are written to in.
_ORIGINAL = re.compile(
    r"[ \t]{0,20}-{2,20} ?(?:Original Message|Message d['’]origine|Message original"
    r"|Ursprüngliche Nachricht|Mensaje original|Messaggio originale|Mensagem original"
    r"|Oorspronkelijk bericht|Forwarded message|Message transféré) ?-{2,20}[ \t]{0,20}",
    re.IGNORECASE,
)


def open_mail(path: Path) -> Table:
    """The one row of a mail; raises UnreadableFileError."""
    with open_raw(path) as raw:
        content = raw.read(_MOST + 1)
    if len(content) > _MOST:
        mb = _MOST // 1_000_000
        raise UnreadableFileError(Said(f"larger than {mb} MB: cut it up", "file_too_large", mb=mb))
    try:
        # The older policy keeps headers as they are: the newer one's time grows with their square.
        mail = message_from_bytes(content, policy=policy.compat32)
    except RecursionError:
        mail = Message()
    parts = list(islice(_parts(mail, 0), _PARTS))
    if not _BEGINS.match(content.lstrip(b"\xef\xbb\xbf")) or not (mail["From"] or mail["Subject"]):
        told = "not a mail, though its name says so: save it from the mail program again"
        raise UnreadableFileError(Said(told, "file_not_mail"))
    row = {name: value for name, value in _fields(mail, _body(parts)).items() if value}
    columns = read_columns(tuple(row))
    entry = Entry(1, tuple(row.values()), columns, row.get("text", "")[:2_000])
    names = [_filename(part) or part.get_content_type() for part in parts if _is_file(part)]
    more = ", …" if len(names) > _NAMED else ""
    attached = ((", ".join(names[:_NAMED]) + more, "mail_attached"),) if names else ()
    return Table(lambda: iter((entry,)), is_ours=True, left=attached)


def _fields(mail: Message, body: str) -> dict[str, str]:
    """As JSON Lines of ours name them."""
    name, address = _sender(mail)
    id_ = _ids(mail, "Message-ID")[:1]
    thread = [*_ids(mail, "References"), *_ids(mail, "In-Reply-To"), *id_][:1]
    to_many = mail["List-Id"] or mail["List-Post"] or mail["List-Unsubscribe"]
    return {
        "external_id": "".join(id_),
        "text": body,
        "title": _header(mail, "Subject"),
        "author": name or address,
        "author_id": address,
        "posted_at": _date(mail),
        "thread_key": "".join(thread),
        "addressed": "" if to_many or not mail["To"] else "true",
    }


def _sender(mail: Message) -> tuple[str, str]:
    """Name and address; a name that only repeats the address is none."""
    found = getaddresses([_header(mail, "From")])
    name, address = found[0] if found else ("", "")
    name = name.strip(" \"'")
    return ("" if "@" in name else name), address.strip().lower()


def _date(mail: Message) -> str:
    """In ISO where it can be read; a mail that names no zone is in UTC (RFC 5322, 3.3)."""
    told = _header(mail, "Date")
    try:
        return parsedate_to_datetime(told).isoformat() if told else ""
    except (ValueError, OverflowError):
        return told  # the row tells that it is no date


def _ids(mail: Message, name: str) -> list[str]:
    return _ID.findall(str(mail[name] or "")[: 10 * _HEADER])


def _header(mail: Message, name: str) -> str:
    """A header's words on one line, decoded; some programs write them in UTF-8 as they are."""
    held = (value for key, value in mail.raw_items() if key.lower() == name.lower())
    raw = str(next(held, ""))[:_HEADER]
    return _line(_in(raw.encode("utf-8", "surrogateescape"), "utf-8"))


def _line(raw: str) -> str:
    with suppress(LookupError, ValueError, MessageError):  # an encoding that nobody knows, or half
        raw = str(make_header(decode_header(raw)))
    return " ".join(clean(raw).split())


def _parts(part: Message, depth: int) -> Iterator[Message]:
    """Its parts that hold something themselves; a mail inside a mail is attached to it."""
    if not part.is_multipart() or part.get_content_maintype() == "message":
        yield part
        return
    if depth > _DEEPEST:
        return
    held = part.get_payload()
    for inner in held if isinstance(held, list) else ():
        if isinstance(inner, Message):
            yield from _parts(inner, depth + 1)


def _is_file(part: Message) -> bool:
    """Was it attached? Pictures of a signature stand in the mail itself."""
    kind = part.get_content_maintype()
    if part.get_content_disposition() == "attachment" or kind == "message":
        return True
    return bool(_filename(part)) and kind != "image"


def _filename(part: Message) -> str:
    with suppress(LookupError, ValueError):  # of a name whose encoding is none
        return _line(part.get_filename() or "")
    return ""


def _body(parts: list[Message]) -> str:
    for kind in ("text/plain", "text/html"):
        for part in parts:
            if part.get_content_type() == kind and not _is_file(part):
                text = words(_decoded(part), is_markup=kind == "text/html").replace("\u200b", "")
                if said := _own(text).strip():
                    return said
    return ""


def _decoded(part: Message) -> str:
    payload = part.get_payload(decode=True)
    charset = ""
    with suppress(ValueError):  # one that holds what no name may
        charset = part.get_content_charset() or ""
    return _in(payload[: 4 * _TEXT] if isinstance(payload, bytes) else b"", charset)[:_TEXT]


def _in(raw: bytes, charset: str) -> str:
    for name in (charset, "utf-8"):
        with suppress(LookupError, ValueError):
            return raw.decode(name)
    return raw.decode("cp1252", "replace")


def _own(text: str) -> str:
    """Without quoted lines and the signature, where both are plainly marked and words are left."""
    lines: list[str] = []
    for line in text.split("\n"):
        if _ORIGINAL.fullmatch(line) or (line.rstrip("\xa0") in ("-- ", "--") and any(lines)):
            break
        if not line.startswith(">"):
            lines.append(line)
            continue
        while lines and not lines[-1].strip():
            lines.pop()
        said = " ".join(lines[-2:]) if lines[-1:] and lines[-1].endswith(":") else ""
        if lines and _ATTRIBUTION.fullmatch(lines[-1].strip()):
            lines.pop()
        elif len(lines) > 1 and _ATTRIBUTION.fullmatch(said.strip()):  # it was wrapped
            del lines[-2:]
    left = "\n".join(lines)
    return left if left.strip() else text
