"""What one author wrote to us before and nobody answered, as far as we can see."""

import re
from dataclasses import dataclass
from datetime import datetime

from listener.advice.evidence import Contact, Evidence
from listener.advice.leaves import Leaf, facts_of
from listener.settings.brand import Brand
from listener.words import date, ordinal, say

_WANTS = ("complaint", "question")
_BLAME = ("negative", "mixed")
_FAILED = (Leaf.REPAIR, Leaf.RESUME, Leaf.ESCALATE_LANE)


@dataclass(frozen=True, slots=True)
class Waited:
    """Messages to us about a matter; those of one day are one."""

    times: int  # earlier ones
    since: datetime  # the first of them
    now: datetime
    has_matter: bool = False  # one of them was to be put right

    def words(self, key: str, brand: Brand) -> str:
        """Which message this one is, since when, and that no answer was seen."""
        lang = brand.language
        since = date(lang, self.since, brand.tz, now=self.now)
        return say(lang, key, nth=ordinal(lang, self.times + 1), since=since)


def waited(evidence: Evidence, brand: Brand) -> Waited | None:
    """The author's unanswered messages, of any age; what was answered or closed ends their row."""
    open_: list[Contact] = []
    for contact in sorted(evidence.contacts, key=lambda c: c.at, reverse=True):
        if contact.answered or contact.leaf == Leaf.CLOSE:
            break
        if contact.at < evidence.at and _wants_something(contact):
            open_.append(contact)
    if not open_:
        return None
    today = evidence.at.astimezone(brand.tz).date()
    days = {c.at.astimezone(brand.tz).date() for c in open_} - {today}
    blamed = any(c.leaf in _FAILED or c.intent == "complaint" or c.tone in _BLAME for c in open_)
    return Waited(len(days), open_[-1].at, evidence.at, blamed) if days else None


def _wants_something(contact: Contact) -> bool:
    got = facts_of(contact.leaf or "")
    if contact.form != "critique" or got.thanks:
        return False
    return got.digest == "owed" or contact.intent in _WANTS or contact.tone in _BLAME


def nth(told: str) -> int | None:
    """Which message it is, by the words of `Waited`: they open with its place in the row."""
    place = re.match(r"\d{1,3}", told)
    return int(place[0]) if place else None
