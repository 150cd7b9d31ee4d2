"""Files dropped into a folder: the way in for everything that has no open door.

CSV, workbooks, JSON or JSON Lines, by name. A file is moved to `done/` after the listener has stored
its last page, so a stop anywhere means that it is read again, and ids keep it from counting
twice. Whoever writes a file gives it its name when it is complete: names that begin with a dot
or end in .part or .tmp are left alone. Not all do: a file that grew while it was read is read
again, one that was written just now stays a while after it was read (in a single run only if its
last row is half a row), and one that is written on after it was put away comes back.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import tzinfo
from pathlib import Path
from typing import ClassVar, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import httpx
from pydantic import Field, PrivateAttr, field_validator, model_validator

from connectors.inbound.copied import stand_in
from connectors.inbound.dropped import Box, Left, unknown
from connectors.inbound.fieldmap import FieldMap
from connectors.inbound.guide import GUIDES
from connectors.inbound.mapsettings import (
    HookKey,
    Places,
    Value,
    as_places,
    as_texts,
    checked_map,
)
from connectors.inbound.onefile import DroppedFile, Refusal, Refusals, UnreadableFileError
from connectors.inbound.rowcells import Defaults
from connectors.inbound.rows import Batch, read_file
from connectors.inbound.saved import in_reply
from connectors.inbound.told import coded
from connectors.inbound.visited import counted, said_with
from connectors.kit import apart
from connectors.kit.about import About, Settings
from connectors.kit.contract import Connector, Page
from connectors.kit.errors import SourceBusyError, SourceRefusedError
from connectors.kit.genres import Genre
from connectors.kit.guide import Guides
from connectors.kit.hook import Hook
from connectors.kit.reading.zones import writes_month_first
from connectors.kit.said import Said

SECONDS = 30.0  # of a child's processor, for a thousand rows; an honest file takes one
MEGABYTES = 1_500  # of a child's address space, for a workbook of 50 MB
TRIES = 3  # of a file on which reading breaks


class Inbound(Connector):
    """One folder of dropped files."""

    keeps_all: ClassVar[bool] = True
    guides: ClassVar[Guides] = GUIDES
    sifts: ClassVar[bool] = True
    about_brand: bool = True
    poll_minutes: int = Field(default=1, ge=1, le=525_600)  # who drops a file waits to see it
    """Minutes between two visits."""
    folder: Path | None = None
    """The folder that files are dropped into; without it, inbox in the storage folder."""
    genre: Genre = "social_post"
    """What sort of post a row is that does not say it; one with a rating is a review."""
    zone: str | None = None
    """Of times that name none, such as Europe/Paris; without it, the brand's."""
    day_first: bool | None = None
    """Is 03/11/2026 in November? Asked only where no date of a file tells; without it, by country."""
    map: Mapping[str, Places] = {}
    """What each field of a mention is called in your files: a column, a path into JSON (review.rating, /review/rating), or a list of them; "" for none."""
    items: str | None = None
    """Where in a JSON document its list of rows stands, such as data.reviews."""
    always: Mapping[str, Value] = {}
    """What holds of every row, such as genre = "review"."""
    words: Mapping[str, Mapping[str, Value]] = {}
    """By field, what your files' words stand for: [source.words.rating] with Excellent = 5."""
    rating_of: Literal[5, 10, 20, 100] | None = None
    """What ratings are counted on, where a file does not say it."""
    hook_secret: HookKey = None
    """Opens /hooks/NAME to programs that sign with it; "${AVIS_SECRET}" names the environment variable."""
    hook_token: HookKey = None
    """The same for senders that cannot sign: whoever reads it can send; named in the same way."""

    _say: Callable[[Said], str] = PrivateAttr(default=str)
    _is_visited_again: bool = PrivateAttr(default=True)

    @field_validator("zone")
    @classmethod
    def _is_known(cls, zone: str | None) -> str | None:
        try:
            return None if zone is None else ZoneInfo(zone).key
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(f"{zone!r:.40} is not a time zone: write it as Europe/Paris") from None

    @model_validator(mode="after")
    def _maps_fields(self) -> Self:
        checked_map(self.map, self.items, self.always, self.words)
        return self

    @property
    def told(self) -> FieldMap:
        """What the settings say of the files' columns."""
        return FieldMap(
            where={name: as_places(told) for name, told in self.map.items()},
            items=self.items,
            always=as_texts(self.always),
            words={name: as_texts(told) for name, told in self.words.items()},
        )

    @classmethod
    def proposed(cls, about: About, http: httpx.Client) -> Iterator[Settings]:  # noqa: ARG003
        """The inbox: everybody has something to drop."""
        yield {"name": "inbox"}

    def placed_in(self, storage: Path) -> Self:
        """With `inbox/` in the storage folder where the settings name no folder."""
        return self.model_copy(update={"folder": self.folder or storage / "inbox"})

    def for_one_visit(self) -> Self:
        """Files are put away as soon as they are read: who runs it once looks for them there."""
        once = self.model_copy()
        once._is_visited_again = False
        return once

    @property
    def waits_in(self) -> Path | None:
        """The folder."""
        return self.folder

    @property
    def hook(self) -> Hook | None:
        """The door of this folder, where a secret or a token opens it."""
        keys = [
            key.get_secret_value() if key else "" for key in (self.hook_secret, self.hook_token)
        ]
        return Hook(self.folder, *keys) if self.folder and any(keys) else None

    def copied_to(self, place: Path) -> Self:
        """Over copies of what lies in the folder, so that it may move them."""
        place.mkdir(parents=True)
        if self.folder and self.folder.is_dir():
            for file in sorted(self.folder.iterdir()):
                if file.name not in ("done", "refused"):
                    stand_in(file, place / file.name)
        return self.model_copy(update={"folder": place})

    def timed_in(self, zone: str, country: str) -> Self:
        """With the brand's zone and its order of day and month, where the settings say neither."""
        order = self.day_first
        if order is None:
            order = not writes_month_first(self.zone or zone, country)
        return self.model_copy(update={"zone": self.zone or zone, "day_first": order})

    @property
    def days_in(self) -> tzinfo | None:
        """The settings' zone."""
        return ZoneInfo(self.zone) if self.zone else None

    def said_by(self, say: Callable[[Said], str]) -> Self:
        """With refused rows explained in these words."""
        made = self.model_copy()
        made._say = say
        return made

    @classmethod
    def mentions_in(cls, reply: bytes) -> Page:
        """The rows of a file: a table, a workbook, JSON or a mail, told apart by how it begins."""
        return in_reply(reply, seconds=SECONDS, megabytes=MEGABYTES)

    def used_in(self, path: Path) -> dict[str, str]:
        """The columns that a file's rows are read from, each with the field that it holds.

        Raises UnreadableFileError, apart.CutOffError, apart.NoChildError and OSError.
        """
        now = path.lstat()
        used: dict[str, str] = {}
        seen = (now.st_size, now.st_mtime_ns, now.st_ino)
        work = (read_file, str(path), seen, path.name, self._defaults)
        for batch in apart.stream(*work, seconds=SECONDS, megabytes=MEGABYTES):
            used |= batch.used
        return used

    def pages(self, http: httpx.Client, cursor: str | None) -> Iterator[Page]:  # noqa: ARG002
        """Yield every file's rows; a file is put away when the page after its last is asked for."""
        if self.folder is None:
            raise SourceRefusedError(f"source {self.name}: folder: name the folder to read")
        try:
            box = Box(self.folder, self._say)
            # What is not read comes first: it is told whatever else waits.
            waiting = sorted(
                box.waiting(is_again=self._is_visited_again),
                key=lambda found: isinstance(found, DroppedFile),
            )
        except PermissionError as error:
            raise SourceRefusedError(
                f"{error.filename or self.folder}: permission denied: let the listener read and"
                " write there"
            ) from error
        except OSError as error:
            raise SourceBusyError(f"{self.folder}: {error.strerror or error}") from error
        yield from said_with(counted(self._files(box, waiting)))

    def _files(self, box: Box, waiting: list[DroppedFile | Left]) -> Iterator[Page]:
        for found in waiting:
            if isinstance(found, Left):
                yield Page(said=(found.said,))
                continue
            try:
                if not box.was_read(found, rests=self._rests(found)):
                    yield from self._read(box, found)
            except FileNotFoundError:
                continue  # taken back by whoever dropped it
            except apart.NoChildError as error:
                raise SourceBusyError(f"{self.name}: {error}") from error
            except OSError as error:
                why = error.strerror or type(error).__name__
                told = f"{found.shown}: {why}: let the listener read, write and move it"
                shut = Said(told, "left_shut", file=found.shown, why=why)
                yield Page(said=(found.said(shut),))

    def _read(self, box: Box, file: DroppedFile) -> Iterator[Page]:
        some, failed, is_cut = False, False, False
        with box.refusals(file) as refusals:
            try:
                file.refuse()
                for batch in self._batches(file):
                    if file.has_grown():
                        return  # half a row, or rows of another file; all of it is read again
                    is_cut = is_cut or batch.is_cut
                    for refusal in batch.refusals:
                        refusals.add(refusal)
                    starts, some = not some, some or bool(batch.mentions)
                    if batch.mentions or batch.refused or batch.unclear:
                        yield Page(
                            batch.mentions,
                            rows=batch.rows,
                            refused=batch.refused,
                            unclear=batch.unclear,
                            starts=starts,
                        )
            except UnreadableFileError as error:
                if file.is_maybe:
                    yield Page(said=(file.said(unknown(file.shown)),))
                    return
                yield _set_aside(file, refusals, error.args[0])
            except apart.CutOffError as error:
                if box.tries(file) < TRIES:
                    told = f"{file.shown}: {error}: it is tried again"
                    yield Page(said=(Said(told, "file_again", file=file.shown, why=str(error)),))
                    return
                yield _set_aside(file, refusals, Said(str(error), "file_broke", why=str(error)))
                failed = True
            # The listener asked for more: the last page is stored.
            if file.has_grown() or is_cut:
                return
            put = box.put_away if self._rests(file) else box.note_read
            put(file, refusals, is_refused=failed or (refusals.count > 0 and not some))

    def _rests(self, file: DroppedFile) -> bool:
        """Is it taken for complete once it is read?"""
        return not (file.may_grow and self._is_visited_again)

    def _batches(self, file: DroppedFile) -> Iterator[Batch]:
        """The file's rows, read where a hostile one can be stopped."""
        work = (read_file, str(file.path), file.seen, file.shown, self._defaults, file.may_grow)
        yield from apart.stream(*work, seconds=SECONDS, megabytes=MEGABYTES)

    @property
    def _defaults(self) -> Defaults:
        zone, order = ZoneInfo(self.zone or "UTC"), self.day_first
        first = True if order is None else order
        return Defaults(self.genre, zone, first, self.rating_of or 0, self.told)


def _set_aside(file: DroppedFile, refusals: Refusals, why: str) -> Page:
    """Say why no row of a file, or no further one, can be read."""
    code, values = (why.code, why.values) if isinstance(why, Said) else ("", {})

    def of(name: str) -> Said:
        return coded(f"{name}: {why}", code, {**values, "file": name})

    refusals.add(Refusal(0, of(""), ""))
    return Page(refused=(of(file.shown),))
