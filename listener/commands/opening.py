"""Opening: the settings and the database for a command, and how much of the log it shows."""

import logging
import sys
from pathlib import Path

from listener.app import App
from listener.guard import log
from listener.guard.plain import plain


def opened(config: Path | None, *, faults: bool, asks: bool) -> App:
    """The installation that the settings describe; their `faults` are told on stderr."""
    made = App.read(config, asks=asks)
    for fault in made.config.faults if faults else ():
        print(plain(fault), file=sys.stderr)
    return made


def start_logs(*, wanted: bool, is_verbose: bool) -> None:
    """On a terminal the alerts stand alone: what went wrong is told, the rest only when asked for."""
    level = logging.ERROR
    if wanted:
        on_terminal = sys.stdout.isatty() or sys.stderr.isatty()
        level = logging.WARNING if on_terminal else logging.INFO
    log.start(level=logging.INFO if is_verbose else level)
