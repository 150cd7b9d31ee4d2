"""A trial in words: what a source shows, or why it shows nothing."""

import re
from datetime import tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.text import Text

from connectors.kit.contract import Mention
from listener.guard.plain import one_line
from listener.notices.matters import in_words
from listener.setup.person import Person
from listener.setup.trial import Trial
from listener.words import posted, say
from listener.words.spoken import spoken

_CHARACTERS = 90  # of a text
_LONGEST = 1_000  # characters of a fault
_LINES = 3  # of what a source says besides


def show(
    trial: Trial, person: Person, zone: ZoneInfo, *, what: str, number: str = "", most: int = 5
) -> None:
    """Print it under its name: how many there are, and the first of them."""
    lang = person.language
    sign, style = ("✓", "green") if trial.is_good else ("✗", "red")
    told = say(lang, "setup.told", what=what, told=headline(trial, lang))
    person.screen.print(Text.assemble((number, "dim"), (f"{sign} ", style), told))
    for mention in trial.mentions[:most]:
        person.tell(line_of(mention, lang, trial.days or zone), indent=4)
    for line in trial.told[:_LINES]:
        person.tell(in_words(line, lang), style="dim", indent=4)


def headline(trial: Trial, lang: str) -> str:
    """What came of it, in a sentence."""
    if trial.missing:
        return say(lang, "setup.missing", names=", ".join(trial.missing))
    if trial.fault:
        return fault_words(trial.fault, lang)
    if trial.folder and not trial.n:
        return say(lang, "setup.drop", folder=near(trial.folder))
    if not trial.n and trial.unasked:
        return say(lang, "check.source_unasked", n=trial.unasked)
    return say(lang, "setup.found", n=trial.n) if trial.n else say(lang, "setup.found_none")


def near(folder: Path) -> str:
    """A folder as one finds it from here."""
    here = Path.cwd()
    return str(folder.relative_to(here) if folder.is_relative_to(here) else folder)


def fault_words(fault: str, lang: str) -> str:
    """Why it cannot be read; of several places each by itself, addresses without what was asked."""
    parts = re.split(r"; (?=https?://)", one_line(fault)[:_LONGEST])
    told = (
        spoken(lang, re.sub(r"(https?://[^\s?]{1,300})\?[^\s:]*", r"\1", part)) for part in parts
    )
    first: dict[str, str] = {}  # of several that say the same, the first
    for line in told:
        first.setdefault(line.rpartition("/")[2].partition(": ")[2], line)
    return "\n    ".join(first.values())


def line_of(mention: Mention, lang: str, zone: tzinfo) -> str:
    """A mention on a line: when, who, how many stars, the first words."""
    when = posted(lang, mention.posted_at, zone) if mention.posted_at else "-"
    author = one_line((mention.author.name or mention.author.id) if mention.author else "?")
    stars = f"{'★' * mention.rating}  " if mention.rating else ""
    text = one_line(mention.text or mention.title or "")
    cut = f"{text[:_CHARACTERS].rstrip()}…" if len(text) > _CHARACTERS else text
    return f"{when}  {author}  {stars}{cut}"
