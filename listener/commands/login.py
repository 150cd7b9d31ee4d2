"""login: a person's consent in their browser, for a source that reads by an account."""

import webbrowser
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from rich.text import Text

from connectors.kit.errors import SourceError, SourceRefusedError
from connectors.kit.grants import Grant, keep
from connectors.kit.http.state import HttpState
from connectors.kit.login import Login
from connectors.kit.oauth import Consent, redeem
from listener import words
from listener.app import App
from listener.commands.checks import show_source
from listener.commands.console import console
from listener.commands.loopback import Take, listening, page_of, paste
from listener.guard.plain import one_line
from listener.settings.config import ConfigError, Source
from listener.words import say
from listener.words.spoken import spoken

FAILED = 1
PATIENCE = 600  # seconds for a person to find the account and its password


def login(
    app: App,
    name: str,
    *,
    no_browser: bool,
    opens: Callable[[str], Any] = webbrowser.open,
    lines: Iterable[str] | None = None,
    patience: float = PATIENCE,
) -> int:
    """Ask for the consent, keep what it gives, and try it; 1 where it was not given, or gives nothing.

    `lines` is where an address may be pasted (standard input), `opens` shows a page.
    """
    source, lang = app.config.source_named(name), app.brand.language
    wanted = source.connector.login
    if wanted is None:
        raise ConfigError(f"{name} needs no login")
    try:
        grant = _asked(app, source, wanted, None if no_browser else opens, lines, patience)
        keep(wanted, grant)
    except SourceError as error:
        told = spoken(lang, one_line(str(error)))
        console(stderr=True).print(Text(say(lang, "run.told", source=name, why=told)))
        return FAILED
    app.ready()
    app.store.retry(name)  # it waits where the last login had ended
    screen = console()
    screen.print(Text(say(lang, "login.done", source=name), style="bold"))
    screen.print(Text(_until(grant, app, name)))
    screen.print(Text(say(lang, "login.tries")))
    return 0 if show_source(app, source, lang) else FAILED


def _asked(
    app: App,
    source: Source,
    wanted: Login,
    opens: Callable[[str], Any] | None,
    lines: Iterable[str] | None,
    patience: float,
) -> Grant:
    """The grant of the person who answers in time. Raises the SourceErrors."""
    lang, screen = app.brand.language, console()
    consents: dict[int, Consent] = {}

    def take_for(port: int) -> Take:
        consents[port] = Consent(wanted, port)
        return consents[port].code

    def page(why: SourceRefusedError | None) -> str:
        told = spoken(lang, one_line(str(why))) if why else ""
        shown = say(lang, "login.page_not", why=told) if why else say(lang, "login.page_done")
        return page_of(say(lang, "login.page_title"), shown)

    with listening(take_for, page) as (port, answers):
        consent = consents[port]
        key = "asks" if opens else "asks_bare"
        screen.print(Text(say(lang, f"login.{key}", source=source.name)))
        screen.print(Text(consent.address), soft_wrap=True)  # whole: to be copied
        if opens is None or not opens(consent.address):
            screen.print(Text(say(lang, "login.far", port=str(port))))
            paste(answers, lines)
        minutes = round(patience / 60)
        screen.print(Text(say(lang, "login.waits", minutes=minutes)))
        code = answers.first(patience)
    if code is None:
        raise SourceRefusedError(
            f"nobody answered in the browser in {minutes} minutes: {wanted.again}"
        )
    now = int(datetime.now(UTC).timestamp())
    with app.client(source, HttpState()) as http:
        return redeem(http, wanted, consent, code, now)


def _until(grant: Grant, app: App, name: str) -> str:
    """How long it is good for."""
    lang = app.brand.language
    if grant.ends_at is None:
        return say(lang, "login.lasts")
    at = datetime.fromtimestamp(grant.ends_at, UTC)
    return say(lang, "login.ends", at=words.date_time(lang, at, app.brand.tz), source=name)
