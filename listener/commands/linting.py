"""lint: a draft on standard input, and each check that it fails with the offending words.

Without a mention it needs no database: the post may be a file, or none.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.text import Text

from connectors.kit.genres import GENRES
from listener.advice.brief import Brief
from listener.advice.drafts.ethics import Check, check
from listener.app import App
from listener.commands.bank import wanted_of
from listener.commands.console import console
from listener.commands.named import brand_named, record_of
from listener.desk.writing import RECENT, doubts
from listener.guard.plain import plain
from listener.settings.brand import Brand
from listener.settings.config import ConfigError
from listener.settings.file import read_up_to
from listener.settings.load import find, load
from listener.settings.problems import choose
from listener.words import LANGUAGES, say

FAILED = 1
MOST = 20_000  # characters of a draft, and of a post
GENRE = "social_post"  # where nobody says what is answered


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line says of a draft."""

    brand: str | None = None
    post: Path | None = None
    genre: str | None = None
    language: str | None = None


def lint(asked: Asked, settings: Path | None) -> int:
    """Print every check that the draft on standard input fails; 1 where there is one.

    Raises ConfigError for a brand, a genre or a file that is none, and for no draft.
    """
    config = load(find(settings))
    brand = brand_named(config.brands, asked.brand) or config.brand[0]
    brief = _brief(asked)
    return _show(check(read_text(None), brief, brand, is_last=True), brand)


def lint_answer(app: App, mention: int, draft: str) -> int:
    """The same beside a mention of the database: its labels, and what the brand wrote lately."""
    app.ready()
    record = record_of(app, mention)
    lang = app.brand.language
    if record is None:
        raise ConfigError(say(lang, "why.missing", mention=str(mention)))
    brand = app.config.brands.get(record.mention.brand, app.brand)
    wanted = wanted_of(app, record, brand)
    if wanted is None:
        raise ConfigError(say(lang, "why.undecided", mention=str(mention)))
    recent = app.store.recent_answers(brand.name, app.clock() - RECENT)
    return _show(doubts(draft, wanted, brand, recent), brand)


def _show(told: Sequence[Check], brand: Brand) -> int:
    failed = [one for one in told if not one.passed]
    screen = console()
    for one in failed:
        screen.print(Text(f"✗ {one.label}: {plain(one.why)}"), soft_wrap=True)
    if not failed:
        screen.print(say(brand.language, "lint.passed"))
    return FAILED if failed else 0


def _brief(asked: Asked) -> Brief:
    """The post as far as it is told; nobody has labelled it."""
    if asked.genre is not None and asked.genre not in GENRES:
        raise ConfigError(f"--genre: {choose(asked.genre, list(GENRES), 'the names are')}")
    if asked.language not in (None, *LANGUAGES):
        raise ConfigError(f"--lang: {asked.language!r}? write fr or en")
    return Brief(
        text=read_text(asked.post) if asked.post else "",
        genre=asked.genre or GENRE,
        lang=asked.language,
        form="unsure",
        tone="unsure",
        intent="unsure",
    )


def read_text(file: Path | None) -> str:
    """A text of standard input, or of a file; ConfigError where there is none that can be read."""
    named = str(file) if file else "-"
    try:
        raw = read_up_to(file, 8 * MOST) if file else sys.stdin.buffer.read(8 * MOST)
        said = raw[: 8 * MOST].decode("utf-8-sig").strip()
    except OSError as error:
        raise ConfigError(f"{named}: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise ConfigError(
            f"{named}: this is not text in UTF-8: save the file again as UTF-8"
        ) from None
    if not said:
        raise ConfigError(f"{named}: it is empty: give a text, as in listener lint < draft.txt")
    return said[:MOST]
