"""once and run: the pipeline, and what it tells a person on the way."""

import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.text import Text

from listener.brand import Brand
from listener.matters import in_words
from listener.pipeline import Pipeline, Tally
from listener.plain import one_line, plain
from listener.session import Session
from listener.slack.doors import promise
from listener.spoken import spoken
from listener.store.errors import StoreBusyError, StoreFullError
from listener.strategy import words
from listener.strategy.words import say
from listener.terminal import Terminal

FAILED = 1
AGAIN = 5.0  # seconds until a database that was away at the start is tried again


class Screen(Console):
    """Where people read; texts of others can neither style it nor move its cursor."""

    def print(self, *objects: Any, **options: Any) -> None:
        """Print; a plain text is shown as it is written, brackets included."""
        shown = [Text(plain(one)) if isinstance(one, str) else one for one in objects]
        super().print(*shown, **options)


def console(*, stderr: bool = False) -> Console:
    """Where people read: no colour and no wrapping tricks when it is not a terminal."""
    return Screen(stderr=stderr, highlight=False, soft_wrap=False, markup=False, emoji=False)


def once(session: Session, *, dry_run: bool) -> int:
    """Poll everything, show what is due, say what is left; 1 when a source failed."""
    with session.alone():
        if not dry_run:
            return _once(session)
        session.pipeline(Terminal(console())).prepare()
        with session.rehearsal() as copy:
            code = _once(copy)
        console().print(say(session.brand.language, "run.dry"), style="bold")
        return code


def _once(session: Session) -> int:
    screen = console()
    terminal = Terminal(screen)
    with progress(session.brand.language) as told:
        pipeline = session.pipeline(terminal, told)
        pipeline.prepare()
        say_amiss(screen, session)
        tally = pipeline.once()
    summary(screen, session, pipeline, tally)
    faulty = session.config.faults or any(v.error or v.refused for v in tally.visits)
    return FAILED if faulty else 0


@contextmanager
def progress(lang: str) -> Iterator[Callable[[str, int], None]]:
    """A line on stderr for long work: it goes away at the end, and stays silent in a pipe."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description} {task.completed}"),
        TimeElapsedColumn(),
    )
    screen = console(stderr=True)
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as bar:
        tasks = {
            name: bar.add_task(say(lang, f"run.progress_{name}"), visible=False, total=None)
            for name in ("collect", "tag")
        }

        def told(stage: str, done: int) -> None:
            if stage in tasks:
                bar.update(tasks[stage], completed=done, visible=True)

        yield told


def summary(screen: Console, session: Session, pipeline: Pipeline, tally: Tally) -> None:
    """What a run did, source by source where something is to be said."""
    lang = session.brand.language
    for visit in tally.visits:
        for why in visit.refused:
            told = say(lang, "run.refused", source=visit.source, why=in_words(why, lang))
            screen.print(told, style="yellow")
        for line in visit.told:
            screen.print(Text(f"{visit.source}: {in_words(line, lang)}", style="dim"))
        if visit.unasked:
            screen.print(Text(say(lang, "run.unasked", source=visit.source, n=visit.unasked)))
        if visit.error:
            why = spoken(lang, one_line(visit.error))
            told = say(lang, "run.source_failed", source=visit.source, why=why)
            screen.print(told, style="red")
    if tally.new or tally.decided:
        told = say(lang, "run.summary", n=tally.new, decided=tally.decided, shown=tally.shown)
    elif not session.config.source:
        told = say(lang, "run.no_source")
    else:
        ours = {source.name for source in session.config.source}
        unread = any(row.last_error for row in session.store.sources() if row.name in ours)
        told = say(lang, "run.nothing_unread" if unread else "run.nothing")
    screen.print(told, style="bold")
    waiting(screen, pipeline, session.brand)


def waiting(screen: Console, pipeline: Pipeline, brand: Brand) -> None:
    """What will be shown at a later hour."""
    lang = brand.language
    for class_, n, at in pipeline.store.waiting("terminal", pipeline.clock()):
        when = words.date_time(lang, at, brand.tz)
        named = say(lang, f"class.{class_}")
        screen.print(say(lang, "run.waiting", n=n, at=when, **{"class": named}), style="dim")
    for name, (n, at) in pipeline.store.held_back(pipeline.clock()).items():
        of = pipeline.config.brands.get(name, brand)
        when, limit = words.date_time(lang, at, of.tz), of.thresholds.alerts_a_day
        screen.print(say(lang, "run.held_back", n=n, at=when, limit=limit), style="dim")


def run(session: Session) -> int:
    """Listen until SIGTERM or Ctrl-C."""
    from listener import daemon
    from listener.commands.living import Live
    from listener.watched import watching

    screen, lang = console(), session.brand.language
    stop, ended = threading.Event(), True
    daemon.obey(stop)  # before the model is read: a stop then is as clean as any other
    with session.alone():
        pipeline = replace(session.pipeline(Terminal(screen), stop=stop), stop=stop)
        if _prepared(pipeline, session):
            say_amiss(screen, session)
            say_where(screen, session)
            with watching(session.config, session.store, session.clock) as watched:
                live = Live(
                    session, replace(pipeline, polled=watched.meter.polled), watched, screen
                )
                ended = daemon.run(
                    live.tick,
                    places=session.config.http.parallel,
                    stop=stop,
                    ticked=watched.ticked,
                    glance=live.glance,
                )
        replaced = pipeline.store.is_replaced()
        if replaced:
            console(stderr=True).print(Text(say(lang, "kept.replaced"), style="red"))
        screen.print(say(lang, "run.stopped"))
        if not ended:
            # Python would wait for some of the threads, and break what the others are doing.
            # What they leave undone is safe: it is as if we were killed here.
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(FAILED if replaced else 0)
    session.store.close()
    return FAILED if replaced else 0


def say_amiss(screen: Console, session: Session) -> None:
    """What is not as it was: the model's files, and brands whose past has another name."""
    from models.manifest import changed
    from models.tagger import FILES, WEIGHTS

    if wrong := changed(WEIGHTS, FILES):
        told = say(session.brand.language, "kept.weights", files=", ".join(wrong))
        screen.print(Text(told, style="yellow"))
    for old, new in session.store.renamed(session.config.owners):
        told = say(session.brand.language, "kept.renamed", old=one_line(old), new=one_line(new))
        screen.print(Text(told, style="yellow"))


def say_where(screen: Console, session: Session) -> None:
    """What is listened to, and where each brand's alerts go."""
    names = ", ".join(source.name for source in session.config.source)
    screen.print(say(session.brand.language, "run.listening", sources=names), style="bold")
    for brand in session.config.brand:
        screen.print(Text(promise(brand), style="dim"))


def _prepared(pipeline: Pipeline, session: Session) -> bool:
    """Bring the database up to date, waiting while it is away; False when we are to stop first."""

    def prepare() -> None:
        pipeline.prepare()
        pipeline.retag(session.tagger)

    while not pipeline.stop.is_set():
        if pipeline.outage.outlive(prepare, (StoreBusyError, StoreFullError)):
            return True
        pipeline.stop.wait(AGAIN)
    return False
