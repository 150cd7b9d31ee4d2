"""Dry run: the same installation as a copy that is thrown away, for `once --dry-run`."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import SecretStr

from listener.app import App
from listener.settings.brand import Slack
from listener.settings.config import Config
from listener.store.store import Store


@contextmanager
def rehearsal(app: App) -> Iterator[App]:
    """An App over copies of the database, the key and the inbox."""
    with tempfile.TemporaryDirectory(prefix="listener-dry-run-") as name:
        folder = Path(name)
        app.store.upgrade()
        copied = Store.open(f"sqlite:///{folder / 'listener.db'}")
        copied.upgrade()
        copied.close()
        copy = App(_moved(app.config, folder), app.clock)
        if app.store.is_sqlite:
            (folder / "listener.db").unlink()
            app.store.backup(folder / "listener.db")
        else:
            app.store.copy_to(copy.store)
        key = app.config.storage.dir / "secret.key"
        if key.exists():
            shutil.copy2(key, folder / "secret.key")
        try:
            yield copy
        finally:
            copy.store.close()


def _moved(config: Config, folder: Path) -> Config:
    """The settings with every file of ours under another folder."""
    url = SecretStr(f"sqlite:///{folder / 'listener.db'}")
    storage = config.storage.model_copy(update={"dir": folder, "url": url})
    # A rehearsal posts nothing: what would go to Slack is shown here.
    brands = tuple(b.model_copy(update={"slack": Slack()}) for b in config.brand)
    sources = []
    for number, source in enumerate(config.source):
        connector = source.connector.copied_to(folder / f"inbox-{number}")
        sources.append(source.model_copy(update={"connector": connector}))
    return config.model_copy(update={"storage": storage, "source": tuple(sources), "brand": brands})
