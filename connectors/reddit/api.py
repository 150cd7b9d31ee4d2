"""Reddit's API as one visit uses it: its token, its limits as each reply tells them, its refusals in words.

Every reply says how many requests are left and in how many seconds they begin anew: at the last one a
visit ends, and goes on after that.
"""

from base64 import b64encode
from dataclasses import dataclass, field
from typing import Any

import httpx

from connectors.kit.errors import SourceError, SourceRefusedError
from connectors.kit.http.addresses import shown_url
from connectors.kit.http.fetch import Params, decoded, failed_body, get, post, stays_fresh
from connectors.kit.http.waits import LONGEST
from connectors.kit.oauth import seconds_in, token_in
from connectors.reddit.posts import error_in

_LASTS, _SOON = 3_600, 60  # seconds of a token
_CLOSED = ("private", "banned", "quarantined", "gold_only", "community_not_found")
_REVOKED = (
    "Reddit does not accept the app's keys: old ones are revoked, and new apps have to be approved; make"
    " another app or ask Reddit, or read Reddit by your private feed (listener kinds rss)"
)


class RestError(Exception):
    """No request is left for now."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"{seconds:.0f} s")
        self.seconds = seconds


class PlaceError(SourceRefusedError):
    """One subreddit is closed: the others are not."""


@dataclass(slots=True)
class Held:
    """The token of a process, as long as it is good."""

    token: str = field(default="", repr=False)
    until: int = 0  # seconds since 1970


@dataclass(frozen=True, slots=True)
class App:
    """An app of Reddit's, and who is named as its owner to Reddit."""

    client_id: str
    secret: str = field(repr=False)
    refresh: str = field(repr=False)  # "": the app reads for itself
    account: str


class Api:
    """Requests of one visit."""

    def __init__(
        self, http: httpx.Client, app: App, held: Held, now: int, *, api: str, tokens: str
    ) -> None:
        self._http, self._app, self._held, self._now = http, app, held, now
        self._root, self._tokens = api.rstrip("/"), tokens
        named = http.headers.get("user-agent", "brand-listener")
        self._agent = {"User-Agent": f"{named} (by /u/{app.account})"}
        self._rests = 0.0

    def ask(self, path: str, asked: Params, *, fresh: bool) -> Any:
        """A decoded reply; None for 304. Raises RestError and the SourceErrors."""
        if self._rests:
            raise RestError(self._rests)
        try:
            return self._asked(path, asked, fresh, anew=False)
        except SourceError as error:
            if error.status != 401 or not self._held.token:
                raise
        return self._asked(path, asked, fresh, anew=True)  # a token may end before its time

    def _asked(self, path: str, asked: Params, fresh: bool, *, anew: bool) -> Any:
        headers = {**self._agent, "Authorization": f"bearer {self._token(anew=anew)}"}
        url = f"{self._root}/{path}"
        reply = get(self._http, url, {**asked, "raw_json": 1}, headers=headers, fresh=fresh,
                    explain=_explained)  # fmt: skip
        if reply is None:
            return None
        if _number(reply, "x-ratelimit-remaining", 100.0) < 1:
            self._rests = max(_number(reply, "x-ratelimit-reset", 60.0), 1.0)
            stays_fresh(reply, self._rests)
        return decoded(reply)

    def _token(self, *, anew: bool) -> str:
        held = self._held
        if not anew and held.token and held.until - self._now > _SOON:
            return held.token
        of_app = b64encode(f"{self._app.client_id}:{self._app.secret}".encode()).decode()
        form = {"grant_type": "client_credentials"}
        if self._app.refresh:
            form = {"grant_type": "refresh_token", "refresh_token": self._app.refresh}
        headers = {**self._agent, "Authorization": f"Basic {of_app}"}
        reply = post(self._http, self._tokens, form, headers=headers, max_bytes=100_000,
                     explain=_no_token)  # fmt: skip
        found = decoded(reply)
        if isinstance(found, dict) and "error" in found:  # with 200, as for a refresh token
            raise SourceRefusedError(_REVOKED, status=401)
        held.token = token_in(reply)["access_token"]
        held.until = self._now + seconds_in(found.get("expires_in"), _LASTS)
        return held.token


def _no_token(reply: httpx.Response) -> SourceError | None:
    if reply.status_code in (400, 401, 403):
        return SourceRefusedError(_REVOKED, status=reply.status_code)
    return None


def _explained(reply: httpx.Response) -> SourceError | None:
    found = failed_body(reply)
    reason = found.get("reason") if isinstance(found, dict) else None
    if reply.status_code in (403, 404) and reason in _CLOSED:
        shown = shown_url(reply.url.copy_with(query=None))
        told = f"{shown}: {reply.status_code}, closed or gone, Reddit says: {error_in(found)}"
        return PlaceError(told, status=reply.status_code)
    return None


def _number(reply: httpx.Response, name: str, otherwise: float) -> float:
    """ "598.0" as Reddit writes it."""
    try:
        found = float(reply.headers.get(name, otherwise))
    except ValueError:
        return otherwise
    return found if 0 <= found <= LONGEST else otherwise
