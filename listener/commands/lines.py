"""poll, import, tag: mentions in and out as lines of JSON."""

import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.text import Text

from connectors.kit.asking.page import asked_of
from connectors.kit.contract import Mention
from connectors.kit.errors import SourceError
from connectors.kit.http.state import HttpState
from listener.app import App
from listener.channels.terminal import Terminal
from listener.commands.amiss import say_aside
from listener.commands.console import console, progress
from listener.commands.runs import counted
from listener.guard.plain import one_line
from listener.notices.matters import in_words
from listener.settings.brand import Brand
from listener.settings.config import ConfigError
from listener.settings.load import find, load
from listener.stages.owners import owned
from listener.words import has_hour, say
from listener.words.spoken import spoken
from listener.work import filing
from listener.work.worker import Worker
from models.base import Tagger
from models.language import detect

FAILED, WRONG = 1, 2
SHOWN = 100  # characters of a text, when people read
_WIDTH = len("2026-11-30 14:05")


def poll(app: App, name: str, *, as_json: bool) -> int:
    """Print what a source has now; nothing is stored and no file is moved."""
    source = app.config.source_named(name)
    brand = app.config.brands[source.brand]
    count, refused = 0, 0
    with tempfile.TemporaryDirectory(prefix="listener-poll-") as place:
        connector = source.connector.copied_to(Path(place) / "inbox")
        try:
            with app.client(source, HttpState()) as http:
                for read in connector.pages(http, None):
                    page = asked_of(read, connector, detect, exclude=brand.exclude)
                    for mention in page.mentions:
                        count += 1
                        ours = owned(mention, connector.own_authors, brand)
                        _print(ours, brand, as_json=as_json)
                    refused += len(page.refused)
                    for why in (*page.refused, *page.unclear, *page.said):
                        console(stderr=True).print(Text(in_words(why, brand.language)))
        except SourceError as error:
            lang = app.brand.language
            console(stderr=True).print(
                Text(say(lang, "run.told", source=name, why=spoken(lang, one_line(str(error)))))
            )
            return FAILED
    if not as_json:
        console(stderr=True).print(say(app.brand.language, "count.mentions", n=count))
    return FAILED if refused else 0


def _print(mention: Mention, brand: Brand, *, as_json: bool) -> None:
    if as_json:
        # ASCII, so that no text can break its line or its reader's terminal.
        sys.stdout.write(json.dumps(mention.to_json()) + "\n")
        return
    posted = "-" * _WIDTH
    if at := mention.posted_at:
        shown = "%Y-%m-%d %H:%M" if has_hour(at, brand.tz) else "%Y-%m-%d"
        posted = f"{at.astimezone(brand.tz):{shown}}".ljust(_WIDTH)
    text = one_line(mention.text or mention.title or "")[:SHOWN]
    author = one_line((mention.author.name or mention.author.id) if mention.author else "?")
    console().print(Text.assemble((posted, "dim"), "  ", (author, "bold"), "  ", text))


def import_file(
    app: App,
    file: Path,
    *,
    brand: str | None,
    alert: bool,
    mapped: Sequence[str] | None = None,
    yes: bool = False,
) -> int:
    """Store a file's mentions and take them to their end; 1 when a row was refused.

    With `mapped`, what its columns hold as `--map` says it: what comes of it is shown, and asked about.
    """
    if not file.is_file():
        raise ConfigError(f"{file}: this is no ordinary file: name a CSV, a workbook or JSON")
    brands = app.config.brands
    if brand is None and len(brands) > 1:
        raise ConfigError(f"--brand: say which brand they are about: {', '.join(brands)}")
    chosen = brands.get(brand or app.brand.name)
    if chosen is None:
        raise ConfigError(f"--brand: {brand!r}? the brands are {', '.join(brands)}")
    update: dict[str, Any] = {}
    if mapped is not None:
        from listener.commands import mapping

        found = mapping.mapped(app, chosen, file, mapped, yes=yes)
        if not found.is_wanted:
            return 0 if found.is_good else FAILED
        update = {name: getattr(found.source, name) for name in ("map", "items", "rating_of")}
    screen = console()
    with (
        app.alone(),
        progress(chosen.language) as told,
        filing.inbox_with(app, chosen, file) as inbox,
    ):
        source = inbox.model_copy(update=update)
        worker = Worker.of(app, Terminal(screen), told)
        worker.prepare()
        read = filing.store(app, source, chosen, filing.read(source), silent=not alert)
        tally = worker.after_collect()
    for why in read.refused:
        words = in_words(why, chosen.language)
        screen.print(Text(say(chosen.language, "run.refused", source=source.name, why=words)))
    for line in read.told:
        screen.print(Text(in_words(line, chosen.language)))
    if mapped is None and read.refused and not read.new:
        screen.print(Text(say(chosen.language, "map.hint", file=file.name)))
    told_words = counted(chosen.language, read.new, tally)
    screen.print(told_words, style="bold")
    say_aside(screen, app)
    return FAILED if read.refused else 0


def tag(file: Path | None, config: Path | None) -> int:
    """One JSON object a line in, one out, in order; 1 when a line was bad."""
    from models.stream import tag_lines

    if file is not None and not file.is_file():
        sys.stderr.write(f"{file}: there is no such file\n")
        return WRONG
    tagger = _tagger(config)
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    if file is None:
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
        return 0 if tag_lines(sys.stdin, tagger, sys.stdout) else FAILED
    with file.open(encoding="utf-8", errors="replace") as lines:
        return 0 if tag_lines(lines, tagger, sys.stdout) else FAILED


def _tagger(config: Path | None) -> Tagger:
    """The daemon's, where settings are named or lie here; else the shipped one, which needs none."""
    try:
        found = find(config)
    except ConfigError:
        if config is not None:
            raise
        from models.tagger import load_tagger

        return load_tagger()
    return App(load(found)).tagger
