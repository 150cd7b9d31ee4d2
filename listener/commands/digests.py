"""digest: one week of each brand, written to disk and told in short."""

import webbrowser

from rich.text import Text

from listener.commands.runs import console
from listener.digest import files
from listener.digest.build import build
from listener.digest.short import short
from listener.session import Session
from listener.store.figures import Figures
from listener.strategy import periods
from listener.strategy.words import say
from listener.terminal import Terminal

WRONG = 2


def digest(
    session: Session, week: str | None = None, *, dry_run: bool = False, open_: bool = False
) -> int:
    """Make a week's digest, the last finished one unless a week is named; 2 for no such week.

    The same rows give the same files. Where mentions of the week before came in after its digest,
    that one is made again too, with a note. A dry run writes nothing.
    """
    session.pipeline(Terminal(console())).prepare()
    store = Figures(session.store.engine)
    brands, now, screen = session.config.brand, session.clock(), console()
    for brand in brands:
        try:
            made = build(store, brand, week or periods.last_finished(now, brand), now)
        except ValueError as error:
            console(stderr=True).print(Text(str(error)))
            return WRONG
        place = files.folder(session.config.storage.dir, made.week, brand, brands)
        path = None if dry_run else files.write(made, place)
        screen.print(short(made, path))
        earlier = periods.before(made.week)
        old = files.folder(session.config.storage.dir, earlier, brand, brands)
        if made.late and not dry_run and (old / files.PAGE).exists():
            files.write(build(store, brand, earlier, now), old)
            screen.print(Text(say(brand.language, "digest.restated", week=earlier), style="dim"))
        if dry_run:
            screen.print(Text(say(brand.language, "digest.dry"), style="dim"))
        elif open_ and path:
            webbrowser.open(path.resolve().as_uri())
    return 0
