"""Reports, receipts and appointments that programs exchange are counted and not read."""

from email.message import EmailMessage
from pathlib import Path

import pytest
from test_mails import got, mail
from test_mails_relayed import is_counted_only


def calendar(method: str, *, is_file: bool = False, told_inside: bool = False) -> EmailMessage:
    made = mail("Pump repair at noon?", Subject="Accepted: Pump")
    event = f"BEGIN:VCALENDAR\nMETHOD:{method}\nEND:VCALENDAR\n"
    if is_file:
        made.add_attachment(event, subtype="calendar", filename="pump.ics")
        return made
    made.add_alternative(event, subtype="calendar")
    if not told_inside:
        made.get_payload()[1].set_param("method", method)  # type: ignore[union-attr, index]
    return made


@pytest.mark.parametrize("method", ["REQUEST", "REPLY", "CANCEL", "COUNTER"])
@pytest.mark.parametrize("told_inside", [False, True])
def test_an_appointment_and_its_answers_are_not_read(
    tmp_path: Path, method: str, told_inside: bool
) -> None:
    assert is_counted_only(tmp_path, calendar(method, told_inside=told_inside))
    raw = f"From: a@b.example\nSubject: x\nContent-Type: text/calendar; method={method}\n\nBEGIN:VCALENDAR\n"
    assert got(tmp_path, raw.encode()).texts == []


def test_a_customer_who_attaches_a_date_is_read(tmp_path: Path) -> None:
    for made in (calendar("REQUEST", is_file=True), calendar("PUBLISH")):
        assert got(tmp_path, made).texts == ["Pump repair at noon?"]


@pytest.mark.parametrize(
    "subject",
    [
        "Report domain: acme.example Submitter: google.com Report-ID: 1234567890",
        "[Preview] Report Domain: acme.example Submitter: enterprise.protection.outlook.example Report-ID: 77ab",
        "Dmarc Aggregate Report Domain: {acme.example}  Submitter: {Mail.example}  Date: {2026-11-24}  Report-ID: {1}",
    ],
)
def test_a_report_on_our_domain_is_told_by_its_subject(tmp_path: Path, subject: str) -> None:
    assert is_counted_only(tmp_path, mail("This is an aggregate report.", Subject=subject))
    about = mail(Subject=f"What is this? {subject}")
    assert got(tmp_path, about).texts == ["My battery is dead."]


@pytest.mark.parametrize("ends", ["xml.gz", "xml", "zip", "json.gz"])
def test_a_report_on_our_domain_is_told_by_its_file(tmp_path: Path, ends: str) -> None:
    made = mail("")
    name = f"mail.example!acme.example!1763942400!1764028799.{ends}"
    made.add_attachment(b"x", maintype="application", subtype="octet-stream", filename=name)
    assert is_counted_only(tmp_path, made)
    other = mail("See the file")
    other.add_attachment(b"x", maintype="application", subtype="zip", filename=f"help!.{ends}")
    assert got(tmp_path, other).texts == ["See the file"]


@pytest.mark.parametrize(
    "kind", ["message/disposition-notification", "message/feedback-report", "application/tlsrpt+gzip"]
)  # fmt: skip
def test_a_part_that_reports_tells_though_a_server_packed_it_anew(
    tmp_path: Path, kind: str
) -> None:
    raw = f"From: a@b.example\nSubject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nwords\n--b\nContent-Type: {kind}\n\nA: b\n--b--\n"
    assert got(tmp_path, raw.encode()).texts == []
    assert got(tmp_path, raw.replace(kind, "application/zip").encode()).texts == ["words"]


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Read: Your order", "Your message\n To: Help\n was read on Tuesday, 24 November 2026."),
        ("Lu : Votre commande", "Votre message a été lu le mardi 24 novembre 2026."),
        ("Gelesen: Ihr Auftrag", "Ihre Nachricht wurde am 24.11.2026 gelesen."),
        ("Not read: Your order", "Your message was deleted without being read."),
        ("Return Receipt (displayed) - Your order", "This is a Return Receipt for your mail."),
    ],
)
def test_a_receipt_without_its_parts_is_told_by_its_subject_and_words(
    tmp_path: Path, subject: str, body: str
) -> None:
    assert is_counted_only(tmp_path, mail(body, Subject=subject))
    assert got(tmp_path, mail(body, Subject="Your order")).texts == [body]
    assert got(tmp_path, mail(Subject=subject)).texts == ["My battery is dead."]
