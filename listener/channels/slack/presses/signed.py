"""Slack's HTTP mode: presses come as signed requests, an app told from another by its signing secret.

Nothing of a request is read before its signature proves that Slack wrote it, within five minutes.
What Slack sends twice, or somebody again within that time, changes nothing more: acts are safe twice.
"""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass

import structlog
from slack_bolt import App, BoltRequest
from slack_bolt.error import BoltError
from slack_sdk.signature import SignatureVerifier

from listener.channels.slack.door.client import API
from listener.channels.slack.presses.admit import Place
from listener.channels.slack.presses.bolt import Listeners
from listener.channels.slack.presses.line import Hands
from listener.guard.knocks import Knocks

log = structlog.get_logger()

MOST = 1024 * 1024  # bytes of a request: a window with all that was written into it
_SIGNATURE, _TIME = "x-slack-signature", "x-slack-request-timestamp"
_SIGNED = re.compile(r"v0=[0-9a-f]{64}")
_DATED = re.compile(r"[0-9]{1,12}")


@dataclass(frozen=True, slots=True)
class Told:
    """What is answered to a request."""

    status: int
    body: str = ""
    content_type: str = "text/plain"


UNSIGNED = Told(401, "not signed by Slack for an app of ours, or more than five minutes old\n")


@dataclass(frozen=True, slots=True)
class _Door:
    """One app: what verifies its requests, and what works on them."""

    verifier: SignatureVerifier
    app: App
    heard: Listeners
    hands: Hands


class Signed:
    """The apps whose signing secret the settings hold; without one nobody comes in."""

    def __init__(self, *, api: str = API) -> None:
        self._api = api
        self._doors: dict[str, _Door] = {}  # by signing secret
        self._knocks = Knocks("requests that slack did not sign were refused")

    def follow(self, places: Mapping[str, list[Place]]) -> None:
        """Hear these from now on, by signing secret: apps that are known no more end."""
        for secret in self._doors.keys() - places.keys():
            self._doors.pop(secret).hands.stop(0)
        for secret, of in places.items():
            if secret in self._doors:
                self._doors[secret].heard.places = of
            elif door := self._open(secret, of):
                self._doors[secret] = door

    def stop(self, seconds: float) -> bool:
        """Hear nothing more, and let what was heard be done; False where that takes longer."""
        end = time.monotonic() + seconds
        doors, self._doors = [*self._doors.values()], {}
        return all([door.hands.stop(max(0.0, end - time.monotonic())) for door in doors])

    def may_be(self, headers: Mapping[str, str]) -> bool:
        """Does it look signed? What does not is refused before its body is read."""
        is_dated = _DATED.fullmatch(headers.get(_TIME, "")) is not None
        found = is_dated and _SIGNED.fullmatch(headers.get(_SIGNATURE, "")) is not None
        if not found:
            self._knocks.note()
        return found

    def answer(self, headers: Mapping[str, str], body: bytes) -> Told:
        """What Slack is told; UNSIGNED where nothing proves that it is Slack."""
        if not self.may_be(headers):
            return UNSIGNED
        try:
            said = body.decode("utf-8")
        except UnicodeDecodeError:
            return self._unsigned()
        signature, at = headers[_SIGNATURE], headers[_TIME]
        for door in [*self._doors.values()]:
            if door.verifier.is_valid(said, at, signature):
                return self._heard(door, headers, said)
        return self._unsigned()

    def _heard(self, door: _Door, headers: Mapping[str, str], said: str) -> Told:
        # No other header: some of them steer Bolt, and none of them is signed.
        names = (_SIGNATURE, _TIME, "content-type")
        kept: dict[str, str | list[str]] = {n: headers[n] for n in names if n in headers}
        try:
            request = BoltRequest(body=said, headers=kept)  # type: ignore[arg-type]
        except (ValueError, RecursionError, AttributeError, TypeError):
            log.warning("slack sent what is no press")
            return Told(400, "this is no press\n")
        reply = door.app.dispatch(request)
        if reply.status == UNSIGNED.status:
            return self._unsigned()
        kind = reply.first_headers().get("content-type", "text/plain")
        return Told(reply.status, reply.body, kind)

    def _open(self, secret: str, places: list[Place]) -> _Door | None:
        """None, told in the log, where nothing could be verified: the rest of the work goes on."""
        heard, hands = Listeners(places, None), Hands()
        try:
            app = heard.app(hands, api=self._api, signing_secret=secret)
            return _Door(SignatureVerifier(secret), app, heard, hands)
        except (BoltError, ValueError) as error:
            log.error("slack's requests cannot be verified", error=type(error).__name__)  # noqa: TRY400
            return None

    def _unsigned(self) -> Told:
        self._knocks.note()
        return UNSIGNED
