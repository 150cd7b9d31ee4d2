"""Deciding anew what a person corrected at the shell: here, or by the listener that is at work."""

import time

from listener.app import App
from listener.guard.lock import HeldError

PATIENCE = 9.0  # seconds: a listener at work looks every three for what was done at the shell
LOOK = 0.2


def is_decided(app: App, mention: int) -> bool:
    """Is the mention decided as people now say? It is waited for that long, if it has to be."""
    end = time.monotonic() + PATIENCE
    _decide(app, mention)
    while waits(app, mention):
        if time.monotonic() > end:
            return False
        time.sleep(LOOK)
    return True


def _decide(app: App, mention: int) -> None:
    """Decide here where nobody else works on the database; what is to be told waits for the next run."""
    from listener.stages import decide, suggest  # what only takes an alert is quicker without

    try:
        with app.alone():
            brands = app.config.brands
            decide.decide(
                app.store,
                brands,
                clock=app.clock,
                reopen=False,
                until=lambda: not waits(app, mention),
            )
            suggest.suggest(app.store, brands, clock=app.clock)
    except HeldError:
        return  # that one sees what was done


def waits(app: App, mention: int) -> bool:
    """Is it to be decided?"""
    record = app.store.record(mention)
    return record is not None and record.mention.stage == "decide"
