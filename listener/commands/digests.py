"""digest: one week of each brand, written to disk and told in short."""

import webbrowser

from rich.console import Console
from rich.text import Text

from listener.advice.time import periods
from listener.app import App
from listener.channels.terminal import framed
from listener.commands.console import console
from listener.digest import content
from listener.digest.build import build
from listener.digest.make import make
from listener.notices.parts import Content
from listener.settings.brand import Brand
from listener.words import say
from listener.words.spoken import spoken

WRONG = 2


def digest(app: App, week: str | None = None, *, dry_run: bool = False, open_: bool = False) -> int:
    """Make a week's digest, the last finished one unless a week is named; 2 for no such week.

    The same rows give the same files. Where mentions of the week before came in after its digest,
    that one is made again too, with a note. A dry run writes nothing. Nothing is posted.
    """
    app.ready()
    store, now, screen = app.store, app.clock(), console()
    brands, storage = app.config.brand, app.config.storage.dir
    for brand in brands:
        lang, wanted = brand.language, week or periods.last_finished(now, brand)
        try:
            if dry_run:
                _print(screen, content.week(build(store, brand, wanted, now), None), brand)
                screen.print(Text(say(lang, "digest.dry"), style="dim"))
                continue
            made = make(store, brand, wanted, brands=brands, storage=storage, now=now)
        except ValueError as error:
            console(stderr=True).print(Text(spoken(lang, str(error))))
            return WRONG
        _print(screen, content.week(made.digest, made.page), brand)
        if made.restated:
            screen.print(Text(say(lang, "digest.restated", week=made.restated), style="dim"))
        if open_:
            webbrowser.open(made.page.resolve().as_uri())
    return 0


def _print(screen: Console, told: Content, brand: Brand) -> None:
    for shown in framed(told, brand):
        screen.print(shown)
