"""check and db upgrade: is everything in its place?"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
from pydantic import BaseModel
from rich.text import Text

from connectors.kit.asking.page import asked_of
from connectors.kit.contract import Connector, Page
from connectors.kit.errors import SourceError
from connectors.kit.http.state import HttpState
from listener.app import App
from listener.channels.slack.door.check import check_slack
from listener.channels.slack.door.client import Bot
from listener.channels.slack.door.doors import promise
from listener.commands import hooking, rewording, tokens
from listener.commands.console import console
from listener.commands.odd import facts_due, odd
from listener.guard.plain import one_line
from listener.guard.secret import FILE, KeyFileError
from listener.notices.matters import in_words
from listener.notices.targets import TERMINAL, target
from listener.settings.brand import Brand
from listener.settings.config import Config, Source
from listener.watch.heartbeat import heartbeat_of
from listener.words import say
from listener.words.spoken import spoken
from models.base import Post
from models.language import detect
from models.manifest import changed
from models.tagger import FILES, WEIGHTS, WeightsError

FAILED, WRONG = 1, 2
_MOST_PAGES = 1_000  # of a folder
_PARTED = re.compile(r"[^\s,;]\s*(?:(?<!\d)[,;]|[,;](?!\d))\s*[^\s,;]")  # 1,000 is one word
Shown = Callable[[bool | None, str, str], None]
_SENTENCES = frozenset(["not_us", "allowed_gestures", "wrong"])  # may have commas of their own


def check(app: App) -> int:
    """Settings were read to come here; prove database, model and sources.

    2 when a brand or a source was left out of the settings, 1 when something else fails.
    """
    lang, config, line = app.brand.language, app.config, _Lines()
    told: str = say(lang, "check.brands", n=len(config.brand))
    told += ", " + say(lang, "check.sources", n=len(config.source))
    if left_out := _left_out(config):
        told += ", " + say(lang, "check.left_out", n=len(left_out), what=", ".join(left_out))
    # By their names, however many lines are wrong in each.
    line.wrong += left_out or ([say(lang, "check.settings")] if config.faults else [])
    _line(not left_out, say(lang, "check.settings"), told)
    for fault in config.faults:
        _line(False, say(lang, "check.settings"), one_line(fault))
    for key, words in _read_as_one(config):
        told = say(lang, "check.one", where=key, words=one_line(words))
        _line(None, say(lang, "check.settings"), told)
    for odd_one in (
        one for brand in config.brand for one in (*odd(brand), *facts_due(brand, app.clock()))
    ):
        _line(None, say(lang, "check.settings"), one_line(odd_one))
    app.store.upgrade()
    app.store.check_writable()
    _line(True, say(lang, "check.database"), app.store.place)
    for old, new in app.store.renamed(config.owners):
        told = say(lang, "kept.renamed", old=one_line(old), new=one_line(new))
        _line(False, say(lang, "kept.brand"), told)
    good = _key(app, lang, line) and _places(app, lang, line)
    well = "check.all_good" if config.source else "check.no_source"
    console().print(line.verdict(lang) or say(lang, well), style="bold")
    return WRONG if config.faults else 0 if good else FAILED


def _places(app: App, lang: str, line: "_Lines") -> bool:
    """Everything that is asked once the database can be used."""
    model = [_model(app, lang, line), _heartbeat(app, lang, line), _doors(app, line)]
    model.append(rewording.checked(app, line))
    slack = [_slack(app, brand, line) for brand in app.config.brand]
    return all([*model, *slack, *[show_source(app, one, lang, line) for one in app.config.source]])


def _left_out(config: Config) -> list[str]:
    """The names of brands that the settings leave out, and of sources of the brands that are there."""
    named = (*config.left_out, *(name for name, _ in config.left_out_of(*config.brands)))
    return [one_line(name) for name in named]


def _read_as_one(config: Config) -> Iterator[tuple[str, str]]:
    """By key, the entries of lists that may have been meant as several."""
    for brand in config.brand:
        yield from (("name", told) for told in [brand.name] if _PARTED.search(told))
        yield from _parted(brand)
    for source in config.source:
        yield from _parted(source.connector)


def _parted(model: BaseModel) -> Iterator[tuple[str, str]]:
    for key in type(model).model_fields:
        yield from () if key in _SENTENCES else _parted_in(key, getattr(model, key))


def _parted_in(key: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, BaseModel):
        yield from _parted(value)
    for one in value if isinstance(value, tuple) else ():
        if not isinstance(one, str):
            yield from _parted_in(key, one)
        elif _PARTED.search(one) and "://" not in one:
            yield key, one


def _key(app: App, lang: str, line: "_Lines") -> bool:
    """Is the key there, and is it that of the database?"""
    try:
        _ = app.key
    except KeyFileError as error:
        line(False, say(lang, "check.key"), spoken(lang, one_line(str(error))))
        return False
    path = app.config.storage.dir / FILE
    _line(True, say(lang, "check.key"), say(lang, "check.key_ok", path=str(path)))
    return True


def _heartbeat(app: App, lang: str, line: "_Lines") -> bool:
    """Asked once, where the settings want one; its address is not shown."""
    if app.config.web.heartbeat_url is None:
        return True
    fault = heartbeat_of(app.config.web).ask()
    told = say(lang, "check.heartbeat_bad", why=fault) if fault else say(lang, "check.heartbeat_ok")
    line(not fault, say(lang, "check.heartbeat"), told)
    return not fault


def _doors(app: App, line: "_Lines") -> bool:
    """Who may come in by the web's door, where somebody may."""
    found = [*tokens.findings(app), *hooking.findings(app)]
    for finding in found:
        line(*finding)
    return all(good is not False for good, _, _ in found)


