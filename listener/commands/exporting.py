"""config export: what leads added without the file, as lines for the file."""

import sys

from listener.app import App
from listener.commands.console import console
from listener.guard.plain import one_line
from listener.settings.added import text, toml
from listener.settings.brand import Brand
from listener.words import say


def export(app: App) -> int:
    """Print the lines of each brand; the settings in force do not change by being written down."""
    app.store.upgrade()
    found = app.added()
    proposed = {brand.name: app.proposed(brand) for brand in app.config.brand}
    if not found and not any(proposed.values()):
        console(stderr=True).print(say(app.brand.language, "setting.none"))
    for brand in app.config.brand:
        if rows := found.get(brand.name, ()):
            sys.stdout.write(f"# in [[brand]], {brand.name}\n")
            sys.stdout.write("\n".join(toml(brand, rows)) + "\n")
        for url, who in proposed[brand.name].items():
            sys.stdout.write(_source(brand, url, one_line(who)))
    return 0


def _source(brand: Brand, url: str, who: str) -> str:
    """A proposed source, asleep until somebody takes the signs away: nobody has looked at it yet."""
    told = say(brand.language, "setting.proposed", who=who)
    lines = ("[[source]]", f"brand = {text(brand.name)}", 'kind = "rss"', 'name = "…"', f"url = {text(url)}")  # fmt: skip
    return f"# {told}\n" + "".join(f"# {line}\n" for line in lines)
