"""Which figures stand where, for every renderer."""

from collections import Counter
from datetime import timedelta
from zoneinfo import ZoneInfo

from listener import words
from listener.digest.values import Digest, Figure
from listener.words import say
from listener.words.whose import Ours

TILES = ("mentions", "balance", "response", "open")
FORMS = ("read", "share", "discussion", "critique", "creation", "unsure")
COUNTED = "counted"  # by the source itself, not read
TONES = ("tone-positive", "tone-negative", "tone-neutral", "tone-mixed", "tone-unsure")
SECTIONS: dict[str, tuple[str, ...]] = {
    "volume": ("mentions", "stories", "authors", COUNTED, *FORMS),
    "tone": ("balance", *TONES),
    "answering": (
        "owed",
        "answered",
        "response",
        "open",
        "unseen-answers",
        "sla",
        "first-response",
        "first-response-90",
        "first-response-open",
        "first-response-open-90",
        "verbatim",
        "edited",
    ),
    "relation": (
        "returning",
        "organic",
        "disclosed",
        "suspected",
        "creators",
        "creators-thanked",
        "stars",
        "reviews",
    ),
    "coverage": ("coverage", "gaps", "delay", "corrections"),
}
CHIPS = ("critique", "discussion", "share", "creation", "unsure", "tone-negative",
         "tone-positive", "open", "act-triage")  # fmt: skip
_OF_DRAFTS = ("verbatim", "edited")
_FURTHER = (COUNTED, "first-response-90", "first-response-open", "first-response-open-90")
_FORMULAS = ("balance", "counted", "response", "times", "sent", "returning", "stars", "coverage")


def title(digest: Digest) -> Ours:
    """What the whole is called."""
    return say(digest.language, "digest.title", week=Ours(digest.week[6:]))


def tables(digest: Digest) -> dict[str, list[Figure]]:
    """Each section's figures; further ways to say a time stand only where there is one, and what became
    of approved answers where any was sent.
    """
    return {
        name: [f for f in map(digest.figure, keys) if _is_told(f)]
        for name, keys in SECTIONS.items()
    }


def _is_told(figure: Figure) -> bool:
    if figure.key in _OF_DRAFTS:
        return figure.n > 0
    return figure.value is not None or figure.key not in _FURTHER


def formulas(digest: Digest) -> tuple[str, ...]:
    """How the figures are made; of those that not everybody has, where there are any."""
    is_counted = digest.figure(COUNTED).value is not None
    return _FORMULAS if not is_counted else (*_FORMULAS[:2], "network", *_FORMULAS[2:])


def anchors(digest: Digest) -> dict[str, int]:
    """Every figure and action with mentions behind it, and how many of them are listed."""
    listed = Counter(key for entry in digest.entries for key in entry.figures)
    known = {f.key: listed[f.key] for f in digest.figures if f.mentions}
    return known | {key: n for key, n in listed.items() if key.startswith("act-")}


def dates(digest: Digest) -> tuple[Ours, Ours]:
    """The first and the last day, with the year."""
    zone, lang = ZoneInfo(digest.zone), digest.language
    last = digest.end - timedelta(seconds=1)
    first_day = words.date(lang, digest.start, zone)
    return first_day, Ours(f"{words.date(lang, last, zone)} {last.astimezone(zone).year}")
