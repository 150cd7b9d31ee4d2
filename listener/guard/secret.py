"""The secret key: it makes author hashes (pseudonyms) and signs message metadata."""

import hashlib
import os
import secrets
from pathlib import Path

KEY_BYTES = 32
FILE = "secret.key"


class KeyFileError(Exception):
    """The key cannot be used: says where and what to do."""


REMEDY = (
    "put it back from a backup; without one, `listener db new-key` makes another, and whoever "
    "wrote before counts as a stranger"
)
SHARED = (
    "copy it from a machine that is at work with this database, or put it back from a backup; where "
    "it is lost for good, `listener db new-key` makes another, and whoever wrote before counts as a "
    "stranger"
)


def fingerprint(key: bytes) -> str:
    """What tells a key from another and gives nothing of it away."""
    return hashlib.blake2b(b"which key it is", key=key, digest_size=16).hexdigest()


def belonging(
    storage: Path, known: str | None, *, has_authors: bool, is_shared: bool = False
) -> bytes:
    """The key of a database: `known` is the fingerprint of the one it was filled with, if it has one.

    `is_shared`: other machines may have it. Raises KeyFileError where the key is gone or another: a
    new one in silence would make every author a stranger, and our own messages unknown to us.
    """
    if not (storage / FILE).exists() and (known or has_authors):
        told = f"there is none here: {SHARED}" if is_shared else f"it is gone: {REMEDY}"
        raise KeyFileError(f"{storage / FILE}: {told}")
    found = key(storage)
    if known not in (None, fingerprint(found)):
        raise foreign(storage, is_shared=is_shared)
    return found


def foreign(storage: Path, *, is_shared: bool) -> KeyFileError:
    """What is said of a key that is not the database's."""
    remedy = SHARED if is_shared else REMEDY
    return KeyFileError(f"{storage / FILE}: it is not the key of this database: {remedy}")


def renew(storage: Path) -> bytes:
    """Another key; what stands in the place of the old one is kept beside it."""
    path = storage / FILE
    if path.exists():
        path.replace(path.with_name(f"{FILE}.{secrets.token_hex(4)}.old"))
    return key(storage)


def key(storage: Path) -> bytes:
    """The key in `secret.key`, made on the first run with mode 0600.

    Losing it unlinks every author seen so far: it belongs in the backup. Raises KeyFileError
    when the file was damaged.
    """
    storage.mkdir(parents=True, exist_ok=True)
    path = storage / FILE
    if not path.exists():
        _make(path)
    try:
        found = bytes.fromhex(path.read_text("ascii").strip())
    except ValueError:
        found = b""
    if len(found) != KEY_BYTES:
        raise KeyFileError(f"{path}: it is damaged: {REMEDY}")
    return found


def _make(path: Path) -> None:
    # Written apart and linked: a second process starting now finds a whole key or makes the same.
    fresh = path.with_name(f".secret.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(KEY_BYTES) + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass  # the other process was first
    finally:
        fresh.unlink()


def author_key(key: bytes, kind: str, author_id: str) -> str:
    """A pseudonym for one author of one kind of source: keyed BLAKE2b, 32 hex digits."""
    told = f"{kind}\0{author_id.casefold()}".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(told, key=key, digest_size=16).hexdigest()


def in_realm(realm: str, key: str) -> str:
    """An author's pseudonym where its id means something: on a platform, or in one source."""
    return hashlib.blake2b(f"{realm}\0{key}".encode(), digest_size=16).hexdigest()
