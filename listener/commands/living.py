"""The daemon's tick: the work under the settings as they now are."""

import structlog
from rich.console import Console
from rich.text import Text

from listener.app import App
from listener.channels.slack.door.doors import promise
from listener.channels.terminal import Terminal
from listener.commands.reread import Change, Settings, told_once
from listener.notices import outbox
from listener.notices.contract import to_ops
from listener.notices.settings import SettingsChanged, settings_words
from listener.notices.targets import TERMINAL
from listener.watch.watched import Watched
from listener.watch.webhooks import HookPort, shut
from listener.watch.webslack import SlackPort, unheard
from listener.words import say
from listener.work.jobs import collect
from listener.work.local import Local
from listener.work.presses import Presses
from listener.work.worker import Worker

log = structlog.get_logger()


class Live:
    """What the daemon does at each tick; between two it follows the settings."""

    def __init__(self, worker: Worker, watched: Watched, screen: Console) -> None:
        self._worker, self._watched, self._screen = worker, watched, screen
        watched.heed(lambda: self._worker.outbox, self._pressed)
        self._local: Local | None = None
        self._newest: int | None = None  # act that was seen
        self._added: object = {}  # what leads added beside the file, as it is in force here
        self._is_due = False  # are there settings that are not in force yet?
        self._untold = list[SettingsChanged]()  # what waits for a database that is away
        self._presses = Presses(self._pressed, watched.look_at_slack)
        app = worker.app
        self._port, self._hooks = SlackPort(self._presses.signed), HookPort(self._brought)
        file = app.file
        self._settings = None if file is None else Settings(file, app.config)
        if app.config.faults:
            self._tell(Change(problems=app.config.faults), f"{app.clock():%Y-%m-%d}")

    def tick(self, local: Local) -> bool:
        """Start what is due; False while the database is away."""
        worker = self._worker
        if self._local is None:  # the tables are up to date, and work can be begun
            self._local = local
            self._hear(worker.app)
        return worker.tick(local) and worker.outage.outlive(
            lambda: self._watched.standing.look(worker.heads())
        )

    def stop(self, seconds: float) -> bool:
        """Hear no more presses; False where one is still worked on after so long."""
        self._hooks.close()
        self._port.close()
        return self._presses.stop(seconds)

    def _hear(self, app: App) -> None:
        """What people press in Slack, by whichever way these settings have it come."""
        if "deliver" in self._worker.roles:
            self._presses.follow(app)
            self._port.follow(app.config)
        if "collect" in self._worker.roles:
            self._hooks.follow(app.config)

    def _brought(self, source: str) -> None:
        """A webhook brought something: it is read now, not at the source's next visit."""
        if self._local:
            # A visit that is under way may have looked too early.
            self._worker.begin(self._local, collect(source), again=True)

    def _pressed(self) -> None:
        """Somebody did something: what is to be told of it leaves now, not at the next tick."""
        if self._local:
            self._worker.hurry(self._local)

    def glance(self) -> None:
        """Follow the settings and what people did; every few seconds, so that a slip that is soon
        mended is told too.
        """
        if self._local and not self._worker.goes_on(self._local):
            return
        if self._settings:
            if change := self._settings.look():
                self._follow(change)
            self._worker.outage.outlive(self._heed)
            self._watched.tell_settings(self._settings.note)
        if self._local:  # the tables are there
            local = self._local
            self._worker.outage.outlive(self._heed_acts)
            self._worker.outage.outlive(lambda: self._worker.look(local))

    def _heed_acts(self) -> None:
        """What was done at another door leaves now, as what is pressed here does."""
        newest = self._worker.app.store.newest_act()
        if self._newest is not None and newest > self._newest:
            self._pressed()
        self._newest = newest

    def _heed(self) -> None:
        """Follow the file, and what a lead adds to it or takes away; what fails is done at the next glance."""
        while self._untold:
            outbox.add(self._worker.app.store, self._untold[0])
            del self._untold[0]
        if self._is_due or (self._local and self._worker.app.added() != self._added):
            self._is_due = True
            self._adopt()

    def _follow(self, change: Change) -> None:
        if change.config is not None:
            self._is_due = True
            self._worker.outage.outlive(self._heed)
        lang = self._worker.app.brand.language
        lines = settings_words(
            lang, problems=change.problems, restart=change.restart, is_mended=change.is_mended
        )
        for line in lines:
            self._screen.print(line, style="yellow")
        if change.problems or change.restart or change.is_mended:
            self._tell(change, f"{self._worker.app.clock():%Y-%m-%dT%H:%M}")

    def _adopt(self) -> None:
        """Go on with other settings; what runs now ends with those it began with.

        Raises StoreError while the database is away: those of before stay in force.
        """
        assert self._settings is not None  # noqa: S101  (for the types)
        old = self._worker
        app = old.app.following(self._settings.config)
        added = app.added()
        app.sync()
        self._worker = old.followed_by(self._made(app, old))
        self._added, self._is_due = added, False
        self._watched.follow(app.config)
        if self._local:
            self._hear(app)
            self._worker.hurry(self._local)  # what they mute is hidden now
        log.info("settings taken", sources=len(app.config.source))
        say_where(self._screen, app)

    def _made(self, app: App, old: Worker) -> Worker:
        return Worker.of(app, Terminal(self._screen), stop=old.stop, roles=old.roles)

    def _tell(self, change: Change, once: str) -> None:
        """The operators too, where Slack shows it: nobody looks at a daemon's terminal."""
        now, brand = self._worker.app.clock(), self._worker.app.brand
        envelope = to_ops(brand, f"ops:settings:{told_once(change)}:{once}", now)
        if envelope.target == TERMINAL:
            return
        notice = SettingsChanged(
            envelope=envelope,
            problems=change.problems,
            restart=change.restart,
            is_mended=change.is_mended,
        )
        self._untold.append(notice)
        self._worker.outage.outlive(self._heed)


def say_where(screen: Console, app: App) -> None:
    """What is listened to, and where each brand's alerts go."""
    names, lang = ", ".join(source.name for source in app.config.source), app.brand.language
    told = say(lang, "run.listening", sources=names) if names else say(lang, "run.no_source")
    screen.print(told, style="bold")
    for brand in app.config.brand:
        screen.print(Text(promise(brand), style="dim"))
    if why := unheard(app.config.web, app.config.brand):
        screen.print(Text(why, style="yellow"))
    if why := shut(app.config):
        screen.print(Text(why, style="yellow"))
