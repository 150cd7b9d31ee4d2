"""A real IMAP server on loopback (pymap), and a small one that misbehaves as it is told.

The first is installed on first use into .rigs/pymap, with what makes certificates. Mails are put
into it by Python's own IMAP client. The second speaks TLS from the first byte.
"""

import imaplib
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from rigs.effort import PATIENCE
from rigs.installed import installed, serving
from rigs.ports import free_port

USER, PASSWORD = "avis@acme.example", "sable et 3 galets"
NAME = "MAILBOX_PASSWORD"  # of the variable that a table names


@dataclass(frozen=True)
class Certificates:
    """Of a made-up authority, for 127.0.0.1 and localhost."""

    authority: Path
    certificate: Path
    key: Path
    other: Path  # of another authority


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """Made once; the tests are skipped where they cannot be."""
    return made_certificates(tmp_path_factory.mktemp("certificates"))


def made_certificates(folder: Path) -> Certificates:
    """New ones in a folder, of two authorities."""
    command = installed("pymap", "pymap")
    for name in ("ours", "others"):
        (folder / name).mkdir()
        made = [
            str(command.parent / "python"),
            "-m",
            "trustme",
            "-q",
            "-i",
            "127.0.0.1",
            "localhost",
        ]
        subprocess.run([*made, "-d", str(folder / name)], check=True, capture_output=True)
    ours = folder / "ours"
    return Certificates(
        ours / "client.pem",
        ours / "server.pem",
        ours / "server.key",
        folder / "others" / "client.pem",
    )


