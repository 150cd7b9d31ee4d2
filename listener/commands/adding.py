"""add: ask what a kind of source needs, try it once, and write its table into config.toml."""

import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import connectors
from listener.app import App
from listener.commands.console import console
from listener.commands.given import Given
from listener.commands.one_source import Adding
from listener.settings.brand import Brand
from listener.settings.config import ConfigError
from listener.settings.file import NotTomlError
from listener.settings.tokens_env import line_of, with_tokens
from listener.setup import fitting, keeping, trial
from listener.setup.person import NobodyError, Person
from listener.setup.saved import Saved
from listener.setup.tomltext import CannotInsertError
from listener.shell import INTERRUPTED
from listener.words import say

FAILED = 1


def add(app: App, kind: str, given: Given) -> int:
    """Ask, try, show, write; 1 where the source could not be read, 2 for what is no kind or setting,
    130 where somebody stops it: what is saved by then is told.
    """
    lang = app.brand.language
    if kind not in connectors.kinds():
        raise ConfigError(fitting.not_a_kind(kind, lang))
    file = app.file or Path("config.toml")
    person = Person.at(console(), lang, is_script=given.yes)
    brand = _brand(app, person, given)
    adding = Adding(app, person, kind, brand, given)
    saved = Saved(file.name, was_there=True, source=adding.name)
    try:
        return _add(file, kind, person, adding, given, saved)
    except KeyboardInterrupt:
        saved.typed |= adding.typed.keys()
        saved.tell(person)
        return INTERRUPTED


def _add(file: Path, kind: str, person: Person, adding: Adding, given: Given, saved: Saved) -> int:
    lang = person.language
    try:
        adding.ask()
    except NobodyError as error:
        raise ConfigError(
            f"--set: {error}=… is needed: listener kinds {kind} says what it is"
        ) from None
    with _told_of(file):
        fitting.check_fit(file, adding.table, adding.environ)
    found = adding.try_again(adding.try_it())
    is_fine = found.is_good or found.wants_login
    if not is_fine and not (
        given.anyway or person.agrees(say(lang, "add.anyway"), otherwise=False)
    ):
        person.tell(say(lang, "add.not_written"), style="bold")
        return FAILED
    if is_fine and not person.agrees(say(lang, "add.write", file=file.name), otherwise=True):
        person.tell(say(lang, "add.not_written"), style="bold")
        return 0
    # Before the table: a listener at work reads both as soon as that is there.
    saved.kept = keeping.offer(person, file.absolute().parent, adding.typed)
    with _told_of(file):
        fitting.write_source(file, adding.table, adding.environ)
    saved.is_written = True
    _tell_written(person, file, adding.table, found)
    return 0


@contextmanager
def _told_of(file: Path) -> Iterator[None]:
    """What keeps a table out of the file is told with its name."""
    try:
        yield
    except (CannotInsertError, NotTomlError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{file.name}: {error}") from None


def _brand(app: App, person: Person, given: Given) -> Brand:
    brands = app.config.brands
    if given.brand is None and len(brands) == 1:
        return app.brand
    names = ", ".join(brands)
    name = given.brand or person.ask(say(person.language, "add.brand", names=names), key="brand")
    if name not in brands:
        raise ConfigError(f"--brand: {name!r}? the brands are {names}")
    return brands[name]


def _tell_written(person: Person, file: Path, table: Mapping[str, Any], found: trial.Trial) -> None:
    lang = person.language
    person.tell()
    person.tell(say(lang, "add.written", file=file.name, name=str(table["name"])), style="bold")
    later = trial.wanted(table, with_tokens(file.absolute().parent))
    for name in later:
        person.tell(say(lang, "add.secret", line=line_of(name, "…")))
    if found.wants_login:
        person.tell(say(lang, "add.login", name=str(table["name"])))
    if found.is_good:
        person.tell(say(lang, "add.next_key" if later else "add.next"))
