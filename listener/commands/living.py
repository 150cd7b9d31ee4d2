"""run's tick: the pipeline of the settings as they now are."""

import json

import structlog
from rich.console import Console

from listener.commands.runs import say_where
from listener.dispatch.local import Local
from listener.pipeline import Pipeline
from listener.reread import Change, Settings, payload, told_once
from listener.session import Session
from listener.slack import targets
from listener.slack.ops import settings_words
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
        for line in settings_words(payload(change)["settings"], lang):
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
        to = targets.target(brand, "ops")
        if to == targets.TERMINAL:
            return
        notice = {
            "brand": brand.name,
            "key": f"ops:settings:{told_once(change)}:{once}",
            "target": to,
            "class_": "ops",
            "payload": json.dumps(payload(change)),
            "state": "pending",
            "attempts": 0,
            "made_at": now,
            "next_at": now,
        }
        self._pipeline.outage.outlive(lambda: self._session.store.add_notice(notice))
