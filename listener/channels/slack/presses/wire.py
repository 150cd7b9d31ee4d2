"""The wire under a line: slack_sdk's own client, where its ways would leave whoever pressed without an answer."""

import socket
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from slack_sdk.errors import SlackClientNotConnectedError
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.builtin.connection import ConnectionState
from slack_sdk.socket_mode.builtin.frame_header import FrameHeader
from slack_sdk.socket_mode.builtin.internals import _build_data_frame_for_sending

MOST = 2**16 - 1  # bytes of a frame that tells its length in 16 bits, as the library's do


class Wire(SocketModeClient):
    """It says at once what the library waits for or keeps to itself."""

    def issue_new_wss_url(self) -> str:
        """See there. Asleep, as the library is where Slack wants it to wait, it would not hear that we are to stop."""
        return str(self.web_client.apps_connections_open(app_token=self.app_token)["url"])

    def connect(self) -> None:
        """See there."""
        super().connect()
        if (session := self.current_session) and session.sock:
            session.sock = _Ending(session.sock)  # type: ignore[assignment]

    def send_message(self, message: str) -> None:
        """See there; also what is longer than the library's frames. Raises OSError, SlackClientNotConnectedError."""
        with self.connect_operation_lock:  # where Slack has it moved meanwhile, it is sent there
            session = self.current_session
            if session is None or session.sock is None:
                raise SlackClientNotConnectedError("the line is closed")
            try:
                with session.sock_send_lock:
                    for frame in _frames(message.encode()):
                        session.sock.sendall(frame)
            except OSError:
                session.disconnect()  # after a part of a frame nothing is understood
                raise

    def leave(self) -> None:
        """Close, and wait for nobody: `close` waits for what is being worked on."""
        self.closed, self.auto_reconnect_enabled = True, False
        state, self.current_session_state = self.current_session_state, _Left()
        state.terminated = True
        if (session := self.current_session) and (sock := session.sock):
            with suppress(OSError):  # closing waits for its reader, who sits on for three seconds
                sock.shutdown(socket.SHUT_RDWR)
        # Its reader may close it at the same moment: the library looks for it before it waits its turn.
        with suppress(AttributeError):
            self.disconnect()
        for runner in (
            self.current_session_runner,
            self.current_app_monitor,
            self.message_processor,
        ):
            runner.event.set()
        self.message_workers.shutdown(wait=False, cancel_futures=True)


class _Left(ConnectionState):
    """The state of a line that is left: who begins to read at that moment would else say that it is not."""

    def __init__(self) -> None:
        self.terminated = True

    def __setattr__(self, name: str, value: object) -> None:
        super().__setattr__(name, True if name == "terminated" else value)


class _Ending:
    """A socket whose end is an error: the library would ask it again and again, until four pings are lost."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)

    def recv(self, size: int) -> bytes:
        """See socket.socket."""
        if got := self._sock.recv(size):
            return got
        raise ConnectionResetError("Slack has hung up")


def _frames(text: bytes) -> Iterator[bytes]:
    """One message as the frames that it takes."""
    kind = FrameHeader.OPCODE_TEXT
    for start in range(0, len(text) or 1, MOST):
        is_last = start + MOST >= len(text)
        yield _build_data_frame_for_sending(text[start : start + MOST], kind, fin=int(is_last))
        kind = FrameHeader.OPCODE_CONTINUATION
