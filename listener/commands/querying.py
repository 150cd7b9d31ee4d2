"""query test: what a query would keep of a file or a source, and what stands at its edge."""

import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from rich.text import Text

from connectors.kit.asking.edge import Found, looked_at
from connectors.kit.asking.page import words_of
from connectors.kit.contract import Mention, Page
from connectors.kit.errors import SourceError
from connectors.kit.http.state import HttpState
from connectors.kit.query.parse import QueryError, parse
from listener.app import App
from listener.commands.console import console
from listener.guard.plain import one_line
from listener.words import say
from listener.words.spoken import spoken
from listener.work import filing
from models.language import detect

FAILED, WRONG = 1, 2
SHOWN = 100  # characters of a text, when people read


def test(app: App, query: str, against: str, *, as_json: bool) -> int:
    """Show hits and doubtful ones; nothing is stored. 2 where the query cannot be read."""
    lang, screen = app.brand.language, console(stderr=True)
    try:
        asked = parse(query)
    except QueryError as error:
        screen.print(Text(spoken(lang, str(error))))
        return WRONG
    hits = edge = away = 0
    try:
        for page in _pages(app, against):
            for mention in page.mentions:
                if mention.deleted:
                    continue
                found = looked_at(asked, words_of(mention, detect))
                hits += found.is_hit
                edge += bool(found.why)
                away += not found.is_hit
                _print(mention, found, lang, as_json=as_json)
    except SourceError as error:
        screen.print(Text(spoken(lang, one_line(str(error)))))
        return FAILED
    if not as_json:
        screen.print(Text(say(lang, "query.sum", hits=hits, away=away, edge=edge)))
    return 0


def _pages(app: App, against: str) -> Iterator[Page]:
    """Of a file, else of the source of that name, as they are before any query is asked."""
    free = {"match": (), "exclude": ()}
    if Path(against).is_file():
        with filing.inbox_with(app, app.brand, Path(against)) as inbox:
            yield from filing.read(inbox.model_copy(update=free))
        return
    source = app.config.source_named(against)
    with tempfile.TemporaryDirectory(prefix="listener-query-") as place:
        connector = source.connector.copied_to(Path(place) / "inbox").model_copy(update=free)
        connector = app.paid(connector)
        with app.client(source, HttpState()) as http:
            yield from connector.for_one_visit().pages(http, None)


def _print(mention: Mention, found: Found, lang: str, *, as_json: bool) -> None:
    if as_json:
        told = {"hit": found.is_hit, "why": found.why or None, "word": found.word or None}
        # ASCII, so that no text can break its line or its reader's terminal.
        sys.stdout.write(json.dumps({**told, "mention": mention.to_json()}) + "\n")
        return
    if not (found.is_hit or found.why):
        return
    text = one_line(" · ".join(filter(None, (mention.title, mention.text))))[:SHOWN]
    sign, style = ("✓", "green") if found.is_hit else ("✗", "red")
    if found.why:
        style = "yellow"
        text += f"  ({say(lang, f'query.{found.why}', word=one_line(found.word))})"
    console().print(Text.assemble((f"{sign} ", style), text), soft_wrap=True)
