"""The child's end: it takes one piece of work after the other, within the limits it is given.

Its own clocks kill it, by signals that no loop can hold back; so it ends even when whoever
started it is gone. What it may do is cut down to reading: a guard against a parser that is
talked into more, not a prison for foreign code.
"""

import importlib
import os
import pickle
import resource
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

_NICE = 5  # the daemon and its health page go first
_PR_SET_PDEATHSIG = 1
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_REFUSED = (
    "socket.",
    "subprocess.",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.system",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.mkdir",
    "os.link",
    "os.symlink",
    "os.truncate",
    "os.chmod",
    "os.chown",
)


def serve() -> None:
    """Answer until nobody asks any more."""
    take, give = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)  # what a library prints is no answer
    _settle()
    _send(give, ("done", None))
    while (frame := _receive(take)) is not None:
        _do(give, *pickle.loads(frame))  # noqa: S301  # from the process that started us


def know(module: str) -> None:
    """Import what a piece of work needs."""
    importlib.import_module(module)


def _do(
    give: int,
    work: Callable[..., Any],
    args: tuple[object, ...],
    seconds: float,
    clock: float,
    megabytes: int | None,
    is_stream: bool,
) -> None:
    _limit_memory(megabytes)
    try:
        with _clocks(seconds, clock):
            found = work(*args)
        if is_stream:
            _stream(give, iter(found), seconds, clock)
            found = None
        with _clocks(seconds, clock):
            answer = pickle.dumps(("done", found), protocol=5)
    except MemoryError:
        _limit_memory(None)
        _send(give, ("memory", None))
        os._exit(1)  # what it held may still be held
    except Exception as error:
        answer = _told(error)
    _limit_memory(None)
    _write(give, answer)


def _stream(give: int, items: Iterator[Any], seconds: float, clock: float) -> None:
    while True:
        with _clocks(seconds, clock):
            try:
                item = next(items)
            except StopIteration:
                return
            frame = pickle.dumps(("item", item), protocol=5)
        _write(give, frame)  # waits until there is room, on nobody's clock


def _told(error: Exception) -> bytes:
    """The error itself where it is ours or Python's; else its name and place, never its words."""
    if type(error).__module__.partition(".")[0] in ("builtins", "connectors"):
        with suppress(Exception):
            frame = pickle.dumps(("raised", error), protocol=5)
            pickle.loads(frame)  # noqa: S301  # what we just wrote: some errors cannot be read back
            return frame
    at = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{type(error).__name__} at {Path(at.filename).name}:{at.lineno}"
    return pickle.dumps(("broke", place), protocol=5)


def _settle() -> None:
    """Give up what reading does not need."""
    for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(signum, signal.SIG_IGN)  # it ends with the daemon, in its time
    for limit in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE):
        with suppress(OSError, ValueError):
            resource.setrlimit(limit, (0, 0))
    with suppress(OSError):
        os.nice(_NICE)
    if sys.platform == "linux":
        _end_with_parent()
    sys.addaudithook(_refuse)


def _end_with_parent() -> None:
    with suppress(ImportError, OSError, AttributeError):
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _refuse(event: str, args: tuple[Any, ...]) -> None:
    writes = event == "open" and isinstance(args[2], int) and args[2] & _WRITES
    if writes or event.startswith(_REFUSED):
        raise PermissionError(f"a reader may not do this: {event}")


@contextmanager
def _clocks(seconds: float, clock: float) -> Iterator[None]:
    """Die, by the system's hand, after so many seconds of the processor or of the clock."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, clock)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)


def _limit_memory(megabytes: int | None) -> None:
    """Cap what we may take from now on; None takes the cap away."""
    for limit in (resource.RLIMIT_AS, resource.RLIMIT_DATA):
        _, hard = resource.getrlimit(limit)
        wanted = hard if megabytes is None else megabytes * 1_000_000
        if hard != resource.RLIM_INFINITY:
            wanted = min(wanted, hard)
        with suppress(OSError, ValueError):  # macOS has them in name only
            resource.setrlimit(limit, (wanted, hard))


def _send(give: int, value: tuple[str, object]) -> None:
    _write(give, pickle.dumps(value, protocol=5))


def _write(give: int, frame: bytes) -> None:
    left = memoryview(len(frame).to_bytes(8, "big") + frame)
    while left:
        try:
            left = left[os.write(give, left) :]
        except BrokenPipeError:
            os._exit(0)


def _receive(take: int) -> bytes | None:
    size = _take(take, 8)
    return None if size is None else _take(take, int.from_bytes(size, "big"))


def _take(take: int, size: int) -> bytes | None:
    taken = bytearray()
    while len(taken) < size:
        piece = os.read(take, min(size - len(taken), 1 << 20))
        if not piece:
            return None  # whoever asked is gone
        taken += piece
    return bytes(taken)
