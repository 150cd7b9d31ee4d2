"""Monitoring of a daemon: health, metrics, Slack's verdict on our tokens, and their page."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from listener.channels.slack.door.auth import Auth, slack_auth
from listener.channels.slack.post.outbox import Outbox
from listener.desk.api import Api
from listener.notices.targets import channel
from listener.settings.config import Config
from listener.store.watching import Watching
from listener.watch.health import Pulse, Watch
from listener.watch.heartbeat import Heartbeat, heartbeat_of
from listener.watch.metrics_page import Meter
from listener.watch.page import Page
from listener.watch.standing import Standing
from listener.watch.web import serve


@dataclass(frozen=True, slots=True)
class Watched:
    """What the daemon tells of itself while it runs."""

    pulse: Pulse  # told of every tick that went well
    meter: Meter  # told of every poll
    standing: Standing  # told at every tick what is first in each queue
    _sources: dict[str, timedelta]
    _brands: list[str]
    _auth: Auth
    _heartbeat: Heartbeat
    _settings: list[str]
    _api: Api | None

    def ticked(self) -> None:
        """A tick went well."""
        self.pulse.beat()
        self._heartbeat.beat()

    def tell_settings(self, note: str | None) -> None:
        """In what the settings' file is not in force as it stands."""
        self._settings[:] = [note] if note else []

    def follow(self, config: Config) -> None:
        """From now on watch what other settings name."""
        found = _rhythms(config)
        for name in self._sources.keys() - found.keys():
            del self._sources[name]
        self._sources.update(found)
        self._brands[:] = _named(config)
        self._auth.follow(config.brand)
        if self._api:
            self._api.follow(config.brand)

    def heed(
        self, outbox: Callable[[], Outbox | None], acted: Callable[[], object] = lambda: None
    ) -> None:
        """Let what Slack refused be tried again as soon as it takes our token again; `acted` is
        called when somebody did something through the web's door.
        """
        if self._api:
            self._api.heed(acted)

        def taken(brands: list[str]) -> None:
            if found := outbox():
                found.ask_soon(brands)

        def is_held() -> bool:
            found = outbox()
            return found is not None and found.holds

        def heard(target: str, brand: str, code: str) -> None:
            if found := outbox():
                found.hear(target, brand, code)

        self._auth.tell(taken, is_held, heard)

    def look_at_slack(self) -> None:
        """Slack says that a token or a channel of ours may be open to us no more, or again."""
        self._auth.soon()


@contextmanager
def watching(
    config: Config,
    store: Watching,
    clock: Callable[[], datetime],
    auth: Auth | None = None,
    api: Api | None = None,
    roles: Collection[str] = (),
) -> Iterator[Watched]:
    """Health, metrics and acts of a daemon, served where the settings want them; port 0 serves none.
    `roles` are what the daemon does.

    Slack is asked about our tokens meanwhile, by `auth`. Where the address cannot be had, that is
    told in the log and tried again.
    """
    auth = auth or slack_auth(config.brand, clock)
    heartbeat = heartbeat_of(config.web)
    watch = Watch(
        store=store,
        sources=(sources := _rhythms(config)),
        folder=config.storage.dir,
        clock=clock,
        pulse=Pulse(),
        slack=partial(_refusals, auth, store),
        heartbeat=heartbeat.reasons,
        settings=(settings := list[str]()).copy,
        bounds=config.health,
        standing=(standing := Standing()).reasons,
        brands=(brands := _named(config)),
    )
    meter = Meter(
        store,
        sources=watch.sources,
        clock=clock,
        pulse=watch.pulse,
        health=watch,
        slack=auth.taken,
        brands=brands,
        roles=roles,
    )
    watched = Watched(watch.pulse, meter, standing, sources, brands, auth, heartbeat, settings, api)
    page = Page(partial(serve, config.web.host, config.web.port, watch, meter.page, api))
    if config.web.port:
        page.open()
    auth.start()
    try:
        yield watched
    finally:
        auth.stop()
        page.close()


def _refusals(auth: Auth, store: Watching) -> list[str]:
    """What Slack refuses of ours: a token, a channel."""
    found = [(channel(one.target), one.code) for one in store.refusals()]
    shut = (f"{one} refuses us ({code})" for one, code in dict.fromkeys([*found, *auth.shut()]))
    return [*auth.reasons(), *shut]


def _named(config: Config) -> list[str]:
    """Brands that the settings name, be it that one cannot be used as it stands."""
    return [*config.brands, *config.left_out]


def _rhythms(config: Config) -> dict[str, timedelta]:
    return {s.name: timedelta(minutes=s.connector.poll_minutes) for s in config.source}
