"""The login: by a password of an app, or by a token (XOAUTH2); a refused one says what to do.

What a server answers to a login is never repeated: some repeat the command, password included.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import httpx

from connectors.kit.errors import SourceBusyError, SourceChangedError, SourceRefusedError
from connectors.kit.http.broken import NO_TLS, UNKNOWN
from connectors.kit.reading.json_text import read_json
from connectors.mailbox.imap import Imap, Reply, quoted
from connectors.mailbox.providers import Provider

# Codes of a refusal that passes (RFC 5530), and Google's for too much traffic.
_BUSY = ("UNAVAILABLE", "INUSE", "LIMIT", "OVERQUOTA", "THROTTLED", "SERVERBUG")


# What may be written into the source, by what broke the line.
_REMEDIES = {
    NO_TLS: 'try security = "starttls", with its port, often 143',
    UNKNOWN: "where the server is your own, name the file of its certificate (PEM) as ca_file",
}


@contextmanager
def remedied() -> Iterator[None]:
    """A line that is not secure is told with what may be written into the source."""
    try:
        yield
    except SourceBusyError as error:
        told = str(error)
        if remedy := next((do for why, do in _REMEDIES.items() if told.endswith(why)), ""):
            raise SourceBusyError(f"{told}: {remedy}", retry_after=error.retry_after) from error
        raise


def login_with_password(box: Imap, user: str, password: str, provider: Provider) -> None:
    """Log in; raises SourceRefusedError with the provider's remedy."""
    if "AUTH=PLAIN" in box.can:
        told = b"\0" + user.encode() + b"\0" + password.encode()
        reply = box.ask(b"AUTHENTICATE PLAIN", told)
    elif "LOGINDISABLED" in box.can:
        raise SourceRefusedError(f"{box.shown}: it takes no password: set token (XOAUTH2)")
    else:
        reply = box.ask(b"LOGIN " + quoted(user) + b" " + quoted(password))
    _check(box, reply, provider)


def login_with_token(box: Imap, user: str, token: str, provider: Provider) -> None:
    """Log in by XOAUTH2; raises SourceRefusedError with the provider's remedy."""
    if "AUTH=XOAUTH2" not in box.can:
        raise SourceRefusedError(
            f"{box.shown}: it takes no token (XOAUTH2): set password, one made for this app"
        )
    # Asked why it refuses, the server says so in a line that wants an empty answer.
    told = f"user={user}\1auth=Bearer {token}\1\1".encode()
    _check(box, box.ask(b"AUTHENTICATE XOAUTH2", told), provider, is_token=True)


def fresh_token(http: httpx.Client, url: str, asked: Mapping[str, str]) -> str:
    """An access token for a refresh token (RFC 6749, 6). Raises SourceError."""
    try:
        reply = http.post(url, data={"grant_type": "refresh_token", **asked})
    except httpx.RequestError as error:
        raise SourceBusyError(f"{httpx.URL(url).host}: no token can be had now") from error
    host = httpx.URL(url).host
    if reply.status_code >= 500 or reply.status_code == 429:
        raise SourceBusyError(f"{host}: no token can be had now", status=reply.status_code)
    if reply.status_code != 200:
        raise SourceRefusedError(
            f"{host}: it gives no token for this refresh token: log in there again and set the new"
            " one; of an app that Google calls in testing it dies after 7 days",
            status=reply.status_code,
            of_login=True,
        )
    try:
        found = read_json(reply.content.decode())
        token = found["access_token"] if isinstance(found, dict) else None
    except (ValueError, KeyError) as error:
        raise SourceChangedError(f"{host}: its reply holds no token") from error
    if not (isinstance(token, str) and token and token.isascii() and token.isprintable()):
        raise SourceChangedError(f"{host}: its reply holds no token")
    return token


def _check(box: Imap, reply: Reply, provider: Provider, *, is_token: bool = False) -> None:
    if reply.is_ok:
        box.ask_what_it_can()
        return
    if reply.code in _BUSY:
        raise SourceBusyError(f"{box.shown}: it lets nobody in now: later again")
    if is_token:
        raise SourceRefusedError(
            f"{box.shown}: the token was refused: it lasts an hour, so set refresh_token, and the"
            " account must let IMAP in",
            of_login=True,
        )
    raise SourceRefusedError(
        f"{box.shown}: the login was refused: {provider.remedy}", of_login=True
    )
