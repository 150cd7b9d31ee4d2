"""Commands around what is listened to: kinds, replies, queries, hooks; and what stands by itself."""

from typing import Annotated

import typer

from listener.cli.root import Name, app, before, chosen, open_app, query, start_logs, taught


@app.command()
def kinds(
    kind: Annotated[
        str | None, typer.Argument(help="One alone, with its steps and settings.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="As JSON, for programs.")] = False,
) -> None:
    """What can be listened to: keys, steps, costs, limits."""
    from listener.commands import kinds as listing
    from listener.shell import language

    raise typer.Exit(listing.kinds(kind, language(chosen.config), as_json=json))


@app.command()
def add(
    kind: Annotated[str, typer.Argument(help="One of those that kinds lists.")],
    name: Annotated[str | None, typer.Option(help="The source's name; else the kind's.")] = None,
    set_: Annotated[
        list[str] | None, typer.Option("--set", help="KEY=VALUE, of its settings; more than once.")
    ] = None,
    brand: Annotated[str | None, typer.Option(help="Which brand; one alone is meant.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing: for scripts.")] = False,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Write it though it cannot be read yet.")
    ] = False,
) -> None:
    """Add a source: asks, tries it, writes it down."""
    from listener.commands import adding
    from listener.commands.given import Given

    given = Given(name, brand, tuple(set_ or ()), yes, anyway)
    raise typer.Exit(adding.add(open_app(), kind, given))


@app.command()
def parse(
    kind: Annotated[str, typer.Argument(help="Of which kind the replies are.")],
    files: Annotated[list[str], typer.Argument(help="Saved replies; - is standard input.")],
) -> None:
    """The mentions in saved replies of a kind, as JSON Lines."""
    from listener.commands import parsing
    from listener.shell import language

    raise typer.Exit(parsing.parse(kind, files, language(chosen.config)))


@query.command("test")
def query_test(
    query: Annotated[str, typer.Argument(help="As match and exclude have it.")],
    against: Annotated[str, typer.Option(help="A file, else a source by its name.")],
    json: Annotated[bool, typer.Option("--json", help="One mention a line, as JSON.")] = False,
) -> None:
    """What it finds, and what it only just finds or misses."""
    from listener.commands import querying

    raise typer.Exit(querying.test(open_app(), query, against, as_json=json))


@app.command()
def hook(
    name: Name,
    curl: Annotated[
        bool, typer.Option("--curl", help="Print a request to be pasted, signed for five minutes.")
    ] = False,
) -> None:
    """A webhook's address, and how a sender proves itself."""
    from listener.commands import hooking

    raise typer.Exit(hooking.hook(open_app(faults=False), name, curl=curl))


@app.command()
def demo(
    language: Annotated[
        str | None, typer.Option(help="Language of the alerts: fr or en; else your system's.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Show everything that the three weeks told.")
    ] = False,
) -> None:
    """Three weeks of an invented brand, in about a minute."""
    from listener.commands import demos

    start_logs()
    raise typer.Exit(demos.demo(language=language, everything=everything))


@app.command()
def schema() -> None:
    """The JSON Schema of config.toml, for editors."""
    import json

    from listener.settings.reference import json_schema
    from listener.shell import language

    typer.echo(json.dumps(json_schema(language(chosen.config)), indent=2, ensure_ascii=False))


@app.command("slack-manifest")
def slack_manifest(
    http: Annotated[
        str | None, typer.Option(help="Over HTTP, at this public https:// address of yours.")
    ] = None,
) -> None:
    """The Slack app to create: paste it at api.slack.com/apps."""
    from listener.channels.slack.door.manifest import AddressError, manifest
    from listener.shell import language

    try:
        typer.echo(manifest(http, lang=language(chosen.config)))
    except AddressError as error:
        raise typer.BadParameter(str(error), param_hint="--http") from None


@before.callback(invoke_without_command=True)
def precedents(
    context: typer.Context,
    brand: Annotated[str | None, typer.Option(help="Of this brand alone.")] = None,
) -> None:
    """What you answered before, as drafts tell it again."""
    from listener.commands import precedents as listing

    if context.invoked_subcommand is None:
        raise typer.Exit(listing.precedents(open_app(), brand=brand))


@before.command("drop")
def precedents_drop(
    number: Annotated[int, typer.Argument(help="The number that precedents shows.")],
) -> None:
    """Take one out: no draft is made of it any more."""
    from listener.commands import precedents as listing

    raise typer.Exit(listing.drop(open_app(), number))


@taught.callback(invoke_without_command=True)
def lessons(
    context: typer.Context,
    brand: Annotated[str | None, typer.Option(help="Of this brand alone.")] = None,
) -> None:
    """What your answers taught: keep it, or leave it."""
    from listener.commands import lessons as listing

    if context.invoked_subcommand is None:
        raise typer.Exit(listing.lessons(open_app(), brand=brand))


@taught.command("keep")
def lessons_keep(
    key: Annotated[str, typer.Argument(help="The key that lessons shows.")],
    who: Annotated[str | None, typer.Option(help="Who says so; else this user.")] = None,
) -> None:
    """Keep one: it becomes a setting."""
    from listener.commands import lessons as listing

    raise typer.Exit(listing.answer(open_app(), key, keep=True, who=who))


@taught.command("decline")
def lessons_decline(
    key: Annotated[str, typer.Argument(help="The key that lessons shows.")],
    who: Annotated[str | None, typer.Option(help="Who says so; else this user.")] = None,
) -> None:
    """Leave one: it is proposed no more."""
    from listener.commands import lessons as listing

    raise typer.Exit(listing.answer(open_app(), key, keep=False, who=who))
