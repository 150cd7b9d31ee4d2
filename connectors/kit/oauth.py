"""OAuth 2.0 for an app on one's own machine (RFC 8252): a consent in the browser, and its tokens.

The browser is sent to the service with a state and a challenge (PKCE, RFC 7636) and comes back to
a free port of this machine. Who does not know the state cannot end a login with a consent of
their own, and who only sees the code cannot use it.
"""

import hashlib
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx

from connectors.kit.errors import SourceChangedError, SourceError, SourceRefusedError
from connectors.kit.grants import Grant, as_token, keep, kept
from connectors.kit.http.addresses import shown_url
from connectors.kit.http.fetch import decoded, failed_body, post
from connectors.kit.login import Login

HOST = "127.0.0.1"  # never localhost, which may be another machine's
_SOON = 60  # seconds: a token with less left is made anew
_USUAL = 3_600  # seconds of an access token that does not say
_MAX_BYTES = 100_000
_WORD = frozenset("abcdefghijklmnopqrstuvwxyz_")
_APART = "client_id and client_secret are not those of one app: copy both from its page again"
# What a service answers instead of tokens, and what is to be done about it.
_REFUSALS = {
    "invalid_client": _APART,
    "unauthorized_client": _APART,
    "deleted_client": "the app is gone there: make another one, and put its client_id here",
    "org_internal": "the app is for one organisation alone, and this account is not of it",
    "admin_policy_enforced": "this account's administrator does not allow it: ask them",
    "invalid_scope": "the app may not ask for this: add the scope on its consent screen",
}


class Consent:
    """One login on its way: it takes one answer, and only to what it asked itself."""

    def __init__(self, login: Login, port: int) -> None:
        self._login, self._port = login, port
        self._state = secrets.token_urlsafe(32)
        self.verifier = secrets.token_urlsafe(64)
        self._was_answered = False

    @property
    def redirect(self) -> str:
        """Where the browser comes back to."""
        return f"http://{HOST}:{self._port}/"

    @property
    def address(self) -> str:
        """The page on which a person is asked."""
        told = hashlib.sha256(self.verifier.encode()).digest()
        asked = {
            "client_id": self._login.client_id,
            "redirect_uri": self.redirect,
            "response_type": "code",
            "scope": self._login.scope,
            "state": self._state,
            "code_challenge": urlsafe_b64encode(told).decode().rstrip("="),
            "code_challenge_method": "S256",
        }
        return f"{self._login.consent_url}?{urlencode({**asked, **self._login.more})}"

    def code(self, came_to: str) -> str:
        """The code in the address that the browser came back to.

        Raises SourceRefusedError where it is no answer to this login, a second one, or a no.
        """
        again = self._login.again
        try:
            parts = urlsplit(came_to.strip())
            is_here = (parts.hostname, parts.port) == (HOST, self._port)
        except ValueError:
            is_here = False
        if not is_here:
            raise SourceRefusedError(
                f"the answer came to another address than {self.redirect}: nothing was taken: {again}"
            )
        pairs = parse_qsl(parts.query, keep_blank_values=True)
        found = dict(pairs)
        if len(found) != len(pairs) or not secrets.compare_digest(
            found.get("state", "").encode(), self._state.encode()
        ):
            raise SourceRefusedError(
                f"an answer came that this login did not ask for: nothing was taken: {again}"
            )
        if self._was_answered:
            raise SourceRefusedError(f"this login was answered before: {again}")
        self._was_answered = True
        if said := found.get("error"):
            raise SourceRefusedError(_REFUSALS.get(said) or f"{_no(said)}: {again}")
        if not found.get("code"):
            raise SourceRefusedError(f"the answer holds no code: {again}")
        return found["code"]


def redeem(http: httpx.Client, login: Login, consent: Consent, code: str, now: int) -> Grant:
    """The grant for a consent, not kept yet.

    Raises the SourceErrors: a consent is good once, and for a few minutes.
    """
    asked = {
        "grant_type": "authorization_code",
        "code": code,
        "code_verifier": consent.verifier,
        "redirect_uri": consent.redirect,
    }
    spent = f"the consent was used before, or is too old: {login.again}"
    found = _tokens(http, login, asked, spent)
    refresh = found.get("refresh_token")
    if not isinstance(refresh, str) or not refresh:
        raise SourceChangedError(
            f"the service gave no lasting token: take the app out of the account there, then {login.again}"
        )
    granted = found.get("scope")
    if isinstance(granted, str) and granted and login.scope not in granted.split():
        raise SourceRefusedError(
            f"the box for what it is to read was not ticked on the consent page: {login.again}"
        )
    return _grant(login, found, refresh, now)


