"""db backup: one file that holds everything, and the key that belongs to it."""

import os
import shlex
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from rich.text import Text

from listener.app import App
from listener.commands.console import console
from listener.store.errors import StoreError
from listener.store.store import Store
from listener.words import say

COUNTED = ("sources", "mentions", "decisions", "notices", "answers", "corrections")


@dataclass(frozen=True, slots=True)
class Held:
    """What a backup holds."""

    size: int  # bytes
    revision: str
    counts: dict[str, int]


def backup(app: App, file: Path) -> int:
    """Copy the database and the key while the listener may go on; overwrites nothing.

    Raises StoreError with what to do instead, for PostgreSQL with the command that does it.
    """
    store, key = app.store, app.config.storage.dir / "secret.key"
    if not store.is_sqlite:
        raise StoreError(f"{store.place}: use PostgreSQL's own tool:\n{_dump(store, file, key)}")
    if store.revision() is None:
        raise StoreError(f"{store.place}: it holds nothing yet: run `listener once` first")
    kept = file.with_name(f"{file.name}.secret.key")
    _free(file, kept)
    has_key = key.exists()
    if has_key:
        _copy_key(key, kept)
    try:
        store.backup(file)
    except BaseException:
        if has_key:
            kept.unlink()
        raise
    try:
        held = look_into(file)
    except StoreError:
        for useless in (file, kept) if has_key else (file,):
            useless.unlink()
        raise
    _tell(file, kept if has_key else None, held, app.brand.language)
    return 0


def _free(file: Path, kept: Path) -> None:
    if file.is_dir():
        raise StoreError(f"{file}: this is a folder: name a file in it")
    if not file.parent.is_dir():
        raise StoreError(f"{file.parent}: there is no such folder: make it first, or name another")
    for taken in (file, kept):
        if taken.exists():
            raise StoreError(f"{taken}: this file exists already: name another one")


def look_into(file: Path) -> Held:
    """Prove that a backup is whole, and count what it holds; nothing in it is changed."""
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as copy:
            (verdict,) = copy.execute("PRAGMA integrity_check(1)").fetchone()
            if verdict != "ok":
                raise sqlite3.DatabaseError("integrity_check")
            (revision,) = copy.execute("SELECT version_num FROM alembic_version").fetchone()
            counts = {
                table: copy.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
                for table in COUNTED
            }
    except sqlite3.DatabaseError as error:
        raise StoreError(f"{file}: the copy is damaged ({error}): check this disk") from None
    return Held(file.stat().st_size, revision, counts)


def _tell(file: Path, key: Path | None, held: Held, lang: str) -> None:
    counts = ", ".join(say(lang, f"backup.{table}", n=n) for table, n in held.counts.items())
    size = round(held.size / 1_000_000, 1)
    lines = [
        say(lang, "backup.made", file=str(file), size=size, revision=held.revision),
        f"  {counts}",
    ]
    if key:
        lines.append(say(lang, "backup.key", file=str(key)))
    lines.append(f"  {say(lang, 'backup.restore')}")
    for line in lines:
        console().print(Text(line), soft_wrap=True)  # a path that is cut cannot be copied


def _copy_key(key: Path, to: Path) -> None:
    try:
        descriptor = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(key.read_bytes())
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise StoreError(f"{to}: cannot write it ({error.strerror})") from error


def _dump(store: Store, file: Path, key: Path) -> str:
    """The commands; the password, if there is one, is asked for or read from PGPASSWORD."""
    url = store.engine.url._replace(drivername="postgresql", password=None)
    url = url.difference_update_query(["password", "passfile", "sslpassword"])
    address = url.render_as_string(hide_password=True)
    dump = ["pg_dump", "--format=custom", f"--file={file}", address]
    copy = ["install", "-m", "600", str(key), f"{file}.secret.key"]
    return f"  {shlex.join(dump)}\n  {shlex.join(copy)}"
