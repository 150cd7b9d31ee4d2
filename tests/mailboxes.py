"""A mailbox that a test polls: its source, and what a misbehaving server is told to give."""

from typing import Any

import httpx
import pytest
from letters import letter
from polls import last_cursor
from rigs.mailserver import PASSWORD, USER, Certificates, Heard, MailServer, OddServer

from connectors.kit.contract import Mention, Page
from connectors.kit.errors import SourceError
from connectors.kit.http import sockets
from connectors.kit.http.guard import Limits
from connectors.mailbox.source import Mailbox


def source(server: MailServer | OddServer, certificates: Certificates, **more: Any) -> Mailbox:
    security = "starttls" if isinstance(server, MailServer) else "tls"
    told = {
        "name": "post",
        "host": "127.0.0.1",
        "port": server.port,
        "security": security,
        "ca_file": certificates.authority,
        "user": USER,
        "password": PASSWORD,
        "allow_private": True,
        "auth_server": "mx.google.com",
        **more,
    }
    return Mailbox.model_validate(told)


def poll(of: Mailbox, cursor: str | None = None) -> tuple[list[Page], str | None]:
    with httpx.Client() as http:
        pages = list(of.pages(http, cursor))
    return pages, last_cursor(pages, cursor)


def mentions(pages: list[Page]) -> list[Mention]:
    return [m for page in pages for m in page.mentions]


def texts(pages: list[Page]) -> list[str]:
    return [m.text for m in mentions(pages)]


def ask(n: int) -> bytes:
    return letter(f"Where is my lamp number {n}?", id_=f"{n}@client.example")


def gives(mail: Any) -> Any:
    """Answers a FETCH for the numbers in it, sizes or bodies."""

    def answer(heard: Heard, tag: bytes) -> None:
        asked = heard.lines[-1].split(b" ")[3]
        for part in asked.split(b","):
            first, _, last = part.partition(b":")
            for uid in range(int(first), int(last or first) + 1):
                raw = mail(uid)
                if b"RFC822.SIZE" in heard.lines[-1]:
                    heard.say(b"* 1 FETCH (UID %d RFC822.SIZE %d)" % (uid, len(raw)))
                else:
                    heard.say(
                        b"* 1 FETCH (UID %d BODY[]<0> {%d}" % (uid, len(raw)) + b"\r\n" + raw + b")"
                    )
        heard.say(tag + b" OK")

    return answer


def opened(odd: OddServer, *uids: int) -> None:
    odd.on(b"EXAMINE", b"* OK [UIDVALIDITY 1]", b"* OK [UIDNEXT %d]" % (max(uids) + 1), b"OK")
    odd.on(b"UID SEARCH", b"* SEARCH " + b" ".join(b"%d" % uid for uid in uids), b"OK")


def limited(limits: Limits) -> Any:
    def opened(*args: Any, **more: Any) -> Any:
        return sockets.guarded_socket(*args, **more, limits=limits)

    return opened


def until(of: Mailbox, expected: type[SourceError], told: str) -> list[Page]:
    """The pages of a poll that ends in an error."""
    pages: list[Page] = []

    def read() -> None:
        with httpx.Client() as http:
            for page in of.pages(http, None):
                pages.append(page)  # noqa: PERF402  # it ends in an error

    with pytest.raises(expected, match=told):
        read()
    return pages
