"""What a command line names: a brand of the settings or of the database, a mention."""

from collections.abc import Mapping

from listener.app import App
from listener.settings.brand import Brand
from listener.settings.config import ConfigError
from listener.settings.problems import choose
from listener.store.errors import StoreError
from listener.store.looking import Record


def brand_named(brands: Mapping[str, Brand], name: str | None) -> Brand | None:
    """The brand of this name, None where none is named; ConfigError for a name that is none."""
    if name is not None and name not in brands:
        raise ConfigError(f"--brand: {choose(name, list(brands), 'the brands are')}")
    return brands[name] if name is not None else None


def brand_held(app: App, name: str) -> Brand | None:
    """The brand of the settings, None where the database alone has it; StoreError where that has nothing of it."""
    held = app.store.brands_held()
    if name in held:
        return app.config.brands.get(name)
    if not held:
        raise StoreError(f"{app.store.place}: it holds nothing yet: run `listener once` first")
    raise StoreError(f"the database: {choose(name, held, 'the brands are')}")


def record_of(app: App, mention: int) -> Record | None:
    """Everything about a mention; None where there is none, and for a number that no database keeps."""
    return app.store.record(mention) if 0 < mention < 2**31 else None
