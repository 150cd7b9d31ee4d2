"""once and run: the work, and what it tells a person on the way."""

import os
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import NoReturn

from rich.console import Console
from rich.text import Text

from listener import words
from listener.app import App
from listener.channels.slack.post.owed import Owed, owed
from listener.channels.terminal import Terminal
from listener.commands.console import console, progress
from listener.commands.odd import unread_languages
from listener.commands.rehearsal import rehearsal
from listener.guard.plain import one_line
from listener.notices.matters import in_words
from listener.settings.brand import Brand
from listener.store.errors import StoreBusyError, StoreFullError
from listener.store.tables import SourceRow
from listener.words import say
from listener.words.spoken import spoken
from listener.work.chain import Tally
from listener.work.worker import Worker

FAILED = 1
_ASIDE = 5  # mentions that are named; the rest is counted
PRESSES = 1.5  # seconds at the end for what somebody pressed just before
AGAIN = 5.0  # seconds until a database that was away at the start is tried again


def once(app: App, *, dry_run: bool) -> int:
    """Poll everything, show what is due, say what is left; 1 when a source or Slack failed."""
    with app.alone():
        if dry_run:
            app.ready()
            with rehearsal(app) as copy:
                code = _once(copy)
            console().print(say(app.brand.language, "run.dry"), style="bold")
        else:
            code = _once(app)
            code = FAILED if say_owed(console(), app, lambda _: True) else code
        app.store.close()  # folds SQLite's journal into the file: the process ends without it
    return code


def _once(app: App) -> int:
    screen = console()
    terminal = Terminal(screen)
    with progress(app.brand.language) as told:
        worker = Worker.of(app, terminal, told)
        worker.prepare()
        say_amiss(screen, app)
        tally = worker.once()
    summary(screen, app, tally)
    failed = any(v.error or v.refused for v in tally.visits)
    faulty = app.config.faults or failed or tally.left_alone
    return FAILED if faulty else 0


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
        unread = any(row.last_error for row in app.store.sources() if row.name in ours)
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


def waiting(screen: Console, app: App) -> None:
    """What will be shown at a later hour."""
    brand, lang = app.brand, app.brand.language
    for class_, n, at in app.store.waiting("terminal", app.clock()):
        when = words.date_time(lang, at, brand.tz)
        named = say(lang, f"class.{class_}")
        screen.print(say(lang, "run.waiting", n=n, at=when, **{"class": named}), style="dim")
    for name, (n, at) in app.store.held_back(app.clock()).items():
        of = app.config.brands.get(name, brand)
        when, limit = words.date_time(lang, at, of.tz), of.thresholds.alerts_a_day
        screen.print(say(lang, "run.held_back", n=n, at=when, limit=limit), style="dim")


def run(app: App) -> int:
    """Listen until SIGTERM or Ctrl-C."""
    from listener.commands.living import Live, say_where
    from listener.watch.watched import watching
    from listener.work import clock

    screen, lang = console(), app.brand.language
    stop, ended = threading.Event(), True
    clock.obey(stop)  # before the model is read: a stop then is as clean as any other
    with app.alone():
        worker = Worker.of(app, Terminal(screen), stop=stop)
        if _prepared(worker):
            say_amiss(screen, app)
            say_where(screen, app)
            say_owed(screen, app, lambda one: not one.has_way)  # the rest goes out now
            with watching(app.config, app.store, app.clock, api=app.api()) as watched:
                live = Live(replace(worker, polled=watched.meter.polled), watched, screen)
                ended = clock.run(
                    live.tick,
                    places=app.config.http.parallel,
                    stop=stop,
                    ticked=watched.ticked,
                    glance=live.glance,
                )
                ended = live.stop(PRESSES) and ended
        replaced = app.store.is_replaced()
        if replaced:
            console(stderr=True).print(Text(say(lang, "kept.replaced"), style="red"))
        screen.print(say(lang, "run.stopped"))
        if not ended:
            leave(FAILED if replaced else 0)  # its work is in the database: nothing is closed
    app.store.close()
    return FAILED if replaced else 0


def leave(code: int) -> NoReturn:
    """End the process here, with all that was printed.

    Python would wait for some threads, break what the others are doing, and take seconds of the
    processor to take the model apart. What is undone is safe: it is as if we were killed here.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def say_owed(screen: Console, app: App, asked: Callable[[Owed], bool]) -> bool:
    """What waits for Slack though its time has come, and why, as far as it is asked for; is any?"""
    found = owed(app.store, app.config.brands, app.clock, app.config.left_out.get)
    told = [one for one in found if asked(one)]
    for one in told:
        for line in one.lines:
            screen.print(Text(line, style="red"))
    return bool(told)


def say_amiss(screen: Console, app: App) -> None:
    """What is not as it was: the model's files, and brands whose past has another name."""
    from models.manifest import changed
    from models.tagger import FILES, WEIGHTS

    if wrong := changed(WEIGHTS, FILES):
        told = say(app.brand.language, "kept.weights", files=", ".join(wrong))
        screen.print(Text(told, style="yellow"))
    say_unread(screen, app)
    say_renamed(screen, app)


def say_unread(screen: Console, app: App) -> None:
    """Languages of a team in which no danger is read: what is missing, and what is done instead."""
    for line in (line for brand in app.config.brand for line in unread_languages(brand)):
        screen.print(Text(one_line(line), style="yellow"))


def say_renamed(screen: Console, app: App) -> None:
    """Brands whose past has another name, and what waits under it: nobody tells that by itself."""
    lang = app.brand.language
    for old, new in app.store.renamed(app.config.owners):
        told = say(lang, "kept.renamed", old=one_line(old), new=one_line(new))
        if n := app.store.waiting_under(old):
            told += f" {say(lang, 'kept.waits', n=n, old=one_line(old))}"
        screen.print(Text(told, style="yellow"))


def say_aside(screen: Console, app: App) -> None:
    """Mentions that broke what works on them: why, and what to do."""
    lang, store = app.brand.language, app.store
    given_up, again = store.set_aside(), store.stumbling()
    lines: list[str] = [
        say(lang, f"aside.{stage}", id=str(mention), error=error)
        for mention, stage, error in given_up[:_ASIDE]
    ]
    if len(given_up) > _ASIDE:
        lines.append(say(lang, "aside.more", n=len(given_up) - _ASIDE))
    if given_up:
        lines.append(say(lang, "aside.rest"))
    if again:
        ids = ", ".join(str(mention) for mention, _, _ in again[:_ASIDE])
        why = ", ".join(sorted({error for _, _, error in again}))
        lines.append(say(lang, "aside.again", n=len(again), ids=ids, error=why))
    for line in lines:
        screen.print(Text(line, style="yellow"))


def say_gone(screen: Console, app: App) -> None:
    """What waits of brands that the settings no longer have."""
    for name, (n, _) in app.kept_of_others().items():
        told = say(app.brand.language, "said.brand_gone", n=n, old=one_line(name))
        screen.print(Text(told, style="yellow"))


def _prepared(worker: Worker) -> bool:
    """Bring the database up to date, waiting while it is away; False when we are to stop first."""

    def prepare() -> None:
        worker.prepare()
        worker.retag(worker.app.tagger)

    while not worker.stop.is_set():
        if worker.outage.outlive(prepare, (StoreBusyError, StoreFullError)):
            return True
        worker.stop.wait(AGAIN)
    return False
