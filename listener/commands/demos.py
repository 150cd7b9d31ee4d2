"""demo: three weeks of an invented brand on a simulated clock, through the inbox like anything else."""

import json
import os
import re
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from datetime import time as hour
from importlib.resources import files
from pathlib import Path

from rich.console import Console
from rich.rule import Rule
from rich.text import Text

from connectors.kit.contract import Mention
from listener.brand import Brand
from listener.cards import Card
from listener.commands import digests
from listener.commands.runs import console, progress
from listener.config import load
from listener.demo import sample
from listener.digest.short import Short
from listener.firstlook import Look
from listener.plain import one_line
from listener.session import Session
from listener.strategy import words
from listener.strategy.words import say
from listener.terminal import STYLES, Terminal

VISITS = (hour(9, 30), hour(12, 30), hour(15, 0), hour(18, 30), hour(23, 59))
HISTORY_DAYS = 7  # what stood there before the bot came
CHOSEN = 6  # alerts shown whole at the end
SHORT = 64  # characters of a quote on one line


class Clock:
    """A clock that is set by hand."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """The moment it was set to."""
        return self.now


def demo(*, language: str | None, full: bool) -> int:
    """Play the sample; returns 0. Everything stays in a temporary folder, which is named."""
    began = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="listener-demo-"))
    session, clock = open_session(folder, language or _system_language())
    screen, brand = console(), session.brand
    show = DemoShow(screen, brand, clock, full=full)
    screen.print(Text(say(brand.language, "demo.intro", brand=brand.name), style="bold"))
    with session.alone(), progress(brand.language) as told:
        pipeline = session.pipeline(show, told)
        pipeline.prepare()
        for moment, mentions in visits():
            clock.now = moment
            _drop(folder / "data" / "inbox", moment, mentions)
            pipeline.once()
    show.close()
    digests.digest(session)
    counts = session.store.counts()
    session.store.close()
    _farewell(screen, brand, folder, counts, time.monotonic() - began)
    return 0


def open_session(folder: Path, language: str) -> tuple[Session, Clock]:
    """The demo's installation in a folder, and the clock that drives it."""
    text = (files("listener.demo") / "config.toml").read_text("utf-8")
    text = re.sub(r'(?m)^language = "\w+"', f'language = "{language}"', text, count=1)
    path = folder / "config.toml"
    path.write_text(text, "utf-8")
    clock = Clock(sample.mentions()[0].posted_at or datetime.now(sample.ZONE))
    return Session(load(path, {}), clock), clock


def visits() -> Iterator[tuple[datetime, list[Mention]]]:
    """What each visit finds: the first week at once, then a few visits a day."""
    left = sample.mentions()
    days = [day for day, _ in sample.days()]
    first = days[0] + timedelta(days=HISTORY_DAYS - 1)
    moments = [_at(first, VISITS[-1])]
    last = days[-1] + timedelta(days=1)
    day = first + timedelta(days=1)
    while day <= last:
        moments += [_at(day, visit) for visit in VISITS]
        day += timedelta(days=1)
    for moment in moments[: -len(VISITS) + 1]:
        found = [m for m in left if m.posted_at and m.posted_at <= moment]
        left = left[len(found) :]
        yield moment, found


def _at(day: date, visit: hour) -> datetime:
    return datetime.combine(day, visit, sample.ZONE)


def _drop(inbox: Path, moment: datetime, mentions: Sequence[Mention]) -> None:
    """One file for a visit, written like any export."""
    if not mentions:
        return
    inbox.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps(m.to_json(), ensure_ascii=False) for m in mentions]
    (inbox / f"{moment:%Y-%m-%d-%H%M}.jsonl").write_text("\n".join(lines) + "\n", "utf-8")


def _system_language() -> str:
    return "fr" if os.environ.get("LANG", "").startswith("fr") else "en"


