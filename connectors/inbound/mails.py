"""A mail that was saved as a file (.eml): one row of who wrote, when, and what they say.

The words are those of its text part, else of its HTML, without what it quotes; what a colleague
forwards is its writer's. What is attached is told and not read, and so are a program's mails.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import Message
from email.utils import parsedate_to_datetime
from itertools import islice
from pathlib import Path

from connectors.inbound.automatic import is_automatic
from connectors.inbound.columns import read_columns
from connectors.inbound.exchanged import is_exchanged
from connectors.inbound.filled import filled_in, is_copy, visitor
from connectors.inbound.forms import Form
from connectors.inbound.formwords import is_forms_subject
from connectors.inbound.groups import author, is_from_here, is_own_desk
from connectors.inbound.mailheaders import LONGEST, header, line
from connectors.inbound.mailmarkup import freed, unsigned
from connectors.inbound.onefile import UnreadableFileError
from connectors.inbound.quoted import Heading, Own, is_forward_subject, own_words
from connectors.inbound.signatures import without_signature
from connectors.inbound.survey import Entry
from connectors.inbound.table import Table
from connectors.inbound.textfile import open_raw
from connectors.kit.reading.bodies import words
from connectors.kit.reading.charsets import decoded
from connectors.kit.reading.dates import read_date
from connectors.kit.reading.text import plain_text
from connectors.kit.said import Said

_MOST = 50_000_000  # bytes: no provider lets a larger one through
_PARTS = 200
_DEEPEST = 20  # parts inside each other
_TEXT = 1_000_000  # characters of a body
_NAMED = 10  # attachments
_ID = re.compile(r"<([^<>\s]{1,500})>")
_BEGINS = re.compile(rb"[!-9;-~]{1,80}:")  # any mail's first line
_CELL = re.compile(r"</(?:t[dh]|d[dt]|label|b|strong)\s{0,9}>", re.IGNORECASE)
_SEALED = re.compile(r"\s{0,99}-----BEGIN PGP MESSAGE-----")


def open_mail(path: Path) -> Table:
    """The one row of a mail; raises UnreadableFileError."""
    with open_raw(path) as raw:
        content = raw.read(_MOST + 1)
    if len(content) > _MOST:
        mb = _MOST // 1_000_000
        raise UnreadableFileError(Said(f"larger than {mb} MB: cut it up", "file_too_large", mb=mb))
    return mail_table(content)


def mail_table(content: bytes) -> Table:
    """The one row of a mail's bytes, or one for each that it brings; raises UnreadableFileError."""
    content = content.removeprefix(b"\xef\xbb\xbf")
    try:
        # The older policy keeps headers as they are: the newer one's time grows with their square.
        mail = message_from_bytes(content, policy=policy.compat32)
    except RecursionError:
        mail = Message()
    parts = _parts(mail)
    if not _BEGINS.match(content) or not (mail["From"] or mail["Subject"]):
        told = "not a mail, though its name says so: save it from the mail program again"
        raise UnreadableFileError(Said(told, "file_not_mail"))
    _refuse_sealed(mail, parts)
    own, text = _body(parts, _heading(mail))
    form = filled_in(mail, own.text, text, _celled(parts))
    is_told = is_automatic(mail, own.text, text, is_form=form is not None)
    if is_told or is_exchanged(mail, parts, own.text) or (form and is_copy(mail, form)):
        return Table(lambda: iter(()), is_ours=True, is_automatic=True)
    brought = [part for part in parts if _is_brought(part, mail)]
    inner = [held for part in brought if (held := _held(part)) is not None]
    entries = [_entry(n, one, _above(mail, own.text)) for n, one in enumerate(inner, 1)]
    files = [part for part in parts if _is_file(part) and part not in brought]
    names = [_filename(part) for part in files]
    more = ", …" if len(names) > _NAMED else ""
    attached = ((", ".join(names[:_NAMED]) + more, "mail_attached"),) if names else ()
    return Table(
        lambda: iter(entries or (_row(1, _fields(mail, own, form)),)), is_ours=True, left=attached
    )


def body_parts(mail: Message) -> list[tuple[str, str]]:
    """The sort and the words, as they stand there, of each of its parts that is no file."""
    return [(p.get_content_type(), _decoded(p)) for p in _parts(mail) if not _is_file(p)]


def _entry(number: int, inner: Message, above: str) -> Entry:
    """The row of a mail that was forwarded as a file, with what its bringer says of it."""
    parts = _parts(inner)
    own, text = _body(parts, _heading(inner))
    fields = _fields(inner, own, filled_in(inner, own.text, text, _celled(parts)))
    return _row(number, {"addressed": "true", **fields, "thread_title": above})


def _above(mail: Message, text: str) -> str:
    return f"{next(filter(None, author(mail)), '')}: {text}" if text else ""


def _row(number: int, told: dict[str, str]) -> Entry:
    row = {name: value for name, value in told.items() if value}
    columns = read_columns(tuple(row))
    return Entry(number, tuple(row.values()), columns, row.get("text", "")[:2_000])


def _is_brought(part: Message, mail: Message) -> bool:
    """Is it a mail that somebody forwarded as a file?"""
    is_mail = part.get_content_type() == "message/rfc822"
    return is_mail and is_forward_subject(header(mail, "Subject"))


