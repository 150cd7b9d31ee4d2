"""Make: a week's digest on disk, and last week's again where mentions of it came late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from listener.advice.time import periods
from listener.digest import files
from listener.digest.build import build
from listener.digest.values import Digest
from listener.settings.brand import Brand
from listener.store.figures import Figures


@dataclass(frozen=True, slots=True)
class Made:
    """A week that was written to disk."""

    digest: Digest
    page: Path
    place: str  # the same below the storage folder, for those who see no path of this machine
    restated: str | None  # the week before, where it was written again


def make(
    store: Figures,
    brand: Brand,
    week: str,
    *,
    brands: Sequence[Brand],
    storage: Path,
    now: datetime,
) -> Made:
    """Write a week's files; the same rows give the same files.

    Raises ValueError for a week that does not exist or has not begun.
    """
    with store.reading():
        digest = build(store, brand, week, now)
    page = files.write(digest, files.folder(storage, week, brand, brands))
    place = page.relative_to(storage).as_posix()
    earlier = periods.before(week)
    old = files.folder(storage, earlier, brand, brands)
    if not digest.late or not (old / files.PAGE).exists():
        return Made(digest, page, place, None)
    with store.reading():
        again = build(store, brand, earlier, now)
    files.write(again, old)
    return Made(digest, page, place, earlier)
