"""Files dropped into a folder: the way in for everything that has no open door.

CSV or JSON Lines, oldest name first. A file is moved to `done/` after the listener has stored
its last page, so a stop anywhere means that it is read again, and ids keep it from counting
twice. Whoever writes a file gives it its name when it is complete: names that begin with a dot
or end in .part or .tmp are left alone, and so is a file that grew while it was read.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import httpx
from pydantic import Field, field_validator

from connectors.kit.contract import Connector, Genre, Mention, Page
from connectors.kit.dropped import Box, DroppedFile, Refusal, UnreadableFileError
from connectors.kit.errors import SourceBusyError, SourceRefusedError
from connectors.kit.rows import Defaults, read_rows
from connectors.kit.zones import writes_month_first

PAGE = 1_000  # mentions and refused rows


class Inbound(Connector):
    """One folder of dropped files."""

    keeps_all: ClassVar[bool] = True
    about_brand: bool = True
    poll_minutes: int = Field(default=1, ge=1)  # who drops a file waits to see it
    """Minutes between two visits."""
    folder: Path | None = None  # None: inbox/ in the storage folder
    genre: Genre = "social_post"  # of rows that name none; a row with a rating is a review
    zone: str | None = None
    """Of times that name none, such as Europe/Paris; without it, the brand's."""
    day_first: bool | None = None
    """Is 03/11/2026 in November? Asked only where no date of a file tells; without it, by country."""

    @field_validator("zone")
    @classmethod
    def _is_known(cls, zone: str | None) -> str | None:
        try:
            return None if zone is None else ZoneInfo(zone).key
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(f"{zone!r:.40} is not a time zone: write it as Europe/Paris") from None

    def placed_in(self, storage: Path) -> Self:
        """With `inbox/` in the storage folder where the settings name no folder."""
        return self.model_copy(update={"folder": self.folder or storage / "inbox"})

    def timed_in(self, zone: str, country: str) -> Self:
        """With the brand's zone and its order of day and month, where the settings say neither."""
        order = self.day_first
        if order is None:
            order = not writes_month_first(self.zone or zone, country)
        return self.model_copy(update={"zone": self.zone or zone, "day_first": order})

    def pages(self, http: httpx.Client, cursor: str | None) -> Iterator[Page]:  # noqa: ARG002
        """Yield every file's rows; a file is put away when the page after its last is asked for."""
        if self.folder is None:
            raise SourceRefusedError(f"source {self.name}: folder: name the folder to read")
        try:
            box = Box(self.folder)
            for file in box.waiting():
                yield from self._read(box, file)
        except PermissionError as error:
            raise SourceRefusedError(
                f"{error.filename or self.folder}: permission denied: let the listener read and"
                " write there"
            ) from error
        except OSError as error:
            raise SourceBusyError(f"{self.folder}: {error.strerror or error}") from error

    def _defaults(self) -> Defaults:
        zone, order = ZoneInfo(self.zone or "UTC"), self.day_first
        return Defaults(self.genre, zone, True if order is None else order)

    def _read(self, box: Box, file: DroppedFile) -> Iterator[Page]:
        some = False
        mentions: list[Mention] = []
        refused: list[str] = []
        with box.refusals(file) as refusals:
            try:
                for row in read_rows(file, self._defaults()):
                    if isinstance(row, Refusal):
                        refusals.add(row)
                        refused.append(f"{file.name} line {row.line}: {row.reason}")
                    else:
                        some = True
                        mentions.append(row)
                    if len(mentions) + len(refused) >= PAGE:
                        yield Page(tuple(mentions), refused=tuple(refused))
                        mentions, refused = [], []
            except UnreadableFileError as error:
                refused.append(f"{file.name}: {error}")
                refusals.add(Refusal(0, str(error), ""))
            if mentions or refused:
                yield Page(tuple(mentions), refused=tuple(refused))
            # The listener asked for more: the last page is stored.
            if not file.has_grown():
                box.put_away(file, refusals, is_refused=refusals.count > 0 and not some)
