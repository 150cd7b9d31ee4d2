"""A mailbox over IMAP: what customers write there, and the notices that services mail of reviews.

It is read only: nothing is marked as read, moved or deleted. A mail is known by its Message-ID, so
a mailbox whose numbering begins anew is read again without doubles. Each mail is read in a child
process within limits of time and memory. The line goes through the guard of kit/http/sockets.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar, Literal, Self
from zoneinfo import ZoneInfo

import httpx
from pydantic import ConfigDict, Field, PrivateAttr, SecretStr, field_validator, model_validator

from connectors.kit.about import About, Settings
from connectors.kit.contract import Connector, Page
from connectors.kit.errors import SourceChangedError, SourceError
from connectors.kit.guide import Guides
from connectors.kit.http.sockets import guarded_socket
from connectors.mailbox.cursor import Places
from connectors.mailbox.folder import open_folder
from connectors.mailbox.guide import GUIDES
from connectors.mailbox.imap import Imap
from connectors.mailbox.login import fresh_token, login_with_password, login_with_token, remedied
from connectors.mailbox.poll import MailPoll
from connectors.mailbox.providers import Provider, provider_of, server_of
from connectors.mailbox.reading import View
from connectors.mailbox.saved import mails_in

_WHOLE_MB = 50  # of a saved mail; the reader in the child has a limit of its own
_PORTS = {"tls": 993, "starttls": 143}


class Mailbox(Connector):
    """One mailbox, read over IMAP and left as it is."""

    model_config = ConfigDict(hide_input_in_errors=True)
    guides: ClassVar[Guides] = GUIDES
    add_asks: ClassVar[tuple[str, ...]] = ("password", "folders")
    sifts: ClassVar[bool] = True

    about_brand: bool = True
    poll_minutes: int = Field(default=5, ge=1, le=525_600)
    """Minutes between two visits."""
    user: str = Field(min_length=1, max_length=320, pattern=r"^[^\r\n\x00\x01]+$")
    """The mailbox's user name, mostly its address."""
    host: str = Field(
        pattern=r"^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$|^[0-9A-Fa-f:.]{2,45}$"
    )
    """The IMAP server, such as imap.gmail.com."""
    port: int | None = Field(default=None, ge=1, le=65_535)
    """Its port; without it 993, or 143 with starttls."""
    security: Literal["tls", "starttls"] = "tls"
    """How the line is made secure: from the first byte (tls), or by a command (starttls); never without."""
    ca_file: Path | None = None
    """Certificates (PEM) trusted beside the public ones, for a server of your own."""
    password: SecretStr | None = None
    """Its password: an app password where the provider makes them, else the mailbox's own."""
    token: SecretStr | None = None
    """An access token (XOAUTH2) in the password's place; it lasts about an hour."""
    refresh_token: SecretStr | None = None
    """What access tokens are made of at each visit, with client_id."""
    client_id: str | None = None
    """The app that the refresh token was given to."""
    client_secret: SecretStr | None = None
    """The app's secret, where its provider gave it one."""
    token_url: str | None = Field(default=None, pattern=r"^https?://[^/\s@]+/")
    """Where a refresh token is exchanged; Google's and Microsoft's are known."""
    folders: tuple[str, ...] = Field(default=("INBOX",), min_length=1, max_length=20)
    """The folders to read, as the mail program shows them; below one another with / or a dot; without any, INBOX."""
    days_back: int = Field(default=30, ge=1, le=3_650)
    """Days that the first poll reads back."""
    most: int = Field(default=1_000, ge=1, le=10_000)
    """Mails that one poll reads; the others wait for the next."""
    mail_mb: int = Field(default=2, ge=1, le=5)
    """Megabytes of one mail that are read: its words stand before what is attached."""
    auth_server: str | None = Field(default=None, pattern=r"^[A-Za-z0-9.-]{1,255}$")
    """Whose word on senders counts: the name at the head of Authentication-Results; large providers' are known."""

    _zone: ZoneInfo = PrivateAttr(default=ZoneInfo("UTC"))  # of times that name none

    @model_validator(mode="before")
    @classmethod
    def _part_port(cls, told: object) -> object:
        """A server pasted with its port, imap.example.org:993, is a host and a port."""
        if not isinstance(told, dict) or not isinstance(host := told.get("host"), str):
            return told
        name, colon, port = host.strip().partition(":")
        if not (colon and name and port.isascii() and port.isdigit()):
            return told
        if str(told.get("port") or port) != port:
            raise ValueError("host: it names another port than port: leave one of them out")
        return {**told, "host": name, "port": int(port[:6])}

    @field_validator("folders")
    @classmethod
    def _are_names(cls, folders: tuple[str, ...]) -> tuple[str, ...]:
        if any(not name.strip() or not name.isprintable() or len(name) > 200 for name in folders):
            raise ValueError('expected names of folders, such as "INBOX"')
        return tuple(dict.fromkeys("INBOX" if f.upper() == "INBOX" else f for f in folders))

    @model_validator(mode="after")
    def _can_log_in(self) -> Self:
        given = [one for one in (self.password, self.token, self.refresh_token) if _told(one)]
        if len(given) != 1:
            raise ValueError(
                "give one of password, token and refresh_token, as ${NAME}: NAME is its line in tokens.env"
            )
        if (self.security, self.port) in (("starttls", 993), ("tls", 143)):
            raise ValueError('security: port 993 goes with "tls", port 143 with "starttls"')
        if any(sign in _told(one) for one in given for sign in "\r\n\0\1"):
            raise ValueError("password: it holds a sign that no password may")
        if _told(self.refresh_token) and not (self.client_id and self._token_url):
            raise ValueError("refresh_token: it wants client_id, and token_url for this provider")
        if self.token_url and self.token_url.startswith("http:") and not self.allow_private:
            raise ValueError("token_url: it would be sent in the clear: write https://")
        return self

    @classmethod
    def proposed(cls, about: About, http: httpx.Client) -> Iterator[Settings]:  # noqa: ARG003
        """The mailbox that was named, at the server that its address leads to."""
        if about.mailbox:
            host = server_of(about.mailbox)
            yield {"host": host, "user": about.mailbox, "password": "${MAILBOX_PASSWORD}"}

    def timed_in(self, zone: str, country: str) -> Self:  # noqa: ARG002
        """With the brand's zone."""
        made = self.model_copy()
        made._zone = ZoneInfo(zone)
        return made

    def pages(self, http: httpx.Client, cursor: str | None) -> Iterator[Page]:
        """Yield what has come since, the oldest first; a folder that fails is raised at the end.

        `http` is used for an access token alone: the mailbox has a line of its own.
        """
        token = self._fresh(http)
        port = self.port or _PORTS[self.security]
        poll = self._poll(cursor)
        is_tls = self.security == "tls"
        with (
            remedied(),
            guarded_socket(
                self.host,
                port,
                is_secure=is_tls,
                allow_private=self.allow_private,
                authorities=self.ca_file,
            ) as line,
        ):
            box = Imap(line, f"{self.host}:{port}")
            box.greet(self.host, is_secure=is_tls)
            if token:
                login_with_token(box, self.user, token, self._provider)
            else:
                login_with_password(box, self.user, _told(self.password), self._provider)
            failed: SourceError | None = None
            for name in self.folders:
                try:
                    yield from poll.read(open_folder(box, name))
                except SourceError as error:
                    if isinstance(error, SourceChangedError) or len(self.folders) == 1:
                        raise
                    failed = error
            yield poll.end()
            with suppress(SourceError):
                box.ask(b"LOGOUT")
            if failed:
                raise failed

    @classmethod
    def mentions_in(cls, reply: bytes) -> Page:
        """The mentions of a mail that was saved (.eml), or of several (mbox).

        A service's notice counts as one only where a server's own word in it vouches for its sender.
        """
        view = View(ZoneInfo("UTC"), is_saved=True)
        poll = MailPoll(Places({}), view, datetime.now(UTC).date(), 1, left=0, mb=_WHOLE_MB)
        raws = mails_in(reply)
        read = [poll.one(raw, f"mail {number}") for number, raw in enumerate(raws, 1)]
        mentions = {m.external_id: m for one in read for m in one.mentions}
        refused = tuple(line for one in read for line in one.refused)
        if refused and len(raws) == 1 and not mentions:
            raise SourceChangedError(f"no mail that can be read: {refused[0]}")
        unclear = (*(line for one in read for line in one.unclear), *poll.tally.unclear(_WHOLE_MB))
        return Page(tuple(mentions.values()), refused=refused, unclear=unclear)

    def _poll(self, cursor: str | None) -> MailPoll:
        mine = (self.auth_server.lower(),) if self.auth_server else self._provider.vouches
        view = View(self._zone, mine, self.user.lower() if "@" in self.user else "")
        places = Places.read(cursor, self.folders)
        today = datetime.now(UTC).date()
        return MailPoll(places, view, today, self.days_back, left=self.most, mb=self.mail_mb)

    @property
    def _provider(self) -> Provider:
        return provider_of(self.host)

    @property
    def _token_url(self) -> str | None:
        return self.token_url or self._provider.token_url

    def _fresh(self, http: httpx.Client) -> str:
        if not _told(self.refresh_token):
            return _told(self.token)
        asked: Mapping[str, str] = {
            "refresh_token": _told(self.refresh_token),
            "client_id": self.client_id or "",
            "client_secret": _told(self.client_secret),
            "scope": "" if self.token_url else self._provider.scope,
        }
        given = {name: value for name, value in asked.items() if value}
        return fresh_token(http, self._token_url or "", given)


def _told(secret: SecretStr | None) -> str:
    return secret.get_secret_value().strip() if secret else ""
