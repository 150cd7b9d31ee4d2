"""Exit codes: whatever ends a command, in words: what, where, what to do."""

import errno
import traceback
from pathlib import Path

FAILED, WRONG, HELD, NEWER = 1, 2, 3, 4

_BY_NUMBER = {
    errno.EACCES: "this user may not: let it read and write there, or run as another user",
    errno.EPERM: "this user may not: let it read and write there, or run as another user",
    errno.EROFS: "it can only be read: name a folder that can be written, [storage] dir",
    errno.ENOSPC: "the disk is full: free some space, nothing was lost",
    errno.EDQUOT: "this user's share of the disk is full: free some space, nothing was lost",
    errno.ENOENT: "it is not there",
    errno.EISDIR: "this is a folder, a file is wanted",
    errno.ENOTDIR: "a file stands where a folder is wanted: move it away",
    errno.EEXIST: "it is there already: move it away or take another name",
    errno.ENAMETOOLONG: "the name is too long",
    errno.EMFILE: "too many files are open: raise the limit (ulimit -n)",
}


def told(error: Exception) -> tuple[str, int]:
    """Words and exit code of what ended a command.

    What is no known trouble is our own fault: its type and place are told, never its text, which
    may hold a mention's.
    """
    from listener.guard.lock import HeldError
    from listener.guard.secret import KeyFileError
    from listener.guard.tokens import TokenFileError
    from listener.settings.config import ConfigError
    from listener.store.errors import NewerReleaseError, StoreError

    if isinstance(error, ConfigError):
        return str(error), WRONG
    if isinstance(error, HeldError):
        return str(error), HELD
    if isinstance(error, NewerReleaseError):
        return str(error), NEWER
    if isinstance(error, StoreError | KeyFileError | TokenFileError) or type(error).__name__ in (
        "WeightsError",
        "SourceError",
    ):
        return str(error), FAILED
    if isinstance(error, OSError) and error.errno is not None:
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{_BY_NUMBER.get(error.errno, error.strerror or 'failed')}", FAILED
    if isinstance(error, ModuleNotFoundError):
        return (
            f"the Python package {error.name} is not installed: install brand-listener again",
            FAILED,
        )
    return f"this should not happen ({_place(error)}): please report it; -v shows all of it", FAILED


def _place(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    at = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{at}"
