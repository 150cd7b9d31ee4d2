"""IMAP, as much of it as reading needs (RFC 3501): commands, replies, and what a hostile one may not do.

Only commands that change nothing are known here. Every exchange ends in time and within its bytes;
a literal is refused as it is announced, before a byte of it is read.
"""

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from connectors.kit.errors import SourceBusyError, SourceChangedError, SourceRefusedError
from connectors.kit.http.sockets import GuardedSocket

Word = bytes | list["Word"] | None  # an atom or a string, a list in brackets, NIL

_MOST = 2_000_000  # bytes of an exchange that brings no mails
_DEEPEST = 20
_LITERAL = re.compile(rb"\{(\d{1,12})\+?\}\Z")
_TOKEN = re.compile(rb'[ ]+|\(|\)|"(?:[^"\\\r\n]|\\.){0,100000}"|[^ ()"]+')
_TAGGED = re.compile(rb"(OK|NO|BAD)\b ?(?:\[([^\]\r\n]{1,2000})\] ?)?(.{0,500})", re.IGNORECASE)
_CODE = re.compile(rb"\[([A-Za-z-]{1,30})(?: ([^\]\r\n]{1,2000}))?\]")


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server said to one command."""

    is_ok: bool
    code: str = ""  # of a refusal, in capitals: AUTHENTICATIONFAILED
    said: list[list[bytes]] = field(default_factory=list)  # each untagged line and its literals

    def of(self, name: bytes) -> Iterator[list[Word]]:
        """The words of each untagged line of a sort; of FETCH, with the number before it."""
        for pieces in self.said:
            head = pieces[0].upper().split(b" ", 2)[:2]
            if head[:1] == [name] or (head[1:] == [name] and head[0].isdigit()):
                yield words(pieces)

    def codes(self) -> dict[str, bytes]:
        """What stands in square brackets of its untagged lines, such as UIDVALIDITY."""
        found = (_CODE.search(pieces[0]) for pieces in self.said)
        return {one[1].decode().upper(): one[2] or b"" for one in found if one}


class Imap:
    """A conversation over one guarded line."""

    def __init__(self, line: GuardedSocket, shown: str) -> None:
        self.shown = shown
        self._line, self._count = line, 0
        self.can: frozenset[str] = frozenset()

    def greet(self, host: str, *, is_secure: bool) -> None:
        """Hear the greeting; secure the line where it is not yet (STARTTLS). Raises SourceError."""
        self._line.begin(_MOST)
        told = self._line.line()
        if told.upper().startswith(b"* BYE"):
            raise self._ended()
        if not told.upper().startswith((b"* OK", b"* PREAUTH")):
            raise self._odd()
        if not is_secure:
            if not self.ask(b"STARTTLS").is_ok:
                raise SourceRefusedError(
                    f"{self.shown}: it offers no secure connection (STARTTLS):"
                    ' write security = "tls" and its port for that, often 993'
                )
            self._line.begin(_MOST)
            self._line.secure(host)
        self.ask_what_it_can()

    def ask_what_it_can(self) -> None:
        """Ask again: what a server can is more once it knows us, and what was said in clear is void."""
        told = self.ask(b"CAPABILITY").of(b"CAPABILITY")
        self.can = frozenset(
            word.decode("ascii", "replace").upper()
            for line in told
            for word in line
            if isinstance(word, bytes)
        )

    def ask(self, command: bytes, *secrets: bytes, most: int = _MOST) -> Reply:
        """One command; `secrets` are sent as the server asks for more, in base64.

        A reply may bring `most` bytes. Raises SourceBusyError and SourceChangedError, which hold
        nothing of the command.
        """
        self._count += 1
        tag, left = b"L%d" % self._count, list(secrets)
        self._line.begin(most)
        self._line.send(tag + b" " + command + b"\r\n")
        said: list[list[bytes]] = []
        while True:
            pieces = self._told()
            if pieces[0].startswith(tag + b" "):
                return self._reply(pieces[0][len(tag) + 1 :], said)
            if pieces[0].startswith(b"* "):
                if pieces[0][2:5].upper() == b"BYE" and command != b"LOGOUT":
                    raise self._ended()
                said.append([pieces[0][2:], *pieces[1:]])
            elif pieces[0].startswith(b"+"):
                told = base64.b64encode(left.pop(0)) if left else b""
                self._line.send(told + b"\r\n")
            else:
                raise self._odd()

    def _told(self) -> list[bytes]:
        """The pieces of a line: text, literal, text ..."""
        pieces = [self._line.line()]
        while found := _LITERAL.search(pieces[-1]):
            pieces[-1] = pieces[-1][: found.start()]
            pieces += [self._line.exactly(int(found[1])), self._line.line()]
        return pieces

    def _reply(self, told: bytes, said: list[list[bytes]]) -> Reply:
        found = _TAGGED.match(told)
        if found is None or found[1].upper() == b"BAD":
            raise self._odd()
        code = (found[2] or b"").split(b" ")[0].decode("ascii", "replace").upper()
        is_ok = found[1].upper() == b"OK"
        return Reply(is_ok, "" if is_ok else code, said)

    def _ended(self) -> SourceBusyError:
        return SourceBusyError(f"{self.shown}: the server ends the conversation: later again")

    def _odd(self) -> SourceChangedError:
        return SourceChangedError(
            f"{self.shown}: what answers there speaks no IMAP: check host, port and security"
        )


def words(pieces: list[bytes]) -> list[Word]:
    """A line as words and lists; raises SourceChangedError where its brackets do not close."""
    stack: list[list[Word]] = [[]]
    for number, piece in enumerate(pieces):
        if number % 2:
            stack[-1].append(piece)
            continue
        for found in _TOKEN.finditer(piece):
            token = found[0]
            if token == b"(":
                stack.append([])
            elif token == b")" and len(stack) > 1:
                inner = stack.pop()
                stack[-1].append(inner)
            elif token.startswith(b'"'):
                stack[-1].append(re.sub(rb"\\(.)", rb"\1", token[1:-1]))
            elif not token.startswith(b" "):
                stack[-1].append(None if token.upper() == b"NIL" else token)
            if len(stack) > _DEEPEST:
                raise SourceChangedError("a mailbox's reply has brackets that do not close")
    if len(stack) != 1:
        raise SourceChangedError("a mailbox's reply has brackets that do not close")
    return stack[0]


def quoted(text: str) -> bytes:
    """A text as a quoted string; it holds no line end."""
    return b'"' + text.encode().replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'


def folder_name(name: str) -> bytes:
    """As it is sent: modified UTF-7 (RFC 3501, 5.1.3), quoted."""
    made: list[str] = []
    for run, plain in re.findall(r"([^\x20-\x7e]+)|([\x20-\x7e]+)", name):
        if run:
            coded = base64.b64encode(run.encode("utf-16-be")).decode().rstrip("=")
            made.append(f"&{coded.replace('/', ',')}-")
        else:
            made.append(plain.replace("&", "&-"))
    return quoted("".join(made))


def folder_said(raw: bytes) -> str:
    """A folder's name as people read it; what is no modified UTF-7 stays as it is."""

    def read(found: re.Match[str]) -> str:
        if not found[1]:
            return "&"
        coded = found[1].replace(",", "/")
        return base64.b64decode(coded + "=" * (-len(coded) % 4)).decode("utf-16-be")

    text = raw.decode("utf-8", "replace")
    try:
        return re.sub(r"&([A-Za-z0-9+,]{0,1000})-", read, text)
    except ValueError:
        return text
