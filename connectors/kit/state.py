"""What a source's HTTP replies told us to remember, and how that is stored.

The listener stores it in the same transaction as the cursor, after a poll that succeeded: then
a 304 always means "as what you have stored".
"""

import json
from collections import OrderedDict
from collections.abc import Mapping
from datetime import datetime
from hashlib import blake2b
from typing import Any, Self

from connectors.kit.waits import LONGEST, freshness

ENTRIES = 50  # addresses remembered; the one unused for longest goes first
_LONGEST_VALUE = 2_000  # characters; a longer validator or address is not kept
_KEPT = ("etag", "modified", "moved", "at", "body", "false")
# Seconds; then the body is read again. Isso's validators see neither an edit nor a reply: what was
# once caught so is asked without conditions from then on.
_TRUSTED = 3_600


class HttpState:
    """Validators and moved addresses of one source, by address.

    Addresses are kept as hashes, because a private feed's address is a secret; only the target
    of a permanent redirect is kept as it is.
    """

    def __init__(self) -> None:
        self._seen: OrderedDict[str, dict[str, str]] = OrderedDict()
        self.not_before: float = 0.0  # seconds from now for which the replies said to stay away

    @classmethod
    def from_json(cls, stored: str | None) -> Self:
        """What `to_json` wrote; anything else is an empty state, which costs one full read."""
        state = cls()
        try:
            entries = json.loads(stored or "{}").items()
            for key, entry in entries:
                kept = {k: v for k, v in entry.items() if k in _KEPT and isinstance(v, str)}
                int(kept.get("at", "0"))
                state._seen[key] = kept
        except (ValueError, AttributeError, RecursionError):
            return cls()
        return state

    def to_json(self) -> str:
        """For `sources.http_state`."""
        return json.dumps(self._seen, separators=(",", ":"))

    def conditions(self, url: str, now: datetime) -> dict[str, str]:
        """The request headers that let the server answer 304; none when the body is an hour old."""
        entry = self._seen.get(_key(url), {})
        age = now.timestamp() - int(entry.get("at", "0"))
        if "false" in entry or not 0 <= age < _TRUSTED:
            return {}
        asked = {"If-None-Match": entry.get("etag"), "If-Modified-Since": entry.get("modified")}
        return {name: value for name, value in asked.items() if value}

    def read(self, url: str, status: int, headers: Mapping[str, str], now: datetime) -> None:
        """Note what a reply of 200 or 304 says of itself."""
        entry = dict(self._seen.get(_key(url), {}))
        for name, header in (("etag", "etag"), ("modified", "last-modified")):
            value = headers.get(header, "")
            if value and len(value) <= _LONGEST_VALUE:
                entry[name] = value
            elif status == 200:
                entry.pop(name, None)
        if status == 200 and ("etag" in entry or "modified" in entry):
            entry["at"] = str(int(now.timestamp()))
        self._keep(url, entry)
        self.wait(freshness(headers, now) or 0.0)

    def holds(self, url: str, body: bytes) -> None:
        """Note what a whole reply held; validators that stay while it changes are false."""
        entry = dict(self._seen.get(_key(url), {}))
        if "at" not in entry:
            return
        marks = _digest(f"{entry.get('etag')} {entry.get('modified')}".encode())
        known_marks, _, known_body = entry.get("body", "").partition(" ")
        if known_marks == marks and known_body != _digest(body):
            entry["false"] = "1"
        entry["body"] = f"{marks} {_digest(body)}"
        self._keep(url, entry)

    def wait(self, seconds: float) -> None:
        """Do not poll again for this long; the longest wish counts, up to a day."""
        self.not_before = min(max(self.not_before, seconds), LONGEST)

    def moved(self, url: str) -> str | None:
        """Where this address has moved for good."""
        return self._seen.get(_key(url), {}).get("moved")

    def move(self, url: str, target: str | None) -> None:
        """Remember, or with None forget, where an address has moved for good."""
        entry = {k: v for k, v in self._seen.get(_key(url), {}).items() if k != "moved"}
        if target and len(target) <= _LONGEST_VALUE:
            entry["moved"] = target
        self._keep(url, entry)

    def _keep(self, url: str, entry: dict[str, Any]) -> None:
        key = _key(url)
        self._seen.pop(key, None)
        if entry:
            self._seen[key] = entry
        while len(self._seen) > ENTRIES:
            self._seen.popitem(last=False)


def _key(url: str) -> str:
    return _digest(url.encode("utf-8", "surrogatepass"))


def _digest(told: bytes) -> str:
    return blake2b(told, digest_size=12).hexdigest()
