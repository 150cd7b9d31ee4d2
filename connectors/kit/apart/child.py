"""Our end of one child: it is started, asked, answered, and killed when it has had its time."""

import os
import pickle
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, Any, cast

from connectors.kit.apart.errors import CutOffError, NoChildError
from connectors.kit.apart.inside import know
from connectors.kit.apart.values import NotPlainError, plain_values

SLOWNESS = 3.0  # on a busy machine the clock may run so many times longer than the processor
GRACE = 2.0  # seconds more, to begin
START = 30.0  # seconds until a new child answers, on a busy machine; usually a tenth of one
LARGEST = 100_000_000  # bytes of one answer
SHORT = 0.15  # seconds of the processor: what has worked longer ...
_LAST = 19  # ... is put behind all others, by the system's own scale
_LOOK = 0.05  # seconds between two looks at how long it has worked

_PASSED_ON = ("LANG", "LC_ALL", "LC_CTYPE", "TZ")  # of the environment; the rest may be secret
_BOOT = (
    "import sys; sys.path[:] = sys.argv[1:]; from connectors.kit.apart.inside import serve; serve()"
)
_CLOCKS = (signal.SIGPROF, signal.SIGALRM, signal.SIGXCPU)  # by which a child ends itself


class _Starter:
    """The thread that starts children: Linux ends them with theirs, and it lives as long as we."""

    def __init__(self) -> None:
        self.renew()
        os.register_at_fork(after_in_child=self.renew)  # a thread does not outlive a fork

    def renew(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="apart")

    def start(self) -> "subprocess.Popen[bytes]":
        return self._thread.submit(_start).result()


