"""The command `listener`: prints for people on stdout, logs on stderr.

Everything heavy is imported by the command that needs it, so that --help answers at once.
"""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from listener.shell import Listener

if TYPE_CHECKING:
    from listener.app import App

OK, FAILED, WRONG, HELD = 0, 1, 2, 3

app = typer.Typer(
    name="listener",
    cls=Listener,
    help="Listen to what is said of your brand, and know what to do with it.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help: quicker, and it fits the README
    add_completion=False,
)
db = typer.Typer(help="The database.", no_args_is_help=True)
app.add_typer(db, name="db")
brand = typer.Typer(help="A brand as the database has it.", no_args_is_help=True)
app.add_typer(brand, name="brand")
before = typer.Typer(help="What you answered before, as drafts tell it again.")
app.add_typer(before, name="precedents")
settings = typer.Typer(help="The settings.", no_args_is_help=True)
app.add_typer(settings, name="config")
playbook = typer.Typer(
    help="The replies that drafts are made of, yours and ours.", no_args_is_help=True
)
app.add_typer(playbook, name="playbook")

query = typer.Typer(help="Queries, before they are settings.", no_args_is_help=True)
app.add_typer(query, name="query")

_config: Path | None = None
_verbose = False

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
    global _config, _verbose
    _config, _verbose = config, verbose


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
    _logs()
    wanted = starting.Wanted(answers, language, replace, look, allow_private)
    file = _config or Path(os.environ.get("LISTENER_CONFIG") or "config.toml")
    raise typer.Exit(starting.init(file, wanted, spoken_here(_config)))


@app.command()
def once(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Work on a copy: store nothing, move no file.")
    ] = False,
) -> None:
    """Poll every source now, and show what deserves a person."""
    from listener.commands import runs

    runs.leave(runs.once(_open(), dry_run=dry_run))


@app.command()
def run() -> None:
    """Listen until stopped, and show what deserves a person."""
    from listener.commands import runs

    runs.leave(runs.run(_open(logs=True)))


@app.command()
def check() -> None:
    """Prove settings, database, model and every source."""
    from listener.commands import checks

    raise typer.Exit(checks.check(_open(faults=False)))


@app.command()
def poll(
    name: Name,
    json: Annotated[bool, typer.Option("--json", help="One mention a line, as JSON.")] = False,
) -> None:
    """Visit one source and print what it has; store nothing."""
    from listener.commands import lines

    raise typer.Exit(lines.poll(_open(), name, as_json=json))


@app.command()
def login(
    name: Name,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Open nothing: show the address.")
    ] = False,
) -> None:
    """Log in to a source that asks for it, in the browser."""
    from listener.commands import login as logging_in

    raise typer.Exit(logging_in.login(_open(), name, no_browser=no_browser))


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

    done = lines.import_file(_open(), file, brand=brand, alert=alert, mapped=map_, yes=yes)
    raise typer.Exit(done)


@app.command()
def tag(
    file: Annotated[Path | None, typer.Argument(help="JSON Lines; else standard input.")] = None,
) -> None:
    """Tag texts: one JSON object a line in, one out."""
    from listener.commands import lines

    raise typer.Exit(lines.tag(file, _config))


@app.command()
def sources(
    retry: Annotated[
        str | None, typer.Option(help="Ask this source again, though it refused or is down.")
    ] = None,
) -> None:
    """Every source: how it is, when it is due, what it has."""
    from listener.commands import looks

    raise typer.Exit(looks.sources(_open(), retry=retry))


@app.command()
def status() -> None:
    """How the listener is: sources, queues, notices."""
    from listener.commands import looks, unsettled
    from listener.settings.config import ConfigError

    try:
        opened = _open(asks=True)
    except ConfigError as error:
        raise typer.Exit(unsettled.status(_config, error)) from None
    raise typer.Exit(looks.status(opened))


@app.command()
def why(mention: Annotated[int, typer.Argument(help="The number shown with an alert.")]) -> None:
    """Everything behind one decision."""
    from listener.commands import looks

    raise typer.Exit(looks.why(_open(), mention))


