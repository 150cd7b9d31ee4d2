"""Retention on disk: dropped files and digests hold the same texts and names as the tables.

A file put away goes when texts of its age go. A digest is made again as soon as it shows words
or a name that the tables have forgotten: figures stay, quotes and names go.
"""

import csv
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from listener.advice.time import periods
from listener.digest import files, table
from listener.digest.build import build
from listener.settings.brand import Brand
from listener.settings.config import Config
from listener.store.store import Store

log = structlog.get_logger()

TELL = ("mentions.csv", "digest.md", files.PAGE)  # data.csv holds figures only


@dataclass(frozen=True, slots=True)
class Tidied:
    """What one run did on disk."""

    dropped: int  # files put away that were removed
    made: int  # digests made again
    removed: int  # digests of which only the figures are left


def expire_files(store: Store, config: Config, now: datetime) -> Tidied:
    """Do on disk what expire did in the tables; a second run finds nothing to do.

    What cannot be read or removed is left with a warning, and tried again the next day.
    """
    dropped = sum(_unlinked(path) for path in _put_away(config, now))
    made = removed = 0
    for place, week, brand in _digests(config):
        try:
            if not _shows_forgotten(store, config, place, week, now):
                continue
            if brand and _has_begun(week, brand, now):
                files.write(build(store, brand, week, now), place)
                made += 1
            else:  # nobody's any more: it cannot be made again
                removed += any([_unlinked(place / name) for name in TELL])
        except OSError as error:
            log.warning("digest not expired", week=week, error=type(error).__name__)
    done = Tidied(dropped, made, removed)
    if done != Tidied(0, 0, 0):
        log.info("expired files", dropped=dropped, made=made, removed=removed)
    return done


def _put_away(config: Config, now: datetime) -> Iterator[Path]:
    """Files of every inbox that were put away before the oldest text we keep."""
    before = (now - timedelta(days=config.storage.text_days)).timestamp()
    inboxes = {config.storage.dir / "inbox"}
    inboxes |= {f for s in config.source if (f := s.connector.waits_in)}
    for folder in (inbox / name for inbox in sorted(inboxes) for name in ("done", "refused")):
        try:
            for path in sorted(folder.iterdir()):
                seen = path.lstat()
                if stat.S_ISREG(seen.st_mode) and seen.st_mtime < before:
                    yield path
        except FileNotFoundError:
            continue  # no such inbox yet, or a person cleared it just now
        except OSError as error:
            log.warning("inbox not expired", folder=folder.name, error=type(error).__name__)


def _unlinked(path: Path) -> bool:
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:  # the name of a file may be a person's
        log.warning("file not expired", folder=path.parent.name, error=type(error).__name__)
        return False
    return True


def _digests(config: Config) -> Iterator[tuple[Path, str, Brand | None]]:
    """Each digest on disk with its week, and its brand if the settings still have it there."""
    for top in sorted((config.storage.dir / "digests").glob("[0-9]*-W[0-9]*")):
        wanted = {
            files.folder(config.storage.dir, top.name, brand, config.brand): brand
            for brand in config.brand
        }
        for place in (top, *sorted(top.iterdir())) if top.is_dir() else ():
            if any((place / name).is_file() for name in TELL):
                yield place, top.name, wanted.get(place)


def _has_begun(week: str, brand: Brand, now: datetime) -> bool:
    try:
        return periods.bounds(week, brand.tz)[0] <= now
    except ValueError:
        return False


def _shows_forgotten(store: Store, config: Config, place: Path, week: str, now: datetime) -> bool:
    """Does it show words or a name that the tables do not hold any more?

    Where the tables do not know what it shows (another database, a list that was removed), the
    week's age decides: no database that was named by mistake may wipe the digests.
    """
    is_over = _is_over(week, config, now)
    shown = _shown(place / "mentions.csv")
    if shown is None:
        return is_over
    held = store.held(list(shown))
    for mention, (words, name) in shown.items():
        has_words, has_name = held.get(mention, (not is_over, not is_over))
        if (words and not has_words) or (name and not has_name):
            return True
    return False


def _shown(path: Path) -> dict[int, tuple[bool, bool]] | None:
    """For each mention of a digest's list: are there words, and a name? None where none is read."""
    try:
        return table.told_of(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, TypeError, ValueError, IndexError, csv.Error):
        return None


def _is_over(week: str, config: Config, now: datetime) -> bool:
    """Is the time of every text over that was collected in the week?"""
    try:
        ends = [periods.bounds(week, brand.tz)[1] for brand in config.brand]
    except ValueError:
        return False
    return now > max(ends) + timedelta(days=config.storage.text_days)
