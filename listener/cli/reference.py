"""Every command with its help, for the manual: `python -m listener.cli.reference fr`."""

import sys
from collections.abc import Iterator
from typing import Any

import typer
from typer.core import TyperGroup

from listener.cli import app
from listener.shell import speak

WIDTH = 78  # columns of the help, as in any wider terminal


def commands(language: str) -> str:
    """The program's help and that of each command, as Markdown, in the order of the program's own list."""
    program = typer.main.get_command(app)
    if isinstance(program, TyperGroup):
        speak(program, language)
    return "\n\n".join(
        f"{head}\n\n```text\n{told}\n```" for head, told in _parts(program, None, "")
    )


def _parts(command: Any, above: Any, name: str) -> Iterator[tuple[str, str]]:
    context = command.context_class(
        command,
        parent=above,
        info_name=name or "listener",
        terminal_width=WIDTH,
    )
    yield f"## `{context.command_path}`", command.get_help(context).strip()
    for inner, one in getattr(command, "commands", {}).items():
        yield from _parts(one, context, inner)


if __name__ == "__main__":
    print(commands(*sys.argv[1:] or ["en"]))
