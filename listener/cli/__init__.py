"""The command `listener`: prints for people on stdout, logs on stderr.

Everything heavy is imported by the command that needs it, so that --help answers at once. The commands
are told in the order in which their files are imported here.
"""

import os
import sys

import typer

from listener.cli import desk, kinds, listening, stored  # noqa: F401  (they have the commands, in this order)
from listener.cli.root import app, chosen
from listener.shell import quieted

__all__ = ["app", "main"]


def main() -> None:
    """Run a command; whatever ends it is told in words, with its exit code."""
    os.umask(0o077)  # what we write is for the one who runs us; what they redirect is theirs
    try:
        try:
            app()
        finally:
            _flush()
    except KeyboardInterrupt:  # before a command began, or after it
        from listener.shell import INTERRUPTED, language, say_stopped

        say_stopped(language(chosen.config))
        sys.exit(INTERRUPTED)
    except Exception as error:
        from listener.commands.troubles import told
        from listener.guard.plain import plain
        from listener.shell import language
        from listener.words.spoken import spoken

        words, code = told(error)
        typer.echo(plain(spoken(language(chosen.config), words)), err=True)
        if chosen.is_verbose:
            import traceback

            traceback.print_exc()
        sys.exit(code)


def _flush() -> None:
    """What is still held back goes out now: at Python's own end nobody could say that it did not."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BrokenPipeError:
            quieted()
            stream.flush()
