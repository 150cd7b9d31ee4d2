"""Dropped files: a table that somebody shares in a channel of ours is shown in its thread, then imported.

It is fetched twice, once to be shown and once to be imported: in between nothing of it lies here.
"""

import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError

import structlog

from connectors.inbound.onefile import MAX_BYTES
from connectors.kit.errors import SourceError
from listener.channels.slack.door.errors import SlackError, SlackRefusedError
from listener.channels.slack.look import sheets
from listener.channels.slack.look.message import Message
from listener.channels.slack.presses.admit import Presser
from listener.channels.slack.presses.answer import tell
from listener.channels.slack.presses.people import Shared
from listener.store.errors import StoreError
from listener.words import say
from listener.words.whose import Theirs

log = structlog.get_logger()

TABLES = (".csv", ".tsv", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_PAUSES = (1.0, 2.0, 0.0)  # seconds
_ODD = re.compile(r"[^\w .()-]")  # what the name of a file here is not to hold
_LONGEST = 80  # characters of it


def show(presser: Presser, file: str) -> None:
    """Say in a file's thread what it holds, once; of what is no table nothing is said. Raises SlackError, StoreError."""
    place, told = presser.place, presser.told
    found = _shared(presser, file)
    if found.suffix not in TABLES:
        return
    if not place.store.begin_once(f"file:{file}:{told.channel}", place.clock()):
        return  # Slack delivered it twice
    thread = found.seen_in.get(told.channel)
    place.workspace.post(told.channel, _preview(presser, found), thread)


def take(presser: Presser, value: str) -> None:
    """Import a file, and say in the place of its buttons what became of it; a second time adds nothing."""
    file, name = sheets.read(value)
    place, told = presser.place, presser.told
    brand = presser.brands.get(name)
    if brand is None:
        return
    found = place.workspace.file(file)
    if told.channel not in found.seen_in:
        log.warning("a press was refused", why="file")
        return
    lang, is_in = brand.language, False
    tell(presser, Theirs(say(lang, "drop.coming", name=found.name)))  # buttons stay until then
    try:
        with _fetched(presser, found) as path:
            done = place.errands.take_in(brand, path)
    except (SlackError, SourceError, StoreError, HTTPError, OSError) as error:
        log.warning("a file was not imported", error=type(error).__name__)
        tell(presser, say(lang, "press.refused.busy"))
        shown = _preview(presser, found)
    else:
        log.info("imported", brand=name, new=done.new)
        place.pressed()
        is_in = True
        shown = sheets.imported(
            found.name, done.new, done.known, done.refused, by=presser.who.name, lang=lang
        )
    with place.showing:
        place.workspace.edit(told.channel, told.at, shown)
        if is_in:
            place.imported.add((told.channel, told.at))


def leave(presser: Presser) -> None:
    """Nothing is imported, and nothing more is asked; not so where a colleague's import was first."""
    place, told = presser.place, presser.told
    said = sheets.said("left", presser.brand.language, who=presser.who.name)
    with place.showing:
        if (told.channel, told.at) not in place.imported:
            place.workspace.edit(told.channel, told.at, said)


def _shared(presser: Presser, file: str) -> Shared:
    """What Slack says of a file; it may tell of one before it says where that was shared."""
    for pause in _PAUSES:
        found = presser.place.workspace.file(file)
        if presser.told.channel in found.seen_in:
            break
        time.sleep(pause)
    return found


def _preview(presser: Presser, found: Shared) -> Message:
    lang = presser.brand.language
    try:
        with _fetched(presser, found) as path:
            seen = presser.place.errands.look_into(presser.brand, path)
    except SlackRefusedError as error:
        key = "too_large" if error.code == "file_too_large" else "unread"
        return sheets.said(key, lang, name=found.name)
    except (SlackError, SourceError, HTTPError, OSError) as error:
        log.warning("a file was not read", error=type(error).__name__)
        return sheets.said("unread", lang, name=found.name)
    first = tuple(
        (one.author.name or one.author.id if one.author else "", one.text or one.title or "")
        for one in seen.first
    )
    return sheets.preview(found.name, (seen.n, first, seen.refused), found.id, presser.brands)


@contextmanager
def _fetched(presser: Presser, found: Shared) -> Iterator[Path]:
    if found.size > MAX_BYTES:
        raise SlackRefusedError("file_too_large")
    with tempfile.TemporaryDirectory(prefix="listener-slack-") as folder:
        path = Path(folder) / (_ODD.sub("_", found.name)[-_LONGEST:].lstrip("._~") or found.suffix)
        presser.place.workspace.fetch(found, path)
        yield path
