"""Hostile mails: read in a child within limits, so that none holds up the poll or the daemon."""

import time
from collections.abc import Callable
from datetime import date
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from letters import alert_html, letter, proven
from rigs.growth import grows_with_the_size

from connectors.kit import apart
from connectors.kit.contract import Page
from connectors.kit.errors import SourceChangedError
from connectors.mailbox.cursor import Places
from connectors.mailbox.poll import MailPoll
from connectors.mailbox.reading import Read, View, read_mail
from connectors.mailbox.source import Mailbox

TODAY = date(2026, 12, 1)
VIEW = View(ZoneInfo("UTC"), ("mx.google.com",), "avis@acme.example")
HEAD = b"From: a@b.example\r\nSubject: Hello\r\nMessage-ID: <1@b.example>\r\n"


def parts(n: int) -> bytes:
    part = b"--x\r\nContent-Type: text/plain\r\n\r\nMy lamp broke.\r\n"
    return HEAD + b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n' + part * n + b"--x--\r\n"


def nested(n: int) -> bytes:
    made = HEAD + b'Content-Type: multipart/mixed; boundary="b0"\r\n\r\n'
    for level in range(n):
        made += b'--b%d\r\nContent-Type: multipart/mixed; boundary="b%d"\r\n\r\n' % (
            level,
            level + 1,
        )
    return made + b"--b%d\r\n\r\nMy lamp broke.\r\n" % n


def mails_in_mails(n: int) -> bytes:
    return (
        HEAD
        + b"Content-Type: message/rfc822\r\n\r\n"
        + (HEAD + b"Content-Type: message/rfc822\r\n\r\n") * n
        + b"From: c@d.example\r\n\r\nx"
    )


def headers(n: int) -> bytes:
    return b"".join(b"X-%d: y\r\n" % k for k in range(n)) + HEAD + b"\r\nMy lamp broke."


def results(n: int) -> bytes:
    return (
        HEAD.replace(b"a@b.example", b"googlealerts-noreply@google.com")
        + b"Authentication-Results: evil.example; dkim=pass header.d=x\r\n" * n
        + b"\r\nMy lamp broke."
    )


def long_results(n: int) -> bytes:
    told = b"mx.google.com; " + b"dkim=pass header.d=" * n
    return (
        b"Authentication-Results: "
        + told
        + b"\r\n"
        + HEAD.replace(b"a@b.example", b"googlealerts-noreply@google.com")
        + b"\r\nMy lamp broke."
    )


def tags(n: int) -> bytes:
    html = alert_html(("A", "https://x.example/a", "P", "S")).replace("<tr ", "<div>" * n + "<tr ")
    return letter(
        "",
        html=html,
        sender="googlealerts-noreply@google.com",
        Authentication_Results=proven("google.com"),
    )


def links(n: int) -> bytes:
    html = alert_html(*((f"T{k}", f"https://x.example/{k}", "P", "S") for k in range(n)))
    return letter(
        "",
        html=html,
        sender="googlealerts-noreply@google.com",
        Authentication_Results=proven("google.com"),
    )


def charset(name: bytes) -> bytes:
    return (
        HEAD + b"Content-Type: text/plain; charset=" + name + b"\r\n\r\nMy lamp broke \xe9\xff\x00."
    )


ODD = {
    "10,000 parts": parts(10_000),
    "no part at all": parts(0),
    "500 levels": nested(500),
    "5,000 levels": nested(5_000),
    "mails in mails": mails_in_mails(2_000),
    "100,000 headers": headers(100_000),
    "20,000 results": results(20_000),
    "a long result": long_results(200_000),
    "100,000 tags": tags(100_000),
    "5,000 links": links(5_000),
    "no charset": charset(b"no-such-set"),
    "a charset that inflates": charset(b"unicode_escape"),
    "a charset that is a codec": charset(b"zlib_codec"),
    "utf-7": charset(b"utf-7"),
    "a boundary of nothing": HEAD + b'Content-Type: multipart/mixed; boundary=""\r\n\r\n----\r\n\r\nx',
    "base64 of nothing": HEAD + b"Content-Transfer-Encoding: base64\r\n\r\n" + b"!" * 100_000,
    "uuencode": HEAD + b"Content-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644 x\r\n" + b"M" * 99_999,
    "a subject of words in words": HEAD.replace(b"Hello", b"=?utf-8?B?" * 50_000) + b"\r\nx",
    "a million of one letter": HEAD + b"\r\n" + b"a" * 1_000_000,
    "a million quotes": HEAD + b"\r\n" + b"> " * 500_000,
    "half a mail": parts(3)[:120],
    "zeroes": b"\0" * 1_000,
    "nothing": b"",
}  # fmt: skip


@pytest.mark.parametrize("name", ODD)
def test_no_mail_breaks_the_poll(name: str) -> None:
    poll = MailPoll(Places({}), VIEW, TODAY, 30, left=1, mb=2)
    began = time.thread_time()
    read = poll.one(ODD[name], "INBOX 1")
    assert isinstance(read, Read)
    assert read.mentions or read.refused or read.sort != "mail", "nothing is left out in silence"
    assert time.thread_time() - began < 5, "the work is the child's"
    for mention in read.mentions:
        assert len(mention.text) <= 1_000_000
        mention.text.encode()


def test_a_mail_that_keeps_its_reader_busy_costs_itself_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    busy = partial(apart.run, seconds=0.001)
    monkeypatch.setattr("connectors.kit.apart.run", busy)
    poll = MailPoll(Places({}), VIEW, TODAY, 30, left=1, mb=2)
    [refused] = poll.one(links(3_000), "INBOX 1").refused
    assert "INBOX 1: reading it took longer than 0.001 s: refused" in refused


@pytest.mark.slow
@pytest.mark.parametrize(
    ("made", "size"),
    # Of nested ones few: the standard parser asks each line of every level that is open, until its recursion ends.
    [(parts, 2_000), (nested, 100), (headers, 5_000), (results, 2_000), (long_results, 20_000), (tags, 20_000), (links, 300)],
)  # fmt: skip
def test_reading_a_mail_takes_time_in_step_with_its_size(
    made: Callable[[int], bytes], size: int
) -> None:
    assert grows_with_the_size(lambda n: read_mail(made(n), "INBOX 1", VIEW), size)


@pytest.mark.parametrize("name", ODD)
def test_a_saved_one_is_a_mention_or_one_clear_error(name: str) -> None:
    try:
        page = Mailbox.mentions_in(ODD[name])
    except SourceChangedError as error:
        page = Page(refused=(str(error),))
    assert page.mentions or page.refused or page.unclear
    assert not any("\n" in line for line in page.refused)
