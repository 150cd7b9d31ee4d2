"""Hot reload: settings read again while the listener runs: what is right takes effect, what is broken waits.

A file that cannot be used leaves the last good settings in force, and is told once; so is what a
change asks of a person, such as a restart.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from listener.settings.config import Config, ConfigError
from listener.settings.load import load
from listener.settings.tokens_env import NAME

# What is opened at the start and never again.
_OPENED = ("storage", "tagger", "web")
Stamp = tuple[tuple[int, int, int] | None, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What a look at the file brought."""

    config: Config | None = None  # the settings to go on with, where they changed
    problems: tuple[str, ...] = ()  # why the file, or a part of it, is not used
    restart: tuple[str, ...] = ()  # tables that changed and want a restart
    is_mended: bool = False  # what was told before is so no more


class Settings:
    """The settings in force, and the file they came from."""

    def __init__(self, path: Path, config: Config, read: Callable[[Path], Config] = load) -> None:
        self._path, self._read = path, read
        self._written = config  # what the file said last
        self.config = config  # what is in force
        # Which file `config` was read from nobody knows any more: it may have been changed since.
        self._adopted: Stamp | None = None
        self._seen = self._stamp()
        self._problems = config.faults
        self._is_broken = False
        self._waiting = tuple[str, ...]()  # tables that want a restart

    @property
    def note(self) -> str | None:
        """In what the file is not in force as it stands, for a page that shows no setting."""
        file, told = self._path.name, "`listener check` says why"
        if self._is_broken:
            return f"settings: {file} cannot be used, the last good ones are in force: {told}"
        if self._problems:
            return f"settings: a brand, a source, a duty sheet or a reply of {file} is left out: {told}"
        if self._waiting:
            tables = ", ".join(f"[{name}]" for name in self._waiting)
            return f"settings: {tables} of {file} changed and want a restart"
        return None

    def look(self) -> Change | None:
        """What changed since the last look; None when nothing did.

        A file is read once it looked the same twice, so that half of it is never taken.
        """
        stamp, before = self._stamp(), self._seen
        self._seen = stamp
        if stamp == self._adopted or stamp != before:
            return None
        self._adopted = stamp
        try:
            found = self._read(self._path)
        except ConfigError as error:
            self._is_broken = True
            return self._told(Change(problems=tuple(str(error).splitlines())))
        self._is_broken = False
        if found == self._written:
            return self._told(Change(problems=found.faults))
        self._written = found
        restart = tuple(
            name for name in _OPENED if getattr(found, name) != getattr(self.config, name)
        )
        self._waiting = restart
        if "storage" in restart:  # every source's folder hangs on it
            return self._told(Change(problems=found.faults, restart=restart))
        kept = {name: getattr(self.config, name) for name in _OPENED}
        self.config = found.model_copy(update=kept).as_heard()
        return self._told(Change(self.config, found.faults, restart))

    def _told(self, change: Change) -> Change | None:
        """The change, without what was told already; None where nothing is left of it."""
        before, self._problems = self._problems, change.problems
        if change.problems != before:
            is_mended = bool(before) and not change.problems
            return Change(change.config, change.problems, change.restart, is_mended)
        if change.config is None and not change.restart:
            return None
        return Change(change.config, (), change.restart)

    def _stamp(self) -> Stamp:
        """Of the file, of those that hold its tokens, of duty sheets and own replies: a changed one looks different."""
        slacks = [brand.slack for brand in self.config.brand]
        tokens = [
            f for s in slacks for f in (s.token_file, s.app_token_file, s.signing_secret_file)
        ]
        folder = self._path.absolute().parent
        files = [self._path, folder / NAME, *(folder / file for file in tokens if file)]
        for brand in self.config.brand:
            files += sorted((folder / brand.sheets).glob("*.toml")) if brand.sheets else []
            own = brand.voice.replies
            files += sorted((folder / own).glob("*.md")) if own else []
        return tuple(_stamp(file) for file in files)


def _stamp(file: Path) -> tuple[int, int, int] | None:
    try:
        seen = file.stat()
    except OSError:
        return None
    return seen.st_mtime_ns, seen.st_size, seen.st_ino


def told_once(change: Change) -> str:
    """A key that is the same for the same news."""
    told = json.dumps([change.problems, change.restart, change.is_mended])
    return hashlib.sha256(told.encode()).hexdigest()[:12]
