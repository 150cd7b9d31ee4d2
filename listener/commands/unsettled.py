"""status while the settings cannot be used: what is wrong with them, then what the database holds."""

import sys
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from listener.app import App, utcnow
from listener.channels.slack.post.owed import owed
from listener.commands.console import console
from listener.commands.looks import say_failed, show_queue, show_sources
from listener.commands.troubles import WRONG
from listener.guard.plain import plain
from listener.settings.brand import Brand
from listener.settings.config import Config, ConfigError
from listener.settings.load import find
from listener.settings.remains import remains
from listener.shell import language
from listener.store.engine import is_there
from listener.store.errors import StoreError
from listener.store.store import Store
from listener.words import say
from listener.words.spoken import spoken


def status(given: Path | None, error: ConfigError, clock: Callable[[], datetime] = utcnow) -> int:
    """Say what is wrong, and show the last state without changing it; the status of a fault."""
    lang = language(given)
    sys.stderr.write(plain(spoken(lang, str(error))) + "\n")
    try:
        config = remains(find(given), lang)
    except ConfigError:  # there is no file at all
        return WRONG
    if config is not None:
        try:
            if is_there(config.database_url):
                _show(config, clock)
        except StoreError as trouble:
            sys.stderr.write(plain(spoken(lang, str(trouble))) + "\n")
    return WRONG


def _show(config: Config, clock: Callable[[], datetime]) -> None:
    store = Store.open(config.database_url)
    app, screen = App.over(config, clock, store=store, key=b""), console()
    lang = app.brand.language
    if store.revision() != store.head():
        screen.print(say(lang, "status.other_release"), style="yellow")
        return
    screen.print(say(lang, "status.unsettled"), style="bold")
    show_sources(app, {row.name for row in store.sources()})
    show_queue(screen, app)
    for one in owed(store, {}, app.clock, partial(_stand_in, config)):
        for line in one.lines:
            screen.print(line, style="red")
    say_failed(screen, app)
    store.close()


def _stand_in(config: Config, name: str) -> Brand:
    """How to speak of a brand of the database, be its table readable or not."""
    return config.brands.get(name) or config.brand[0].model_copy(update={"name": name})
