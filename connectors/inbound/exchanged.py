"""What programs tell each other by mail: reports on a domain's mails, receipts, appointments."""

import re
from contextlib import suppress
from email.message import Message

from connectors.inbound.mailheaders import header

_REPORTS = frozenset(
    (
        *("message/delivery-status", "message/global-delivery-status", "message/feedback-report"),
        *("message/disposition-notification", "message/global-disposition-notification"),
        *("application/tlsrpt+gzip", "application/tlsrpt+json"),
    )
)
# RFC 7489, 7.2.1.1: the subject of a report, and its file: who!domain!from!until.
_OF_DOMAIN = re.compile(
    r"(?:\[[^\]\n]{1,40}\] ?)?(?:[\w() -]{1,40} )?Report[ -]Domain: ?[^\s]{3,255} [^\n]{0,80}(?:Submitter|Report-ID):",
    re.IGNORECASE,
)
_FILE = re.compile(r"[\w.-]{3,200}![\w.-]{3,200}!\d{6,14}!\d{6,14}\b")
_CALENDAR = ("text/calendar", "application/ics")
_BETWEEN_PEOPLE = frozenset(
    ("request", "reply", "cancel", "counter", "declinecounter", "refresh", "add")
)
_METHOD = re.compile(rb"^METHOD:([A-Z]{3,14})\s{0,3}$", re.MULTILINE)
_BEGINNING = 4_000  # bytes or characters
_READ = re.compile(
    r"(?:(?:not )?read|(?:non )?lu|(?:un)?gelesen|(?:no )?leído|(?:non )?letto|(?:niet )?gelezen|lida|read receipt|return receipt \(displayed\)|accusé de (?:lecture|réception)|lesebestätigung)"
    r"(?: \([^\n]{1,40}\))? ?[:\-]",
    re.IGNORECASE,
)
_WAS_READ = re.compile(
    r"was (?:read|displayed|deleted without being read)|has been (?:read|displayed)|a été (?:lu|affiché|supprimé sans)|wurde [^\n]{0,60}(?:gelesen|angezeigt|gelöscht)"
    r"|(?:ha sido|fue) (?:leído|eliminado)|è stat[oa] (?:lett[oa]|eliminat[oa])|is (?:gelezen|weergegeven|verwijderd)|this is a (?:return |read )?receipt",
    re.IGNORECASE,
)


def is_exchanged(mail: Message, parts: list[Message], own: str) -> bool:
    """Is it a program's report, receipt or appointment, by its parts and its own words?"""
    if mail["TLS-Report-Domain"] or any(part.get_content_type() in _REPORTS for part in parts):
        return True
    subject = header(mail, "Subject")
    if _OF_DOMAIN.match(subject) or any(map(_is_report, parts)):
        return True
    if _READ.match(subject) and _WAS_READ.search(own[:_BEGINNING]):
        return True
    return any(map(_is_appointment, parts))


def _is_report(part: Message) -> bool:
    with suppress(LookupError, ValueError):  # of a name whose encoding is none
        return _FILE.match(part.get_filename() or "") is not None
    return False


def _is_appointment(part: Message) -> bool:
    """Is it an appointment that is asked for, answered or called off? One attached is a file."""
    if part.get_content_type() not in _CALENDAR or part.get_content_disposition() == "attachment":
        return False
    raw = part.get_payload(decode=True)
    told = _METHOD.search(raw[:_BEGINNING]) if isinstance(raw, bytes) else None
    method = str(part.get_param("method") or (told and told[1].decode()) or "")
    return method.lower() in _BETWEEN_PEOPLE
