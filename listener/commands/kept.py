"""db new-key and brand rename: what was kept goes on under another key or another name."""

from pathlib import Path

from rich.text import Text

from listener import secret
from listener.commands.runs import console
from listener.digest.files import moved
from listener.plain import one_line
from listener.session import Session
from listener.store.errors import StoreError
from listener.strategy.words import say


def new_key(session: Session) -> int:
    """Make another key; what stands in the place of the old one is kept beside it."""
    with session.alone():
        session.store.upgrade()
        key = secret.renew(session.config.storage.dir)
        session.store.set_key_mark(secret.mark(key), session.clock())
    console().print(Text(say(session.brand.language, "kept.new_key")))
    return 0


def rename(session: Session, old: str, new: str) -> int:
    """Give a brand's past another name; raises StoreError where that cannot be."""
    if new not in session.config.brands:
        raise StoreError(f"brand {new}: it is not in the settings: write it there first")
    if old in session.config.brands:
        raise StoreError(f"brand {old}: it is in the settings: only a name that left them is given")
    with session.alone():
        session.store.upgrade()
        count = session.store.rename_brand(old, new)
        moved(
            Path(session.config.storage.dir), old, session.config.brands[new], session.config.brand
        )
    names = {"old": one_line(old), "new": one_line(new)}
    console().print(Text(say(session.brand.language, "kept.done", n=count, **names)))
    return 0
