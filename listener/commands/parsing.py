"""parse: what saved replies of a kind hold, as lines of JSON; nothing is asked and nothing stored."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import connectors
from connectors.kit import apart
from connectors.kit.contract import Connector, Page
from connectors.kit.errors import SourceError
from connectors.kit.said import Said
from connectors.kit.saved import MAX_BYTES, pages_in
from listener.commands.console import console
from listener.guard.plain import one_line
from listener.notices.matters import in_words
from listener.settings.problems import choose
from listener.words import say
from listener.words.spoken import spoken

FAILED, WRONG = 1, 2
SECONDS = 30.0  # of a child's processor
MEGABYTES = 1_500  # of its memory


class _UnreadError(Exception):
    """A file whose bytes we do not have; says why."""


def parse(kind: str, names: list[str], lang: str) -> int:
    """Print the mentions of each file; 1 where a file, or an item of one, could not be read."""
    if kind not in connectors.kinds():
        _complain(spoken(lang, choose(kind, connectors.kinds(), "the kinds are")))
        return WRONG
    reader = connectors.connector_type(kind)
    done = [_file(reader, kind, name, lang) for name in names]
    return 0 if all(done) else FAILED


def _file(reader: type[Connector], kind: str, name: str, lang: str) -> bool:
    """Print one file's mentions; False where it, or an item of it, could not be read."""
    shown, count, refused = one_line(name), 0, 0
    try:
        for page in _pages(reader, _content(name, lang)):
            for mention in page.mentions:
                # ASCII, so that no text can break its line or its reader's terminal.
                sys.stdout.write(json.dumps(mention.to_json()) + "\n")
            count, refused = count + len(page.mentions), refused + len(page.refused)
            for why in (*page.refused, *page.unclear, *page.said):
                _complain(f"{shown}: {in_words(why, lang)}")
    except (_UnreadError, SourceError, apart.CutOffError, apart.NoChildError) as error:
        _complain(_why(shown, error, lang))
        return False
    except BrokenPipeError:
        raise
    except Exception as error:  # a reader's own fault is told as such, whatever it is
        _complain(say(lang, "parse.broke", file=shown, kind=kind, what=type(error).__name__))
        return False
    if not count and not refused:
        _complain(say(lang, "parse.nothing", file=shown))
    return not refused


def _why(shown: str, error: Exception, lang: str) -> str:
    """Why a file cannot be read: in the catalogue's words where it has some, which name the file."""
    told = error.args[0] if error.args else ""
    if isinstance(told, Said) and told.code:
        named = Said(f"{shown}: {told}", told.code)
        named.values = {**told.values, "file": shown}
        return in_words(named, lang)
    return f"{shown}: {spoken(lang, one_line(str(error)))}"


def _pages(reader: type[Connector], reply: bytes) -> Iterator[Page]:
    if reader.sifts:
        return pages_in(reader, reply)
    return apart.stream(pages_in, reader, reply, seconds=SECONDS, megabytes=MEGABYTES)


def _content(name: str, lang: str) -> bytes:
    """A file's bytes, `-` being standard input; raises _UnreadError."""
    try:
        with sys.stdin.buffer if name == "-" else Path(name).open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise _UnreadError(error.strerror or "it cannot be read") from error
    if len(content) > MAX_BYTES:
        raise _UnreadError(say(lang, "parse.too_large", mb=MAX_BYTES // 1_000_000))
    return content


def _complain(line: str) -> None:
    console(stderr=True).print(line, soft_wrap=True)