def _model(app: App, lang: str, line: "_Lines") -> bool:
    """The model's name; where the settings chose another for the tone, what it says of a sample."""
    try:
        tagger = app.tagger
    except WeightsError as error:
        line(False, say(lang, "check.model"), spoken(lang, one_line(str(error))))
        return False
    if wrong := changed(WEIGHTS, FILES):
        line(False, say(lang, "check.model"), say(lang, "kept.weights", files=", ".join(wrong)))
        return False
    told = tagger.name
    if app.config.tagger.tone_model:
        sample = say(lang, "check.model_sample")
        tone = tagger.tag([Post(text=sample)])[0].tone
        shown = say(lang, f"tone.{tone.best}")
        told += "\n    " + say(
            lang, "check.model_tone", text=sample, tone=shown, share=round(100 * tone.probability)
        )
    _line(True, say(lang, "check.model"), told)
    return True


def _slack(app: App, brand: Brand, line: "_Lines") -> bool:
    """Where a brand's alerts would go, and whether they would get there; nothing is posted."""
    what = "check.alerts" if target(brand, "instant") == TERMINAL else "check.slack"
    _line(True, say(brand.language, what), promise(brand))
    web = app.config.web
    findings = check_slack(brand, lambda token: Bot(token, app.clock), app.clock(), web)
    for finding in findings:
        line(*finding)
    return all(finding.good is not False for finding in findings)


def show_source(app: App, source: Source, lang: str, line: Shown | None = None) -> bool:
    """The source's first page, which is one request, or all that lies in its folder.

    Nothing is stored, and no file is moved.
    """
    try:
        with app.client(source, HttpState()) as http:
            pages = [
                asked_of(
                    page, source.connector, detect, exclude=app.config.brands[source.brand].exclude
                )
                for page in _pages(app.paid(source.connector), http)
            ]
    except (SourceError, httpx.HTTPError) as error:
        (line or _line)(False, source.name, spoken(lang, one_line(str(error))))
        return False
    n = sum(len(page.mentions) for page in pages)
    told: str = say(lang, "check.source_ok", n=n) if n else say(lang, "check.source_empty")
    if (unasked := sum(page.unasked for page in pages)) and not n:
        told = say(lang, "check.source_unasked", n=unasked)
    for why in (why for page in pages for why in (*page.refused, *page.unclear, *page.said)):
        told += f"\n    {in_words(why, lang)}"
    _line(True, source.name, told)
    return True


def _pages(connector: Connector, http: httpx.Client) -> Iterator[Page]:
    if connector.waits_in is None:
        yield from islice(connector.pages(http, None), 1)
        return
    # A folder that is shut says so itself; of copies all may be read.
    next(iter(connector.pages(http, None)), None)
    with TemporaryDirectory(prefix="listener-check-") as place:
        copies = connector.copied_to(Path(place) / "inbox").for_one_visit()
        yield from islice(copies.pages(http, None), _MOST_PAGES)


@dataclass
class _Lines:
    """Shows each finding, and keeps what is wrong for the verdict."""

    wrong: list[str] = field(default_factory=list)

    def __call__(self, good: bool | None, what: str, told: str) -> None:
        """Show one; False is wrong."""
        self.wrong += [] if good is not False or what in self.wrong else [what]
        _line(good, what, told)

    def verdict(self, lang: str) -> str | None:
        """How many things are wrong, and which; None where all is well."""
        if not self.wrong:
            return None
        return say(lang, "check.failed", n=len(self.wrong), what=", ".join(self.wrong))


def _line(good: bool | None, what: str, told: str) -> None:
    sign, style = {True: ("✓", "green"), False: ("✗", "red"), None: ("!", "yellow")}[good]
    shown = Text(f"{sign} ", style=style)
    console().print(shown.append(f"{what:<16} ", style="bold").append(told, style="not bold"))


def upgrade(app: App) -> int:
    """Bring the tables to this release; says from where to where."""
    before = app.store.revision()
    app.store.upgrade()
    after = app.store.revision()
    console().print(f"{app.store.place}: {before or 'empty'} → {after}")
    return 0
