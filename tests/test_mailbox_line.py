"""A mailbox's line: what servers do to it, and what they may not do; logins and their refusals."""

import socket
import ssl
import threading
from contextlib import suppress
from dataclasses import replace
from typing import Any

import httpx
import pytest
from mailboxes import ask, gives, limited, mentions, opened, poll, source, until
from rigs.mailserver import PASSWORD, USER, Certificates, Heard, MailServer, OddServer

from connectors.kit.errors import SourceBusyError, SourceChangedError, SourceRefusedError
from connectors.kit.http.guard import Limits, guarded_client
from connectors.kit.http.state import HttpState
from connectors.mailbox import poll as polls
from connectors.mailbox.source import Mailbox
from listener.words.spoken import spoken

NOON = "2026-12-01T12:00:00Z"
TODAY = "01-Dec-2026 10:00:00 +0100"


BOMBS = [
    b"* 1 FETCH (UID 1 BODY[]<0> {999999999999}",  # a literal that fills the memory
    b"* 1 FETCH (UID 1 BODY[]<0> {9000000}",  # one over what was asked for
    b"* " + b"x" * 1_200_000,  # a line without an end
    b"* 1 FETCH " + b"(" * 100_000,
    b"* 1 FETCH " + b"(" * 50_000 + b")" * 50_000,
    b"nothing of IMAP",
    b"\r\n".join([b"* 1 EXISTS"] * 300_000),  # a flood of lines
    b"* 1 FETCH (UID 99999999999999999999999 RFC822.SIZE 5)",
]


@pytest.mark.parametrize("bomb", BOMBS, ids=range(len(BOMBS)))
def test_a_hostile_reply_is_an_error_and_no_more(
    odd: OddServer, certificates: Certificates, bomb: bytes
) -> None:
    opened(odd, 1)

    def answer(heard: Heard, tag: bytes) -> None:
        if b"SIZE" in heard.lines[-1] and b"9999999999 RFC" not in bomb:
            heard.say(b"* 1 FETCH (UID 1 RFC822.SIZE 100)", tag + b" OK")
        else:
            heard.say(bomb, tag + b" OK")

    odd.on(b"UID FETCH", do=answer)
    try:
        pages, _ = poll(source(odd, certificates))
    except SourceChangedError:
        return
    assert mentions(pages) == []
    assert bomb == BOMBS[-1], "only what names no mail of ours is passed over"


