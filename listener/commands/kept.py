"""db new-key and brand rename: what was kept goes on under another key or another name (migration by hand)."""

from pathlib import Path

from rich.text import Text

from listener.advice.time.periods import next_digest
from listener.app import App
from listener.commands.console import console
from listener.digest.files import moved
from listener.guard import secret
from listener.guard.plain import one_line
from listener.settings.brand import Brand
from listener.store.errors import StoreError
from listener.words import say


def new_key(app: App) -> int:
    """Make another key; what stands in the place of the old one is kept beside it."""
    with app.alone(everywhere=True):
        app.store.upgrade()
        key = secret.renew(app.config.storage.dir)
        app.store.set_key_fingerprint(secret.fingerprint(key), app.clock())
    console().print(Text(say(app.brand.language, "kept.new_key")))
    return 0


def rename(app: App, old: str, new: str) -> int:
    """Give a brand's past another name; raises StoreError where that cannot be.

    Run again it sees to the digests: those of another machine, or where it was killed before them.
    Raises HeldError while a listener is at work.
    """
    if new not in app.config.brands:
        raise StoreError(f"brand {new}: it is not in the settings: write it there first")
    if old in app.config.brands:
        raise StoreError(f"brand {old}: it is in the settings: only a name that left them is given")
    brand = app.config.brands[new]
    with app.alone(everywhere=True):
        app.store.upgrade()
        count = 0 if _is_renamed(app, old, new) else _rename(app, old, brand)
        moved(Path(app.config.storage.dir), old, brand, app.config.brand)
    names = {"old": one_line(old), "new": one_line(new)}
    console().print(Text(say(app.brand.language, "kept.done", n=count, **names)))
    return 0


def _is_renamed(app: App, old: str, new: str) -> bool:
    """Has the other name all that was kept of this one?"""
    if old in app.store.brand_names():
        return False
    with app.store.kept(new) as kept:
        return old in kept.names_before()


def _rename(app: App, old: str, brand: Brand) -> int:
    now, new = app.clock(), brand.name
    keys = app.store.digests_made(old) | app.store.digests_made(new)
    week = next_digest(now, brand, {key.rpartition(":")[2] for key in keys})
    return app.store.rename_brand(old, new, week=week, now=now)
