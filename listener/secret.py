"""The installation's own key: it makes author hashes and signs message metadata."""

import hashlib
import os
import secrets
from pathlib import Path

KEY_BYTES = 32


class KeyFileError(Exception):
    """The key cannot be used: says where and what to do."""


def key(storage: Path) -> bytes:
    """The key in `secret.key`, made on the first run with mode 0600.

    Losing it unlinks every author seen so far: it belongs in the backup. Raises KeyFileError
    when the file was damaged.
    """
    storage.mkdir(parents=True, exist_ok=True)
    path = storage / "secret.key"
    if not path.exists():
        _make(path)
    try:
        found = bytes.fromhex(path.read_text("ascii").strip())
    except ValueError:
        found = b""
    if len(found) != KEY_BYTES:
        raise KeyFileError(f"{path}: not the key it was: restore it from a backup")
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
