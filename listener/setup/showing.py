"""A trial in words: what a source shows, or why it shows nothing."""

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
_LINES = 3  # of what a source says besides


def show(trial: Trial, person: Person, zone: ZoneInfo, *, what: str = "", most: int = 5) -> None:
    """Print it: how many there are, and the first of them."""
    lang = person.language
    sign, style = ("✓", "green") if trial.is_good else ("✗", "red")
    shown = Text(f"{sign} ", style=style).append(f"{what}: " if what else "", style="bold")
    person.screen.print(shown.append(headline(trial, lang), style="not bold default"))
    for mention in trial.mentions[:most]:
        person.tell(line_of(mention, lang, zone), indent=4)
    for line in trial.told[:_LINES]:
        person.tell(in_words(line, lang), style="dim", indent=4)


def headline(trial: Trial, lang: str) -> str:
    """What came of it, in a sentence."""
    if trial.missing:
        return say(lang, "setup.missing", names=", ".join(trial.missing))
    if trial.fault:
        return spoken(lang, one_line(trial.fault))
    if not trial.n and trial.unasked:
        return say(lang, "check.source_unasked", n=trial.unasked)
    return say(lang, "setup.found", n=trial.n) if trial.n else say(lang, "setup.found_none")


def line_of(mention: Mention, lang: str, zone: ZoneInfo) -> str:
    """A mention on a line: when, who, how many stars, the first words."""
    when = posted(lang, mention.posted_at, zone) if mention.posted_at else "-"
    author = one_line((mention.author.name or mention.author.id) if mention.author else "?")
    stars = f"{'★' * mention.rating}  " if mention.rating else ""
    text = one_line(mention.text or mention.title or "")
    cut = f"{text[:_CHARACTERS].rstrip()}…" if len(text) > _CHARACTERS else text
    return f"{when}  {author}  {stars}{cut}"
