"""once and run: the work, and what it tells a person on the way."""

import os
import sys
import threading
from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import NoReturn

from rich.console import Console
from rich.text import Text

from listener import words
from listener.app import App
from listener.channels.terminal import Terminal
from listener.commands.amiss import say_amiss, say_aside, say_owed, waiting
from listener.commands.console import console, progress
from listener.commands.rehearsal import rehearsal
from listener.commands.troubles import FAILED, NEWER
from listener.guard.plain import one_line
from listener.notices.matters import in_words
from listener.settings.brand import Brand
from listener.store.errors import StoreBusyError, StoreError, StoreFullError
from listener.store.tables import SourceRow
from listener.words import say
from listener.words.spoken import spoken
from listener.work.chain import Tally
from listener.work.jobs import ALL, Role, in_order
from listener.work.worker import Worker

PRESSES = 1.5  # seconds at the end for what somebody pressed just before
ALONE = (
    "--roles shares the work of several processes, and SQLite has one: leave it out, or name a "
    "PostgreSQL database in LISTENER_DATABASE_URL"
)
AGAIN = 5.0  # seconds until a database that was away at the start is tried again


def once(app: App, *, dry_run: bool) -> int:
    """Poll everything, show what is due, say what is left; 1 when a source or Slack failed."""
    with app.alone():
        if dry_run:
            app.ready()
            with rehearsal(app) as copy:
                code, unread = _once(copy)
            console().print(say(app.brand.language, "run.dry"), style="bold")
        else:
            code, unread = _once(app)
            code = FAILED if say_owed(console(), app, lambda _: True) else code
        for line in unread:  # last: below a page of mentions nobody goes back up
            console().print(Text(line, style="red"))
        app.store.close()  # folds SQLite's journal into the file: the process ends without it
    return code


def _once(app: App) -> tuple[int, tuple[str, ...]]:
    """The exit status, and what to say at the end of what was not read."""
    screen = console()
    terminal = Terminal(screen)
    with progress(app.brand.language, screen) as told:
        worker = Worker.of(app, terminal, told)
        worker.prepare()
        say_amiss(screen, app)
        tally = worker.once()
    summary(screen, app, tally)
    failed = any(v.error or v.refused for v in tally.visits)
    faulty = app.config.faults or failed or tally.left_alone
    return FAILED if faulty else 0, tuple(_unread(app, tally))


def _unread(app: App, tally: Tally) -> Iterator[str]:
    """The sources that were not read: why, where it is one; which, where they are several."""
    lang = app.brand.language
    why = {visit.source: visit.error for visit in tally.visits if visit.error}
    why |= {row.name: row.last_error or "" for row in tally.left_alone}
    found = {name: spoken(lang, one_line(error)) for name, error in why.items()}
    brands = (*app.config.brands, *app.config.left_out)
    found |= {name: one_line(error) for name, error in app.config.left_out_of(*brands)}
    if found:
        names = ", ".join(sorted(found))
        yield say(lang, "run.unread", n=len(found), names=names, why=next(iter(found.values())))


def counted(lang: str, new: int, tally: Tally) -> str:
    """How many mentions came, and what became of them, each figure with its own agreement."""
    decided, shown = (
        say(lang, f"run.{what}", n=n)
        for what, n in (("decided", tally.decided), ("shown", tally.shown))
    )
    return say(lang, "run.summary", n=new, decided=decided, shown=shown)