class MailServer:
    """A running pymap: what lies in it, and what was done to it."""

    def __init__(
        self, port: int, certificates: Certificates, user: str = USER, password: str = PASSWORD
    ) -> None:
        self.port, self._certificates = port, certificates
        self._user, self._password = user, password

    @contextmanager
    def writer(self) -> Generator[imaplib.IMAP4]:
        """Python's own client, logged in."""
        box = imaplib.IMAP4("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            box.starttls(ssl.create_default_context(cafile=str(self._certificates.authority)))
            box.login(self._user, self._password)
            yield box
        finally:
            with suppress(OSError, imaplib.IMAP4.error):
                box.logout()

    def put(self, *mails: bytes, folder: bytes = b"INBOX", at: str | None = None) -> None:
        """Put mails into a folder, as its server received them; `at` is the server's day."""
        with self.writer() as box:
            for raw in mails:
                told, why = box.append(_as_sent(folder), "", f'"{at}"' if at else "", raw)
                assert told == "OK", why

    def make(self, folder: bytes) -> None:
        with self.writer() as box:
            assert box.create(_as_sent(folder))[0] == "OK"

    def remove(self, folder: bytes) -> None:
        with self.writer() as box:
            assert box.delete(_as_sent(folder))[0] == "OK"

    def flags(self, folder: bytes = b"INBOX") -> list[bytes]:
        """What is marked of each mail there."""
        with self.writer() as box:
            box.select(_as_sent(folder), readonly=True)
            return [one for one in box.fetch("1:*", "(FLAGS)")[1] if isinstance(one, bytes)]

    def remove_mails(self, folder: bytes = b"INBOX") -> None:
        with self.writer() as box:
            box.select(_as_sent(folder))
            box.store("1:*", "+FLAGS", "\\Deleted")
            box.expunge()


def _as_sent(folder: bytes) -> str:
    return f'"{folder.decode("ascii")}"'


@contextmanager
def mail_server(
    certificates: Certificates, folder: Path, user: str = USER, password: str = PASSWORD
) -> Generator[MailServer]:
    """A server of its own, which forgets all at its end."""
    command, port = installed("pymap", "pymap"), free_port()
    asked = ["--host", "127.0.0.1", "--port", str(port)]
    asked += ["--cert", str(certificates.certificate), "--key", str(certificates.key)]
    asked += ["dict", "--demo-user", user, "--demo-password", password]
    with serving([str(command), *asked], port, folder, start=PATIENCE, stop=2):
        yield MailServer(port, certificates, user, password)


@pytest.fixture
def mailbox(certificates: Certificates, tmp_path: Path) -> Iterator[MailServer]:
    """A server with an empty mailbox."""
    with mail_server(certificates, tmp_path) as server:
        yield server


Turn = Callable[["Heard"], None]


def table_of(mailbox: MailServer, certificates: Certificates) -> dict[str, Any]:
    """The table of a source that reads it; its password is a variable's to give."""
    return {
        "kind": "mailbox",
        "name": "mailbox",
        "host": "127.0.0.1",
        "port": mailbox.port,
        "security": "starttls",
        "ca_file": str(certificates.authority),
        "allow_private": True,
        "user": USER,
        "password": f"${{{NAME}}}",
    }


@dataclass
class Heard:
    """One connection to the misbehaving server."""

    line: ssl.SSLSocket
    lines: list[bytes] = field(default_factory=list)

    def hear(self) -> bytes:
        """The next line that the client sends; b"" at its end."""
        told = bytearray()
        while not told.endswith(b"\n"):
            try:
                piece = self.line.recv(1)
            except OSError:
                return b""
            if not piece:
                return b""
            told += piece
        self.lines.append(bytes(told).strip())
        return bytes(told).strip()

    def say(self, *told: bytes) -> None:
        with suppress(OSError):
            self.line.sendall(b"".join(one + b"\r\n" for one in told))


class OddServer:
    """Answers each command by the first words that fit it; what fits none gets a plain OK."""

    def __init__(self, certificates: Certificates, *, greeting: bytes = b"* OK here") -> None:
        self.greeting = greeting
        self.answers: list[tuple[bytes, Callable[[Heard, bytes], None] | Sequence[bytes]]] = [
            (b"CAPABILITY", (b"* CAPABILITY IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2", b"OK")),
            (b"AUTHENTICATE", _secret),
        ]
        self.heard: list[Heard] = []
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificates.certificate, certificates.key)
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._socket.getsockname()[1])
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def on(
        self, command: bytes, *answer: bytes, do: Callable[[Heard, bytes], None] | None = None
    ) -> None:
        """What it answers to a command from now on; the last line is the tagged one."""
        self.answers.insert(0, (command, do or answer))

    @property
    def commands(self) -> list[bytes]:
        """All that it was sent, without tags."""
        return [one.partition(b" ")[2] for heard in self.heard for one in heard.lines]

    def close(self) -> None:
        self._socket.close()
        for heard in self.heard:
            with suppress(OSError):
                heard.line.close()

    def _serve(self) -> None:
        while True:
            try:
                bare, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(bare,), daemon=True).start()

    def _talk(self, bare: socket.socket) -> None:
        try:
            heard = Heard(self._context.wrap_socket(bare, server_side=True))
        except (OSError, ssl.SSLError):
            bare.close()
            return
        self.heard.append(heard)
        heard.say(self.greeting)
        while told := heard.hear():
            tag, _, command = told.partition(b" ")
            self._answer(heard, tag, command)
        with suppress(OSError):
            heard.line.close()

    def _answer(self, heard: Heard, tag: bytes, command: bytes) -> None:
        for begins, answer in self.answers:
            if begins in command:
                if callable(answer):
                    answer(heard, tag)
                elif answer:
                    heard.say(*answer[:-1], tag + b" " + answer[-1])
                return
        heard.say(tag + b" OK")


def _secret(heard: Heard, tag: bytes) -> None:
    heard.say(b"+ ")
    heard.hear()
    heard.say(tag + b" OK")


@pytest.fixture
def odd(certificates: Certificates) -> Iterator[OddServer]:
    """A server that does as a test tells it."""
    server = OddServer(certificates)
    yield server
    server.close()
