"""One key from a terminal, without Return."""

import os
import select
import sys
import termios
import tty
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def keys() -> Iterator[Iterator[str]]:
    """What is pressed on the terminal at standard input, a small letter each; it ends with the input.

    Ctrl-C interrupts as ever; the terminal is as it was afterwards.
    """
    fd = sys.stdin.fileno()
    before = termios.tcgetattr(fd)
    try:
        tty.setcbreak(fd, termios.TCSADRAIN)  # what was typed already counts
        yield _pressed(fd)
    finally:
        termios.tcsetattr(fd, termios.TCSADRAIN, before)


def _pressed(fd: int) -> Iterator[str]:
    while first := os.read(fd, 1):
        if first == b"\x04":  # Ctrl-D
            return
        if first == b"\x1b":
            _skip_arrow(fd)
            continue
        if first >= b"\xc0":  # the rest of a letter with an accent
            first += os.read(fd, 1 + (first >= b"\xe0") + (first >= b"\xf0"))
        yield first.decode("utf-8", "replace").lower()


def _skip_arrow(fd: int) -> None:
    """An arrow is one key, though it is sent as several signs: ESC [ figures and a letter."""
    if not select.select([fd], [], [], 0.02)[0] or os.read(fd, 1) not in (b"[", b"O"):
        return
    while (sign := os.read(fd, 1)) and not b"@" <= sign <= b"~":
        pass