@app.command()
def mentions(
    since: Annotated[str, typer.Option(help="From then on: 3d, 2w, 2026-11-24.")] = "7d",
    leaf: Annotated[
        str | None, typer.Option(help="With this advice alone: COUNT, REPAIR, LET_STAND…")
    ] = None,
    search: Annotated[str | None, typer.Option(help="That hold these words.")] = None,
    brand: Annotated[str | None, typer.Option(help="Of this brand alone.")] = None,
    most: Annotated[int, typer.Option("-n", help="How many at most.", min=1)] = 50,
) -> None:
    """What was read, told or not, newest first, with its numbers."""
    from listener.commands import mentions as listing

    raise typer.Exit(
        listing.mentions(_open(), since=since, leaf=leaf, search=search, brand=brand, most=most)
    )


@app.command()
def act(
    name: Annotated[str, typer.Argument(help="take, draft, approve, answered, correct, undo…")],
    said: Annotated[
        list[str] | None, typer.Argument(help="The alert's number, then what the act asks for.")
    ] = None,
    who: Annotated[str | None, typer.Option(help="Who does it; else this user.")] = None,
    text: Annotated[
        str | None,
        typer.Option(help="Of answered: what was sent. Of approve: a file with the answer, or -."),
    ] = None,
    author: Annotated[
        bool, typer.Option("--author", help="Of not_us and spam: all of this author.")
    ] = False,
    phrase: Annotated[
        str | None, typer.Option(help="Of not_us and spam: all that says this.")
    ] = None,
    what: Annotated[str | None, typer.Option(help="Of snooze: story, author or source.")] = None,
    brand: Annotated[str | None, typer.Option(help="Of hold: which brand.")] = None,
    seen: Annotated[
        str | None, typer.Option(help="The version that was seen, as acts shows it.")
    ] = None,
    event: Annotated[
        str | None, typer.Option(help="An id for scripts: the same one twice is one act.")
    ] = None,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Of approve: whatever speaks against it.")
    ] = False,
) -> None:
    """Take an alert, close it, correct it, undo that."""
    from listener.commands import acting

    given = acting.Given(who, text, author, phrase, what, brand, seen, event, anyway)
    raise typer.Exit(acting.act(_open(), name, said or [], given))


@app.command()
def acts(
    mention: Annotated[int | None, typer.Argument(help="Of this alert alone.")] = None,
) -> None:
    """Who did what, and when."""
    from listener.commands import acting

    raise typer.Exit(acting.acts(_open(), mention))


@app.command()
def mine(
    who: Annotated[str | None, typer.Option(help="Whose; else this user's.")] = None,
) -> None:
    """What you took and did not close yet, what is due first."""
    from listener.commands import acting

    raise typer.Exit(acting.mine(_open(), who))


@app.command("api-token")
def api_token(
    name: Annotated[
        str | None, typer.Argument(help="Who acts with it; without a name, all are listed.")
    ] = None,
    revoke: Annotated[
        bool, typer.Option("--revoke", help="Take it back: it opens nothing any more.")
    ] = False,
    brand: Annotated[str | None, typer.Option(help="For this brand alone.")] = None,
) -> None:
    """Who may act through the API: a token is shown once."""
    from listener.commands import tokens

    raise typer.Exit(tokens.api_token(_open(), name, revoke=revoke, brand=brand))


