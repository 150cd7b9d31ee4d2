"""The program's own options, its groups of commands, and how a command opens what it needs."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from listener.shell import Listener

if TYPE_CHECKING:
    from listener.app import App

OK = 0

app = typer.Typer(
    name="listener",
    cls=Listener,
    help="Listen to what is said of your brand, and know what to do with it.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help: quicker, and it fits the manual
    add_completion=False,
)
db = typer.Typer(help="The database.", no_args_is_help=True)
app.add_typer(db, name="db")
brand = typer.Typer(help="A brand as the database has it.", no_args_is_help=True)
app.add_typer(brand, name="brand")
before = typer.Typer(help="What you answered before, as drafts tell it again.")
app.add_typer(before, name="precedents")
taught = typer.Typer(help="What your answers taught: keep it, or leave it.")
app.add_typer(taught, name="lessons")
settings = typer.Typer(help="The settings.", no_args_is_help=True)
app.add_typer(settings, name="config")
playbook = typer.Typer(
    help="The replies that drafts are made of, yours and ours.", no_args_is_help=True
)
app.add_typer(playbook, name="playbook")

query = typer.Typer(help="Queries, before they are settings.", no_args_is_help=True)
app.add_typer(query, name="query")


@dataclass
class Chosen:
    """What was said before the command."""

    config: Path | None = None
    is_verbose: bool = False


chosen = Chosen()

Name = Annotated[str, typer.Argument(help="The source's name, as in config.toml.")]


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"brand-listener {version('brand-listener')}")
        raise typer.Exit


@app.callback()
def options(
    config: Annotated[
        Path | None,
        typer.Option(help="The settings; else $LISTENER_CONFIG, else ./config.toml."),
    ] = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Show the log.")] = False,
    version: Annotated[  # noqa: ARG001  (it ends the program before anything reads it)
        bool,
        typer.Option(
            "--version", help="Show the version and exit.", callback=_version, is_eager=True
        ),
    ] = False,
) -> None:
    """Read what all commands share."""
    chosen.config, chosen.is_verbose = config, verbose


def open_app(*, logs: bool = False, faults: bool = True, asks: bool = False) -> "App":
    """The installation that the options name."""
    from listener.commands.opening import opened

    start_logs(wanted=logs)
    return opened(chosen.config, faults=faults, asks=asks)


def start_logs(*, wanted: bool = False) -> None:
    """Logs on stderr, from here on."""
    from listener.commands import opening

    opening.start_logs(wanted=wanted, is_verbose=chosen.is_verbose)
