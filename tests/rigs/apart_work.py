"""Work that tests give to a child: good, slow, greedy, broken and curious."""

import os
import re
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path


class OddError(Exception):
    """Neither Python's nor ours."""


def double(number: int) -> int:
    return 2 * number


def pid() -> int:
    return os.getpid()


def spin() -> None:
    """One call into C that never lets go of the interpreter's lock."""
    re.match(r"(a+)+$", "a" * 200 + "b")


def sleep() -> None:
    time.sleep(3_600)


def grow() -> int:
    return len([bytes(1_000_000) for _ in range(10_000)])


def die() -> None:
    os._exit(3)


def shout() -> str:
    print("printed")
    os.write(1, b"written")
    os.write(2, b"complained")
    return "done"


def raise_own() -> None:
    raise ValueError("its own words")


def raise_odd() -> None:
    raise OddError("a text of others")


def count(upto: int, to: Path | None = None) -> Iterator[int]:
    for number in range(upto):
        if to:
            to.stat()
        yield number


def count_then_spin(upto: int) -> Iterator[int]:
    yield from range(upto)
    spin()


def big_items() -> Iterator[tuple[int, bytes]]:
    for number in range(1_000_000):
        yield number, bytes(100_000)


def environment() -> dict[str, str]:
    return dict(os.environ)


def dial(port: int) -> None:
    socket.create_connection(("127.0.0.1", port), 1)


def stay(path: str) -> None:
    """Sleep as long as a file is there."""
    while os.path.exists(path):  # noqa: PTH110
        time.sleep(0.01)


def start_program() -> int:
    return os.system("true")


def write(path: str) -> None:
    with open(path, "w") as file:  # noqa: PTH123
        file.write("x")


def read(path: str) -> str:
    return Path(path).read_text()


def heavy() -> list[str]:
    return sorted({name.partition(".")[0] for name in sys.modules})


def pid_then_spin() -> Iterator[int]:
    yield os.getpid()
    spin()


def nice_after(seconds: float, longest: float = 0.2) -> tuple[int, int]:
    """Our number, and how far behind others we are put after so much work, looked at for so long."""
    begun = time.process_time()
    while time.process_time() < begun + seconds:
        pass
    until = time.monotonic() + longest
    while os.nice(0) < 19 and time.monotonic() < until:
        time.sleep(0.01)
    return os.getpid(), os.nice(0)