_starter = _Starter()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a child sent back."""

    value: Any
    is_item: bool  # of a stream; else it was the last


class Child:
    """One process and the pipes to and from it, for one thread at a time."""

    def __init__(self) -> None:
        self.uses = 0
        self.is_fit = True  # may it be used again?
        self._seconds, self._megabytes, self._home = START, 0, ""
        self._began, self._is_last = 0.0, False  # of the processor, when it was asked
        self._known: set[str] = set()  # modules that it has imported
        try:
            self._process = _starter.start()
        except (OSError, ValueError, RuntimeError) as error:
            raise NoChildError(_no_child(str(error))) from error
        self._to = cast(IO[bytes], self._process.stdin)
        self._from = cast(IO[bytes], self._process.stdout)
        os.set_blocking(self._to.fileno(), False)
        try:
            self._receive(time.monotonic() + START)
        except CutOffError as error:
            self.end()
            raise NoChildError(_no_child("it ended before it began")) from error

    def ask(
        self,
        work: Callable[..., object],
        args: tuple[object, ...],
        *,
        seconds: float,
        megabytes: int,
        is_stream: bool,
    ) -> None:
        """Send a piece of work; raises CutOffError."""
        self.uses += 1
        if work.__module__ not in self._known:
            # Its imports alone would make a child's first work a long one, and its last.
            self._seconds, self._megabytes, self._home = START, megabytes, ""
            self._order((know, (work.__module__,), START, START, None, False), START)
            self.answer()
            self._known.add(work.__module__)
        self._seconds, self._megabytes, self._home = seconds, megabytes, work.__module__
        self._began = _worked(self._process.pid)
        clock = seconds * SLOWNESS + GRACE
        self._order((work, args, seconds, clock, megabytes, is_stream), clock)

    def _order(self, order: tuple[object, ...], clock: float) -> None:
        self.is_fit = False
        self._send(pickle.dumps(order, protocol=5), time.monotonic() + clock)

    def answer(self) -> Answer:
        """The next item, or the result; raises CutOffError, and what the work raised."""
        # The child's own clocks end it first, and tell which limit it was.
        frame = self._receive(time.monotonic() + self._seconds * SLOWNESS + 2 * GRACE)
        try:
            kind, value = plain_values(frame, self._home)
        except (NotPlainError, TypeError, ValueError) as error:
            raise CutOffError(f"its reader gave an answer that is none ({error})") from error
        if kind == "memory":
            raise self._too_much()
        if kind == "broke":
            raise CutOffError(f"its reader broke ({value}): please report it")
        self.is_fit = kind != "item" and not self._is_last
        if isinstance(value, Exception) and kind == "raised":
            raise value
        return Answer(value, is_item=kind == "item")

    def end(self) -> None:
        """Kill it, and wait until the system has done so."""
        self._process.kill()
        for pipe in (self._to, self._from):
            with suppress(OSError):
                pipe.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(GRACE)

    def _send(self, frame: bytes, deadline: float) -> None:
        left = memoryview(len(frame).to_bytes(8, "big") + frame)
        while left:
            if not _is_ready(self._to.fileno(), select.POLLOUT, deadline):
                raise self._too_long()
            try:
                left = left[os.write(self._to.fileno(), left) :]
            except BlockingIOError:
                continue
            except OSError:
                raise self._gone() from None

    def _receive(self, deadline: float) -> bytes:
        size = int.from_bytes(self._take(8, deadline), "big")
        if size > LARGEST:
            raise self._too_much()
        return self._take(size, deadline)

    def _take(self, size: int, deadline: float) -> bytes:
        taken = bytearray()
        while len(taken) < size:
            if not self._is_told(deadline):
                raise self._too_long()
            piece = os.read(self._from.fileno(), min(size - len(taken), 1 << 20))
            if not piece:
                raise self._gone()
            taken += piece
        return bytes(taken)

    def _is_told(self, deadline: float) -> bool:
        """Wait for it; what takes long goes on behind the others, and is not used again."""
        while not self._is_last and time.monotonic() < deadline:
            if _is_ready(self._from.fileno(), select.POLLIN, time.monotonic() + _LOOK):
                return True
            if self._home and _worked(self._process.pid) - self._began > SHORT:
                self._is_last = True  # only the owner of the machine could take it back
                with suppress(OSError):
                    os.setpriority(os.PRIO_PROCESS, self._process.pid, _LAST)
        return _is_ready(self._from.fileno(), select.POLLIN, deadline)

    def _gone(self) -> CutOffError:
        """Why it ended by itself."""
        try:
            status = self._process.wait(GRACE)
        except subprocess.TimeoutExpired:
            status = 0
        if -status in _CLOCKS:
            return self._too_long()
        return CutOffError(f"its reader ended in the middle (status {status}): refused")

    def _too_long(self) -> CutOffError:
        return CutOffError(f"reading it took longer than {self._seconds:g} s: refused")

    def _too_much(self) -> CutOffError:
        return CutOffError(f"reading it took more than {self._megabytes} MB of memory: refused")


def _start() -> "subprocess.Popen[bytes]":
    if not sys.executable:
        raise ValueError("the path of Python is not known")
    places = [os.path.abspath(place) for place in sys.path]  # noqa: PTH100  # "" is the folder we are in
    return subprocess.Popen(  # noqa: S603  # nothing in it comes from others
        # -I and -S: no setting and no file of the user's changes what is imported there.
        [sys.executable, "-I", "-S", "-B", "-X", "utf8", "-c", _BOOT, *places],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={name: os.environ[name] for name in _PASSED_ON if name in os.environ},
        start_new_session=True,  # Ctrl-C in the terminal is not meant for it
        bufsize=0,
    )


def _worked(pid: int) -> float:
    """Seconds that a process has had of the processor; of the clock, where only Linux tells."""
    try:
        return time.clock_gettime(~pid << 3 | 2)  # clock_getcpuclockid(3), which Python lacks
    except (OSError, AttributeError, OverflowError):
        return time.monotonic()


def _no_child(why: str) -> str:
    return (
        f"no process can be started to read in ({why}): nothing is read without one; "
        "let the listener start processes, and give it memory for them"
    )


def _is_ready(fd: int, event: int, deadline: float) -> bool:
    poll = select.poll()
    poll.register(fd, event)
    return bool(poll.poll(max(0.0, deadline - time.monotonic()) * 1_000))
