"""The hooks of all sources: whoever proves to come to one leaves a file in its folder, once."""

import hashlib
import secrets
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

import structlog

from connectors.inbound.brought import bring, clear, is_there
from connectors.kit.hook import Hook
from listener.guard.knocks import Knocks
from listener.settings.config import Source
from listener.watch.hooks.bodies import BodyError, read_body
from listener.watch.hooks.proof import ID, WINDOW, has_token, is_signed, may_be_signed

log = structlog.get_logger()

MOST = 1_000_000  # bytes of a body
_LONGEST_ID = 500  # characters


class Told(NamedTuple):
    """What is answered to a request."""

    status: int
    body: str


ACCEPTED = Told(202, "accepted\n")
KNOWN = Told(202, "already here\n")
EMPTY = Told(202, "nothing in it\n")
UNSIGNED = Told(401, "not signed for a hook of ours, or more than five minutes old\n")
REPLAYED = Told(401, "this very request was taken before\n")
TOO_LONG = Told(413, f"more than {MOST:,} bytes: send less at once\n")
BROKEN = Told(503, "it cannot be kept now: send it again later\n")


class Hooks:
    """By the source's name; each has its own keys and its own folder."""

    def __init__(
        self,
        clock: Callable[[], float] = time.time,
        brought: Callable[[str], object] = lambda _: None,
    ) -> None:
        self._clock, self._brought = clock, brought
        self._hooks = dict[str, Hook]()
        self._lock = threading.Lock()
        self._seen: dict[str, float] = {}  # signatures that were taken, until they are too old
        self._knocks = Knocks("requests to hooks that nobody signed were refused")

    def follow(self, sources: Iterable[Source]) -> None:
        """Take what comes for these from now on."""
        found = {s.name: s.connector.hook for s in sources}
        self._hooks = {name: hook for name, hook in found.items() if hook}
        with self._lock:  # nothing is being written now
            for hook in self._hooks.values():
                clear(hook.folder)

    def may_be(self, name: str, headers: Mapping[str, str], asked: str) -> bool:
        """May it be somebody of ours? Else nothing of it is read."""
        hook = self._hooks.get(name)
        is_ours = hook is not None and (
            may_be_signed(hook, headers, self._clock()) or has_token(hook, headers, asked)
        )
        if not is_ours:
            self._knocks.note()
        return is_ours

    def take(self, name: str, headers: Mapping[str, str], asked: str, body: bytes) -> Told:
        """Keep what was brought, and say so; whatever is not 202 leaves nothing behind."""
        hook = self._hooks.get(name)
        if hook is None:
            return self._unsigned()
        signed = is_signed(hook, headers, body, self._clock())
        if signed is None and not has_token(hook, headers, asked):
            return self._unsigned()
        try:
            brought = read_body(headers, body)
        except BodyError as error:
            return Told(error.status, f"{error.why}\n")
        if not brought.content.strip():
            return EMPTY
        key = _key(headers.get(ID, ""), signed)
        with self._lock:  # of two at once the second sees what the first wrote
            if signed and self._is_again(signed):
                return REPLAYED
            if is_there(hook.folder, key):
                return KNOWN
            try:
                bring(hook.folder, key, brought.end, brought.content)
            except OSError as error:
                self._seen.pop(signed or "", None)
                log.error("a hook cannot keep what came", source=name, error=error.strerror)  # noqa: TRY400
                return BROKEN
        log.info("a hook took something", source=name, bytes=len(body))
        self._brought(name)
        return ACCEPTED

    def _is_again(self, signed: str) -> bool:
        now = self._clock()
        self._seen = {one: until for one, until in self._seen.items() if until >= now}
        if signed in self._seen:
            return True
        self._seen[signed] = now + 2 * WINDOW  # it may be dated ahead
        return False

    def _unsigned(self) -> Told:
        self._knocks.note()
        return UNSIGNED


def _key(id_: str, signed: str | None) -> str:
    """What one delivery goes by: the sender's id of it, else its signature, else nothing."""
    told = id_.strip()[:_LONGEST_ID]
    said = f"id {told}" if told else f"signed {signed}" if signed else secrets.token_hex(16)
    return hashlib.sha256(said.encode()).hexdigest()[:32]
