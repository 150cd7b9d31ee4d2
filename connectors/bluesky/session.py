"""A session on the host of an account: made with an app password, kept in a file, refreshed.

A host lets an account log in 30 times in five minutes and 300 times a day, and its person wants to
log in too. So a session is kept (mode 0600) and refreshed as long as that works, and logins are
counted in a file beside it, before each call.
"""

import json
import os
import secrets
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx

from connectors.bluesky.posts import said_in
from connectors.kit.errors import (
    SourceBusyError,
    SourceChangedError,
    SourceError,
    SourceRefusedError,
)
from connectors.kit.grants import Grant, as_token, keep, kept, unwritable
from connectors.kit.http.addresses import shown_url
from connectors.kit.http.fetch import decoded, failed_body, get_json, post_json
from connectors.kit.login import Login

_SOON = 60  # seconds: a token with less left is made anew
_USUAL = 3_600  # seconds of a token that does not say
_MAX_BYTES = 100_000
_LIMITS = ((300, 5), (86_400, 60))  # logins in so many seconds: a sixth and a fifth of a host's
_OVER = ("ExpiredToken", "InvalidToken", "AuthMissing", "AuthenticationRequired")
_NOT_ACCEPTED = (
    "the app password is not accepted: make another one on bsky.app (Settings, Privacy and security,"
    " App passwords)"
)
_REFUSALS = {
    "AuthenticationRequired": _NOT_ACCEPTED,
    "AuthFactorTokenRequired": "that is the account's own password: make an app password for it",
    "AccountTakedown": "the account was taken down or suspended there: log in with another one",
    "AccountDeactivated": "the account is deactivated: log in on bsky.app to have it back",
}

# Of the account itself: no other token and no other password helps.
_OF_ACCOUNT = ("AccountTakedown", "AccountDeactivated")


