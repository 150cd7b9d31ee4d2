"""Grants: what logins gave, each in a file of its own that this user alone may read (mode 0600)."""

import json
import os
import secrets
import stat
from dataclasses import asdict, dataclass, field
from pathlib import Path

from connectors.kit.errors import SourceRefusedError
from connectors.kit.login import Login

FOLDER = "logins"  # under the storage folder
_OTHERS = 0o077
_LONGEST = 100_000  # bytes of a file


@dataclass(frozen=True, slots=True)
class Grant:
    """What a person's consent gave; times are seconds since 1970."""

    client_id: str  # the app that it was given to
    refresh_token: str = field(repr=False)  # good for ever new access tokens
    access_token: str = field(repr=False)
    fresh_until: int  # the access token's end
    ends_at: int | None = None  # the end of all of it, where the service says so
    at: str = ""  # the address that it is good at, where the service says another than was asked


def kept(login: Login) -> Grant:
    """The grant of a login. Raises SourceRefusedError where there is none that can be used."""
    try:
        descriptor = os.open(login.file, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        raise SourceRefusedError(f"nobody has logged in yet: {login.again}") from None
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise SourceRefusedError(f"{login.file}: {why}: let this user read it") from None
    with os.fdopen(descriptor, "rb") as file:
        if stat.S_IMODE(os.fstat(descriptor).st_mode) & _OTHERS:
            raise SourceRefusedError(
                f"{login.file}: other users may read it: let it belong to this user, with mode 0600"
            )
        content = file.read(_LONGEST)
    grant = _read(content)
    if grant is None:
        raise SourceRefusedError(f"the file of the login is damaged: {login.again}")
    if grant.client_id != login.client_id:
        raise SourceRefusedError(f"the login was given to another client_id: {login.again}")
    return grant


def keep(login: Login, grant: Grant, *, instead: Grant | None = None) -> None:
    """Write it down, in a file of mode 0600.

    With `instead` only where that one still stands there: a login that was made since is newer.
    Raises SourceRefusedError where the folder cannot be written.
    """
    if instead is not None:
        try:
            if kept(login).refresh_token != instead.refresh_token:
                return
        except SourceRefusedError:
            return  # taken away since
    try:
        _write(login.file, grant)
    except OSError as error:
        raise unwritable(login, error) from None


def unwritable(login: Login, error: OSError) -> SourceRefusedError:
    """That nothing can be written where a login is kept."""
    why = error.strerror or type(error).__name__
    return SourceRefusedError(f"{login.file.parent}: {why}: let this user write there")


def as_token(value: object) -> str:
    """A token as a service gave it; "" for what no header may hold."""
    return value if isinstance(value, str) and value.isascii() and value.isprintable() else ""


def _write(file: Path, grant: Grant) -> None:
    folder = file.parent
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = folder / f".{file.name}.{secrets.token_hex(4)}"
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
            if os.geteuid() == 0:  # the listener itself may run as another user
                of = folder.parent.stat()
                os.fchown(descriptor, of.st_uid, of.st_gid)
                os.chown(folder, of.st_uid, of.st_gid)
            json.dump(asdict(grant), opened)
            opened.flush()
            os.fsync(opened.fileno())
        fresh.replace(file)
    finally:
        fresh.unlink(missing_ok=True)


def _read(content: bytes) -> Grant | None:
    try:
        found = json.loads(content)
        client, refresh, access = (found[k] for k in ("client_id", "refresh_token", "access_token"))
        ends = found.get("ends_at")
        if not all(isinstance(text, str) for text in (client, refresh, access)) or not refresh:
            return None
        until = int(found["fresh_until"])
        at = str(found.get("at") or "")
        return Grant(client, refresh, access, until, None if ends is None else int(ends), at)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError):
        return None