def test_a_server_that_falls_silent_is_cut_off(
    odd: OddServer, certificates: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = replace(Limits(), read=0.3, total=0.5)
    monkeypatch.setattr("connectors.mailbox.source.guarded_socket", limited(limits))
    odd.on(b"EXAMINE", do=lambda *_: None)
    with pytest.raises(SourceBusyError, match="no whole reply in time"):
        poll(source(odd, certificates))


def test_a_server_that_drips_ends_at_the_deadline(
    odd: OddServer, certificates: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = replace(Limits(), read=5.0, total=0.8)
    monkeypatch.setattr("connectors.mailbox.source.guarded_socket", limited(limits))
    stop = threading.Event()

    def drip(heard: Heard, _: bytes) -> None:
        while not stop.wait(0.05):
            try:
                heard.line.sendall(b"x")
            except OSError:
                return

    odd.on(b"EXAMINE", do=drip)
    try:
        with pytest.raises(SourceBusyError, match="no whole reply in time"):
            poll(source(odd, certificates))
    finally:
        stop.set()


def test_a_line_that_is_cut_keeps_what_was_promised(
    odd: OddServer, certificates: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polls, "BATCH", 1)
    opened(odd, 1, 2)
    give = gives(ask)

    def answer(heard: Heard, tag: bytes) -> None:
        if b"BODY" in heard.lines[-1] and b" 2 " in heard.lines[-1]:
            heard.say(b"* 2 FETCH (UID 2 BODY[]<0> {500}\r\nFrom: a@b.example")
            heard.line.close()
        else:
            give(heard, tag)

    odd.on(b"UID FETCH", do=answer)
    pages = until(source(odd, certificates), SourceBusyError, "closed in the middle")
    assert [m.external_id for m in mentions(pages)] == ["1@client.example"]
    odd.on(b"UID FETCH", do=give)
    again, _ = poll(source(odd, certificates), pages[-1].cursor)
    assert [m.external_id for m in mentions(again)] == ["2@client.example"]


LOGINS = [
    (b"NO [AUTHENTICATIONFAILED] no", SourceRefusedError, "app password"),
    (b"NO", SourceRefusedError, "the login was refused"),
    (b"NO [UNAVAILABLE] later", SourceBusyError, "lets nobody in now"),
    (b"NO [OVERQUOTA] too much", SourceBusyError, "lets nobody in now"),
    (b"BAD " + PASSWORD.encode(), SourceChangedError, "speaks no IMAP"),
]


@pytest.mark.parametrize(("reply", "expected", "told"), LOGINS)
def test_a_refused_login_says_what_to_do_and_holds_no_secret(
    odd: OddServer, certificates: Certificates, reply: bytes, expected: type, told: str
) -> None:
    odd.on(b"AUTHENTICATE", reply)
    of = source(odd, certificates)
    with pytest.raises(expected, match=told) as caught:
        poll(of)
    chain = [caught.value, caught.value.__cause__, caught.value.__context__]
    assert not any(PASSWORD in f"{one!r} {one}" for one in chain)
    assert spoken("fr", str(caught.value)) != str(caught.value)
    assert PASSWORD not in repr(of)
    assert len([one for one in odd.commands if b"AUTHENTICATE" in one]) == 1, "asked once"


@pytest.mark.parametrize(
    ("host", "told"),
    [
        ("imap.gmail.com", "apppasswords"),
        ("outlook.office365.com", "XOAUTH2"),
        ("x.example", "app password"),
    ],
)
def test_the_remedy_is_that_of_the_provider(host: str, told: str) -> None:
    from connectors.mailbox.providers import provider_of

    remedy = provider_of(host).remedy
    assert told in remedy
    assert told in spoken("fr", f"{host}:993: the login was refused: {remedy}").replace(
        "d'application", "app password"
    )


def test_a_token_is_sent_as_a_token_and_a_dead_one_is_told(
    odd: OddServer, certificates: Certificates
) -> None:
    opened(odd, 1)
    odd.on(b"UID FETCH", do=gives(ask))
    of = source(odd, certificates, password=None, token="ya29.secret")
    assert len(mentions(poll(of)[0])) == 1
    import base64

    told = [
        base64.b64decode(one.split(b" ")[-1])
        for one in odd.heard[0].lines
        if one.startswith(b"dXNlcj1")
    ]
    assert told == [f"user={USER}\1auth=Bearer ya29.secret\1\1".encode()]

    def dead(heard: Heard, tag: bytes) -> None:
        heard.say(b"+ ")
        heard.hear()
        heard.say(b"+ eyJzdGF0dXMiOiI0MDAifQ==")
        assert heard.hear() == b"", "a refusal is answered by an empty line"
        heard.say(tag + b" NO [AUTHENTICATIONFAILED] Invalid credentials")

    odd.on(b"AUTHENTICATE", do=dead)
    with pytest.raises(SourceRefusedError, match="set refresh_token"):
        poll(of)


def test_a_refresh_token_is_exchanged_at_each_visit(
    odd: OddServer, certificates: Certificates
) -> None:
    opened(odd, 1)
    odd.on(b"UID FETCH", do=gives(ask))
    asked: list[bytes] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.content)
        assert (request.method, str(request.url)) == ("POST", "https://oauth.example/token")
        return httpx.Response(replies[0][0], content=replies[0][1])

    of = source(
        odd, certificates, password=None, refresh_token="1//r", client_id="app", client_secret="s",
        token_url="https://oauth.example/token",
    )  # fmt: skip
    replies: list[Any] = [(200, b'{"access_token": "ya29.new", "expires_in": 3599}')]
    with httpx.Client(transport=httpx.MockTransport(answer)) as http:
        assert len(mentions(list(of.pages(http, None)))) == 1
        assert asked == [
            b"grant_type=refresh_token&refresh_token=1%2F%2Fr&client_id=app&client_secret=s"
        ]
        for reply, expected in (
            ((400, b'{"error": "invalid_grant"}'), SourceRefusedError),
            ((503, b""), SourceBusyError),
            ((200, b"{}"), SourceChangedError),
            ((200, b"<html>"), SourceChangedError),
            ((200, b'{"access_token": "a\\u0001b"}'), SourceChangedError),
        ):
            replies[0] = reply
            with pytest.raises(expected) as caught:
                list(of.pages(http, None))
            assert "1//r" not in str(caught.value)


def test_words_before_the_secure_line_are_not_believed(certificates: Certificates) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates.certificate, certificates.key)
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            line, _ = listening.accept()
            line.sendall(b"* OK here\r\n")
            tag = line.recv(100).split(b" ")[0]
            # Somebody in between adds what the client takes for the answers to what it asks next.
            line.sendall(tag + b" OK begin\r\n* CAPABILITY LOGINDISABLED\r\nL2 OK\r\n")
            with suppress(OSError):
                context.wrap_socket(line, server_side=True).recv(1_000)
            line.close()

        threading.Thread(target=serve, daemon=True).start()
        server = MailServer(int(listening.getsockname()[1]), certificates)
        with pytest.raises(SourceChangedError, match="before the line was secure"):
            poll(source(server, certificates))


