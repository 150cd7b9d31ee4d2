"""The line on which presses come (Socket Mode): one for each app token, kept open with patience."""

import hashlib
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import datetime
from http import HTTPStatus
from typing import Any

import structlog
from slack_bolt import App
from slack_bolt.adapter.socket_mode.internals import run_bolt_app, send_response
from slack_sdk import WebClient
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from listener.channels.slack.door.client import API, SHUT, TIMEOUT, explained
from listener.channels.slack.door.errors import SlackDownError, SlackError, SlackRefusedError
from listener.channels.slack.presses.wire import Wire

log = structlog.get_logger()

# Seconds until a line that broke is tried again, twice as long each time.
FIRST, LONGEST = 2.0, 300.0
REFUSED = 1800.0  # seconds while Slack refuses the token
LOOK = 0.5  # seconds between two looks at whether the line still stands
PING = 3  # seconds; a line that does not answer for four of them is broken
HANDS = 4  # presses that are worked on at once
WAITS = 3.0  # seconds that Slack waits for an answer


class Hands(ThreadPoolExecutor):
    """The threads in which presses are worked on; the end waits for them, but not for ever."""

    def __init__(self) -> None:
        super().__init__(HANDS, thread_name_prefix="press")
        self._begun: set[Future[Any]] = set()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **named: Any) -> Future[Any]:
        """See Executor."""
        made = super().submit(fn, *args, **named)
        self._begun.add(made)
        made.add_done_callback(self._begun.discard)
        return made

    def stop(self, seconds: float) -> bool:
        """Take nothing more; False where something still runs after so long."""
        self.shutdown(wait=False, cancel_futures=True)
        return not wait([*self._begun], seconds).not_done


class Line:
    """One app token's line: it ends only when it is told to, whatever Slack says."""

    def __init__(
        self,
        app_token: str,
        app: App,
        hands: Hands,
        clock: Callable[[], datetime],
        *,
        refused: Callable[[str], object] = lambda _: None,
        api: str = API,
        first: float = FIRST,
    ) -> None:
        self._token, self._app, self._hands, self._clock = app_token, app, hands, clock
        self._refused, self._api, self._first = refused, api, first
        self._told: set[str] = set()  # codes
        self._ended, self._left = threading.Event(), threading.Event()
        self._hearing, self._answered = 0, threading.Condition()
        self.is_open = threading.Event()
        self._thread = threading.Thread(target=self._run, name="slack line", daemon=True)

    def start(self) -> None:
        """Open it, and open it again whenever it breaks."""
        self._thread.start()

    def stop(self, seconds: float) -> bool:
        """Hear nothing more, and let what was heard be done; False where that takes longer."""
        end = time.monotonic() + seconds
        self._ended.set()
        is_done = self._hands.stop(seconds)
        left = max(0.0, end - time.monotonic())
        with self._answered:  # else Slack warns who pressed, of what was done
            is_done &= self._answered.wait_for(lambda: not self._hearing, left)
        self._left.set()
        self._thread.join(max(0.0, end - time.monotonic()))
        return is_done and not self._thread.is_alive()

    @property
    def is_ending(self) -> bool:
        """Does it hear nothing more?"""
        return self._ended.is_set()

    def _run(self) -> None:
        pause = self._first
        while not self._ended.is_set():
            try:
                pause = self._first if self._keep() else min(2 * pause, LONGEST)
            except SlackRefusedError as error:
                pause = REFUSED
                if error.code not in self._told:
                    self._told.add(error.code)
                    log.warning("slack refuses the line of presses", error=error.code)
                    self._refused(error.code)
            except SlackError as error:
                pause = min(2 * pause, LONGEST)
                log.info("the line of presses does not open", error=error.code)
            except Exception as error:  # the type only: a text may hold an address that is a secret
                pause = min(2 * pause, LONGEST)
                log.error("the line of presses failed", error=type(error).__name__)  # noqa: TRY400
            self._ended.wait(pause)

    def _keep(self) -> bool:
        """Open the line and hold it until it breaks or is to end; had it stood for a while?"""
        web = WebClient(base_url=self._api, timeout=TIMEOUT, retry_handlers=[], logger=SHUT)
        client = Wire(
            self._token,
            logger=SHUT,
            web_client=web,
            auto_reconnect_enabled=False,  # ours has patience
            ping_interval=PING,
            concurrency=HANDS,
        )
        client.socket_mode_request_listeners.append(self._hear)
        try:
            with explained(self._clock):
                client.connect()
            if not client.is_connected():  # it keeps to itself what went wrong
                raise SlackDownError("no_line")
            self._told.clear()
            self.is_open.set()
            log.info("presses are heard")
            looks = 0
            while not self._ended.wait(LOOK) and _stands(client):
                looks += 1
            if self._ended.is_set():
                self._left.wait()
        finally:
            self.is_open.clear()
            client.leave()
        return looks * LOOK > FIRST

    def _hear(self, client: BaseSocketModeClient, request: SocketModeRequest) -> None:
        """Give it to Bolt, and Slack its word that it came."""
        with self._answered:
            if self._ended.is_set():
                return  # Slack gives it to whoever listens next
            self._hearing += 1
        try:
            answer = run_bolt_app(self._app, request)
            send_response(client, request, answer, 0)
            if answer.status != HTTPStatus.OK:  # Slack is told nothing: it warns whoever pressed
                log.warning("a press was not answered", status=answer.status)
        except Exception as error:  # a payload may stand in its text
            log.error("a press failed", error=type(error).__name__)  # noqa: TRY400
        finally:
            with self._answered:
                self._hearing -= 1
                self._answered.notify_all()


def _stands(client: Wire) -> bool:
    with client.connect_operation_lock:  # Slack has it moved to another address now and then
        return client.is_connected()


def app_id(app_token: str) -> str | None:
    """The app that a token is of: it says so itself, xapp-1-A0123-…"""
    parts = app_token.split("-")
    return parts[2] if len(parts) > 3 and parts[2].startswith("A") else None


def trace(app_token: str) -> str:
    """What a token is told apart by where it must not stand."""
    return hashlib.sha256(app_token.encode()).hexdigest()[:10]
