"""What goes wrong for many at once: by it posts in different words, and languages, are one matter.

The sentence vectors do not tell: of 78 pairs of invented posts on one outage the half are less
alike than 0.4, and among pairs on different matters are some of 0.7 (they carry language and
tone). Of twenty pairs on one page, till, line or lift that fails, seven are nearer than 0.5, and so are
seven of twenty pairs that only share its words ("the lift is stuck", "the lift music is horrible"). So the matter is read from lists of words; what these do not name stays apart.
"""

import re

from listener.advice.reading.kept import kept
from listener.advice.reading.lexicon import found
from listener.advice.reading.text import fold, sentences

# fmt: off
# Whoever says any of this is heard alone, however many say the same beside it. Broader than what
# is danger: a card too many costs a glance.
_DELICATE = (
    *("danger." + kind for kind in (
        "safety", "harm", "self_harm", "threat", "leak", "discrimination", "child", "hurt", "heat", "ill",
        "allergic", "emergency", "called", "hate", "boycott", "crisis", "legal", "health", "privacy",
    )),
    *("people." + kind for kind in ("press_self", "press_strong", "newsroom", "press_desk")),
    *("workplace." + kind for kind in ("colleague", "here", "harassment", "offence")),
)
# fmt: on
# What has lasted for days is a case of its own: what breaks for many breaks for all of them at once.
_MANY = r"(?:\d+|une?|deux|trois|quatre|cinq|dix|quinze|plusieurs|an?|one|two|three|four|five|ten|several)"
_LONG = re.compile(
    rf"\b{_MANY}\s?(?:jours?|j|semaines?|mois|ans?|days?|weeks?|months?|years?)\b"
    r"|\bdepuis (?:le \d+|la semaine|le mois|debut|fin|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\b"
    r"|\bsince (?:the \d|mon|tues|wednes|thurs|fri|satur|sun|last|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
)
AT_LENGTH = 600  # characters from which a text is about more than one thing
# Things that many need at once, each a matter of its own, and the lists of what happens to it.
_THINGS = {
    "service": ("fails",),
    "till": ("fails", "till_fails"),
    "phone": ("fails", "phone_fails"),
    "lift": ("fails", "stands_still"),
    "door": ("fails", "stands_still"),
}
_ALONE = ("outage", "network", "charged", "price")  # lists that name a matter by themselves


@kept(4_096)
def matters(text: str) -> frozenset[str]:
    """The names of what goes wrong in a text, by the lists of incidents.

    None where it is over, or old, or one of many things that a long text says.
    """
    if len(text) > AT_LENGTH:
        return frozenset()
    if is_over(text):
        return frozenset()
    folded = fold(text)
    named = {name for name in _ALONE if found(f"incidents.{name}", folded)}
    for part in map(fold, sentences(text)):
        named.update(name for name, fails in _THINGS.items() if _holds_both(part, name, fails))
        if found("incidents.cannot", part) and not found("incidents.taken", folded):
            named.add("service")
    return frozenset("outage" if name == "service" else name for name in named)


@kept(4_096)
def is_over(text: str) -> bool:
    """Does it tell of what is over, or has lasted for days?"""
    folded = fold(text)
    return bool(found("incidents.over", folded) or _LONG.search(folded))


def _holds_both(folded: str, thing: str, fails: tuple[str, ...]) -> bool:
    if not found(f"incidents.{thing}", folded):
        return False
    return any(found(f"incidents.{name}", folded) for name in fails)


@kept(4_096)
def is_delicate(text: str) -> bool:
    """Does it hold a word of danger, of rights, of the press or of a colleague, whatever is meant?"""
    folded = fold(text)
    return any(found(name, folded) for name in _DELICATE)