def access(http: httpx.Client, login: Login, now: int) -> str:
    """An access token that is good now, made anew where it is not.

    Raises SourceRefusedError where nobody has logged in, or the login has ended.
    """
    grant = kept(login)
    if grant.access_token and grant.fresh_until - now > _SOON:
        return grant.access_token
    return renewed(http, login, now)


def renewed(http: httpx.Client, login: Login, now: int) -> str:
    """Another access token, whatever is known of the last; raises as `access` does."""
    grant = kept(login)
    asked = {"grant_type": "refresh_token", "refresh_token": grant.refresh_token}
    ended = (
        "the login has ended: it was taken back, or its app is in testing, where every login ends"
        f" after 7 days: {login.again}"
    )
    found = _tokens(http, login, asked, ended)
    refresh = found.get("refresh_token")
    made = _grant(login, found, refresh if isinstance(refresh, str) else "", now, grant)
    keep(login, made, instead=grant)
    return made.access_token


def _tokens(
    http: httpx.Client, login: Login, asked: Mapping[str, str], ended: str
) -> dict[str, Any]:
    form = {"client_id": login.client_id, "client_secret": login.client_secret, **asked}
    reply = post(
        http,
        login.token_url,
        form,
        max_bytes=_MAX_BYTES,
        explain=explaining(login.token_url, ended),
    )
    return token_in(reply)


def token_in(reply: httpx.Response) -> dict[str, Any]:
    """What a service answered with an access token; SourceChangedError where there is none in it."""
    found = decoded(reply)
    if not isinstance(found, dict) or not as_token(found.get("access_token")):
        raise SourceChangedError(f"{shown_url(reply.url)}: no access token in the reply")
    told: dict[str, Any] = found
    return told


def explaining(url: str, ended: str) -> Callable[[httpx.Response], SourceError | None]:
    """How a token address names its failures; `ended` says that what was shown is not good any more."""

    def explain(reply: httpx.Response) -> SourceError | None:
        if (refusal := refusal_in(reply)) is None:
            return None
        said, _ = refusal
        if said == "invalid_grant":
            return SourceRefusedError(ended, status=reply.status_code)
        if said in _REFUSALS:
            return SourceRefusedError(_REFUSALS[said], status=reply.status_code)
        told = f"{shown_url(url)}: it says {word_of(said)}"
        return SourceChangedError(told, status=reply.status_code)

    return explain


def refusal_in(reply: httpx.Response) -> tuple[str, str] | None:
    """A token address's word for what is wrong, and what it adds to it; None where it says neither."""
    found = failed_body(reply)
    said = found.get("error") if isinstance(found, dict) else None
    if not isinstance(said, str) or reply.status_code >= 500:
        return None
    return said, str(found.get("error_description"))


def seconds_in(value: object, otherwise: int) -> int:
    """A number of seconds, also where it is in quotes."""
    told = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    return int(told) if told.isascii() and told.isdigit() and len(told) < 10 else otherwise


def _grant(
    login: Login, found: Mapping[str, Any], refresh: str, now: int, before: Grant | None = None
) -> Grant:
    until = now + seconds_in(found.get("expires_in"), _USUAL)
    lasts = seconds_in(found.get("refresh_token_expires_in"), 0)
    ends = now + lasts if lasts else before.ends_at if before else None
    refresh = refresh or (before.refresh_token if before else "")
    return Grant(login.client_id, refresh, found["access_token"], until, ends)


def _no(said: str) -> str:
    if said == "access_denied":
        return "consent was refused in the browser: nothing was taken"
    return f"the service refused ({word_of(said)}): nothing was taken"


def word_of(said: str) -> str:
    """A service's own word, as far as it is one."""
    return said[:40] if said and _WORD.issuperset(said[:40]) else "what is no word"