class DemoShow:
    """One line an alert while the weeks pass, the most telling ones whole at the end."""

    def __init__(self, screen: Console, brand: Brand, clock: Clock, *, full: bool) -> None:
        self._screen, self._brand, self._clock = screen, brand, clock
        self._terminal = Terminal(screen)
        self._full = full
        self._alerts: list[Card] = []
        self._bundles: list[tuple[str, Sequence[Card], int]] = []
        self._day = ""

    def first_look(self, look: Look, brand: Brand) -> None:
        """Shown whole: it is what a new user sees first."""
        self._terminal.first_look(look, brand)
        self._screen.print(Rule(say(brand.language, "demo.weeks"), align="left", style="dim"))

    def digest(self, told: Short, brand: Brand) -> None:  # noqa: ARG002
        """A line for the week: the last one is shown whole at the end."""
        self._date()
        self._screen.print(Text(f"  ▦   {told.title}", style="dim"))

    def ops(self, title: str, lines: Sequence[str], brand: Brand) -> None:
        """Nothing breaks in a demo; if it does, it is told whole."""
        self._terminal.ops(title, lines, brand)

    def alert(self, shown: Card, brand: Brand) -> None:
        """A line, or the whole alert."""
        self._alerts.append(shown)
        if self._full:
            self._terminal.alert(shown, brand)
        else:
            self._line(shown, shown.severity.split()[0])

    def news(self, shown: Card, brand: Brand) -> None:
        """A line, or what is new."""
        if self._full:
            self._terminal.news(shown, brand)
        else:
            self._line(shown, "↳")

    def bundle(self, class_: str, cards: Sequence[Card], brand: Brand, *, more: int) -> None:
        """A line for the bundle."""
        self._bundles.append((class_, cards, more))
        if self._full:
            self._terminal.bundle(class_, cards, brand, more=more)
            return
        self._date()
        title = say(brand.language, f"bundle.{class_}", n=len(cards) + more)
        self._screen.print(Text(f"  ▤   {title}", style="dim"))

    def close(self) -> None:
        """The alerts that tell most, one for each kind of advice, and the last bundle of each class."""
        if self._full:
            return
        lang = self._brand.language
        self._screen.print()
        self._screen.print(Rule(say(lang, "demo.closer"), align="left", style="dim"))
        self._screen.print()
        for shown in chosen(self._alerts):
            self._terminal.alert(shown, self._brand)
        last = {class_: (cards, more) for class_, cards, more in self._bundles}
        for class_, (cards, more) in last.items():
            self._terminal.bundle(class_, cards[:4], self._brand, more=more + len(cards[4:]))

    def _line(self, shown: Card, mark: str) -> None:
        self._date()
        quote = one_line(shown.quote)
        quote = quote if len(quote) <= SHORT else quote[: SHORT - 1] + "…"
        line = Text(f"  {mark:<3} ", style=STYLES.get(shown.mark, "white"))
        line.append(f"{shown.advice}", style="bold").append(f"  {quote}", style="not bold italic")
        self._screen.print(line, no_wrap=True, overflow="ellipsis", crop=True)

    def _date(self) -> None:
        day = words.date(self._brand.language, self._clock(), self._brand.tz)
        if day != self._day:
            self._screen.print(Text(day, style="bold dim"))
            self._day = day


def chosen(alerts: Sequence[Card], most: int = CHOSEN) -> list[Card]:
    """The first alert of each kind of advice, the most severe kinds first."""
    marks = list(STYLES)
    kinds: dict[str, Card] = {}
    for shown in alerts:
        kinds.setdefault(shown.advice, shown)
    ranked = sorted(
        kinds.values(), key=lambda c: marks.index(c.mark) if c.mark in marks else len(marks)
    )
    return ranked[:most]


def _farewell(
    screen: Console, brand: Brand, folder: Path, counts: dict[str, int], seconds: float
) -> None:
    lang = brand.language
    told = say(
        lang, "demo.done", n=counts["mentions"], stories=counts["stories"], seconds=f"{seconds:.0f}"
    )
    screen.print(Text(told, style="bold"))
    screen.print(Text(say(lang, "demo.folder", folder=str(folder)), style="dim"))
    screen.print(Text(f"  listener --config {folder / 'config.toml'} status", style="dim"))
    screen.print(
        Text(f"  listener --config {folder / 'config.toml'} why {counts['mentions']}", style="dim")
    )
