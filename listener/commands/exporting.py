"""config export: what leads added without the file, as lines for the file."""

import sys

from connectors.mailbox.providers import server_of
from listener.app import App
from listener.commands.console import console
from listener.desk.acts.propose import LETTERS
from listener.guard.plain import one_line
from listener.settings.beside import Beside
from listener.settings.brand import Brand
from listener.settings.explained import explained
from listener.setup.tomltext import table_text
from listener.words import say


def export(app: App) -> int:
    """Print the lines of each brand; the settings in force do not change by being written down."""
    app.store.upgrade()
    found = app.added()
    proposed = {brand.name: app.proposed(brand) for brand in app.config.brand}
    if not found and not any(proposed.values()):
        console(stderr=True).print(say(app.brand.language, "setting.none"))
    for brand in app.config.brand:
        if lines := list(found.get(brand.name, Beside()).toml(brand)):
            place = say(brand.language, "setting.place", table=f"[[brand]], {brand.name}")
            lines = [f"# {place}", *explained(lines, brand.language)]
            sys.stdout.write("\n".join(lines) + "\n")
        for url, who in proposed[brand.name].items():
            sys.stdout.write(_source(brand, url, one_line(who)))
    return 0


def _source(brand: Brand, url: str, who: str) -> str:
    """A proposed source, asleep until somebody takes the signs away: nobody has looked at it yet."""
    told = say(brand.language, "setting.proposed", who=who)
    if url.startswith(LETTERS):
        user = url.removeprefix(LETTERS)
        table = {"brand": brand.name, "kind": "mailbox", "name": "mailbox"}
        table |= {"host": server_of(user), "user": user, "password": "${MAILBOX_PASSWORD}"}
    else:
        table = {"brand": brand.name, "kind": "rss", "name": "…", "url": url}
    lines = table_text("[[source]]", table).rstrip("\n").split("\n")
    return f"# {told}\n" + "".join(f"# {line}\n" for line in lines)