def summary(screen: Console, app: App, tally: Tally) -> None:
    """What a run did, source by source where something is to be said."""
    lang = app.brand.language
    for visit in tally.visits:
        for why in visit.refused:
            told = say(lang, "run.refused", source=visit.source, why=in_words(why, lang))
            screen.print(told, style="yellow")
        for line in visit.told:
            told = say(lang, "run.told", source=visit.source, why=in_words(line, lang))
            screen.print(Text(told, style="dim"))
        if visit.unasked:
            screen.print(Text(say(lang, "run.unasked", source=visit.source, n=visit.unasked)))
        if visit.error:
            why = spoken(lang, one_line(visit.error))
            told = say(lang, "run.source_failed", source=visit.source, why=why)
            screen.print(told, style="red")
    for row in tally.left_alone:
        screen.print(Text(_left_alone(row, app.brand)), style="red")
    if tally.new or tally.decided:
        told = counted(lang, tally.new, tally)
    elif not app.config.source:
        told = say(lang, "run.no_source")
    else:
        ours = {source.name for source in app.config.source}
        unread = bool(app.config.left_out_sources) or any(
            row.last_error for row in app.store.sources() if row.name in ours
        )
        told = say(lang, "run.nothing_unread" if unread else "run.nothing")
    screen.print(told, style="bold")
    say_aside(screen, app)
    waiting(screen, app)


def _left_alone(row: SourceRow, brand: Brand) -> str:
    """Why even a person who asks does not ask this source, and how they can."""
    lang = brand.language
    until = row.asked_until if row.off_reason is None else None
    shown = {
        "source": row.name,
        "why": spoken(lang, one_line(row.last_error or "")),
        "at": words.date_time(lang, row.next_poll_at, brand.tz) if row.next_poll_at else "",
        "until": words.date_time(lang, until, brand.tz) if until else "",
    }
    return say(lang, "run.left_asked" if until else "run.left_refused", **shown)


def run(app: App, roles: Collection[Role] = ALL) -> int:
    """Listen until SIGTERM or Ctrl-C; with fewer roles than all, beside other processes.

    Raises StoreError where the database has one process alone.
    """
    from listener.commands.living import Live, say_where
    from listener.watch.watched import watching
    from listener.work import clock

    screen, lang = console(), app.brand.language
    stop, ended = threading.Event(), True
    clock.obey(stop)  # before the model is read: a stop then is as clean as any other
    with app.alone():
        if app.store.is_sqlite and set(roles) != ALL:
            raise StoreError(ALONE)
        worker = Worker.of(app, Terminal(screen), stop=stop, roles=roles)
        if _prepared(worker):
            say_amiss(screen, app)
            say_where(screen, app)
            if set(roles) != ALL:
                screen.print(say(lang, "run.roles", roles=", ".join(in_order(roles))))
            say_owed(screen, app, lambda one: not one.has_way)  # the rest goes out now
            with watching(
                app.config, app.store, app.clock, api=app.api(), roles=in_order(roles)
            ) as watched:
                live = Live(replace(worker, polled=watched.meter.polled), watched, screen)
                ended = clock.run(
                    live.tick,
                    places=app.config.http.parallel,
                    stop=stop,
                    ticked=watched.ticked,
                    glance=live.glance,
                )
                ended = live.stop(PRESSES) and ended
        code = _said_why(worker, console(stderr=True))
        screen.print(say(lang, "run.stopped"))
        if not ended:
            leave(code)  # its work is in the database: nothing is closed
    app.store.close()
    return code


def _said_why(worker: Worker, screen: Console) -> int:
    """Say why the run ended by itself, where it did; the exit code."""
    app = worker.app
    why = worker.ending.why or ("replaced" if app.store.is_replaced() else None)
    if why is None:
        return 0
    told = say(app.brand.language, f"kept.{why}")
    screen.print(Text(told, style="red"))
    return NEWER if why == "newer" else FAILED


def leave(code: int) -> NoReturn:
    """End the process here, with all that was printed.

    Python would wait for some threads, break what the others are doing, and take seconds of the
    processor to take the model apart. What is undone is safe: it is as if we were killed here.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _prepared(worker: Worker) -> bool:
    """Bring the database up to date, waiting while it is away; False when we are to stop first."""

    def prepare() -> None:
        worker.prepare()
        if "tag" in worker.roles:
            worker.retag(worker.app.tagger)

    while not worker.stop.is_set():
        if worker.outage.outlive(prepare, (StoreBusyError, StoreFullError)):
            return True
        worker.stop.wait(AGAIN)
    return False
