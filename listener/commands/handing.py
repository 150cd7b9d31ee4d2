"""brand export: everything that is stored of one brand, in a folder of its own, with a receipt; and its check.

The receipt is written last, when all else is on the disk: a folder without one is none.
"""

import base64
import csv
import json
import os
import shlex
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Self

from rich.text import Text

from connectors.kit.contract import Author, Mention
from listener.app import App
from listener.commands.console import console
from listener.commands.named import brand_held
from listener.commands.receipts import RECEIPT, Receipt, Written, release
from listener.digest.kept import digests, held
from listener.digest.table import Cell, guarded, moment
from listener.guard.modes import FILE, FOLDER
from listener.guard.plain import one_line
from listener.settings.brand import Brand
from listener.store.belonging import Kept, Told, Value, owned
from listener.store.errors import StoreError
from listener.store.tables import MentionRow
from listener.words import named, say

# Those that are asked for by name; the rows of every other table lie below `rows`.
NAMED = {"notices": "alerts.jsonl", "answers": "answers.jsonl", "acts": "acts.jsonl"}
HEADS = ("mention", "source", "at", "venue", "shop", "country", "version", "author", "title", "text",
         "url", "lang", "stars", "likes", "shares", "replies", "views", "form", "tone", "intent",
         "advice", "due_at", "answered_at", "deleted_at")  # fmt: skip


@dataclass
class Folder:
    """The folder that is filled: its files, as far as they are written."""

    place: Path
    written: list[Written] = field(default_factory=list)
    made: list[Path] = field(default_factory=list)  # the newest last

    @classmethod
    def new(cls, place: Path) -> Self:
        """An empty folder for this user alone; raises StoreError for one that holds anything."""
        if place.is_symlink() or (place.exists() and not place.is_dir()):
            raise StoreError(f"{place}: this is no folder: name a new one")
        if place.is_dir() and any(place.iterdir()):
            raise StoreError(f"{place}: this folder is not empty: name a new one")
        place.mkdir(mode=FOLDER, exist_ok=True)
        place.chmod(FOLDER)
        return cls(place)

    def write(
        self, name: str, lines: Iterator[bytes], *, counts: bool = True, head: int = 0
    ) -> int:
        """A file of these lines, on the disk; how many they are, but for so many at its `head`."""
        self._make_room(name)
        digest, size, rows = sha256(), 0, -head
        with self._opened(name) as file:
            for line in lines:
                file.write(line)
                digest.update(line)
                size += len(line)
                rows += 1
            _settle(file)
        self.written.append(Written(name, rows if counts else None, size, digest.hexdigest()))
        return rows

    def close(self, receipt: bytes) -> None:
        """All is there: so says the receipt, which appears whole or not at all."""
        half = f".{RECEIPT}.part"
        with self._opened(half) as file:
            file.write(receipt)
            _settle(file)
        for place in [self.place, *(one for one in self.made if one.is_dir())]:
            _settle_folder(place)
        (self.place / half).replace(self.place / RECEIPT)
        _settle_folder(self.place)

    def clear(self) -> None:
        """Take away what was written: half of somebody's words is of no use to anybody."""
        for path in reversed(self.made):
            if path.is_dir():
                path.rmdir()
            else:
                path.unlink(missing_ok=True)

    def _opened(self, name: str) -> BinaryIO:
        path = self.place / name
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE)
        self.made.append(path)
        return os.fdopen(descriptor, "wb")

    def _make_room(self, name: str) -> None:
        place = self.place
        for part in Path(name).parts[:-1]:
            place /= part
            if not place.is_dir():
                place.mkdir(mode=FOLDER)
                self.made.append(place)


def export(app: App, name: str, to: Path) -> int:
    """Write all that is stored of a brand into a new folder. Raises StoreError, with nothing left there."""
    app.store.upgrade()
    known = brand_held(app, name)
    folder = Folder.new(to)
    lang = app.brand.language
    screen = console()
    try:
        with app.store.kept(name) as kept, screen.status("") as shown:

            def tell(file: str) -> None:
                shown.update(Text(say(lang, "export.writing", file=file)))

            counts = _fill(folder, kept, app, known, tell)
            receipt = Receipt(
                brand=name,
                made_at=app.clock(),
                program=release(),
                tables=app.store.head(),
                files=tuple(folder.written),
            )
            folder.close(receipt.text().encode())
    except BaseException:
        folder.clear()
        raise
    told = {key: str(counts.get(key, 0)) for key in ("mentions", "notices", "answers", "acts")}
    lines = [
        say(lang, "export.done", folder=str(to), brand=one_line(name), files=len(folder.written)),
        f"  {say(lang, 'export.counts', digests=str(counts['digests']), **told)}",
        say(lang, "export.next", folder=shlex.quote(str(to))),
    ]
    for line in lines:
        screen.print(Text(line), soft_wrap=True)
    return 0


