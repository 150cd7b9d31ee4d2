"""run's tick: the pipeline of the settings as they now are."""

import structlog
from rich.console import Console

from listener.commands.runs import say_where
from listener.dispatch.local import Local
from listener.notices import outbox
from listener.notices.contract import to_ops
from listener.notices.settings import SettingsChanged, settings_words
from listener.notices.targets import TERMINAL
from listener.pipeline import Pipeline
from listener.reread import Change, Settings, told_once
from listener.session import Session
from listener.terminal import Terminal
from listener.watched import Watched

log = structlog.get_logger()


class Live:
    """What the daemon does at each tick; between two it follows the settings."""

    def __init__(
        self, session: Session, pipeline: Pipeline, watched: Watched, screen: Console
    ) -> None:
        self._session, self._pipeline, self._watched = session, pipeline, watched
        self._screen = screen
        watched.heed(lambda: self._pipeline.outbox)
        file = session.file
        self._settings = None if file is None else Settings(file, session.config)
        if session.config.faults:
            self._tell(Change(problems=session.config.faults), f"{session.clock():%Y-%m-%d}")

    def tick(self, local: Local) -> bool:
        """Start what is due; False while the database is away."""
        pipeline = self._pipeline
        return pipeline.tick(local) and pipeline.outage.outlive(
            lambda: self._watched.standing.look(pipeline.heads())
        )

    def glance(self) -> None:
        """Follow the settings; every few seconds, so that a slip that is soon mended is told too."""
        if self._settings:
            if change := self._settings.look():
                self._follow(change)
            self._watched.tell_settings(self._settings.note)

    def _follow(self, change: Change) -> None:
        if change.config is not None:
            self._adopt()
        lang = self._session.brand.language
        lines = settings_words(
            lang, problems=change.problems, restart=change.restart, is_mended=change.is_mended
        )
        for line in lines:
            self._screen.print(line, style="yellow")
        if change.problems or change.restart or change.is_mended:
            self._tell(change, f"{self._session.clock():%Y-%m-%dT%H:%M}")

    def _adopt(self) -> None:
        """Go on with other settings; what runs now ends with those it began with."""
        assert self._settings is not None  # noqa: S101  (for the types)
        session, old = self._session, self._pipeline
        session.config = self._settings.config
        made = session.pipeline(Terminal(self._screen), stop=old.stop)
        self._pipeline = old.followed_by(made)
        self._pipeline.outage.outlive(self._pipeline.sync)
        self._watched.follow(session.config)
        log.info("settings taken", sources=len(session.config.source))
        say_where(self._screen, session)

    def _tell(self, change: Change, once: str) -> None:
        """The operators too, where Slack shows it: nobody looks at a daemon's terminal."""
        now, brand = self._session.clock(), self._session.brand
        envelope = to_ops(brand, f"ops:settings:{told_once(change)}:{once}", now)
        if envelope.target == TERMINAL:
            return
        notice = SettingsChanged(
            envelope=envelope,
            problems=change.problems,
            restart=change.restart,
            is_mended=change.is_mended,
        )
        self._pipeline.outage.outlive(lambda: outbox.add(self._session.store, notice))
