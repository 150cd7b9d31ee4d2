"""HTTP cache: what a source's replies told us to remember (ETag, Last-Modified, moves), and how it is stored.

The listener stores it in the same transaction as the cursor, after a poll that succeeded: then
a 304 always means "as what you have stored".
"""

import json
from collections import OrderedDict
from collections.abc import Mapping
from datetime import datetime
from hashlib import blake2b
from typing import Any, Self

from connectors.kit.http.addresses import takes_along
from connectors.kit.http.waits import LONGEST, freshness

ENTRIES = 50  # addresses remembered; the one unused for longest goes first
_LONGEST_VALUE = 2_000  # characters; a longer validator or address is not kept
_KEPT = ("etag", "modified", "moved", "since", "asked", "at", "body", "false")
_NUMBERS = ("at", "since", "asked")
# Seconds. A redirect is taken at its word once it stood for a day, and asked again every day.
_DAY = 86_400
# Seconds; then the body is read again. Isso's validators see neither an edit nor a reply: what was
# once caught so is asked without conditions from then on.
_TRUSTED = 3_600


class HttpState:
    """Validators and moved addresses of one source, by address.

    Addresses are kept as hashes, because a private feed's address is a secret; only the target
    of a permanent redirect is kept as it is, and none that takes the key along.
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
                for name in _NUMBERS:
                    int(kept.get(name, "0"))
                state._seen[key] = kept
        except (ValueError, AttributeError, RecursionError):
            return cls()
        return state

    def take(self, stored: str) -> None:
        """Go on from what `to_json` wrote."""
        self._seen = self.from_json(stored)._seen

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
        validators = _hash(f"{entry.get('etag')} {entry.get('modified')}".encode())
        known_validators, _, known_body = entry.get("body", "").partition(" ")
        if known_validators == validators and known_body != _hash(body):
            entry["false"] = "1"
        entry["body"] = f"{validators} {_hash(body)}"
        self._keep(url, entry)

    def wait(self, seconds: float) -> None:
        """Do not poll again for this long; the longest wish counts, up to a day."""
        self.not_before = min(max(self.not_before, seconds), LONGEST)

    def moved(self, url: str) -> str | None:
        """Where this address has moved for good, as far as it last said."""
        return self._seen.get(_key(url), {}).get("moved")

    def shortcut(self, url: str, now: datetime) -> str | None:
        """Where to read instead without asking this address; None when it is to be asked again.

        A wrong redirect, or one that somebody else put there, must not hold for ever.
        """
        entry, second = self._seen.get(_key(url), {}), int(now.timestamp())
        since, asked = int(entry.get("since", "0")), int(entry.get("asked", "0"))
        if not since or not asked <= second < asked + _DAY or second < since + _DAY:
            return None
        return entry.get("moved")

    def doubt(self) -> None:
        """Ask every address itself again at the next poll: what it had moved to is no good."""
        for entry in self._seen.values():
            entry.pop("asked", None)

    def targets(self) -> list[str]:
        """Every address that is read instead of another."""
        return [entry["moved"] for entry in self._seen.values() if "moved" in entry]

    def move(self, url: str, target: str | None, now: datetime) -> None:
        """Note what an address just said of where it has moved for good; None: it has not."""
        old = self._seen.get(_key(url), {})
        entry = {k: v for k, v in old.items() if k not in ("moved", "since", "asked")}
        if target and len(target) <= _LONGEST_VALUE and not takes_along(url, target):
            second = str(int(now.timestamp()))
            since = old.get("since", second) if old.get("moved") == target else second
            entry |= {"moved": target, "since": since, "asked": second}
        self._keep(url, entry)

    def _keep(self, url: str, entry: dict[str, Any]) -> None:
        key = _key(url)
        self._seen.pop(key, None)
        if entry:
            self._seen[key] = entry
        while len(self._seen) > ENTRIES:
            self._seen.popitem(last=False)


def _key(url: str) -> str:
    return _hash(url.encode("utf-8", "surrogatepass"))


def _hash(told: bytes) -> str:
    return blake2b(told, digest_size=12).hexdigest()
