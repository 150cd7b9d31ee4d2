"""Signing in to App Store Connect: a token of ours, signed with the key that Apple gave, for minutes."""

import re

from connectors.kit.errors import SourceRefusedError

_LASTS = 900  # seconds; Apple takes no token that lasts longer than 20 minutes
_AUDIENCE = "appstoreconnect-v1"
_LABEL = re.compile(r"-----BEGIN ((?:EC )?PRIVATE KEY)-----")


def signed(pem: str, key_id: str, issuer: str | None, now: int, place: str = "key") -> str:
    """The token (ES256); without an issuer it is that of one person's own key.

    Raises SourceRefusedError where the key is none, with its place and never with a word of it.
    """
    import jwt  # here: it brings cryptography, and only who has this kind waits for that

    claims = {"iat": now, "exp": now + _LASTS, "aud": _AUDIENCE}
    who = {"iss": issuer} if issuer else {"sub": "user"}
    try:
        return jwt.encode(claims | who, whole(pem), algorithm="ES256", headers={"kid": key_id})
    except (ValueError, TypeError, jwt.PyJWTError):
        raise SourceRefusedError(
            f"{place}: the key is none of App Store Connect: take the AuthKey_….p8 file as Apple gave"
            " it, its whole text in a variable or its name as key_file"
        ) from None


def whole(text: str) -> str:
    r"""The key with its line ends, which a variable of the environment may have lost or hold as \n."""
    found = _LABEL.search(text)
    label = found[1] if found else "PRIVATE KEY"
    inner = re.sub(r"-----[A-Z ]+-----|\\[rn]|\s", "", text[:20_000])
    lines = [inner[at : at + 64] for at in range(0, len(inner), 64)]
    return "\n".join([f"-----BEGIN {label}-----", *lines, f"-----END {label}-----", ""])
