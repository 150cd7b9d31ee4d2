"""API tokens: each names who acts with it. The file, mode 0600, holds hashes: a token is shown once."""

import fcntl
import hashlib
import hmac
import json
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from listener.guard.plain import one_line

FILE = "api-tokens.json"
HEAD = "blt_"  # so that whoever searches code for secrets knows one
LONGEST = 80  # characters of a name
_OTHERS = 0o077


class TokenFileError(Exception):
    """The tokens cannot be used, or not so: says where and what to do."""


@dataclass(frozen=True, slots=True)
class Token:
    """One of them, without itself."""

    name: str  # who acts with it; what `leads` lists
    hash: str
    made_at: datetime
    brand: str | None = None  # the only one that exists for it; None: all of the settings


class Tokens:
    """The tokens of an installation; read anew at each question, so that a revoked one ends at once."""

    def __init__(self, storage: Path) -> None:
        self._storage, self.path = storage, storage / FILE

    def all(self) -> tuple[Token, ...]:
        """Every one, the oldest first. Raises TokenFileError for a file that is damaged or not ours alone."""
        try:
            descriptor = os.open(self.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        except FileNotFoundError:
            return ()
        with os.fdopen(descriptor, encoding="utf-8") as file:
            seen, owners = os.fstat(descriptor), (os.geteuid(), self._storage.stat().st_uid)
            if stat.S_IMODE(seen.st_mode) & _OTHERS or seen.st_uid not in owners:
                raise TokenFileError(
                    f"{self.path}: other users may read it: let it belong to this user, with mode 0600"
                )
            try:
                return tuple(_read(told) for told in json.load(file))
            except (ValueError, KeyError, TypeError, RecursionError):
                raise TokenFileError(
                    f"{self.path}: it is damaged: remove it, and make the tokens anew"
                ) from None

    def whose(self, token: str) -> Token | None:
        """The one that this is; every other one takes as long to refuse. Raises as `all`."""
        asked, found = _hash(token), None
        for one in self.all():
            if hmac.compare_digest(one.hash, asked):
                found = one
        return found

    def make(self, name: str, made_at: datetime, *, brand: str | None = None) -> str:
        """A new token, which nobody can see again. Raises TokenFileError where the name has one."""
        called = one_line(name)
        if not called or len(called) > LONGEST:
            raise TokenFileError(f"a name has 1 to {LONGEST} characters: it says who acts")
        token = HEAD + secrets.token_urlsafe(32)
        with self._alone():
            known = self.all()
            if any(one.name.casefold() == called.casefold() for one in known):
                raise TokenFileError(
                    f"{called} has a token already: take it back first, listener api-token"
                    f" {called!r} --revoke"
                )
            self._write((*known, Token(called, _hash(token), made_at, brand)))
        return token

    def revoke(self, name: str) -> bool:
        """Let a name's token be worth nothing from now on; False where there is none."""
        called = one_line(name).casefold()
        with self._alone():
            known = self.all()
            left = tuple(one for one in known if one.name.casefold() != called)
            if left == known:
                return False
            self._write(left)
        return True

    def _write(self, tokens: tuple[Token, ...]) -> None:
        told = [asdict(one) | {"made_at": one.made_at.isoformat()} for one in tokens]
        fresh = self.path.with_name(f".{FILE}.{secrets.token_hex(4)}")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                if os.geteuid() == 0:  # the listener itself may run as another user
                    of = self._storage.stat()
                    os.fchown(descriptor, of.st_uid, of.st_gid)
                json.dump(told, file, ensure_ascii=False, indent=1)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self.path)
        finally:
            fresh.unlink(missing_ok=True)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Of two that write at once the second sees what the first wrote."""
        self._storage.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder = os.open(self._storage, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield
        finally:
            os.close(folder)


def _hash(token: str) -> str:
    # 256 random bits cannot be tried out: a slow hash would protect nothing more.
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _read(told: dict[str, str]) -> Token:
    made = datetime.fromisoformat(told["made_at"])
    return Token(str(told["name"]), str(told["hash"]), made, told.get("brand"))
