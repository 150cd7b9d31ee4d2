"""Commands over what is stored: the database, the settings, the brand, the replies."""

from pathlib import Path
from typing import Annotated

import typer

from listener.cli.root import brand, chosen, db, open_app, playbook, settings


@db.command("upgrade")
def db_upgrade() -> None:
    """Bring the tables up to date with this release."""
    from listener.commands import checks

    raise typer.Exit(checks.upgrade(open_app()))


@db.command("backup")
def db_backup(
    file: Annotated[Path, typer.Argument(help="The new file; the key goes beside it.")],
) -> None:
    """Copy database and key into a file, while the listener may go on."""
    from listener.commands import databases

    raise typer.Exit(databases.backup(open_app(), file))


@db.command("copy")
def db_copy(
    to: Annotated[str, typer.Option(help="The other database: postgresql://user@host/database.")],
) -> None:
    """Move up: all of this SQLite database into another one; killed, it goes on when run again."""
    from listener.commands import moving

    raise typer.Exit(moving.copy(open_app(), to))


@db.command("new-key")
def db_new_key() -> None:
    """Make another key where the old one is lost for good: past authors become strangers."""
    from listener.commands import kept

    raise typer.Exit(kept.new_key(open_app()))


@settings.command("export")
def config_export() -> None:
    """What leads added in Slack, as lines for config.toml."""
    from listener.commands import exporting

    raise typer.Exit(exporting.export(open_app()))


@brand.command("rename")
def brand_rename(
    old: Annotated[str, typer.Argument(help="The name that the database has.")],
    new: Annotated[str, typer.Argument(help="The name in config.toml.")],
) -> None:
    """Give a brand's past to the name it has now; the listener must not be running."""
    from listener.commands import kept

    raise typer.Exit(kept.rename(open_app(), old, new))


@brand.command("export")
def brand_export(
    name: Annotated[str, typer.Argument(help="The name that the database has.")],
    to: Annotated[Path, typer.Option(help="The folder, new or empty; it is for you alone.")],
) -> None:
    """Write all that is stored of a brand into a new folder, with a receipt."""
    from listener.commands import handing

    raise typer.Exit(handing.export(open_app(), name, to))


@brand.command("remove")
def brand_remove(
    name: Annotated[str, typer.Argument(help="The name that the database has.")],
    yes: Annotated[bool, typer.Option("--yes", help="Without asking.")] = False,
) -> None:
    """Remove for good all that is stored of a brand that is in no settings any more."""
    from listener.commands import removal

    raise typer.Exit(removal.remove(open_app(), name, yes=yes))


@brand.command("check")
def brand_check(
    folder: Annotated[Path, typer.Argument(help="The folder of the export.")],
) -> None:
    """Is an export's folder whole, and as it was written?"""
    from listener.commands import receipts

    raise typer.Exit(receipts.check(open_app().config, folder))


@playbook.command("check")
def playbook_check(
    brand: Annotated[str | None, typer.Option(help="Of this brand alone.")] = None,
) -> None:
    """For what there is no reply, and which of yours cannot be used."""
    from listener.commands import bank

    raise typer.Exit(bank.check(chosen.config, brand=brand))


@playbook.command("preview")
def playbook_preview(
    mention: Annotated[int, typer.Argument(help="The number shown with an alert.")],
) -> None:
    """A mention's drafts as they would be made now, and why these replies."""
    from listener.commands import bank

    raise typer.Exit(bank.preview(open_app(), mention))


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
    raise typer.Exit(banking.add(open_app(), given))