@app.command()
def digest(
    week: Annotated[
        str | None,
        typer.Option(help="An ISO week such as 2026-W46; else the last finished one."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show the short form, write nothing.")
    ] = False,
    open_: Annotated[bool, typer.Option("--open", help="Open the page in your browser.")] = False,
) -> None:
    """The week's e-reputation digest: page, Markdown, CSV."""
    from listener.commands import digests

    raise typer.Exit(digests.digest(_open(), week, dry_run=dry_run, open_=open_))


@app.command()
def judge(
    folder: Annotated[
        Path,
        typer.Argument(help="Holds rows.jsonl and brands.json.", exists=True, file_okay=False),
    ],
    json: Annotated[Path | None, typer.Option(help="Write every row and figure there.")] = None,
    ids: Annotated[str | None, typer.Option(help="These rows alone, as in a1,a2.")] = None,
    only: Annotated[str | None, typer.Option(help="leaf or risk: one of the two files.")] = None,
) -> None:
    """Run your labelled posts: how often is the advice right?"""
    from listener.commands import judging

    _logs()
    raise typer.Exit(judging.judge(folder, _config, out=json, ids=ids, only=only))


@app.command()
def sample(
    n: Annotated[int, typer.Argument(help="How many mentions to be asked about.", min=1)] = 50,
    brand: Annotated[str | None, typer.Option(help="Of this brand alone.")] = None,
) -> None:
    """Say what you think of some posts: is the bot right?"""
    from listener.commands import sampling

    raise typer.Exit(sampling.sample(_open(), n, brand=brand))


@app.command()
def sheet(
    kind: Annotated[
        str | None, typer.Argument(help="safety, health, leak…; else which there are.")
    ] = None,
    brand: Annotated[str | None, typer.Option(help="Of this brand; else of the first.")] = None,
    language: Annotated[str | None, typer.Option(help="fr or en; else the brand's.")] = None,
    file: Annotated[bool, typer.Option("--file", help="Our file of it, to copy and edit.")] = False,
) -> None:
    """A duty sheet: what to say, ask and keep when it is grave."""
    from listener.commands import sheets

    raise typer.Exit(sheets.sheet(kind, _config, brand=brand, file=file, language=language))


@app.command()
def lint(
    brand: Annotated[str | None, typer.Option(help="Of this brand; else of the first.")] = None,
    post: Annotated[
        Path | None,
        typer.Option(help="A file: the post that it answers.", exists=True, dir_okay=False),
    ] = None,
    mention: Annotated[
        int | None, typer.Option(help="The number shown with the alert that it answers.")
    ] = None,
    genre: Annotated[
        str | None,
        typer.Option(help="Whence the post is: review, tweet, mail, issue…; else a network."),
    ] = None,
    lang: Annotated[str | None, typer.Option(help="Its language, fr or en; else guessed.")] = None,
) -> None:
    """Check a draft on standard input, word for word."""
    from listener.commands import linting

    if mention is None:
        asked = linting.Asked(brand, post, genre, lang)
        raise typer.Exit(linting.lint(asked, _config))
    if (brand, post, genre, lang) != (None, None, None, None):
        raise typer.BadParameter("it says all of the post: leave the others out", param_hint="--mention")  # fmt: skip
    draft = linting.read_text(None)
    raise typer.Exit(linting.lint_answer(_open(), mention, draft))


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

    raise typer.Exit(listing.kinds(kind, language(_config), as_json=json))


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

    given = adding.Given(name, brand, tuple(set_ or ()), yes, anyway)
    raise typer.Exit(adding.add(_open(), kind, given))


@app.command()
def parse(
    kind: Annotated[str, typer.Argument(help="Of which kind the replies are.")],
    files: Annotated[list[str], typer.Argument(help="Saved replies; - is standard input.")],
) -> None:
    """The mentions in saved replies of a kind, as JSON Lines."""
    from listener.commands import parsing
    from listener.shell import language

    raise typer.Exit(parsing.parse(kind, files, language(_config)))


@query.command("test")
def query_test(
    query: Annotated[str, typer.Argument(help="As match and exclude have it.")],
    against: Annotated[str, typer.Option(help="A file, else a source by its name.")],
    json: Annotated[bool, typer.Option("--json", help="One mention a line, as JSON.")] = False,
) -> None:
    """What it finds, and what it only just finds or misses."""
    from listener.commands import querying

    raise typer.Exit(querying.test(_open(), query, against, as_json=json))


@app.command()
def hook(
    name: Name,
    curl: Annotated[
        bool, typer.Option("--curl", help="Print a request to be pasted, signed for five minutes.")
    ] = False,
) -> None:
    """A webhook's address, and how a sender proves itself."""
    from listener.commands import hooking

    raise typer.Exit(hooking.hook(_open(), name, curl=curl))


@app.command()
def demo(
    language: Annotated[
        str | None, typer.Option(help="Language of the alerts: fr or en; else your system's.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Show everything that the three weeks told.")
    ] = False,
) -> None:
    """Three weeks of an invented brand, in under a minute."""
    from listener.commands import demos

    _logs()
    raise typer.Exit(demos.demo(language=language, everything=everything))


@app.command()
def schema() -> None:
    """The JSON Schema of config.toml, for editors."""
    import json

    from listener.settings.reference import json_schema
    from listener.shell import language

    typer.echo(json.dumps(json_schema(language(_config)), indent=2, ensure_ascii=False))


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
        typer.echo(manifest(http, lang=language(_config)))
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
        raise typer.Exit(listing.precedents(_open(), brand=brand))


@before.command("drop")
def precedents_drop(
    number: Annotated[int, typer.Argument(help="The number that precedents shows.")],
) -> None:
    """Take one out: no draft is made of it any more."""
    from listener.commands import precedents as listing

    raise typer.Exit(listing.drop(_open(), number))


@db.command("upgrade")
def db_upgrade() -> None:
    """Bring the tables up to date with this release."""
    from listener.commands import checks

    raise typer.Exit(checks.upgrade(_open()))


@db.command("backup")
def db_backup(
    file: Annotated[Path, typer.Argument(help="The new file; the key goes beside it.")],
) -> None:
    """Copy database and key into a file, while the listener may go on."""
    from listener.commands import databases

    raise typer.Exit(databases.backup(_open(), file))


@db.command("new-key")
def db_new_key() -> None:
    """Make another key where the old one is lost for good: past authors become strangers."""
    from listener.commands import kept

    raise typer.Exit(kept.new_key(_open()))


@settings.command("export")
def config_export() -> None:
    """What leads added in Slack, as lines for config.toml."""
    from listener.commands import exporting

    raise typer.Exit(exporting.export(_open()))


@brand.command("rename")
def brand_rename(
    old: Annotated[str, typer.Argument(help="The name that the database has.")],
    new: Annotated[str, typer.Argument(help="The name in config.toml.")],
) -> None:
    """Give a brand's past to the name it has now; the listener must not be running."""
    from listener.commands import kept

    raise typer.Exit(kept.rename(_open(), old, new))


@playbook.command("check")
def playbook_check(
    brand: Annotated[str | None, typer.Option(help="Of this brand alone.")] = None,
) -> None:
    """For what there is no reply, and which of yours cannot be used."""
    from listener.commands import bank

    raise typer.Exit(bank.check(_config, brand=brand))


@playbook.command("preview")
def playbook_preview(
    mention: Annotated[int, typer.Argument(help="The number shown with an alert.")],
) -> None:
    """A mention's drafts as they would be made now, and why these replies."""
    from listener.commands import bank

    raise typer.Exit(bank.preview(_open(), mention))


@playbook.command("add")
def playbook_add(
    leaf: Annotated[str | None, typer.Option(help="For this advice: REPAIR, THANK…")] = None,
    matter: Annotated[str | None, typer.Option(help="About this: refund, app…; else any.")] = None,
    length: Annotated[str | None, typer.Option(help="short or full; else by its length.")] = None,
    place: Annotated[
        list[str] | None, typer.Option(help="review, app, network, forum, tracker or mail alone.")
    ] = None,
    when: Annotated[
        str | None, typer.Option(help="again: only to who has written to you before.")
    ] = None,
    lang: Annotated[str | None, typer.Option(help="fr or en; else the brand's.")] = None,
    name: Annotated[
        str | None, typer.Option(help="The file's name; else of advice and matter.")
    ] = None,
    text: Annotated[
        str | None, typer.Option(help="A file with the reply; else standard input.")
    ] = None,
    of: Annotated[
        int | None, typer.Option("--from", help="Take the answer that this mention got.")
    ] = None,
    brand: Annotated[str | None, typer.Option(help="Which brand; one alone is meant.")] = None,
) -> None:
    """Write a reply of yours into your folder, looked through first."""
    from listener.commands import banking

    given = banking.Given(
        leaf, matter, length, tuple(place or ()), when, lang, name, text, of, brand
    )
    raise typer.Exit(banking.add(_open(), given))


def _open(*, logs: bool = False, faults: bool = True, asks: bool = False) -> "App":
    from listener.commands.opening import opened

    _logs(wanted=logs)
    return opened(_config, faults=faults, asks=asks)


def _logs(*, wanted: bool = False) -> None:
    from listener.commands.opening import start_logs

    start_logs(wanted=wanted, is_verbose=_verbose)


def main() -> None:
    """Run a command; whatever ends it is told in words, with its exit code."""
    os.umask(0o077)  # what we write is for the one who runs us; what they redirect is theirs
    try:
        app()
    except BrokenPipeError:  # the reader of a pipe went away
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(OK)
    except KeyboardInterrupt:  # before a command began, or after it
        from listener.shell import INTERRUPTED, language, say_stopped

        say_stopped(language(_config))
        sys.exit(INTERRUPTED)
    except Exception as error:
        from listener.commands.troubles import told
        from listener.guard.plain import plain
        from listener.shell import language
        from listener.words.spoken import spoken

        words, code = told(error)
        typer.echo(plain(spoken(language(_config), words)), err=True)
        if _verbose:
            import traceback

            traceback.print_exc()
        sys.exit(code)


if __name__ == "__main__":
    main()
