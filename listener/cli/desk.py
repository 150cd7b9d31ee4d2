"""Commands of who answers and judges: acts, the digest, labels, drafts."""

from pathlib import Path
from typing import Annotated

import typer

from listener.cli.root import app, chosen, open_app, start_logs


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
    raise typer.Exit(acting.act(open_app(), name, said or [], given))


@app.command()
def acts(
    mention: Annotated[int | None, typer.Argument(help="Of this alert alone.")] = None,
) -> None:
    """Who did what, and when."""
    from listener.commands import acting

    raise typer.Exit(acting.acts(open_app(), mention))


@app.command()
def mine(
    who: Annotated[str | None, typer.Option(help="Whose; else this user's.")] = None,
) -> None:
    """What you took and did not close yet, what is due first."""
    from listener.commands import acting

    raise typer.Exit(acting.mine(open_app(), who))


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

    raise typer.Exit(tokens.api_token(open_app(), name, revoke=revoke, brand=brand))


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

    raise typer.Exit(digests.digest(open_app(), week, dry_run=dry_run, open_=open_))


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

    start_logs()
    raise typer.Exit(judging.judge(folder, chosen.config, out=json, ids=ids, only=only))


@app.command()
def sample(
    n: Annotated[int, typer.Argument(help="How many mentions to be asked about.", min=1)] = 50,
    brand: Annotated[str | None, typer.Option(help="Of this brand alone.")] = None,
) -> None:
    """Say what you think of some posts: is the bot right?"""
    from listener.commands import sampling

    raise typer.Exit(sampling.sample(open_app(), n, brand=brand))


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

    raise typer.Exit(sheets.sheet(kind, chosen.config, brand=brand, file=file, language=language))


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
        raise typer.Exit(linting.lint(asked, chosen.config))
    if (brand, post, genre, lang) != (None, None, None, None):
        raise typer.BadParameter("it says all of the post: leave the others out", param_hint="--mention")  # fmt: skip
    draft = linting.read_text(None)
    raise typer.Exit(linting.lint_answer(open_app(), mention, draft))
