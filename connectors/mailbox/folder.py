"""One folder of a mailbox, opened read-only: which mails are new, how large, and their bytes.

EXAMINE and BODY.PEEK change nothing: no mail is marked as read, moved or deleted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeGuard

from connectors.kit.errors import SourceBusyError, SourceChangedError, SourceRefusedError
from connectors.kit.reading.text import clean
from connectors.mailbox.imap import Imap, Reply, folder_name, folder_said

_SHOWN = 12  # folders that are named to who named a wrong one
_ROUND = 2_000  # bytes of a reply beside the mails in it, for each
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder as the server showed it when it was opened."""

    box: Imap
    name: str
    validity: int
    next: int  # the number that the next mail will have; 0 where the server does not say

    def waiting(self, after: int, since: date | None = None) -> list[int]:
        """The numbers of the mails behind this one, rising; where a day is given, arrived since."""
        asked = b"UID %d:*" % (after + 1) + (b" SINCE %s" % _day(since) if since else b"")
        # The last mail is always shown, for "*" is its number: 11:* is 10:11 where 10 is the last.
        return [one for one in self._search(asked) if one > after]

    def _search(self, asked: bytes) -> list[int]:
        reply = _done(self.box, self.box.ask(b"UID SEARCH " + asked), self.name)
        found = {int(w) for line in reply.of(b"SEARCH") for w in line[1:] if _is_number(w)}
        return sorted(uid for uid in found if uid < 2**32)

    def sizes(self, uids: Sequence[int]) -> dict[int, int]:
        """Bytes of each mail; one that was deleted meanwhile is left out."""
        reply = self.box.ask(b"UID FETCH %s (UID RFC822.SIZE)" % _set(uids))
        asked = set(uids)
        found = {}
        for uid, fields in _fetched(_done(self.box, reply, self.name)):
            if uid in asked and _is_number(size := fields.get(b"RFC822.SIZE")):
                found[uid] = int(size)
        return found

    def mails(self, uids: Sequence[int], most: int) -> dict[int, bytes]:
        """The first `most` bytes of each; of several of which one is refused, none."""
        asked = b"UID FETCH %s (UID BODY.PEEK[]<0.%d>)" % (_set(uids), most)
        reply = self.box.ask(asked, most=len(uids) * (most + _ROUND))
        if not reply.is_ok:
            return {}
        wanted, found = set(uids), {}
        for uid, fields in _fetched(reply):
            body = next((v for k, v in fields.items() if k.startswith(b"BODY[]")), None)
            if uid in wanted and isinstance(body, bytes):
                found[uid] = body[:most]
        return found


def open_folder(box: Imap, name: str) -> Folder:
    """A folder, to be read only. Raises SourceRefusedError, with the names there are, for a wrong one."""
    reply = box.ask(b"EXAMINE " + folder_name(name))
    if not reply.is_ok:
        if reply.code in ("UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG"):
            raise _later(box, name)
        there = ", ".join(_names(box)) or "-"
        raise SourceRefusedError(f"{box.shown}: no folder {name!r} can be read; there are {there}")
    codes = reply.codes()
    validity, following = codes.get("UIDVALIDITY", b""), codes.get("UIDNEXT", b"")
    if not validity.isdigit():
        raise SourceChangedError(f"{box.shown}: it does not say by what its mails are numbered")
    return Folder(box, name, int(validity), int(following) if following.isdigit() else 0)


def _names(box: Imap) -> list[str]:
    listed = (line[3] for line in box.ask(b'LIST "" "*"').of(b"LIST") if len(line) > 3)
    names = (clean(folder_said(one)) for one in listed if isinstance(one, bytes))
    return sorted(" ".join(name.split())[:60] for name in names)[:_SHOWN]


def _done(box: Imap, reply: Reply, name: str) -> Reply:
    if not reply.is_ok:
        raise _later(box, name)
    return reply


def _later(box: Imap, name: str) -> SourceBusyError:
    return SourceBusyError(f"{box.shown}: the folder {name!r} cannot be read now: later again")


def _fetched(reply: Reply) -> Iterator[tuple[int, dict[bytes, object]]]:
    """Each mail's number and what was fetched of it, by its name."""
    for line in reply.of(b"FETCH"):
        held = line[2] if len(line) > 2 else None
        if not isinstance(held, list):
            continue
        fields: dict[bytes, object] = {}
        for name, value in zip(held[::2], held[1::2], strict=False):
            if isinstance(name, bytes):
                fields[name.upper()] = value
        if _is_number(uid := fields.get(b"UID")):
            yield int(uid), fields


def _is_number(word: object) -> TypeGuard[bytes]:
    return isinstance(word, bytes) and word.isdigit() and len(word) < 20


def _set(uids: Sequence[int]) -> bytes:
    """Numbers as a set, such as 1:3,7."""
    runs: list[list[int]] = []
    for uid in uids:
        if runs and uid == runs[-1][1] + 1:
            runs[-1][1] = uid
        else:
            runs.append([uid, uid])
    return b",".join(b"%d:%d" % (a, b) if b > a else b"%d" % a for a, b in runs)


def _day(day: date) -> bytes:
    return f"{day.day}-{_MONTHS[day.month - 1]}-{day.year}".encode()
