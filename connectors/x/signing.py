"""Requests signed by an app and an account together (OAuth 1.0a, RFC 5849, HMAC-SHA1): no login, no end."""

import hmac
import secrets
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote


@dataclass(frozen=True, slots=True)
class Keys:
    """Of an app, and of the account that it reads for."""

    api_key: str
    api_secret: str = field(repr=False)
    access_token: str
    access_secret: str = field(repr=False)

    @property
    def account(self) -> str:
        """The account's id, which its token begins with."""
        return self.access_token.partition("-")[0]

    @property
    def app(self) -> str:
        """What says which app asks for its own token (RFC 6749, 2.3.1)."""
        told = f"{_coded(self.api_key)}:{_coded(self.api_secret)}"
        return f"Basic {b64encode(told.encode()).decode()}"

    def header(self, url: str, asked: Mapping[str, str | int], now: int) -> str:
        """What says who asks, for one GET; `url` without a query."""
        told = {
            "oauth_consumer_key": self.api_key,
            "oauth_nonce": secrets.token_hex(16),
            "oauth_signature_method": "HMAC-SHA1",
            "oauth_timestamp": str(now),
            "oauth_token": self.access_token,
            "oauth_version": "1.0",
        }
        told["oauth_signature"] = self.signature(url, {**asked, **told})
        return "OAuth " + ", ".join(f'{key}="{_coded(one)}"' for key, one in told.items())

    def signature(self, url: str, told: Mapping[str, str | int]) -> str:
        """Of a GET with these parameters, those of the header among them (RFC 5849, 3.4)."""
        pairs = sorted((_coded(key), _coded(str(one))) for key, one in told.items())
        listed = "&".join(f"{key}={one}" for key, one in pairs)
        base = "&".join(("GET", _coded(url), _coded(listed)))
        key = f"{_coded(self.api_secret)}&{_coded(self.access_secret)}"
        return b64encode(hmac.digest(key.encode(), base.encode(), "sha1")).decode()


def _coded(told: str) -> str:
    return quote(told, safe="~")
