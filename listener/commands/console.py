"""The console: where commands print for people, and the line that shows long work go on."""

import errno
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from rich import _wrap
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.text import Text

from listener.guard.plain import plain
from listener.words import say

# No line ends at a no-break space, as rich has it, nor where French has one and a text an ordinary
# one: within « », before » : ; ? ! % €, between a number and its h, as in 7 h 05, in 4 800.
_HELD = "[\\S\u00a0\u202f]| (?=[»:;?!%€])|(?<=«) |(?<=[0-9]) (?=h\\b)|(?<=[0-9] h) (?=[0-9])|(?<=[0-9]) (?=[0-9]{3}\\b)"
_wrap.re_word = re.compile(f"(?:\\A[^\\S\u00a0\u202f]*)?(?:{_HELD})+[^\\S\u00a0\u202f]*")


class Screen(Console):
    """Where people read; texts of others can neither style it nor move its cursor."""

    def print(self, *objects: Any, **options: Any) -> None:
        """Print; a plain text is shown as it is written, brackets included."""
        shown = [Text(plain(one)) if isinstance(one, str) else one for one in objects]
        super().print(*shown, **options)

    def on_broken_pipe(self) -> None:
        """Nobody reads any more: the command ends as such (listener/shell.py), rich would say 1."""
        raise BrokenPipeError(errno.EPIPE, "nobody reads")


def console(*, stderr: bool = False) -> Console:
    """Where people read: no colour and no wrapping tricks when it is not a terminal."""
    return Screen(stderr=stderr, highlight=False, soft_wrap=False, markup=False, emoji=False)


@contextmanager
def progress(lang: str, out: Console | None = None) -> Iterator[Callable[[str, int], None]]:
    """A line for long work: it goes away at the end, and stays silent in a pipe.

    It stands below what is printed to `out` meanwhile, where that is a terminal, else on stderr.
    """
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description} {task.completed}"),
        TimeElapsedColumn(),
    )
    # Two consoles on one terminal do not know of each other: a frame would begin behind the line.
    screen = out if out is not None and out.is_terminal else console(stderr=True)
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as bar:
        tasks = {
            name: bar.add_task(say(lang, f"run.progress_{name}"), visible=False, total=None)
            for name in ("collect", "tag")
        }

        def told(stage: str, done: int) -> None:
            if stage in tasks:
                bar.update(tasks[stage], completed=done, visible=True)

        yield told


@contextmanager
def counted_to(words: str, total: int) -> Iterator[Callable[[], None]]:
    """A bar on stderr for work whose end is known; it goes away, and is silent in a pipe."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    screen = console(stderr=True)
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as bar:
        task = bar.add_task(words, total=total)
        yield lambda: bar.advance(task)
