"""One command's hold on the installation: settings, database, model, key."""

import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

import structlog
from pydantic import SecretStr

from connectors.kit.contract import Connector
from listener import lock, secret
from listener.brand import Brand, Slack
from listener.config import Config, ConfigError
from listener.config_load import find, load
from listener.modes import FOLDER, tighten
from listener.notices.targets import targets
from listener.pipeline import Pipeline
from listener.slack.outbox import Outbox
from listener.slack.render import Rendered
from listener.slack.slot import Desk
from listener.stages.deliver import Show
from listener.store.store import Store
from models.base import Tagger

log = structlog.get_logger()
AT_WORK = "a listener that is at work goes on with its last good settings"


def utcnow() -> datetime:
    """Now, aware."""
    return datetime.now(UTC)


@dataclass
class Session:
    """Settings that were read, and what they lead to, opened when first needed."""

    config: Config
    clock: Callable[[], datetime] = utcnow
    file: Path | None = None  # where the settings were read

    @classmethod
    def read(cls, path: Path | None, *, asks: bool = False) -> "Session":
        """Read the settings; raises ConfigError with every problem.

        To one who only asks (`asks`) it also says what a broken file means for a listener at work.
        """
        file = find(path)
        try:
            return cls(load(file), file=file)
        except ConfigError as error:
            if not asks:
                raise
            raise ConfigError(f"{error}\n{AT_WORK}") from None

    @property
    def brand(self) -> Brand:
        """The first brand: whose language the commands speak."""
        return self.config.brand[0]

    @cached_property
    def store(self) -> Store:
        """The database; the storage folder is made, for this user alone."""
        self.config.storage.dir.mkdir(mode=FOLDER, parents=True, exist_ok=True)
        if count := tighten(self.config.storage.dir):
            log.warning("other users could read what is stored: no more", files=count)
        return Store.open(self.config.database_url)

    @cached_property
    def tagger(self) -> Tagger:
        """The model: takes seconds to load, so only what tags a text asks for it."""
        from models.tagger import load_tagger

        settings = self.config.tagger
        shipped = load_tagger(threads=settings.threads)
        if settings.tone_model is None:
            return shipped
        from models.hub import ToneModel, load_hub_tagger

        wanted = ToneModel(
            model=settings.tone_model,
            revision=settings.tone_revision,
            labels=settings.tone_labels,
            threshold=settings.tone_threshold,
        )
        return load_hub_tagger(shipped, wanted, threads=settings.threads)

    @cached_property
    def key(self) -> bytes:
        """The installation's key; raises KeyFileError where it is not that of the database."""
        known, authors = self.store.key_mark(), self.store.has_authors()
        return secret.belonging(self.config.storage.dir, known, has_authors=authors)

    def pipeline(
        self,
        show: Show,
        progress: Callable[[str, int], None] = lambda *_: None,
        stop: threading.Event | None = None,
    ) -> Pipeline:
        """The stages over this installation; `stop` ends the waits of its outbox."""
        return Pipeline(
            self.config,
            self.store,
            lambda: self.tagger,
            self.key,
            self.clock,
            show,
            progress,
            self._outbox(self.key, stop or threading.Event()),
        )

    def _outbox(self, key: bytes, stop: threading.Event) -> Outbox | None:
        if not any(targets(brand) for brand in self.config.brand):
            return None
        from listener.slack.doors import door

        brands = self.config.brands
        return Outbox(
            Desk(
                store=self.store,
                brands=brands,
                door=lambda brand, target: door(brand, target, self.clock),
                render=Rendered(self.store, brands, self.clock),
                key=key,
                clock=self.clock,
                pause=stop.wait,
            )
        )

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Be the only listener on a SQLite database; PostgreSQL may have many."""
        sqlite = self.store.is_sqlite
        with lock.held(self.config.storage.dir) if sqlite else nullcontext():
            yield

    @contextmanager
    def rehearsal(self) -> Iterator["Session"]:
        """The same installation as a copy that is thrown away: database, key and inbox."""
        with tempfile.TemporaryDirectory(prefix="listener-dry-run-") as name:
            folder = Path(name)
            self.store.upgrade()
            copied = Store.open(f"sqlite:///{folder / 'listener.db'}")
            copied.upgrade()
            copied.close()
            copy = Session(self._moved_to(folder), self.clock)
            if self.store.is_sqlite:
                (folder / "listener.db").unlink()
                self.store.backup(folder / "listener.db")
            else:
                self.store.copy_to(copy.store)
            key = self.config.storage.dir / "secret.key"
            if key.exists():
                shutil.copy2(key, folder / "secret.key")
            try:
                yield copy
            finally:
                copy.store.close()

    def _moved_to(self, folder: Path) -> Config:
        """The settings with every file of ours under another folder."""
        url = SecretStr(f"sqlite:///{folder / 'listener.db'}")
        storage = self.config.storage.model_copy(update={"dir": folder, "url": url})
        # A rehearsal posts nothing: what would go to Slack is shown here.
        brands = tuple(b.model_copy(update={"slack": Slack()}) for b in self.config.brand)
        sources = []
        for number, source in enumerate(self.config.source):
            connector = apart(source.connector, folder / f"inbox-{number}")
            sources.append(source.model_copy(update={"connector": connector}))
        return self.config.model_copy(
            update={"storage": storage, "source": tuple(sources), "brand": brands}
        )


def apart(connector: Connector, place: Path) -> Connector:
    """The same source over copies of the files that wait for it, so that it may move them."""
    inbox = getattr(connector, "folder", None)
    if inbox is None:
        return connector
    place.mkdir(parents=True)
    for file in sorted(inbox.iterdir()) if inbox.is_dir() else ():
        if file.name not in ("done", "refused"):
            _stand_in(file, place / file.name)
    return connector.model_copy(update={"folder": place})


def _stand_in(file: Path, place: Path) -> None:
    """A copy of what lies in an inbox, or something that is told of in the same way."""
    try:
        if file.is_symlink():
            place.symlink_to(file.readlink())
        elif file.is_dir():
            place.mkdir()
        elif file.is_file():
            shutil.copy2(file, place)
        elif file.is_fifo():
            os.mkfifo(place)
    except FileNotFoundError:
        return  # taken back meanwhile
    except OSError:  # shut: so is its place
        place.touch()
        place.chmod(0)
