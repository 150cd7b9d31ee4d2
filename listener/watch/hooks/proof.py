"""Who brings it: a signature of the source's secret over time and body, or the plain token of who cannot sign.

    X-Listener-Timestamp   seconds since 1970, now, within five minutes
    X-Listener-Signature   sha256=HEX, the HMAC-SHA256 of "TIMESTAMP.BODY" under the secret
    X-Listener-Id          of the delivery, the same when it is sent again (as the sender likes)

A token comes as `Authorization: Bearer TOKEN`, as the password of basic authentication, or where
only an address can be given as `?token=TOKEN`.
"""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Mapping

from connectors.kit.hook import Hook

WINDOW = 300.0  # seconds that a signature is good for, before and after
SIGNATURE, TIME, ID = "x-listener-signature", "x-listener-timestamp", "x-listener-id"
_SIGNED = re.compile(r"(?:sha256=|v1=)?([0-9a-f]{64})", re.IGNORECASE)
_DATED = re.compile(r"[0-9]{1,13}")
_MILLIS = 10**11  # from here on it counts milliseconds


def signature(secret: str, at: str, body: bytes) -> str:
    """What a sender's header says of this body at this time."""
    return hmac.new(secret.encode(), at.encode() + b"." + body, hashlib.sha256).hexdigest()


def may_be_signed(hook: Hook, headers: Mapping[str, str], now: float) -> bool:
    """Does it look signed, and now? What does not is refused before its body is read."""
    at = headers.get(TIME, "").strip()
    if not hook.secret or not _DATED.fullmatch(at) or not _SIGNED.fullmatch(_sign(headers)):
        return False
    seconds = int(at) / 1_000 if int(at) >= _MILLIS else int(at)
    return abs(now - seconds) <= WINDOW


def is_signed(hook: Hook, headers: Mapping[str, str], body: bytes, now: float) -> str | None:
    """The signature, where it is the secret's over this very body; else None."""
    found = _SIGNED.fullmatch(_sign(headers))
    if not found or not may_be_signed(hook, headers, now):
        return None
    right = signature(hook.secret, headers[TIME].strip(), body)
    return right if hmac.compare_digest(right, found[1].lower()) else None


def has_token(hook: Hook, headers: Mapping[str, str], asked: str) -> bool:
    """Does it show the token? `asked` is the address's own."""
    if not hook.token:
        return False
    right = hook.token.encode()
    shown = [asked, *_authorized(headers.get("authorization", ""))]
    return any([hmac.compare_digest(right, one.encode()) for one in shown])


def _sign(headers: Mapping[str, str]) -> str:
    return headers.get(SIGNATURE, "").strip()


def _authorized(told: str) -> list[str]:
    scheme, _, value = told.strip().partition(" ")
    if scheme.lower() == "bearer":
        return [value.strip()]
    if scheme.lower() == "basic":
        try:
            pair = base64.b64decode(value.strip(), validate=True).decode()
        except (binascii.Error, ValueError):
            return []
        return [pair.partition(":")[2]]
    return []
