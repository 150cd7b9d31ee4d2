"""The service account of a Google Cloud project: its key as Google gives it (JSON), and tokens for it.

It signs a claim with the key (RS256) and sends it to Google, which gives a token for an hour.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx

from connectors.kit.errors import SourceChangedError, SourceError, SourceRefusedError
from connectors.kit.http.addresses import shown_url
from connectors.kit.http.fetch import post
from connectors.kit.oauth import refusal_in, seconds_in, token_in, word_of

GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
TOKENS = "https://oauth2.googleapis.com/token"
_LASTS = 3_600  # seconds, the longest that Google takes
_SOON = 60  # seconds: a token with less left is made anew
_EARLY = 10  # seconds that our clock may be ahead of Google's
_MAX_BYTES = 100_000
_NO_KEY = (
    "{}: the key is none of a service account: make one (Google Cloud, JSON) and take it as it is, its"
    " whole text in a variable or its file's name as key_file"
)


@dataclass(frozen=True, slots=True)
class Account:
    """A service account."""

    email: str  # by which the Play Console knows it
    key_id: str
    key: str = field(repr=False)  # PEM
    token_url: str = TOKENS
    place: str = "key"  # where a person finds it


@dataclass
class Held:
    """The token of a process, as long as it is good."""

    token: str = field(default="", repr=False)
    until: int = 0  # seconds since 1970
    of: str = ""  # the key's number


def account_in(text: str, place: str = "key") -> Account:
    """The account that a key is of. Raises SourceRefusedError where it is none, without a word of it."""
    try:
        # Not strict: a variable of the environment may hold the key with its lines.
        found = json.loads(text, strict=False)
        email, key = found["client_email"], found["private_key"]
        url, number = found.get("token_uri") or TOKENS, found.get("private_key_id") or ""
        is_one = found.get("type", "service_account") == "service_account"
        if not is_one or not all(isinstance(one, str) for one in (email, key, url, number)):
            raise ValueError("of another kind")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise SourceRefusedError(_NO_KEY.format(place)) from None
    return Account(email, number, key.replace("\\n", "\n"), url, place)


def token_for(
    http: httpx.Client, account: Account, scope: str, held: Held, now: int, *, anew: bool = False
) -> str:
    """A token that is good now, or `anew` another one than is held. Raises the SourceErrors."""
    if not anew and held.token and held.of == account.key_id and held.until - now > _SOON:
        return held.token
    form = {"grant_type": GRANT, "assertion": _signed(account, scope, now)}
    reply = post(http, account.token_url, form, max_bytes=_MAX_BYTES, explain=_explaining(account))
    found = token_in(reply)
    held.token, held.of = found["access_token"], account.key_id
    held.until = now + seconds_in(found.get("expires_in"), _LASTS)
    return held.token


def _signed(account: Account, scope: str, now: int) -> str:
    import jwt  # here: it brings cryptography, and only who has this kind waits for that

    claims: dict[str, str | int] = {
        "iss": account.email,
        "scope": scope,
        "aud": account.token_url,
        "iat": now - _EARLY,
        "exp": now - _EARLY + _LASTS,
    }
    headers = {"kid": account.key_id} if account.key_id else None
    try:
        return jwt.encode(claims, account.key, algorithm="RS256", headers=headers)
    except (ValueError, TypeError, AttributeError, jwt.PyJWTError):
        raise SourceRefusedError(_NO_KEY.format(account.place)) from None


def _explaining(account: Account) -> Callable[[httpx.Response], SourceError | None]:
    def explain(reply: httpx.Response) -> SourceError | None:
        if (refusal := refusal_in(reply)) is None:
            return None
        said, more = refusal
        if said == "invalid_grant" and ("timeframe" in more or "short-lived" in more):
            told = (
                "this machine's clock is wrong, and Google takes no token from another time: set it"
            )
        elif said in ("invalid_grant", "invalid_client"):
            told = (
                "Google does not know the key of the service account any more: make another one"
                " (Google Cloud, JSON) and put it here"
            )
        else:
            shown = shown_url(account.token_url)
            return SourceChangedError(f"{shown}: it says {word_of(said)}", status=reply.status_code)
        return SourceRefusedError(told, status=reply.status_code)

    return explain
