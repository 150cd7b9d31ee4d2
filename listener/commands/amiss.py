"""What waits, what was set aside, what is not as it should be: lines that once, run and status share."""

from collections.abc import Callable

from rich.console import Console
from rich.text import Text

from listener import words
from listener.app import App
from listener.channels.slack.post.owed import Owed, owed
from listener.commands.odd import unread_languages
from listener.guard.plain import one_line
from listener.words import say

_ASIDE = 5  # mentions that are named; the rest is counted


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