def _refuse_sealed(mail: Message, parts: list[Message]) -> None:
    """Raise UnreadableFileError where only who has the key can read it."""
    kind = mail.get_content_type()
    sealed = "pkcs7-mime" in kind and "signed" not in str(mail.get_param("smime-type") or "")
    text = next((part for part in parts if part.get_content_type() == "text/plain"), None)
    is_armoured = text is not None and _SEALED.match(_decoded(text)) is not None
    if sealed or kind == "multipart/encrypted" or is_armoured:
        told = "this mail is encrypted: open it in the mail program and save it decrypted, or copy its words into a table"
        raise UnreadableFileError(Said(told, "file_mail_sealed"))


def _heading(mail: Message) -> Heading:
    name, address = author(mail)
    is_answer = bool(mail["In-Reply-To"] or mail["References"])
    to, subject = header(mail, "To"), header(mail, "Subject")
    return Heading(name, address, "", to, subject, is_answer)


def _fields(mail: Message, own: Own, form: Form | None) -> dict[str, str]:
    """As JSON Lines of ours name them; of a forward or a form, of whoever wrote what it brings."""
    name, address = author(mail)
    above = _above(mail, own.above)
    at, title = _date(mail), header(mail, "Subject")
    if told := own.forwarded:
        name, address, title = told.name, told.address, told.subject or title
        at = told.at if read_date(told.at, day_first=True) else at
    if form:
        name, address = visitor(mail, form, is_brought=told is not None)
        title = form.subject or ("" if is_forms_subject(title) else title)
    id_ = _ids(mail, "Message-ID")[:1]
    thread = [*_ids(mail, "References"), *_ids(mail, "In-Reply-To"), *id_][:1]
    # What arrives here was sent to us, however its receivers are named, but for what lists send.
    is_to_us = not (mail["List-Id"] or mail["List-Post"]) or is_own_desk(mail)
    return {
        "external_id": "".join(id_),
        "text": form.text if form else without_signature(own.text, name),
        "genre": "mail",
        "title": title,
        "author": name or address,
        "author_id": address,
        "posted_at": at,
        "thread_key": "".join(thread),
        "thread_title": above,
        "place": form.place if form else "",
        "venue": "" if is_to_us or form else "public",  # a list's mail stands among its members
        "addressed": "true" if is_to_us or form else "",
        "by_owner": "true" if is_from_here(mail, address) else "",
    }


def _date(mail: Message) -> str:
    """In ISO where it can be read; a mail that names no zone is in UTC (RFC 5322, 3.3)."""
    told = header(mail, "Date")
    try:
        return parsedate_to_datetime(told).isoformat() if told else ""
    except (ValueError, OverflowError):
        return told  # the row tells that it is no date


def _ids(mail: Message, name: str) -> list[str]:
    return _ID.findall(str(mail[name] or "")[: 10 * LONGEST])


def _parts(mail: Message) -> list[Message]:
    """Its parts that hold something themselves; a mail inside a mail is attached to it."""
    return list(islice(_leaves(mail, 0), _PARTS))


def _leaves(part: Message, depth: int) -> Iterator[Message]:
    if not part.is_multipart() or part.get_content_maintype() == "message":
        yield part
        return
    if depth > _DEEPEST:
        return
    held = part.get_payload()
    for inner in held if isinstance(held, list) else ():
        if isinstance(inner, Message):
            yield from _leaves(inner, depth + 1)


def _is_file(part: Message) -> bool:
    """Was it attached? Pictures of a signature stand in the mail itself."""
    kind = part.get_content_maintype()
    if part.get_content_disposition() == "attachment" or kind == "message":
        return True
    named = _filename(part) != part.get_content_type()
    return named and kind != "image"


def _filename(part: Message) -> str:
    with suppress(LookupError, ValueError):  # of a name whose encoding is none
        if named := line(part.get_filename() or ""):
            return named
    inner = _held(part)
    return f"{header(inner, 'Subject')}.eml" if inner else part.get_content_type()


def _held(part: Message) -> Message | None:
    """The mail that it holds as a file."""
    held = part.get_payload() if part.get_content_type() == "message/rfc822" else None
    inner = held[0] if isinstance(held, list) and held else None
    return inner if isinstance(inner, Message) else None


def _body(parts: list[Message], mail: Heading) -> tuple[Own, str]:
    """What its text says, else its HTML; and all that stands there."""
    html = next((_decoded(part) for part in parts if _is_body(part, "text/html")), "")
    for part in (part for part in parts if _is_body(part, "text/plain")):
        text = words(_decoded(part), is_markup=False)
        if (own := _own(text, mail)).text:
            return replace(own, text=unsigned(own.text, html)), text
    for part in (part for part in parts if _is_body(part, "text/html")):
        held = _decoded(part)
        if (own := _own(words(freed(held), is_markup=True), mail)).text:
            return own, plain_text(held)
    return Own(""), ""


def _celled(parts: list[Message]) -> str:
    """The words of its HTML with each cell, and what is marked as a label, on a line of its own."""
    html = next((_decoded(part) for part in parts if _is_body(part, "text/html")), "")
    return words(_CELL.sub(r"<br>\g<0>", freed(html)), is_markup=True) if _CELL.search(html) else ""


def _is_body(part: Message, kind: str) -> bool:
    return part.get_content_type() == kind and not _is_file(part)


def _own(text: str, mail: Heading) -> Own:
    own = own_words(text.replace("\u200b", ""), mail)
    return replace(own, text=own.text.strip())


def _decoded(part: Message) -> str:
    payload = part.get_payload(decode=True)
    charset = ""
    with suppress(ValueError):  # one that holds what no name may
        charset = part.get_content_charset() or ""
    return decoded(payload[: 4 * _TEXT] if isinstance(payload, bytes) else b"", charset)[:_TEXT]