def _fill(
    folder: Folder, kept: Kept, app: App, known: Brand | None, tell: Callable[[str], None]
) -> dict[str, int]:
    """Every file but the receipt; how many rows of each table, and how many digests."""
    brand = known or app.brand
    tell("mentions.csv")
    folder.write("mentions.csv", _csv(kept, brand.language, brand.tz), head=1)
    tell("mentions.jsonl")
    folder.write(
        "mentions.jsonl", (_line(_mention(one.mention).to_json()) for one in kept.mentions())
    )
    counts = {}
    for table in owned():
        file = NAMED.get(table.name, f"rows/{table.name}.jsonl")
        tell(file)
        counts[table.name] = folder.write(file, (_line(_stored(r)) for r in kept.rows(table.name)))
    counts["digests"] = 0
    names = {kept.brand, *kept.names_before()}
    others = {*app.config.brands, *app.store.brands_held()} - {kept.brand}
    for week, place in digests(app.config.storage.dir, names - others, others):
        counts["digests"] += 1
        for path in held(place):
            where = f"digests/{week}/{path.name}"
            if any(one.name == where for one in folder.written):  # of one brand, then of several
                where = f"digests/{week}/{place.name}/{path.name}"
            tell(where)
            folder.write(where, iter([path.read_bytes()]), counts=False)
    return counts


def _line(value: Mapping[str, object]) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode() + b"\n"


def _stored(row: Mapping[str, Value]) -> Mapping[str, object]:
    return {name: _plain(value) for name, value in row.items()}


def _plain(value: Value) -> object:
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).isoformat()
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def _mention(m: MentionRow) -> Mention:
    """As `listener import` takes it."""
    id_ = m.author_handle or m.author_name
    author = Author(id=id_, name=m.author_name, followers=m.author_followers, url=m.author_url) if id_ else None  # fmt: skip
    same = ("external_id", "text", "genre", "url", "title", "lang", "posted_at", "venue", "addressed",
            "rating", "likes", "shares", "replies", "views", "parent_url", "parent_text", "thread_key",
            "thread_title", "place", "product_version", "country", "by_owner", "disclosed")  # fmt: skip
    fields = {name: getattr(m, name) for name in same}
    return Mention(**fields, author=author, deleted=m.deleted_at is not None)


class _Row:
    """Where a csv.writer writes: one line at a time."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> None:
        self.text = text


def _csv(kept: Kept, lang: str, zone: tzinfo) -> Iterator[bytes]:
    """One line a mention, safe to open in a spreadsheet."""
    row = _Row()
    writer = csv.writer(row)
    writer.writerow([say(lang, f"column.{name}") for name in HEADS])
    yield row.text.encode()
    for one in kept.mentions():
        writer.writerow([guarded(cell) for cell in _cells(one, lang, zone)])
        yield row.text.encode("utf-8", "replace")


def _cells(one: Told, lang: str, zone: tzinfo) -> Iterator[Cell]:
    m, decision = one.mention, one.decision
    country = named(lang, "country", m.country) if m.country else None
    yield from (m.id, one.source, moment(m.at, zone), m.venue, m.place, country, m.product_version)
    yield from (m.author_name, m.title, m.text, m.url, m.lang, m.rating)
    yield from (m.likes, m.shares, m.replies, m.views)
    labels = ("form", "tone", "intent", "leaf")
    yield from (named(lang, of, getattr(decision, of)) if decision else None for of in labels)
    yield moment(decision.due_at if decision else None, zone)
    yield moment(one.answered_at, zone)
    yield moment(m.deleted_at, zone)


def _settle(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _settle_folder(place: Path) -> None:
    descriptor = os.open(place, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
