"""Commands that set up, listen, and show what came."""

import os
from pathlib import Path
from typing import Annotated

import typer

from listener.cli.root import Name, app, chosen, open_app, start_logs


@app.command()
def init(
    answers: Annotated[
        Path | None, typer.Option(help="A TOML or JSON file of answers, for scripts.")
    ] = None,
    language: Annotated[str | None, typer.Option(help="fr or en; else you are asked.")] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace a config.toml that is there; it is kept.")
    ] = False,
    look: Annotated[bool, typer.Option(help="Show the first look at the end.")] = True,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="The site is in a network of your own.")
    ] = False,
) -> None:
    """Set a brand up: eight questions, then the first look."""
    from listener.commands import starting
    from listener.shell import language as spoken_here

    if language not in (None, "fr", "en"):
        raise typer.BadParameter("fr or en", param_hint="--language")
    start_logs()
    wanted = starting.Wanted(answers, language, replace, look, allow_private)
    file = chosen.config or Path(os.environ.get("LISTENER_CONFIG") or "config.toml")
    raise typer.Exit(starting.init(file, wanted, spoken_here(chosen.config)))


@app.command()
def once(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Work on a copy: store nothing, move no file.")
    ] = False,
) -> None:
    """Poll every source now, and show what deserves a person."""
    from listener.commands import runs

    runs.leave(runs.once(open_app(), dry_run=dry_run))


@app.command()
def run(
    roles: Annotated[
        str | None,
        typer.Option(
            help="On PostgreSQL, this process's part: any of collect,tag,decide,deliver,digest."
        ),
    ] = None,
) -> None:
    """Listen until stopped, and show what deserves a person."""
    from listener.commands import runs
    from listener.work.jobs import ALL, ROLES

    wanted = {one.strip() for one in roles.split(",")} if roles is not None else ALL
    if unknown := sorted(wanted - ALL):
        told = f"{unknown[0]}? write one of {', '.join(ROLES)}"
        raise typer.BadParameter(told, param_hint="--roles")
    runs.leave(runs.run(open_app(logs=True), [one for one in ROLES if one in wanted]))


@app.command()
def check() -> None:
    """Prove settings, database, model and every source."""
    from listener.commands import checks

    raise typer.Exit(checks.check(open_app(faults=False)))


@app.command()
def poll(
    name: Name,
    json: Annotated[bool, typer.Option("--json", help="One mention a line, as JSON.")] = False,
) -> None:
    """Visit one source and print what it has; store nothing."""
    from listener.commands import lines

    raise typer.Exit(lines.poll(open_app(faults=False), name, as_json=json))


@app.command()
def login(
    name: Name,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Open nothing: show the address.")
    ] = False,
) -> None:
    """Log in to a source that asks for it, in the browser."""
    from listener.commands import login as logging_in

    raise typer.Exit(logging_in.login(open_app(faults=False), name, no_browser=no_browser))


@app.command("import")
def import_(
    file: Annotated[
        Path,
        typer.Argument(help="CSV, a workbook, JSON or JSON Lines.", exists=True, dir_okay=False),
    ],
    brand: Annotated[str | None, typer.Option(help="Which brand; one alone is meant.")] = None,
    alert: Annotated[bool, typer.Option("--alert", help="Alert on them like on new ones.")] = False,
    map_: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            help="What its columns hold, as text=Body,rating=Score; alone, a proposal. Asks first.",
        ),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="With --map: store without asking.")] = False,
) -> None:
    """Store a file's mentions; alert on them only if asked to."""
    from listener.commands import lines

    done = lines.import_file(open_app(), file, brand=brand, alert=alert, mapped=map_, yes=yes)
    raise typer.Exit(done)


@app.command()
def tag(
    file: Annotated[Path | None, typer.Argument(help="JSON Lines; else standard input.")] = None,
) -> None:
    """Tag texts: one JSON object a line in, one out."""
    from listener.commands import lines

    raise typer.Exit(lines.tag(file, chosen.config))


@app.command()
def sources(
    retry: Annotated[
        str | None, typer.Option(help="Ask this source again, though it refused or is down.")
    ] = None,
) -> None:
    """Every source: how it is, when it is due, what it has."""
    from listener.commands import looks

    raise typer.Exit(looks.sources(open_app(), retry=retry))


@app.command()
def status() -> None:
    """How the listener is: sources, queues, notices."""
    from listener.commands import looks, unsettled
    from listener.settings.config import ConfigError

    try:
        opened = open_app(asks=True)
    except ConfigError as error:
        raise typer.Exit(unsettled.status(chosen.config, error)) from None
    raise typer.Exit(looks.status(opened))


@app.command()
def why(mention: Annotated[int, typer.Argument(help="The number shown with an alert.")]) -> None:
    """Everything behind one decision."""
    from listener.commands import looks

    raise typer.Exit(looks.why(open_app(), mention))


@app.command()
def mentions(
    since: Annotated[str, typer.Option(help="From then on: 3d, 2w, 2026-11-24.")] = "7d",
    leaf: Annotated[
        str | None, typer.Option(help="With this advice alone: COUNT, REPAIR, LET_STAND…")
    ] = None,
    search: Annotated[str | None, typer.Option(help="That hold these words.")] = None,
    brand: Annotated[str | None, typer.Option(help="Of this brand alone.")] = None,
    most: Annotated[int, typer.Option("-n", help="How many at most.", min=1)] = 50,
    muted: Annotated[
        bool,
        typer.Option("--muted", help="Those that a query of mute hides, instead of the others."),
    ] = False,
) -> None:
    """What was read, told or not, newest first, with its numbers."""
    from listener.commands import mentions as listing

    raise typer.Exit(
        listing.mentions(
            open_app(), since=since, leaf=leaf, search=search, brand=brand, most=most, muted=muted
        )
    )
