"""Tokens: one to read by for a day, made of one that lasts a year, both kept in a file of this user's alone.

The lasting one in the settings is the first; TikTok may give another with each new one to read by.
"""

from typing import Any

import httpx

from connectors.kit.budget import shared_by
from connectors.kit.errors import SourceChangedError, SourceRefusedError
from connectors.kit.grants import Grant, as_token, keep, kept
from connectors.kit.http.fetch import decoded, post_json
from connectors.kit.login import Login
from connectors.kit.oauth import seconds_in
from connectors.tiktok.asking import (
    VERSION,
    PlaceError,
    TokenError,
    error_in,
    explained,
    no_login,
)

_SOON = 300  # seconds: a token with less left is made anew
_LASTS = 86_400  # seconds of one that does not say
_MAX_BYTES = 100_000


class Tokens:
    """What one poll reads by."""

    def __init__(self, http: httpx.Client, login: Login, given: str, now: int) -> None:
        self._http, self._login, self._given, self._now = http, login, given, now

    def token(self, anew: bool) -> str:
        """The token that is good now; another one with `anew`. Raises TokenError and the SourceErrors."""
        try:
            grant = kept(self._login)
        except SourceRefusedError:  # none yet, damaged, of another app or token, open to others
            grant = Grant(self._login.client_id, self._given, "", 0)
        if not anew and grant.access_token and grant.fresh_until - self._now > _SOON:
            return grant.access_token
        return self._made(grant)

    def _made(self, grant: Grant) -> str:
        url = f"{self._login.token_url}/open_api/{VERSION}/tt_user/oauth2/refresh_token/"
        asked = {
            "client_id": self._login.client_id.partition(" ")[0],
            "client_secret": self._login.client_secret,
            "grant_type": "refresh_token",
            "refresh_token": grant.refresh_token,
        }
        try:
            reply = post_json(self._http, url, asked, max_bytes=_MAX_BYTES, explain=explained)
            found = decoded(reply)
            if problem := error_in(found, url, reply.status_code):
                raise problem
        except (TokenError, PlaceError) as refusal:
            what = str(refusal).rpartition(" (")[2].rstrip(")")
            raise no_login(url, what, refusal.status) from None
        data: Any = found.get("data") if isinstance(found, dict) else None
        data = data if isinstance(data, dict) else {}
        access = as_token(data.get("access_token"))
        if not access:
            raise SourceChangedError(f"{url}: no token in the reply")
        lasts = seconds_in(data.get("refresh_token_expires_in"), 0)
        made = Grant(
            self._login.client_id,
            as_token(data.get("refresh_token")) or grant.refresh_token,
            access,
            self._now + seconds_in(data.get("expires_in"), _LASTS),
            self._now + lasts if lasts else grant.ends_at,
        )
        keep(self._login, made)
        return access


def named(client_id: str, refresh: str) -> str:
    """What a login's file is known by: the app, and which of its lasting tokens; none can be told from it."""
    return f"{client_id} {shared_by('tiktok', refresh)}"
