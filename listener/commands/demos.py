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
from listener.advice.time import periods
from listener.app import App
from listener.channels.terminal import Terminal, framed
from listener.channels.terminal_story import STYLES, alert_panel
from listener.commands.console import console, progress
from listener.demo import sample
from listener.digest.content import week as week_content
from listener.digest.make import make
from listener.notices.cards import Card
from listener.notices.contract import Notice
from listener.notices.parts import Content, Place, Stories, Story
from listener.notices.parts import Text as Words
from listener.settings.brand import Brand
from listener.settings.load import load
from listener.words import say
from listener.work.worker import Worker

VISITS = (hour(9, 30), hour(12, 30), hour(15, 0), hour(18, 30), hour(23, 59))
HISTORY_DAYS = 7  # what stood there before the bot came
CHOSEN = 3  # alerts shown at the end


class Clock:
    """A clock that is set by hand."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """The moment it was set to."""
        return self.now


def demo(*, language: str | None, everything: bool) -> int:
    """Play the sample; returns 0. Everything stays in a temporary folder, which is named."""
    began = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="listener-demo-"))
    app, clock = open_session(folder, language or _system_language())
    screen, brand = console(), app.brand
    show: Terminal = Terminal(screen) if everything else Gathered(screen)
    screen.print(Text(say(brand.language, "demo.intro", brand=brand.name), style="bold"))
    with app.alone(), progress(brand.language) as told:
        worker = Worker.of(app, show, told)
        worker.prepare()
        for moment, mentions in visits():
            clock.now = moment
            drop(folder / "data" / "inbox", moment, mentions)
            worker.once()
    made, counts = digest_of(app), app.store.counts()
    app.store.close()
    seconds = time.monotonic() - began
    config = folder / "config.toml"
    if isinstance(show, Gathered):
        tell(screen, brand, show, made, counts=counts, config=config, seconds=seconds)
    else:
        for shown in framed(made, brand):
            screen.print(shown)
        _farewell(screen, brand.language, config, made, counts["mentions"])
    return 0


def open_session(folder: Path, language: str) -> tuple[App, Clock]:
    """The demo's installation in a folder, and the clock that drives it."""
    text = (files("listener.demo") / "config.toml").read_text("utf-8")
    text = re.sub(r'(?m)^language = "\w+"', f'language = "{language}"', text, count=1)
    path = folder / "config.toml"
    path.write_text(text, "utf-8")
    clock = Clock(sample.mentions()[0].posted_at or datetime.now(sample.ZONE))
    return App(load(path, {}), clock), clock


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


def drop(inbox: Path, moment: datetime, mentions: Sequence[Mention]) -> None:
    """One file for a visit, written like any export."""
    if not mentions:
        return
    inbox.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps(m.to_json(), ensure_ascii=False) for m in mentions]
    (inbox / f"{moment:%Y-%m-%d-%H%M}.jsonl").write_text("\n".join(lines) + "\n", "utf-8")


def _system_language() -> str:
    return "fr" if os.environ.get("LANG", "").startswith("fr") else "en"


class Gathered(Terminal):
    """Keeps what was told while the weeks pass: only the most telling is shown, at the end."""

    def __init__(self, screen: Console) -> None:
        super().__init__(screen)
        self.alerts: list[Card] = []
        self.bundled = 0

    def show(self, notice: Notice, content: Content, brand: Brand) -> None:  # noqa: ARG002
        """A story's first message is kept, what a bundle tells is counted; the rest is in the week.

        A new user's own first look will tell more.
        """
        match content.parts:
            case (Story(card=card, is_reply=False),):
                self.alerts.append(card)
            case (Stories(cards=cards, more=more),):
                self.bundled += len(cards) + more


def chosen(alerts: Sequence[Card], most: int = CHOSEN) -> list[Card]:
    """One alert of each severity, gravest first, then others whose advice was not shown yet.

    Of several the first that has a draft without a gap: it shows what a draft is.
    """
    levels = list(STYLES)
    ranked = sorted(
        (c for c in alerts if c.level in levels),
        key=lambda c: (levels.index(c.level), not _whole(c)),
    )
    kinds: dict[str, Card] = {}
    for shown in ranked:
        kinds.setdefault(shown.level, shown)
    advised = {shown.advice: shown for shown in kinds.values()}
    for shown in ranked:
        advised.setdefault(shown.advice, shown)
    return sorted(list(advised.values())[:most], key=lambda c: levels.index(c.level))


def _whole(shown: Card) -> bool:
    return bool(shown.drafts) and "[" not in shown.drafts[0].text


def digest_of(app: App) -> Content:
    """The last week's digest, written to disk."""
    now, brand = app.clock(), app.brand
    week = periods.last_finished(now, brand)
    config = app.config
    made = make(app.store, brand, week, brands=config.brand, storage=config.storage.dir, now=now)
    return week_content(made.digest, made.page)


def tell(
    screen: Console,
    brand: Brand,
    show: Gathered,
    made: Content,
    *,
    counts: dict[str, int],
    config: Path,
    seconds: float,
) -> None:
    """What was read, the week, the alerts to read first, and where to look next."""
    told = say(
        brand.language,
        "demo.read",
        n=counts["mentions"],
        stories=counts["stories"],
        alerts=len(show.alerts),
        bundled=show.bundled,
        seconds=f"{seconds:.0f}",
    )
    screen.print(Text(told))
    _week(screen, made)
    best = chosen(show.alerts)
    _alerts(screen, brand, best)
    _farewell(screen, brand.language, config, made, best[0].mention if best else counts["mentions"])


def _week(screen: Console, told: Content) -> None:
    """What changed and what to do about it: the first sentence and the last."""
    _rule(screen, told.title)
    sentences = [part.text for part in told.parts if isinstance(part, Words)]
    for sentence in dict.fromkeys((sentences[0], sentences[-1])):
        screen.print(Text(sentence))


def _alerts(screen: Console, brand: Brand, best: Sequence[Card]) -> None:
    _rule(screen, say(brand.language, "demo.best", n=len(best)))
    for shown in best:
        screen.print(alert_panel(shown, brand, brief=True))


def _farewell(screen: Console, lang: str, config: Path, told: Content, mention: int) -> None:
    """Where to look next; a long path is never broken, so that it can be copied."""
    page = "".join(part.path for part in told.parts if isinstance(part, Place))
    _rule(screen, say(lang, "demo.next"))
    for key, where in (
        ("why", f"listener --config {config} why {mention}"),
        ("page", page),
        ("all", "listener demo --all"),
    ):
        screen.print(Text(say(lang, f"demo.next_{key}"), style="dim"))
        screen.print(Text(f"  {where}"), no_wrap=True, overflow="ignore", crop=False)


def _rule(screen: Console, title: str) -> None:
    screen.print()
    screen.print(Rule(Text(title, style="bold"), align="left", style="dim"))