@dataclass(slots=True)
class Session:
    """What one poll asks by, as the account."""

    http: httpx.Client
    host: str  # where the account logs in
    login: Login  # whose file keeps the session
    handle: str
    password: str = field(repr=False)
    now: int
    may_be_open: bool  # may secrets go to an address of http://?
    _grant: Grant | None = field(default=None, repr=False)

    @property
    def did(self) -> str:
        """Who the account is."""
        return _claims(self._held().access_token).get("sub") or ""

    def get(self, method: str, asked: list[tuple[str, str]], *, fresh: bool) -> Any:
        """The reply of the account's own host to a query; None: nothing has changed.

        Raises the SourceErrors.
        """
        grant = self._held()
        if grant.fresh_until - self.now <= _SOON:
            grant = self._renewed()
        try:
            return self._ask(grant, method, asked, fresh)
        except _OverError:
            return self._ask(self._renewed(), method, asked, fresh)

    def _ask(self, grant: Grant, method: str, asked: list[tuple[str, str]], fresh: bool) -> Any:
        url = f"{grant.at or self.host}/xrpc/{method}?{urlencode(asked)}"
        headers = {"Authorization": f"Bearer {grant.access_token}", "Accept": "application/json"}
        return get_json(self.http, url, headers=headers, fresh=fresh, explain=_explained)

    def _held(self) -> Grant:
        if self._grant is None:
            try:
                self._grant = kept(self.login)
            except SourceRefusedError:  # none yet, damaged, another account's, open to others
                self._grant = self._made()
        return self._grant

    def _renewed(self) -> Grant:
        """By the refresh token, which is good once; where it has ended, by the app password."""
        grant = self._held()
        try:
            url = f"{self.host}/xrpc/com.atproto.server.refreshSession"
            headers = {"Authorization": f"Bearer {grant.refresh_token}"}
            reply = post_json(
                self.http, url, None, headers=headers, max_bytes=_MAX_BYTES, explain=_explained
            )
        except _OverError:
            self._grant = self._made()
        else:
            self._grant = self._kept(reply)
        return self._grant

    def _made(self) -> Grant:
        self._count()
        url = f"{self.host}/xrpc/com.atproto.server.createSession"
        told = {"identifier": self.handle, "password": self.password}
        reply = post_json(self.http, url, told, max_bytes=_MAX_BYTES, explain=_login_explained)
        return self._kept(reply)

    def _kept(self, reply: httpx.Response) -> Grant:
        found = decoded(reply)
        found = found if isinstance(found, dict) else {}
        access, refresh = as_token(found.get("accessJwt")), as_token(found.get("refreshJwt"))
        if not (access and refresh):
            raise SourceChangedError(f"{shown_url(reply.url)}: no session in the reply")
        if found.get("active") is False:
            status = str(found.get("status") or "not active")[:40]
            raise SourceRefusedError(f"the account is {status}: log in on bsky.app to see why")
        until = _claims(access).get("exp")
        until = until if isinstance(until, int) else self.now + _USUAL
        at = self._own_host(found.get("didDoc")) or (self._grant.at if self._grant else "")
        grant = Grant(self.login.client_id, refresh, access, until, None, at)
        keep(self.login, grant)
        return grant

    def _own_host(self, document: object) -> str:
        """Where the account's data lie: many hosts log in for others. "" where nobody says."""
        services = document.get("service") if isinstance(document, Mapping) else None
        for one in services if isinstance(services, list) else []:
            if isinstance(one, Mapping) and str(one.get("id", "")).endswith("#atproto_pds"):
                url = str(one.get("serviceEndpoint") or "").rstrip("/")
                try:
                    parts = urlsplit(url)
                    is_site = bool(parts.hostname) and not (
                        parts.username or parts.path or parts.query
                    )
                except ValueError:
                    is_site = False
                schemes = ("https", "http") if self.may_be_open else ("https",)
                if is_site and parts.scheme in schemes:
                    return url
        return ""

    def _count(self) -> None:
        """Count one login more, or leave it: raises SourceBusyError."""
        file = self.login.file.with_suffix(".tries")
        try:
            found = json.loads(file.read_bytes())
            tries = [int(at) for at in found if 0 <= self.now - int(at) < _LIMITS[-1][0]]
        except (OSError, ValueError, TypeError, RecursionError):
            tries = []
        for seconds, most in _LIMITS:
            within = sorted(at for at in tries if self.now - at < seconds)
            if len(within) >= most:
                raise SourceBusyError(
                    f"{len(within)} logins in a short time, which hosts allow few of: the next one waits",
                    retry_after=within[-most] + seconds - self.now,
                )
        try:
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            fresh = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
                json.dump([*tries, self.now], opened)
            fresh.replace(file)
        except OSError as error:
            raise unwritable(self.login, error) from None


class _OverError(SourceRefusedError):
    """A token has ended: another one may do."""


def _explained(reply: httpx.Response) -> SourceError | None:
    """What a host says of a request with a token."""
    name, said, status = _said(reply)
    if name in _OF_ACCOUNT:
        return SourceRefusedError(_REFUSALS[name], status=status)
    if status == 401 or (status == 400 and name in _OVER):
        return _OverError(f"{shown_url(reply.url)}: {status}, {_NOT_ACCEPTED}", status=status)
    if status == 403 and name:
        return SourceRefusedError(
            f"{shown_url(reply.url)}: 403, this host refuses ({said}): write the host of the account itself",
            status=status,
        )
    return _told(reply, name, said)


def _login_explained(reply: httpx.Response) -> SourceError | None:
    name, said, status = _said(reply)
    if status in (400, 401, 403) and name in _REFUSALS:
        return SourceRefusedError(_REFUSALS[name], status=status)
    return _told(reply, name, said)


def _told(reply: httpx.Response, name: str, said: str) -> SourceError | None:
    if name in _OF_ACCOUNT:
        return SourceRefusedError(_REFUSALS[name], status=reply.status_code)
    if reply.status_code == 400 and said:
        shown = shown_url(reply.url)
        return SourceChangedError(f"{shown}: 400, Bluesky says: {said}", status=400)
    return None


def _said(reply: httpx.Response) -> tuple[str, str, int]:
    found = failed_body(reply)
    name = found.get("error") if isinstance(found, dict) else None
    return name if isinstance(name, str) else "", said_in(found), reply.status_code


def _claims(token: str) -> dict[str, Any]:
    """What a token says of itself; it is not checked, only its own host does that."""
    try:
        part = token.split(".")[1]
        found = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, IndexError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