@pytest.mark.parametrize(
    ("answer", "expected"),
    [(b"NO not here", "offers no secure connection"), (b"BAD what", "speaks no IMAP")],
)
def test_without_a_secure_line_no_password_is_sent(
    certificates: Certificates, answer: bytes, expected: str
) -> None:
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            line, _ = listening.accept()
            with line:
                line.sendall(b"* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] here\r\n")
                while told := line.recv(1_000):
                    heard.append(told)
                    line.sendall(told.split(b" ")[0] + b" " + answer + b"\r\n")

        threading.Thread(target=serve, daemon=True).start()
        server = MailServer(int(listening.getsockname()[1]), certificates)
        with pytest.raises((SourceRefusedError, SourceChangedError), match=expected):
            poll(source(server, certificates))
    assert [one.split(b" ")[1].strip() for one in heard] == [b"STARTTLS"]


def test_the_line_goes_through_the_address_guard() -> None:
    of = Mailbox(name="m", host="127.0.0.1", user="a@b.example", password="x")
    with pytest.raises(
        SourceRefusedError, match=r"127\.0\.0\.1 is a loopback address; set allow_private"
    ):
        poll(of)
    with pytest.raises(SourceRefusedError, match="write it as"):
        poll(of.model_copy(update={"host": "2130706433"}))


def test_it_is_read_through_the_listeners_own_client(
    mailbox: MailServer, certificates: Certificates
) -> None:
    mailbox.put(ask(1))
    of = source(mailbox, certificates)
    with guarded_client(allow_private=False, state=HttpState(), spacing=None) as http:
        assert len(mentions(list(of.pages(http, None)))) == 1


def test_a_server_that_knows_only_the_old_login_gets_it_quoted(
    odd: OddServer, certificates: Certificates
) -> None:
    opened(odd, 1)
    odd.on(b"UID FETCH", do=gives(ask))
    odd.on(b"CAPABILITY", b"* CAPABILITY IMAP4rev1", b"OK")
    of = source(odd, certificates, password='say "hi"\\ é')
    assert len(mentions(poll(of)[0])) == 1
    [sent] = [one for one in odd.commands if one.startswith(b"LOGIN")]
    assert sent == b'LOGIN "avis@acme.example" "say \\"hi\\"\\\\ \xc3\xa9"'
    odd.on(b"CAPABILITY", b"* CAPABILITY IMAP4rev1 LOGINDISABLED", b"OK")
    with pytest.raises(SourceRefusedError, match="it takes no password: set token"):
        poll(of)
    assert len([one for one in odd.commands if one.startswith(b"LOGIN")]) == 1
